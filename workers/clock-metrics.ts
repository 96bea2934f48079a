/** Clocks at risk for Prometheus: how many, by kind. No claim, no content. */
import { Gauge, type Registry } from 'prom-client';
import type { ClockRules } from '../activities/clocks/contract';
import { type ClocksAtRisk, readClocksAtRisk } from '../client/sdk/clocks';
import type { Database } from '../platform/database/client';

/** All open claims are read for it: scraped again within this, the figures are those of before. */
const KEPT_MS = 60_000;

export interface ClockMetricsInput {
  /** The one that `/metrics` shows. */
  registry: Registry;
  database: Database;
  tenant: string;
  rules: ClockRules;
  onProblem?: (error: unknown) => void;
}

/** Show `adjutant_clocks_at_risk`. While the database cannot be read there are no values, and the rest is shown all the same. */
export function showClocksAtRisk({ registry, database, tenant, rules, onProblem }: ClockMetricsInput): void {
  let readAt = Number.NEGATIVE_INFINITY;
  new Gauge({
    name: 'adjutant_clocks_at_risk',
    help: 'Clocks of open claims by kind, overdue or to be escalated by now',
    labelNames: ['tenant', 'kind', 'state'],
    registers: [registry],
    async collect() {
      const now = Date.now();
      if (now < readAt + KEPT_MS) return;
      readAt = now;
      try {
        const limit = Number.MAX_SAFE_INTEGER;
        const { clocks } = await readClocksAtRisk({ database, place: { tenant } }, rules, { limit });
        this.reset();
        for (const [labels, count] of byKind(clocks)) this.set({ tenant, ...labels }, count);
      } catch (error) {
        readAt = Number.NEGATIVE_INFINITY;
        this.reset();
        onProblem?.(error);
      }
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
