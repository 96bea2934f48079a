/**
 * The library of wordings on real PostgreSQL, with each store: editions, days, tenants, erasing. Qdrant itself is asked when
 * QDRANT_URL is set; test/knowledge/qdrant.test.ts checks the requests where there is none.
 */
import { createHash, randomUUID } from 'node:crypto';
import { QdrantClient } from '@qdrant/js-client-rest';
import { type Embedder, unit } from '../../activities/knowledge/embedder';
import { QdrantClauseStore } from '../../activities/knowledge/stores/qdrant';
import type { ClauseStore } from '../../activities/knowledge/stores/store';
import { WordingLibrary } from '../../activities/knowledge/wording-library';
import type { Block } from '../../activities/knowledge/wordings/blocks';
import { createTestDatabase, type TestDatabase } from '../support/database';

/** Words as directions: texts with like words are alike. Enough to see that meaning takes part. */
const SPACE = { name: 'test/letters', dimensions: 64 };
const embedder: Embedder = {
  space: SPACE.name,
  dimensions: SPACE.dimensions,
  embed: async (texts) =>
    texts.map((text) => {
      const vector = new Float32Array(SPACE.dimensions);
      for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? [])
        for (let at = 0; at + 3 <= word.length; at += 1) {
          const index =
            createHash('sha256')
              .update(word.slice(at, at + 3))
              .digest()
              .readUInt16BE(0) % SPACE.dimensions;
          vector[index] = (vector[index] as number) + 1;
        }
      return unit(vector);
    }),
};

