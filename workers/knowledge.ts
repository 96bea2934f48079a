/** Builds the wordings of an installation: where clauses are found, what embeds them, and who reads a PDF of them. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QdrantClient } from '@qdrant/js-client-rest';
import { MOST_TEXT } from '../activities/documents/extract/document';
import { DEFAULT_LIMITS } from '../activities/documents/limits';
import type { ReaderPool } from '../activities/documents/reader-pool';
import { type Embedder, MiniLmEmbedder, VECTOR_SPACE } from '../activities/knowledge/embedder';
import { QdrantClauseStore } from '../activities/knowledge/stores/qdrant';
import { WordingLibrary } from '../activities/knowledge/wording-library';
import { NotAWording } from '../activities/knowledge/wordings/blocks';
import { blocksOf, type ReadPdfText } from '../activities/knowledge/wordings/formats';
import type { BlobStore } from '../platform/blobs/store';
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

/** A wording has more pages than what claimants send, and nobody waits for it. */
const WORDING_LIMITS = { ...DEFAULT_LIMITS, pagesRead: DEFAULT_LIMITS.pages, milliseconds: 60_000 };

/** PDFs are read where all PDFs are: in a reading process under limits. One that is not read whole is refused. */
export function pdfTextBy(pool: ReaderPool, blobs: BlobStore): ReadPdfText {
  return async (sha256) => {
    const path = blobs.path(sha256);
    const job = {
      path,
      fileId: sha256,
      name: 'wording.pdf',
      kind: 'pdf' as const,
      limits: WORDING_LIMITS,
      models: null,
    };
    const outcome = await pool.read(job, new AbortController().signal);
    if (outcome.status === 'set-aside') throw new NotAWording(outcome.reason);
    const { text, flags } = outcome.understood;
    const unread = flags.find(({ code }) => code === 'pages-not-read');
    if (unread !== undefined)
      throw new NotAWording(`${unread.detail} Send the wording in parts, or as Word or Markdown.`);
    if (text.length >= MOST_TEXT)
      throw new NotAWording(
        `The PDF has more than ${MOST_TEXT.toLocaleString('en')} characters, and the rest would be lost. Send it as Word or Markdown.`,
      );
    return text;
  };
}

/** Editions of the products that come with the project are named after the month from which they apply. */
const NAMED_AFTER_MONTH = /^\d{4}-\d{2}$/;

/**
 * The wordings beside the terms of the installed products, for a tenant that never had them. What a tenant has erased, or has put an
 * edition of its own in the place of, stays as it is.
 * @param products `config/products`
 */
export async function takeInProductWordings(
  library: WordingLibrary,
  tenant: string,
  products: string,
  log: Log,
): Promise<void> {
  for (const product of await readdir(products)) {
    for (const edition of (await readdir(join(products, product))).sort()) {
      const key = { tenant, product, edition };
      if (!NAMED_AFTER_MONTH.test(edition) || (await library.knows(key))) continue;
      const content = await readFile(join(products, product, edition, 'wording.md')).catch(() => null);
      if (content === null) continue;
      const blocks = await blocksOf(content, 'markdown', async () => '');
      const source = createHash('sha256').update(content).digest('hex');
      const { problems } = await library.import({ ...key, source, validFrom: `${edition}-01`, validTo: null, blocks });
      if (problems.length > 0) log.warn(`The wording of ${product} ${edition} was not taken in: ${problems.join(' ')}`);
    }
  }
}
