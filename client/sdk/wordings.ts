/** Policy wordings as they are now: which editions there are, and what their clauses say. */
import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm';
import { Clause, Wording } from '../../activities/knowledge/contract';
import type { Database } from '../../platform/database/client';
import { wordingClauses, wordings } from '../../platform/database/schema';
import { NotFoundError } from './errors';

export class Wordings {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /** By product, newest edition first. */
  async list(): Promise<Wording[]> {
    const rows = await this.database
      .select()
      .from(wordings)
      .where(and(eq(wordings.tenant, this.tenant), isNull(wordings.erasedAt)))
      .orderBy(asc(wordings.product), desc(wordings.validFrom));
    return rows.map((row) => Wording.parse(row));
  }

  /** @throws NotFoundError when there is no such edition, or it was erased */
  async show(product: string, edition: string): Promise<Wording> {
    const found = (await this.list()).find((one) => one.product === product && one.edition === edition);
    if (found === undefined) throw new NotFoundError('wording', `${product} ${edition}`);
    return found;
  }

  /**
   * Clauses of an edition in the order of the wording; those that it does not have are left out.
   * @param numbers as printed; all clauses when absent
   */
  async clauses(product: string, edition: string, numbers?: readonly string[]): Promise<Clause[]> {
    if (numbers?.length === 0) return [];
    const rows = await this.database
      .select()
      .from(wordingClauses)
      .where(
        and(
          eq(wordingClauses.tenant, this.tenant),
          eq(wordingClauses.product, product),
          eq(wordingClauses.edition, edition),
          numbers === undefined ? undefined : inArray(wordingClauses.number, [...numbers]),
        ),
      )
      .orderBy(asc(wordingClauses.ordinal));
    return rows.map((row) => Clause.parse(row));
  }
}
