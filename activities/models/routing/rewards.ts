/**
 * What answers turned out to be worth, by task and model: a person's word where there is one, the verifiers' otherwise.
 * Read from the records of requests; kept for a minute.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database/client';
import { rewardOf } from '../report/rewards-sql';
import type { Arm } from './learned';

/** Of a reward that is a day old, this much is left: models and documents change. */
const LEFT_AFTER_A_DAY = 0.99;
const KEPT_MS = 60_000;
const LOOK_BACK_DAYS = 180;

export class Rewards {
  private readonly kept = new Map<string, { at: number; arms: Promise<Map<string, Arm>> }>();

  constructor(
    private readonly database: Database,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns an arm for each model, in the given order; of all tenants together, since no content is in it */
  async arms(task: string, models: string[]): Promise<Arm[]> {
    const known = this.kept.get(task);
    const fresh = known !== undefined && this.now() - known.at < KEPT_MS;
    const arms = fresh ? known.arms : this.load(task);
    if (!fresh) this.kept.set(task, { at: this.now(), arms });
    try {
      const found = await arms;
      return models.map((model) => found.get(model) ?? { model, reward: 0, count: 0 });
    } catch (problem) {
      this.kept.delete(task);
      throw problem;
    }
  }

  private async load(task: string): Promise<Map<string, Arm>> {
    // A person's word counts in full, a passed check for a fifth: it says less, and it is there for every answer.
    const { rows } = await this.database.execute<{ model: string; reward: number; count: number }>(sql`
      SELECT model, sum(weight * value)::float8 AS reward, sum(weight)::float8 AS count FROM (
        SELECT a.model,
          ${LEFT_AFTER_A_DAY}::float8 ^ (extract(epoch FROM now() - a.started_at)::float8 / 86400)
            * (CASE WHEN a.outcome = 'answered' AND m.outcome IS NULL THEN 0.2 ELSE 1 END) AS weight,
          CASE WHEN a.outcome <> 'answered' THEN 0 ELSE coalesce(${rewardOf}, 1) END AS value
        FROM model_attempts a LEFT JOIN model_answers m ON m.tenant = a.tenant AND m.key = a.key
        WHERE a.task = ${task} AND a.outcome IN ('answered', 'rejected', 'refused', 'truncated')
          AND a.started_at > now() - ${LOOK_BACK_DAYS} * interval '1 day'
      ) AS rewards GROUP BY model`);
    return new Map(rows.map((row) => [row.model, row]));
  }
}
