/**
 * The index in Qdrant: a named dense vector for meaning, a sparse one for words (Qdrant adds the inverse document frequency), fused on
 * the server from both score distributions, and payload filters for tenant, product and validity. Readers use an alias, so a new
 * collection takes the place of the old one in one step.
 */
import { createHash } from 'node:crypto';
import type { QdrantClient } from '@qdrant/js-client-rest';
import type { IsoDate } from '../../vocabulary';
import { termWeights } from '../lexical';
import type { ClauseQuery, ClauseStore, EditionKey, IndexedClause, IndexedEdition, ScoredClause } from './store';

export interface QdrantSettings {
  client: QdrantClient;
  /** Name that is searched; its collection is named after it and the vector space. */
  alias?: string;
  /** Vector space and its dimensions; a change of them needs a new collection. */
  space: { name: string; dimensions: number };
}

const MEANING = 'meaning';
const WORDS = 'words';
/** Terms of a clause on the average; only ratios to it matter. */
const AVERAGE_TERMS = 60;
/** Points sent at once. */
const BATCH = 200;
/** Of each kind of vector so many candidates are fused. */
const CANDIDATES = 50;
/** The day that stands for "without an end": filters compare days. */
const NO_END = '9999-12-31';

type Filter = NonNullable<Parameters<QdrantClient['query']>[1]['filter']>;

export class QdrantClauseStore implements ClauseStore {
  private readonly client: QdrantClient;
  private readonly alias: string;
  private ready: Promise<void> | undefined;

  constructor(private readonly settings: QdrantSettings) {
    this.client = settings.client;
    this.alias = settings.alias ?? 'adjutant_clauses';
  }

  async put(edition: IndexedEdition): Promise<void> {
    await this.prepared();
    const points = edition.clauses.map((clause) => pointOf(edition, clause));
    for (let from = 0; from < points.length; from += BATCH)
      await this.client.upsert(this.alias, { wait: true, points: points.slice(from, from + BATCH) });
    // What an earlier revision had and this one has not.
    await this.client.delete(this.alias, {
      wait: true,
      filter: { ...filterOf(edition), must_not: [{ key: 'revision', match: { value: edition.revision } }] },
    });
  }

  async revalidate(key: EditionKey, validFrom: IsoDate, validTo: IsoDate | null): Promise<void> {
    await this.prepared();
    await this.client.setPayload(this.alias, {
      wait: true,
      payload: { valid_from: instant(validFrom), valid_to: instant(validTo ?? NO_END) },
      filter: filterOf(key),
    });
  }

  async remove(key: EditionKey): Promise<void> {
    await this.prepared();
    await this.client.delete(this.alias, { wait: true, filter: filterOf(key) });
  }

  async search({ tenant, product, on, text, vector, count }: ClauseQuery): Promise<ScoredClause[]> {
    await this.prepared();
    const filter: Filter = {
      must: [
        { key: 'tenant', match: { value: tenant } },
        ...(product === undefined ? [] : [{ key: 'product', match: { value: product } }]),
        { key: 'valid_from', range: { lte: instant(on) } },
        { key: 'valid_to', range: { gt: instant(on) } },
      ],
    };
    const words = sparse(termWeights(text, AVERAGE_TERMS), () => 1);
    const limit = Math.max(CANDIDATES, count);
    const byWords = { query: words, using: WORDS, filter, limit };
    const byMeaning = vector === null ? null : { query: [...vector], using: MEANING, filter, limit };
    const { points } = await this.client.query(this.alias, {
      ...(byMeaning === null
        ? { query: words, using: WORDS, filter }
        : { prefetch: [byMeaning, byWords], query: { fusion: 'dbsf' as const } }),
      limit: count,
      with_payload: ['tenant', 'product', 'edition', 'number', 'revision'],
    });
    return points.map(({ payload, score }) => ({
      tenant: String(payload?.tenant),
      product: String(payload?.product),
      edition: String(payload?.edition),
      number: String(payload?.number),
      revision: String(payload?.revision),
      score,
    }));
  }

