/**
 * Who is away, and who stands in for them. It passes on work and no authority: who stands in decides in their own name, within their
 * own limits, and never as both pairs of eyes.
 */
import { and, asc, eq, gt, lte, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { Role } from '../../activities/authority/contract';
import type { Database, Transaction } from '../../platform/database/client';
import { absences, users } from '../../platform/database/schema';
import { recordAccess } from './access-records';
import { AdjutantError, NotFoundError } from './errors';

export const Absence = z.object({
  userId: z.string(),
  /** Who stands in. */
  delegate: z.object({ userId: z.string(), name: z.string() }),
  from: z.iso.datetime(),
  /** Not included. */
  until: z.iso.datetime(),
  setBy: z.string(),
});
export type Absence = z.infer<typeof Absence>;

export const NewAbsence = z.strictObject({
  delegate: z.string().min(1).max(120),
  from: z.iso.datetime().optional().describe('now, where it is not given'),
  until: z.iso.datetime(),
});
export type NewAbsence = z.infer<typeof NewAbsence>;

export const StandIn = z.object({ userId: z.string(), name: z.string(), role: Role });
export type StandIn = z.infer<typeof StandIn>;

/** This person cannot stand in, or not then. */
export class AbsenceRefusedError extends AdjutantError {
  override readonly name = 'AbsenceRefusedError';
  constructor(message: string) {
    super('absence-refused', message);
  }
}

export class Absences {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /** The absence of a person that is not over; null where there is none. */
  async show(userId: string): Promise<Absence | null> {
    const [row] = await this.read(this.database, userId);
    return row ?? null;
  }

  /**
   * Who could stand in for somebody: active people who decide something.
   * @param decides kinds of task of a role
   */
  async standIns(userId: string, decides: (role: string) => readonly unknown[]): Promise<StandIn[]> {
    const rows = await this.database
      .select({ userId: users.userId, name: users.name, role: users.role })
      .from(users)
      .where(and(eq(users.tenant, this.tenant), eq(users.active, true), ne(users.userId, userId)))
      .orderBy(asc(users.name));
    return rows.filter(({ role }) => decides(role).length > 0).map((row) => StandIn.parse(row));
  }

  /**
   * Somebody is away: what is theirs is shown to whom stands in, and what is given to them goes there.
   * @throws AbsenceRefusedError, NotFoundError
   */
  async set(
    userId: string,
    { delegate, from = new Date().toISOString(), until }: NewAbsence,
    by: string,
    decides: (role: string) => readonly unknown[],
  ): Promise<Absence> {
    if (Date.parse(until) <= Math.max(Date.parse(from), Date.now()))
      throw new AbsenceRefusedError('The absence must end after it has begun, and in the future.');
    const able = await this.standIns(userId, decides);
    if (!able.some((one) => one.userId === delegate))
      throw new AbsenceRefusedError(
        `${delegate} cannot stand in: no other active person of that name decides tasks here.`,
      );
    return this.database.transaction(async (transaction) => {
      const [known] = await transaction
        .select({ userId: users.userId })
        .from(users)
        .where(and(eq(users.tenant, this.tenant), eq(users.userId, userId)));
      if (known === undefined) throw new NotFoundError('user', userId);
      // Two people who name each other at once wait for one another here.
      await transaction.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${`absences ${this.tenant}`}))`);
      await this.mustNotLeadBack(transaction, userId, delegate, { from, until });
      const set = { delegate, from, until, setBy: by };
      await transaction
        .insert(absences)
        .values({ tenant: this.tenant, userId, ...set })
        .onConflictDoUpdate({ target: [absences.tenant, absences.userId], set: { ...set, setAt: sql`now()` } });
      await recordAccess(transaction, {
        tenant: this.tenant,
        event: 'absence-set',
        userId,
        actor: by,
        facts: { delegate, from, until },
      });
      const [made] = await this.read(transaction, userId);
      if (made === undefined) throw new NotFoundError('absence of', userId);
      return made;
    });
  }

  /** Somebody is back. @throws NotFoundError when they were not away */
  async end(userId: string, by: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const ended = await transaction
        .delete(absences)
        .where(and(eq(absences.tenant, this.tenant), eq(absences.userId, userId)))
        .returning({ userId: absences.userId });
      if (ended.length === 0) throw new NotFoundError('absence of', userId);
      await recordAccess(transaction, { tenant: this.tenant, event: 'absence-ended', userId, actor: by });
    });
  }

  /** @throws AbsenceRefusedError when the work would come back to who is away */
  private async mustNotLeadBack(
    transaction: Transaction,
    userId: string,
    delegate: string,
    { from, until }: { from: string; until: string },
  ): Promise<void> {
    const seen = new Set([userId]);
    for (let next: string | undefined = delegate; next !== undefined; ) {
      if (seen.has(next))
        throw new AbsenceRefusedError('Who would stand in is away then too, and leads back here. Name somebody else.');
      seen.add(next);
      const [row]: { delegate: string }[] = await transaction
        .select({ delegate: absences.delegate })
        .from(absences)
        .where(
          and(
            eq(absences.tenant, this.tenant),
            eq(absences.userId, next),
            lte(absences.from, until),
            gt(absences.until, from),
          ),
        );
      next = row?.delegate;
    }
  }

  private async read(database: Database | Transaction, userId: string): Promise<Absence[]> {
    const rows = await database
      .select({ row: absences, name: users.name })
      .from(absences)
      .leftJoin(users, and(eq(users.tenant, absences.tenant), eq(users.userId, absences.delegate)))
      .where(and(eq(absences.tenant, this.tenant), eq(absences.userId, userId), gt(absences.until, sql`now()`)));
    return rows.map(({ row, name }) => ({
      userId: row.userId,
      delegate: { userId: row.delegate, name: name ?? row.delegate },
      from: new Date(row.from).toISOString(),
      until: new Date(row.until).toISOString(),
      setBy: row.setBy,
    }));
  }
}

/** Who does somebody's work now: themselves, or who stands in for them, or for those in turn. Chains end: `set` sees to it. */
export async function whoWorksFor(database: Database | Transaction, tenant: string, userId: string): Promise<string> {
  const { rows } = await database.execute<{ user_id: string }>(sql`
    WITH RECURSIVE chain(user_id, depth) AS (
      SELECT ${userId}::text, 0
      UNION ALL
      SELECT a.delegate, c.depth + 1 FROM chain c JOIN absences a ON a.user_id = c.user_id
      WHERE a.tenant = ${tenant} AND a.from_at <= now() AND a.until_at > now() AND c.depth < 20)
    SELECT user_id FROM chain ORDER BY depth DESC LIMIT 1`);
  return rows[0]?.user_id ?? userId;
}

/** People whose work somebody does now besides their own. */
export async function standsInFor(database: Database | Transaction, tenant: string, userId: string): Promise<string[]> {
  const { rows } = await database.execute<{ user_id: string }>(sql`
    WITH RECURSIVE for_whom(user_id, depth) AS (
      SELECT ${userId}::text, 0
      UNION
      SELECT a.user_id, f.depth + 1 FROM for_whom f JOIN absences a ON a.delegate = f.user_id
      WHERE a.tenant = ${tenant} AND a.from_at <= now() AND a.until_at > now() AND f.depth < 20)
    SELECT DISTINCT user_id FROM for_whom WHERE depth > 0`);
  if (rows.length === 0) return [];
  // Who is away does nobody's work.
  return (await whoWorksFor(database, tenant, userId)) === userId ? rows.map(({ user_id }) => user_id) : [];
}
