/** The index without a server: in memory, read from the database when it is first asked for, kept as long as nothing changes. */

import type { IsoDate } from '../../vocabulary';
import { HybridIndex } from '../hybrid-index';
import type { ClauseQuery, ClauseStore, EditionKey, IndexedEdition, ScoredClause } from './store';

/** `space`: of its vectors, null while it has none. */
export interface AppliedEdition extends EditionKey {
  revision: string;
  space: string | null;
}

/** Editions as they are in the database now. */
export interface EditionSource {
  /** Editions of a tenant that apply on a day, without their clauses. */
  applying(tenant: string, product: string | undefined, on: IsoDate): Promise<AppliedEdition[]>;
  /** @returns null when it was erased meanwhile */
  load(key: EditionKey): Promise<IndexedEdition | null>;
}

interface Built {
  index: HybridIndex;
  rows: { edition: IndexedEdition; number: string }[];
}

/** Sets of editions that are kept; each is some hundred clauses. */
const MOST_KEPT = 32;

export class EmbeddedClauseStore implements ClauseStore {
  private readonly built = new Map<string, Promise<Built>>();

  constructor(private readonly source: EditionSource) {}

  /** The database has it already, and every search asks the database what applies: nothing is to be done. */
  async put(): Promise<void> {}
  async revalidate(): Promise<void> {}
  async remove(): Promise<void> {}

  async rebuild(): Promise<void> {
    this.built.clear();
  }

  async search({ tenant, product, on, text, vector, count }: ClauseQuery): Promise<ScoredClause[]> {
    const applying = await this.source.applying(tenant, product, on);
    if (applying.length === 0) return [];
    const { index, rows } = await this.of(applying);
    return index.rank(text, vector, { count }).flatMap(({ index: at, score }) => {
      const row = rows[at];
      if (row === undefined) return [];
      const { edition, number } = row;
      return [
        { tenant, product: edition.product, edition: edition.edition, revision: edition.revision, number, score },
      ];
    });
  }

  private of(editions: AppliedEdition[]): Promise<Built> {
    const key = JSON.stringify(
      editions.map(({ tenant, product, edition, revision, space }) => [tenant, product, edition, revision, space]),
    );
    const known = this.built.get(key);
    if (known !== undefined) return known;
    const building = this.build(editions);
    this.built.set(key, building);
    building.catch(() => this.built.delete(key));
    for (const old of this.built.keys()) {
      if (this.built.size <= MOST_KEPT) break;
      this.built.delete(old);
    }
    return building;
  }

  private async build(keys: EditionKey[]): Promise<Built> {
    const editions = (await Promise.all(keys.map((key) => this.source.load(key)))).flatMap((edition) => edition ?? []);
    const rows = editions.flatMap((edition) => edition.clauses.map((clause) => ({ edition, clause })));
    return {
      index: HybridIndex.of(
        rows.map(({ clause }) => clause.text),
        rows.map(({ clause }) => clause.vector),
      ),
      rows: rows.map(({ edition, clause }) => ({ edition, number: clause.number })),
    };
  }
}