  /** In a collection of its own; then the alias points to it, and the old one is dropped. */
  async rebuild(editions: AsyncIterable<IndexedEdition>): Promise<void> {
    const before = await this.target();
    const name = `${this.collectionName()}_${Date.now().toString(36)}`;
    await this.create(name);
    for await (const edition of editions) {
      const points = edition.clauses.map((clause) => pointOf(edition, clause));
      for (let from = 0; from < points.length; from += BATCH)
        await this.client.upsert(name, { wait: true, points: points.slice(from, from + BATCH) });
    }
    await this.point(name, before !== null);
    if (before !== null) await this.client.deleteCollection(before);
    this.ready = Promise.resolve();
  }

  /** The collection and its alias are there, made when they were not. Tried again at the next call when it failed. */
  private prepared(): Promise<void> {
    this.ready ??= this.prepare().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }

  private async prepare(): Promise<void> {
    if ((await this.target()) !== null) return;
    const name = this.collectionName();
    const { exists } = await this.client.collectionExists(name);
    if (!exists) await this.create(name);
    await this.point(name, false);
  }

  /** The collection that the alias stands for; null when there is none. */
  private async target(): Promise<string | null> {
    const { aliases } = await this.client.getAliases();
    return aliases.find(({ alias_name }) => alias_name === this.alias)?.collection_name ?? null;
  }

  private async create(name: string): Promise<void> {
    await this.client.createCollection(name, {
      vectors: { [MEANING]: { size: this.settings.space.dimensions, distance: 'Cosine' } },
      sparse_vectors: { [WORDS]: { modifier: 'idf' } },
    });
    // Tenants are kept together on disk; every search names one.
    await this.index(name, 'tenant', { type: 'keyword', is_tenant: true });
    for (const field of ['product', 'edition', 'revision']) await this.index(name, field, 'keyword');
    for (const field of ['valid_from', 'valid_to']) await this.index(name, field, 'datetime');
  }

  private async index(
    name: string,
    field: string,
    schema: 'keyword' | 'datetime' | { type: 'keyword'; is_tenant: boolean },
  ): Promise<void> {
    await this.client.createPayloadIndex(name, { wait: true, field_name: field, field_schema: schema });
  }

  /** One request, so that no search falls between the old collection and the new one. */
  private async point(collection: string, replaces: boolean): Promise<void> {
    await this.client.updateCollectionAliases({
      actions: [
        ...(replaces ? [{ delete_alias: { alias_name: this.alias } }] : []),
        { create_alias: { collection_name: collection, alias_name: this.alias } },
      ],
    });
  }

  private collectionName(): string {
    const { name, dimensions } = this.settings.space;
    return `${this.alias}_${createHash('sha256').update(`${name}/${dimensions}`).digest('hex').slice(0, 12)}`;
  }
}

function filterOf({ tenant, product, edition }: EditionKey): Filter {
  return {
    must: [
      { key: 'tenant', match: { value: tenant } },
      { key: 'product', match: { value: product } },
      { key: 'edition', match: { value: edition } },
    ],
  };
}

function pointOf(edition: IndexedEdition, clause: IndexedClause) {
  const { tenant, product, revision, validFrom, validTo } = edition;
  return {
    id: uuidOf([tenant, product, edition.edition, clause.number]),
    vector: {
      ...(clause.vector === null ? {} : { [MEANING]: [...clause.vector] }),
      [WORDS]: sparse(termWeights(clause.text, AVERAGE_TERMS), (weight) => weight),
    },
    payload: {
      tenant,
      product,
      edition: edition.edition,
      number: clause.number,
      revision,
      valid_from: instant(validFrom),
      valid_to: instant(validTo ?? NO_END),
    },
  };
}

/** Terms as dimensions: the first 32 bits of their hash. Two terms of one hash share a weight, the larger one. */
function sparse(
  weights: Map<string, number>,
  toValue: (weight: number) => number,
): { indices: number[]; values: number[] } {
  const found = new Map<number, number>();
  for (const [term, weight] of weights) {
    const index = createHash('sha256').update(term).digest().readUInt32BE(0);
    found.set(index, Math.max(found.get(index) ?? 0, toValue(weight)));
  }
  return { indices: [...found.keys()], values: [...found.values()] };
}

/** A UUID made of names (RFC 9562, version 8): the same clause is the same point. */
function uuidOf(parts: string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function instant(day: IsoDate): string {
  return `${day}T00:00:00Z`;
}
