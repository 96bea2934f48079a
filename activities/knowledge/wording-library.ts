/** The wordings of an installation: taken in, found in, shown, ended and erased. The database is the truth; a store finds. */
import { and, asc, desc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../platform/database/client';
import { wordingClauses, wordings } from '../../platform/database/schema';
import type { IsoDate } from '../vocabulary';
import type {
  Clause,
  FoundClause,
  ImportWordingResult,
  SearchClausesInput,
  SearchClausesResult,
  Wording,
} from './contract';
import type { Embedder } from './embedder';
import { relevantPassage } from './passage';
import { type EditionSource, EmbeddedClauseStore } from './stores/embedded';
import type { ClauseStore, EditionKey, IndexedEdition } from './stores/store';
import type { Block } from './wordings/blocks';
import { splitClauses } from './wordings/clauses';

export interface NewWording extends EditionKey {
  /** SHA-256 of the file. */
  source: string;
  validFrom: IsoDate;
  validTo: IsoDate | null;
  blocks: readonly Block[];
}

/** Rows of one statement; PostgreSQL allows 65,535 parameters. */
const BATCH = 1_000;
/** Candidates are checked against the database before they count; some may be gone. */
const SPARE = 10;

export class WordingLibrary {
  private readonly store: ClauseStore;
  private readonly source: EditionSource;

  /**
   * @param embedder null where no model is at hand: clauses are found by their words alone
   * @param store where clauses are found; in memory when none is given
   */
  constructor(
    private readonly database: Database,
    private readonly embedder: () => Promise<Embedder | null>,
    store?: ClauseStore,
  ) {
    this.source = sourceOf(database);
    this.store = store ?? new EmbeddedClauseStore(this.source);
  }

  /**
   * Take an edition in, in place of one of the same name. An earlier edition without an end ends on the day this one begins.
   * @throws NotAWording when it has no numbered clauses
   */
  async import({ blocks, ...key }: NewWording): Promise<ImportWordingResult> {
    const { tenant, product, edition, validFrom, validTo, source } = key;
    if (validTo !== null && validTo <= validFrom)
      return refused(`The edition would end (${validTo}) before it begins (${validFrom}).`);
    const split = splitClauses(blocks);
    const overlap = await this.overlapping(key);
    if (overlap !== null)
      return refused(
        `Edition ${overlap.edition} applies from ${overlap.validFrom} to ${overlap.validTo ?? 'no end'}. On one day one edition applies: ` +
          'give --valid-to, choose another --valid-from, or erase that edition.',
      );
    const superseded = await this.database.transaction(async (transaction) => {
      const ended = await endEarlier(transaction, key);
      await removeRows(transaction, key);
      await transaction.insert(wordings).values({
        tenant,
        product,
        edition,
        title: split.title,
        validFrom,
        validTo,
        source,
        clauses: split.clauses.length,
      });
      const rows = split.clauses.map((clause, ordinal) => ({
        tenant,
        product,
        edition,
        ordinal,
        ...clause,
      }));
      for (let from = 0; from < rows.length; from += BATCH)
        await transaction.insert(wordingClauses).values(rows.slice(from, from + BATCH));
      return ended;
    });
    await this.put({ tenant, product, edition });
    if (superseded !== null)
      await this.store.revalidate({ tenant, product, edition: superseded.edition }, superseded.validFrom, validFrom);
    const wording = { product, edition, title: split.title, validFrom, validTo, source, clauses: split.clauses.length };
    return { wording, superseded: superseded?.edition ?? null, problems: [] };
  }

  /** Found no more from the moment this returns. @returns false when there is no such edition */
  async erase(key: EditionKey): Promise<boolean> {
    const there = await this.database.transaction(async (transaction) => {
      await transaction.delete(wordingClauses).where(isClauseOf(key));
      const erased = await transaction
        .update(wordings)
        .set({ erasedAt: sql`now()` })
        .where(and(isEdition(key), inUse))
        .returning({ edition: wordings.edition });
      return erased.length > 0;
    });
    await this.store.remove(key);
    return there;
  }

  /** Build the index of every tenant's wordings anew. @returns of how many editions */
  async reindex(): Promise<number> {
    const rows = await this.database
      .select({ tenant: wordings.tenant, product: wordings.product, edition: wordings.edition })
      .from(wordings)
      .where(inUse);
    const { source } = this;
    await this.store.rebuild(
      (async function* () {
        for (const key of rows) {
          const edition = await source.load(key);
          // Null when it was erased meanwhile.
          if (edition !== null) yield edition;
        }
      })(),
    );
    return rows.length;
  }

  /** Whether the tenant has the edition, or had it and erased it. */
  async knows(key: EditionKey): Promise<boolean> {
    const rows = await this.database.select({ edition: wordings.edition }).from(wordings).where(isEdition(key));
    return rows.length > 0;
  }

  /** By product, newest edition first. */
  async list(tenant: string): Promise<Wording[]> {
    const rows = await this.database
      .select()
      .from(wordings)
      .where(and(eq(wordings.tenant, tenant), inUse))
      .orderBy(asc(wordings.product), desc(wordings.validFrom));
    return rows.map(({ product, edition, title, validFrom, validTo, source, clauses }) => ({
      product,
      edition,
      title,
      validFrom,
      validTo,
      source,
      clauses,
    }));
  }

  /** Clauses that answer a question, of editions that apply on the day; each with a passage quoted word for word. */
  async search({ tenant, question, product, on, count = 5 }: SearchClausesInput): Promise<SearchClausesResult> {
    const embedder = await this.embedder();
    if (embedder !== null) await this.embedMissing({ tenant, question, product, on }, embedder);
    const [vector = null] = embedder === null ? [] : await embedder.embed([question]);
    const scored = await this.store.search({ tenant, product, on, text: question, vector, count: count + SPARE });
    const found: FoundClause[] = [];
    for (const { product: of, edition, number, revision, score } of scored) {
      if (found.length >= count) break;
      const row = await this.row({ tenant, product: of, edition }, number);
      // The index may be behind: what was erased, superseded or replaced is not shown.
      if (row === null || row.source !== revision || on < row.validFrom || (row.validTo !== null && on >= row.validTo))
        continue;
      const { clause, validFrom, validTo } = row;
      found.push({
        product: of,
        edition,
        clause: number,
        heading: clause.heading,
        quote: relevantPassage(clause.text === '' ? clause.heading : clause.text, question),
        text: clause.text,
        path: clause.path,
        terms: clause.terms,
        validFrom,
        validTo,
        score,
      });
    }
    return { found, by: embedder === null ? 'words' : 'words-and-meaning' };
  }

  private async row(key: EditionKey, number: string) {
    const [row] = await this.database
      .select()
      .from(wordingClauses)
      .innerJoin(wordings, sameEdition)
      .where(and(isClauseOf(key), eq(wordingClauses.number, number)));
    if (row === undefined) return null;
    const { validFrom, validTo, source } = row.wordings;
    return { clause: row.wording_clauses, validFrom, validTo, source };
  }

  /** Another edition that would apply on a day on which this one does, and does not simply end when this one begins. */
  private async overlapping({ tenant, product, edition, validFrom, validTo }: Omit<NewWording, 'blocks'>) {
    const rows = await this.database
      .select()
      .from(wordings)
      .where(and(eq(wordings.tenant, tenant), eq(wordings.product, product), inUse));
    return (
      rows.find((other) => {
        if (other.edition === edition) return false;
        const endsWithThis = other.validTo === null && other.validFrom < validFrom;
        const before = validTo !== null && validTo <= other.validFrom;
        const after = other.validTo !== null && other.validTo <= validFrom;
        return !endsWithThis && !before && !after;
      }) ?? null
    );
  }

  /**
   * Vectors of the clauses that a search looks at, where they are not there yet. Worked out at the first search and not at the
   * import: the model is large, and an installation that never searches needs none. A file that another tenant has embedded
   * already is not embedded again.
   */
  private async embedMissing({ tenant, product, on }: SearchClausesInput, embedder: Embedder): Promise<void> {
    const applying = await this.source.applying(tenant, product, on);
    for (const { edition, product: of, revision } of applying.filter(({ space }) => space !== embedder.space)) {
      const key = { tenant, product: of, edition };
      const clauses = await this.database.select().from(wordingClauses).where(isClauseOf(key));
      const known = await this.embedded(revision, embedder.space);
      const missing = clauses.filter((clause) => !known.has(searchedText(clause)));
      const made = await embedder.embed(missing.map(searchedText));
      for (const [index, clause] of missing.entries()) known.set(searchedText(clause), made[index] as Float32Array);
      await this.database.transaction(async (transaction) => {
        for (const clause of clauses)
          await transaction
            .update(wordingClauses)
            .set({ vector: known.get(searchedText(clause)) ?? null })
            .where(and(isClauseOf(key), eq(wordingClauses.number, clause.number)));
        await transaction.update(wordings).set({ space: embedder.space }).where(isEdition(key));
      });
      await this.put(key);
    }
  }

  private async embedded(source: string, space: string): Promise<Map<string, Float32Array>> {
    const rows = await this.database
      .select({ clause: wordingClauses })
      .from(wordingClauses)
      .innerJoin(wordings, sameEdition)
      .where(and(eq(wordings.source, source), eq(wordings.space, space)));
    return new Map(
      rows.flatMap(({ clause }) => (clause.vector === null ? [] : [[searchedText(clause), clause.vector]])),
    );
  }

  private async put(key: EditionKey): Promise<void> {
    const edition = await this.source.load(key);
    if (edition !== null) await this.store.put(edition);
  }
}

/** Not erased. */
const inUse = isNull(wordings.erasedAt);

const sameEdition = and(
  eq(wordings.tenant, wordingClauses.tenant),
  eq(wordings.product, wordingClauses.product),
  eq(wordings.edition, wordingClauses.edition),
);

/** What a question is compared with: where the clause stands, its heading and its text. */
export function searchedText({ path, heading, text }: Pick<Clause, 'path' | 'heading' | 'text'>): string {
  return [...path, heading, text].filter((part) => part !== '').join('\n');
}

function refused(problem: string): ImportWordingResult {
  return { wording: null, superseded: null, problems: [problem] };
}

async function endEarlier(
  transaction: Transaction,
  { tenant, product, edition, validFrom }: Omit<NewWording, 'blocks'>,
) {
  const open = and(eq(wordings.tenant, tenant), eq(wordings.product, product), isNull(wordings.validTo), inUse);
  const [earlier] = await transaction.select().from(wordings).where(open).for('update');
  if (earlier === undefined || earlier.edition === edition || earlier.validFrom >= validFrom) return null;
  await transaction
    .update(wordings)
    .set({ validTo: validFrom })
    .where(isEdition({ tenant, product, edition: earlier.edition }));
  return earlier;
}

async function removeRows(transaction: Transaction, key: EditionKey): Promise<void> {
  await transaction.delete(wordingClauses).where(isClauseOf(key));
  await transaction.delete(wordings).where(isEdition(key));
}

function isEdition({ tenant, product, edition }: EditionKey) {
  return and(eq(wordings.tenant, tenant), eq(wordings.product, product), eq(wordings.edition, edition));
}

function isClauseOf({ tenant, product, edition }: EditionKey) {
  return and(
    eq(wordingClauses.tenant, tenant),
    eq(wordingClauses.product, product),
    eq(wordingClauses.edition, edition),
  );
}

/** Editions as the database has them now. */
export function sourceOf(database: Database): EditionSource {
  return {
    applying: async (tenant, product, on) => {
      const rows = await database
        .select()
        .from(wordings)
        .where(
          and(
            eq(wordings.tenant, tenant),
            product === undefined ? undefined : eq(wordings.product, product),
            lte(wordings.validFrom, on),
            or(isNull(wordings.validTo), gt(wordings.validTo, on)),
            inUse,
          ),
        )
        .orderBy(asc(wordings.product), asc(wordings.edition));
      return rows.map((row) => ({
        tenant,
        product: row.product,
        edition: row.edition,
        revision: row.source,
        space: row.space,
      }));
    },
    load: async (key): Promise<IndexedEdition | null> => {
      const [row] = await database
        .select()
        .from(wordings)
        .where(and(isEdition(key), inUse));
      if (row === undefined) return null;
      const clauses = await database
        .select()
        .from(wordingClauses)
        .where(isClauseOf(key))
        .orderBy(asc(wordingClauses.ordinal));
      return {
        ...key,
        revision: row.source,
        validFrom: row.validFrom,
        validTo: row.validTo,
        clauses: clauses.map((clause) => ({
          number: clause.number,
          text: searchedText(clause),
          vector: clause.vector,
        })),
      };
    },
  };
}
