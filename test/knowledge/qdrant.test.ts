/**
 * What our store asks of Qdrant, checked at a scripted server: paths, methods and bodies as Qdrant's OpenAPI description has
 * them (version 1.15), and what the requests are for. The server keeps aliases and points, so that the order of requests matters too.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QdrantClient } from '@qdrant/js-client-rest';
import { z } from 'zod';
import { QdrantClauseStore } from '../../activities/knowledge/stores/qdrant';
import type { IndexedEdition } from '../../activities/knowledge/stores/store';

const Match = z.strictObject({ key: z.string(), match: z.strictObject({ value: z.string() }) });
const Day = z.iso.datetime();
const Range = z.strictObject({ key: z.string(), range: z.strictObject({ lte: Day.optional(), gt: Day.optional() }) });
const Filter = z.strictObject({ must: z.array(z.union([Match, Range])), must_not: z.array(Match).optional() });
const Sparse = z
  .strictObject({ indices: z.array(z.int().min(0).max(0xffffffff)), values: z.array(z.number().positive()) })
  .refine(({ indices, values }) => indices.length === values.length && new Set(indices).size === indices.length);
const Point = z.strictObject({
  id: z.guid(),
  vector: z.strictObject({ meaning: z.array(z.number()).length(2).optional(), words: Sparse }),
  payload: z.strictObject({
    tenant: z.string(),
    product: z.string(),
    edition: z.string(),
    number: z.string(),
    revision: z.string(),
    valid_from: Day,
    valid_to: Day,
  }),
});
const Prefetch = z.union([
  z.strictObject({ query: z.array(z.number()).length(2), using: z.literal('meaning'), filter: Filter, limit: z.int() }),
  z.strictObject({ query: Sparse, using: z.literal('words'), filter: Filter, limit: z.int() }),
]);
const With = { limit: z.int(), with_payload: z.array(z.string()) };

/** Bodies by method and path; `*` stands for a collection or an alias. */
const REQUESTS: Record<string, z.ZodType> = {
  'GET /aliases': z.undefined(),
  'GET /collections/*/exists': z.undefined(),
  'PUT /collections/*': z.strictObject({
    vectors: z.strictObject({ meaning: z.strictObject({ size: z.literal(2), distance: z.literal('Cosine') }) }),
    sparse_vectors: z.strictObject({ words: z.strictObject({ modifier: z.literal('idf') }) }),
  }),
  'PUT /collections/*/index': z.strictObject({
    field_name: z.string(),
    field_schema: z.union([
      z.enum(['keyword', 'datetime']),
      z.strictObject({ type: z.literal('keyword'), is_tenant: z.literal(true) }),
    ]),
  }),
  'POST /collections/aliases': z.strictObject({
    actions: z.array(
      z.union([
        z.strictObject({ delete_alias: z.strictObject({ alias_name: z.string() }) }),
        z.strictObject({ create_alias: z.strictObject({ collection_name: z.string(), alias_name: z.string() }) }),
      ]),
    ),
  }),
  'PUT /collections/*/points': z.strictObject({ points: z.array(Point).min(1) }),
  'POST /collections/*/points/delete': z.strictObject({ filter: Filter }),
  'POST /collections/*/points/payload': z.strictObject({
    payload: z.strictObject({ valid_from: Day, valid_to: Day }),
    filter: Filter,
  }),
  'POST /collections/*/points/query': z.union([
    z.strictObject({
      prefetch: z.array(Prefetch).length(2),
      query: z.strictObject({ fusion: z.literal('dbsf') }),
      ...With,
    }),
    z.strictObject({ query: Sparse, using: z.literal('words'), filter: Filter, ...With }),
  ]),
  'DELETE /collections/*': z.undefined(),
};

interface Seen {
  what: string;
  path: string;
  body: unknown;
}

let server: Server;
let seen: Seen[];
let aliases: Map<string, string>;
let collections: Set<string>;
let wrong: string[];
let failing: number;