const wording = (excess: string): Block[] => [
  { kind: 'heading', level: 1, text: 'Bicycle Insurance' },
  { kind: 'text', text: '1 Theft. We pay when the bicycle is stolen while it was locked.' },
  { kind: 'text', text: `2 Deductible. You carry ${excess} of each loss yourself.` },
  { kind: 'text', text: '3 Racing. Loss in a race is not insured.' },
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const QDRANT = process.env.QDRANT_URL;
const stores: [string, (() => ClauseStore | undefined) | null][] = [
  ['in memory', () => undefined],
  [
    'Qdrant (QDRANT_URL)',
    QDRANT === undefined
      ? null
      : () =>
          new QdrantClauseStore({
            client: new QdrantClient({ url: QDRANT, checkCompatibility: false }),
            alias: `test_${randomUUID().slice(0, 8)}`,
            space: SPACE,
          }),
  ],
];

for (const [name, make] of stores) {
  const suite = make === null ? describe.skip : describe;
  suite(name, () => {
    const tenant = `t-${randomUUID().slice(0, 8)}`;
    const other = `t-${randomUUID().slice(0, 8)}`;
    let library: WordingLibrary;
    let take: (
      of: string,
      edition: string,
      validFrom: string,
      validTo: string | null,
      excess: string,
    ) => Promise<unknown>;
    const asked = async (
      on: string,
      product = 'bicycle',
      of = tenant,
      question = 'How much of a loss does the customer carry?',
    ) =>
      (await library.search({ tenant: of, question, product, on, count: 1 })).found.map(
        ({ edition, clause, quote }) => [edition, clause, quote],
      );

    beforeAll(async () => {
      library = new WordingLibrary(database.database, async () => embedder, make?.());
      take = (of, edition, validFrom, validTo, excess) =>
        library.import({
          tenant: of,
          product: 'bicycle',
          edition,
          source: createHash('sha256').update(`${of}${edition}${excess}`).digest('hex'),
          validFrom,
          validTo,
          blocks: wording(excess),
        });
      await take(tenant, '2025', '2025-01-01', null, '100 EUR');
      await take(tenant, '2026', '2026-01-01', null, '150 EUR');
      await take(other, '2025', '2025-01-01', null, '999 EUR');
    });

    test('the edition that applies on the day of the loss answers, with clause and quote', async () => {
      expect(await asked('2025-06-01')).toEqual([['2025', '2', 'You carry 100 EUR of each loss yourself.']]);
      expect(await asked('2025-12-31')).toEqual([['2025', '2', 'You carry 100 EUR of each loss yourself.']]);
      expect(await asked('2026-01-01')).toEqual([['2026', '2', 'You carry 150 EUR of each loss yourself.']]);
      expect(await asked('2024-12-31')).toEqual([]);
    });

    test('the new edition ended the one before it', async () => {
      expect(
        (await library.list(tenant)).map(({ edition, validFrom, validTo }) => [edition, validFrom, validTo]),
      ).toEqual([
        ['2026', '2026-01-01', null],
        ['2025', '2025-01-01', '2026-01-01'],
      ]);
    });

    test('tenants and products do not see each other', async () => {
      expect(await asked('2025-06-01', 'bicycle', other)).toEqual([
        ['2025', '2', 'You carry 999 EUR of each loss yourself.'],
      ]);
      expect(await asked('2026-06-01', 'boat')).toEqual([]);
      expect(await asked('2026-06-01', 'bicycle', 't-nobody')).toEqual([]);
    });

    test('two editions on one day are refused', async () => {
      expect(await take(tenant, '2025b', '2025-05-01', '2025-08-01', '1 EUR')).toMatchObject({
        wording: null,
        problems: [expect.stringMatching(/Edition 2025 applies from 2025-01-01 to 2026-01-01/)],
      });
      expect(await take(tenant, 'never', '2027-01-01', '2027-01-01', '1 EUR')).toMatchObject({ wording: null });
    });

    test('an edition taken in again takes the place of itself, at once', async () => {
      await take(tenant, '2026', '2026-01-01', null, '175 EUR');
      expect(await asked('2026-06-01')).toEqual([['2026', '2', 'You carry 175 EUR of each loss yourself.']]);
    });

    test('an index that was built anew finds the same', async () => {
      const before = await asked('2025-06-01');
      expect(await library.reindex()).toBeGreaterThanOrEqual(3);
      expect(before).toHaveLength(1);
      expect(await asked('2025-06-01')).toEqual(before);
    });

    test('an erased edition is found no more, at once', async () => {
      expect(await library.erase({ tenant, product: 'bicycle', edition: '2026' })).toBe(true);
      expect(await asked('2026-06-01')).toEqual([]);
      expect(await library.erase({ tenant, product: 'bicycle', edition: '2026' })).toBe(false);
    });
  });
}

test('without an embedding model clauses are found by their words, and the answer says so', async () => {
  const tenant = `t-${randomUUID().slice(0, 8)}`;
  const library = new WordingLibrary(database.database, async () => null);
  const source = 'a'.repeat(64);
  await library.import({
    tenant,
    product: 'bicycle',
    edition: '1',
    source,
    validFrom: '2026-01-01',
    validTo: null,
    blocks: wording('1 EUR'),
  });
  const { found, by } = await library.search({ tenant, question: 'Was it a race?', on: '2026-02-01' });
  expect(by).toBe('words');
  expect(found.map(({ clause }) => clause)).toEqual(['3']);
});

test('what an index that is behind still holds is not shown', async () => {
  const tenant = `t-${randomUUID().slice(0, 8)}`;
  const behind: ClauseStore = {
    put: async () => {},
    revalidate: async () => {},
    remove: async () => {},
    rebuild: async () => {},
    search: async () => [
      { tenant, product: 'bicycle', edition: '1', number: '2', revision: 'b'.repeat(64), score: 1 },
      { tenant, product: 'bicycle', edition: 'gone', number: '2', revision: 'b'.repeat(64), score: 1 },
    ],
  };
  const library = new WordingLibrary(database.database, async () => null, behind);
  const source = 'c'.repeat(64);
  await library.import({
    tenant,
    product: 'bicycle',
    edition: '1',
    source,
    validFrom: '2026-01-01',
    validTo: null,
    blocks: wording('1 EUR'),
  });
  expect((await library.search({ tenant, question: 'deductible', on: '2026-02-01' })).found).toEqual([]);
});
