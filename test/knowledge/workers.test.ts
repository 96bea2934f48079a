/** What the workers do with wordings: the project's own are taken in once, and a PDF counts only when all of it was read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { ReaderPool } from '../../activities/documents/reader-pool';
import { WordingLibrary } from '../../activities/knowledge/wording-library';
import { NotAWording } from '../../activities/knowledge/wordings/blocks';
import { splitClauses } from '../../activities/knowledge/wordings/clauses';
import { blocksOf } from '../../activities/knowledge/wordings/formats';
import { FolderBlobStore } from '../../platform/blobs/store';
import { pdfTextBy, takeInProductWordings } from '../../workers/knowledge';
import { createTestDatabase, type TestDatabase } from '../support/database';

let world: TestDatabase;
let folder: string;
beforeAll(async () => {
  world = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'adjutant-wordings-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

describe('wordings that come with the project', () => {
  const warned: string[] = [];
  const log = { info: () => {}, warn: (text: string) => void warned.push(text) };
  const products = () => join(folder, 'products');
  const library = () => new WordingLibrary(world.database, async () => null);
  const editions = async (tenant: string) => (await library().list(tenant)).map(({ edition }) => edition);
  const start = (tenant: string) => takeInProductWordings(library(), tenant, products(), log);

  beforeAll(() => {
    mkdirSync(join(products(), 'bicycle', '2026-01'), { recursive: true });
    writeFileSync(
      join(products(), 'bicycle', '2026-01', 'wording.md'),
      '# Bicycle\n\n**1.1 Theft.** We pay for theft.\n',
    );
    mkdirSync(join(products(), 'bicycle', 'draft'), { recursive: true });
  });

  test('are taken in at the first start, and once', async () => {
    await start('t-first');
    await start('t-first');
    expect(await editions('t-first')).toEqual(['2026-01']);
  });

  test('stay erased when the workers start again, and can be taken in by hand', async () => {
    await start('t-erased');
    const key = { tenant: 't-erased', product: 'bicycle', edition: '2026-01' };
    expect(await library().erase(key)).toBe(true);
    await start('t-erased');
    expect(await editions('t-erased')).toEqual([]);
    const found = await library().search({ tenant: 't-erased', question: 'theft', on: '2026-02-01' });
    expect(found.found).toEqual([]);
    const blocks = await blocksOf(Buffer.from('**1.1 Theft.** We pay.'), 'markdown', async () => '');
    await library().import({ ...key, source: 'a'.repeat(64), validFrom: '2026-01-01', validTo: null, blocks });
    expect(await editions('t-erased')).toEqual(['2026-01']);
  });

  test('do not get in the way of an edition of the tenant: the start goes on and says so', async () => {
    const blocks = await blocksOf(Buffer.from('**1.1 Theft.** We pay.'), 'markdown', async () => '');
    const own = { tenant: 't-own', product: 'bicycle', edition: 'own', source: 'b'.repeat(64), blocks };
    await library().import({ ...own, validFrom: '2025-01-01', validTo: '2030-01-01' });
    await start('t-own');
    expect(await editions('t-own')).toEqual(['own']);
    expect(warned.at(-1)).toMatch(/bicycle 2026-01 was not taken in: Edition own applies/);
  });
});

describe('a wording as PDF', () => {
  let pool: ReaderPool;
  let blobs: FolderBlobStore;
  beforeAll(() => {
    pool = new ReaderPool({ size: 1 });
    blobs = new FolderBlobStore(join(folder, 'blobs'));
  });
  afterAll(() => pool.close());

  const stored = async (pages: number, words: number) => {
    const pdf = new PDFDocument({ size: 'A4', margin: 40 });
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise((resolve) => pdf.on('end', resolve));
    for (let page = 1; page <= pages; page += 1) {
      if (page > 1) pdf.addPage();
      pdf
        .fontSize(6)
        .text(
          `${page} Rule ${page}. We pay for loss of the kind ${page}. ${'More is said of it here. '.repeat(words)}`,
        );
    }
    pdf.end();
    await ended;
    return blobs.put(Buffer.concat(chunks));
  };

  test('has all of its clauses, also beyond the pages that are read of what claimants send', async () => {
    const { sha256 } = await stored(60, 2);
    const blocks = await blocksOf(Buffer.from('%PDF'), 'pdf', () => pdfTextBy(pool, blobs)(sha256));
    const { clauses } = splitClauses(blocks);
    expect(clauses).toHaveLength(60);
    expect(clauses.at(-1)?.text).toContain('We pay for loss of the kind 60.');
  });

  test('is refused, with what to do, when it is longer than what is kept', async () => {
    const { sha256 } = await stored(60, 160);
    const reading = pdfTextBy(pool, blobs)(sha256);
    await expect(reading).rejects.toThrow(NotAWording);
    await expect(reading).rejects.toThrow(/200,000 characters.*Word or Markdown/);
  });
});