beforeEach(async () => {
  [seen, aliases, collections, wrong, failing] = [[], new Map(), new Set(), [], 0];
  server = createServer(async (request, response) => {
    const { status, result } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(status === 200 ? { result, status: 'ok', time: 0.001 } : { status: { error: 'scripted' } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function answer(request: IncomingMessage): Promise<{ status: number; result?: unknown }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://qdrant');
  const [, , name = ''] = url.pathname.split('/');
  const what = `${request.method} ${url.pathname === '/collections/aliases' ? url.pathname : url.pathname.replace(/^\/collections\/[^/]+/, '/collections/*')}`;
  const body = chunks.length === 0 ? undefined : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown);
  const schema = REQUESTS[what];
  const checked = schema?.safeParse(body);
  if (checked === undefined) wrong.push(`${what} is not known`);
  else if (!checked.success) wrong.push(`${what}: ${z.prettifyError(checked.error)}`);
  // What is written must be there when the next search comes.
  if (/points|index/.test(what) && !/query/.test(what) && url.searchParams.get('wait') !== 'true')
    wrong.push(`${what} does not wait`);
  seen.push({ what, path: url.pathname, body });
  if (failing > 0) {
    failing -= 1;
    return { status: 503 };
  }
  switch (what) {
    case 'GET /aliases':
      return {
        status: 200,
        result: { aliases: [...aliases].map(([alias_name, collection_name]) => ({ alias_name, collection_name })) },
      };
    case 'GET /collections/*/exists':
      return { status: 200, result: { exists: collections.has(name) } };
    case 'PUT /collections/*':
      collections.add(name);
      return { status: 200, result: true };
    case 'DELETE /collections/*':
      collections.delete(name);
      return { status: 200, result: true };
    case 'POST /collections/aliases':
      for (const action of (body as { actions: Record<string, Record<string, string>>[] }).actions) {
        if (action.delete_alias) aliases.delete(action.delete_alias.alias_name as string);
        if (action.create_alias)
          aliases.set(action.create_alias.alias_name as string, action.create_alias.collection_name as string);
      }
      return { status: 200, result: true };
    case 'POST /collections/*/points/query':
      return {
        status: 200,
        result: {
          points: [
            {
              id: 1,
              version: 1,
              score: 0.7,
              payload: { tenant: 'a', product: 'bicycle', edition: '1', number: '2', revision: 'r' },
            },
          ],
        },
      };
    default:
      return { status: 200, result: { operation_id: 1, status: 'completed' } };
  }
}

function newStore(): QdrantClauseStore {
  const { port } = server.address() as AddressInfo;
  const client = new QdrantClient({ host: '127.0.0.1', port, https: false, checkCompatibility: false });
  return new QdrantClauseStore({ client, alias: 'clauses', space: { name: 'test', dimensions: 2 } });
}

const edition: IndexedEdition = {
  tenant: 'a',
  product: 'bicycle',
  edition: '1',
  revision: 'r',
  validFrom: '2026-01-01',
  validTo: null,
  clauses: [
    { number: '1', text: 'theft of the bicycle', vector: Float32Array.of(1, 0) },
    { number: '2', text: 'racing', vector: null },
  ],
};

test('the first edition makes collection, payload indexes and alias, then the points; what is old under its name goes', async () => {
  await newStore().put(edition);
  expect(wrong).toEqual([]);
  expect(seen.map(({ what }) => what)).toEqual([
    'GET /aliases',
    'GET /collections/*/exists',
    'PUT /collections/*',
    ...Array.from({ length: 6 }, () => 'PUT /collections/*/index'),
    'POST /collections/aliases',
    'PUT /collections/*/points',
    'POST /collections/*/points/delete',
  ]);
  expect(seen.at(-1)?.body).toMatchObject({ filter: { must_not: [{ key: 'revision', match: { value: 'r' } }] } });
  expect(seen.at(-2)?.path).toBe('/collections/clauses/points');
});

test('a search names tenant, product and day, asks both vectors and lets the server fuse them', async () => {
  const store = newStore();
  const query = { tenant: 'a', product: 'bicycle', on: '2026-05-01', text: 'stolen bicycle', count: 3 };
  const [hit] = await store.search({ ...query, vector: Float32Array.of(0, 1) });
  expect(hit).toEqual({ tenant: 'a', product: 'bicycle', edition: '1', number: '2', revision: 'r', score: 0.7 });
  const filter = {
    must: [
      { key: 'tenant', match: { value: 'a' } },
      { key: 'product', match: { value: 'bicycle' } },
      { key: 'valid_from', range: { lte: '2026-05-01T00:00:00Z' } },
      { key: 'valid_to', range: { gt: '2026-05-01T00:00:00Z' } },
    ],
  };
  expect(seen.at(-1)?.body).toMatchObject({
    prefetch: [
      { using: 'meaning', filter },
      { using: 'words', filter },
    ],
  });
  await store.search({ ...query, vector: null });
  expect(seen.at(-1)?.body).toMatchObject({ using: 'words', filter });
  expect(wrong).toEqual([]);
});

test('a rebuilt index takes the place of the old one in one request', async () => {
  const store = newStore();
  await store.put(edition);
  const before = aliases.get('clauses');
  await store.rebuild(
    (async function* () {
      yield edition;
    })(),
  );
  expect(wrong).toEqual([]);
  const switching = seen.filter(({ what }) => what === 'POST /collections/aliases').at(-1)?.body as {
    actions: object[];
  };
  expect(switching.actions.map((action) => Object.keys(action)[0])).toEqual(['delete_alias', 'create_alias']);
  expect(aliases.get('clauses')).not.toBe(before);
  expect([...collections]).toEqual([aliases.get('clauses')]);
});

test('validity and removal name exactly one edition', async () => {
  const store = newStore();
  await store.revalidate(edition, '2026-01-01', '2027-01-01');
  await store.remove(edition);
  const must = [
    { key: 'tenant', match: { value: 'a' } },
    { key: 'product', match: { value: 'bicycle' } },
    { key: 'edition', match: { value: '1' } },
  ];
  expect(seen.at(-2)?.body).toEqual({
    payload: { valid_from: '2026-01-01T00:00:00Z', valid_to: '2027-01-01T00:00:00Z' },
    filter: { must },
  });
  expect(seen.at(-1)?.body).toEqual({ filter: { must } });
  expect(wrong).toEqual([]);
});

test('a server that was away is asked again', async () => {
  const store = newStore();
  failing = 1;
  await expect(store.remove(edition)).rejects.toThrow();
  await store.remove(edition);
  expect(seen.at(-1)?.what).toBe('POST /collections/*/points/delete');
});
