/**
 * Where clauses are found. The database holds the wordings themselves; a store is an index over them that can be built anew at any
 * time, so what it answers is checked against the database before anybody sees it.
 */
import type { IsoDate } from '../../vocabulary';

export interface IndexedClause {
  number: string;
  /** Heading path and text: what is searched. */
  text: string;
  /** Of unit length, of `space`; null where no embedding model was at hand. */
  vector: Float32Array | null;
}

export interface EditionKey {
  tenant: string;
  product: string;
  edition: string;
}

export interface IndexedEdition extends EditionKey {
  /** Hash of the source: another text under the same name is another revision. */
  revision: string;
  validFrom: IsoDate;
  validTo: IsoDate | null;
  clauses: readonly IndexedClause[];
}

export interface ClauseQuery {
  tenant: string;
  product: string | undefined;
  on: IsoDate;
  text: string;
  vector: Float32Array | null;
  count: number;
}

export interface ScoredClause extends EditionKey {
  number: string;
  revision: string;
  /** Higher is better; comparable within one answer only. */
  score: number;
}

export interface ClauseStore {
  /** Put an edition in place of what was there under its name. */
  put(edition: IndexedEdition): Promise<void>;
  /** Only its days of validity have changed. */
  revalidate(key: EditionKey, validFrom: IsoDate, validTo: IsoDate | null): Promise<void>;
  remove(key: EditionKey): Promise<void>;
  /** Best first; only of editions of the tenant that apply on the day. */
  search(query: ClauseQuery): Promise<ScoredClause[]>;
  /**
   * Build the index anew, in place of what there is; searches go on meanwhile.
   * @param editions all that is to be found, of every tenant
   */
  rebuild(editions: AsyncIterable<IndexedEdition>): Promise<void>;
}
