/** Clocks at risk for Prometheus: how many, by kind. No claim, no content. */
import type { Registry } from 'prom-client';
import type { ClockRules } from '../activities/clocks/contract';
import { type ClocksAtRisk, readClocksAtRisk } from '../client/sdk/clocks';
import type { Database } from '../platform/database/client';
import { showKeptGauge } from './kept-gauge';

/** All open claims are read for it. */
const KEPT_MS = 60_000;

export interface ClockMetricsInput {
  registry: Registry;
  database: Database;
  tenant: string;
  rules: ClockRules;
  onProblem?: (error: unknown) => void;
}

/** Show `adjutant_clocks_at_risk`. */
export function showClocksAtRisk({ registry, database, tenant, rules, onProblem }: ClockMetricsInput): void {
  showKeptGauge({
    registry,
    name: 'adjutant_clocks_at_risk',
    help: 'Clocks of open claims by kind, overdue or to be escalated by now',
    labelNames: ['tenant', 'kind', 'state'],
    keptMs: KEPT_MS,
    onProblem,
    read: async () => {
      const limit = Number.MAX_SAFE_INTEGER;
      const { clocks } = await readClocksAtRisk({ database, place: { tenant } }, rules, { limit });
      return byKind(clocks).map(([labels, value]) => ({ labels: { tenant, ...labels }, value }));
    },
  });
}

function byKind(clocks: ClocksAtRisk['clocks']): [{ kind: string; state: string }, number][] {
  const counts = new Map<string, number>();
  for (const { kind, status } of clocks) {
    const key = `${kind}/${status === 'missed' ? 'overdue' : 'escalated'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => {
    const [kind = '', state = ''] = key.split('/');
    return [{ kind, state }, count];
  });
}
