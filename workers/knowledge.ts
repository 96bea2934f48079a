/** Builds the wordings of an installation: where clauses are found, what embeds them, and who reads a PDF of them. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QdrantClient } from '@qdrant/js-client-rest';
import { DEFAULT_LIMITS } from '../activities/documents/limits';
import type { ReaderPool } from '../activities/documents/reader-pool';
import { type Embedder, MiniLmEmbedder, VECTOR_SPACE } from '../activities/knowledge/embedder';
import { QdrantClauseStore } from '../activities/knowledge/stores/qdrant';
import { WordingLibrary } from '../activities/knowledge/wording-library';
import { NotAWording } from '../activities/knowledge/wordings/blocks';
import { blocksOf, type ReadPdfText } from '../activities/knowledge/wordings/formats';
import type { Configuration } from '../platform/config/configuration';
import type { Log } from '../platform/config/log';
import type { Database } from '../platform/database/client';
import { cacheFolder } from '../platform/paths';

/** Qdrant where the configuration names one; else the index is in memory. */
export function buildWordings(
  database: Database,
  configuration: Pick<Configuration, 'qdrant'>,
  embedder: () => Promise<Embedder | null>,
): WordingLibrary {
  const { qdrant } = configuration;
  if (qdrant === undefined) return new WordingLibrary(database, embedder);
  const client = new QdrantClient({
    url: qdrant.url,
    // The client's own default is the port of a local server whatever the address says.
    port: Number(new URL(qdrant.url).port || (qdrant.url.startsWith('https:') ? 443 : 80)),
    ...(qdrant.apiKey === undefined ? {} : { apiKey: qdrant.apiKey }),
    timeout: 10_000,
    checkCompatibility: false,
  });
  return new WordingLibrary(database, embedder, new QdrantClauseStore({ client, space: VECTOR_SPACE }));
}

/** The embedding model, loaded when it is first needed. Where it cannot be had the log says so once, and null stands for it. */
export function embedderOrNone(log: Log): () => Promise<Embedder | null> {
  let loading: Promise<Embedder | null> | undefined;
  return () => {
    loading ??= MiniLmEmbedder.load(cacheFolder(), log).catch((error: unknown) => {
      log.warn(`Clauses are found by their words alone: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    });
    return loading;
  };
}

/** PDFs are read where all PDFs are: in a reading process under limits. */
export function pdfTextBy(pool: ReaderPool): ReadPdfText {
  return async (content) => {
    const folder = await mkdtemp(join(tmpdir(), 'adjutant-wording-'));
    const path = join(folder, 'wording.pdf');
    try {
      await writeFile(path, content, { mode: 0o600 });
      const fileId = createHash('sha256').update(content).digest('hex');
      const job = { path, fileId, name: 'wording.pdf', kind: 'pdf' as const, limits: DEFAULT_LIMITS, models: null };
      const outcome = await pool.read(job, new AbortController().signal);
      if (outcome.status === 'set-aside') throw new NotAWording(outcome.reason);
      return outcome.understood.text;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** Editions of the products that come with the project are named after the month from which they apply. */
const NAMED_AFTER_MONTH = /^\d{4}-\d{2}$/;

/**
 * The wordings beside the terms of the installed products, for a tenant that does not have them yet.
 * @param products `config/products`
 */
export async function takeInProductWordings(library: WordingLibrary, tenant: string, products: string): Promise<void> {
  const known = new Set((await library.list(tenant)).map(({ product, edition }) => `${product}/${edition}`));
  for (const product of await readdir(products)) {
    for (const edition of (await readdir(join(products, product))).sort()) {
      if (known.has(`${product}/${edition}`) || !NAMED_AFTER_MONTH.test(edition)) continue;
      const content = await readFile(join(products, product, edition, 'wording.md')).catch(() => null);
      if (content === null) continue;
      const blocks = await blocksOf(content, 'markdown', async () => '');
      const source = createHash('sha256').update(content).digest('hex');
      const { problems } = await library.import({
        tenant,
        product,
        edition,
        source,
        validFrom: `${edition}-01`,
        validTo: null,
        blocks,
      });
      if (problems.length > 0) throw new Error(`The wording of ${product} ${edition}: ${problems.join(' ')}`);
    }
  }
}
