/** What is known of a call from before: its stored answer, and the requests it took so far. */
import type { Database } from '../../../platform/database/client';

export interface PastAttempt {
  rung: number;
  model: string;
  deployment: string;
  status: string;
  outcome: string | null;
  reasons: string[];
  output: unknown;
  costNano: bigint;
  /** Open, and its worker is still alive. */
  alive: boolean;
  /** Open, and its lease has run out. */
  abandoned: boolean;
}

export interface Past {
  answer: unknown | null;
  /** Oldest first. */
  attempts: PastAttempt[];
}

/** One query: every call begins with it. */
export async function recall(database: Database, tenant: string, key: string): Promise<Past> {
  const { rows } = await database.$client.query<{ answer: unknown; attempts: Row[] | null }>({
    name: 'recall-model-call',
    text: `
      SELECT (SELECT body FROM model_answers WHERE tenant = $1 AND key = $2) AS answer,
        (SELECT jsonb_agg(jsonb_build_object('rung', rung, 'model', model, 'deployment', deployment, 'status', status,
            'outcome', outcome, 'reasons', reasons, 'output', output, 'cost', coalesce(settled_nano, reserved_nano)::text,
            'late', lease_until < now()) ORDER BY started_at)
          FROM model_attempts WHERE tenant = $1 AND key = $2) AS attempts`,
    values: [tenant, key],
  });
  const [row] = rows;
  return {
    answer: row?.answer ?? null,
    attempts: (row?.attempts ?? []).map(({ cost, late, ...rest }) => ({
      ...rest,
      costNano: BigInt(cost),
      alive: rest.status === 'open' && !late,
      abandoned: rest.status === 'open' && late,
    })),
  };
}

/** As the database gives it: money as digits, the lease as whether it has run out. */
type Row = Omit<PastAttempt, 'costNano' | 'alive' | 'abandoned'> & { cost: string; late: boolean };
