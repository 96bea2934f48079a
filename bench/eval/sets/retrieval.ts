/**
 * Set `retrieval`: claims of science and the abstracts that the authors cite for them (SciFact). nDCG@10 of words alone,
 * meaning alone and both. Figures are of the claims that are no training ones; what other settings give on training claims is shown.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Embedder, MiniLmEmbedder } from '../../../activities/knowledge/embedder';
import { addScaled, best } from '../../../activities/knowledge/fusion';
import { HybridIndex, MEANING_SHARE } from '../../../activities/knowledge/hybrid-index';
import { BM25_DEFAULTS, LexicalIndex } from '../../../activities/knowledge/lexical';
import { cacheFolder } from '../../../platform/paths';
import { mean, percentile } from '../../statistics';
import type { EvalItem, EvalSet, OnProgress } from '../sets';

const DEPTH = 10;

interface Query {
  /** Rows of its file, from 0: a claim has one for each piece of evidence. */
  rows: number[];
  text: string;
  relevant: ReadonlySet<string>;
}

export const retrievalSet: EvalSet = {
  name: 'retrieval',
  describe: 'claims and the abstracts cited for them: nDCG@10 by words, meaning and both (*corpus*.csv, *claims*.csv)',
  async run(dataDir, limit, onProgress) {
    const { ids, texts } = readCorpus(dataDir);
    const { train, rest } = readQueries(dataDir);
    const queries = rest.slice(0, limit);
    if (queries.length === 0)
      throw new Error(`In ${dataDir} there are no claims besides training ones (*claims*.csv).`);
    const embedder = await MiniLmEmbedder.load(cacheFolder());
    const vectors = await vectorsOf(texts, embedder, onProgress);
    const index = await HybridIndex.build(texts, embedder, vectors);

    const gains = { words: [] as number[], meaning: [] as number[], both: [] as number[] };
    const items: EvalItem[] = [];
    const times: number[] = [];
    for (const { rows, text, relevant } of queries) {
      const began = performance.now();
      const hits = await index.search(text, { count: DEPTH });
      const ms = performance.now() - began;
      times.push(ms);
      const predicted = hits.map((hit) => ids[hit.index] as string);
      for (const row of rows) items.push({ id: String(row), predicted, expected: [...relevant], ms });
      gains.both.push(ndcg(predicted, relevant));
      const { words, meaning } = await index.scores(text);
      gains.words.push(ndcg(named(best(words, DEPTH), ids), relevant));
      gains.meaning.push(ndcg(named(best(meaning, DEPTH), ids), relevant));
      onProgress(times.length, queries.length);
    }
    return {
      n: queries.length,
      metrics: {
        texts: texts.length,
        'nDCG@10 both': mean(gains.both),
        'nDCG@10 words': mean(gains.words),
        'nDCG@10 meaning': mean(gains.meaning),
        msP50: percentile(times, 0.5),
        msP95: percentile(times, 0.95),
        settings: { ...BM25_DEFAULTS, meaning: MEANING_SHARE },
        onTrainingClaims: await choose(train, ids, texts, index),
      },
      items,
    };
  },
};

/** What other settings give on the training claims: how the defaults were chosen. */
async function choose(train: readonly Query[], ids: readonly string[], texts: readonly string[], index: HybridIndex) {
  if (train.length === 0) return {};
  const sample = train.slice(0, 300);
  const parts = [];
  for (const query of sample) parts.push({ query, ...(await index.scores(query.text)) });
  const result: Record<string, number> = {};
  for (const share of [0.3, 0.4, 0.5, 0.6, 0.7])
    result[`meaning ${share}`] = mean(
      parts.map(({ query, words, meaning }) =>
        ndcg(named(best(addScaled(words, meaning, share), DEPTH), ids), query.relevant),
      ),
    );
  for (const [k1, b] of [
    [0.9, 0.4],
    [1.2, 0.65],
    [1.2, 0.75],
    [1.6, 0.7],
  ] as const) {
    const lexical = new LexicalIndex(texts, { k1, b });
    result[`k1 ${k1}, b ${b}`] = mean(
      sample.map((query) => ndcg(named(best(lexical.scores(query.text), DEPTH), ids), query.relevant)),
    );
  }
  return result;
}

function named(indices: readonly number[], ids: readonly string[]): string[] {
  return indices.map((index) => ids[index] as string);
}

/** Normalised discounted cumulative gain of ten, each relevant text counting one. */
function ndcg(ranked: readonly string[], relevant: ReadonlySet<string>): number {
  const gain = (place: number) => 1 / Math.log2(place + 2);
  const found = ranked.slice(0, DEPTH).reduce((sum, id, place) => sum + (relevant.has(id) ? gain(place) : 0), 0);
  const ideal = Array.from({ length: Math.min(DEPTH, relevant.size) }, (_, place) => gain(place));
  return found / ideal.reduce((sum, value) => sum + value, 0);
}

function csv(path: string): Record<string, string>[] {
  return parse(readFileSync(path), { columns: true, bom: true, relax_quotes: true }) as Record<string, string>[];
}

function readCorpus(folder: string): { ids: string[]; texts: string[] } {
  const name = readdirSync(folder)
    .sort()
    .find((file) => /corpus.*\.csv$/i.test(file));
  if (name === undefined) throw new Error(`In ${folder} there is no *corpus*.csv.`);
  const rows = csv(join(folder, name));
  return {
    ids: rows.map((row) => row.doc_id ?? ''),
    texts: rows.map((row) => `${row.title ?? ''}. ${sentences(row.abstract ?? '').join(' ')}`),
  };
}

/** A list as Python prints it: quoted by ' or ", with \ before what would end it. */
function sentences(list: string): string[] {
  const found = [...list.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs)].map(([, a, b]) =>
    (a ?? b ?? '')
      .replace(/\\n/g, ' ')
      .replace(/\\x[0-9a-f]{2}/g, ' ')
      .replace(/\\(.)/g, '$1'),
  );
  return found.length === 0 ? [list] : found;
}

function readQueries(folder: string): { train: Query[]; rest: Query[] } {
  const files = readdirSync(folder)
    .sort()
    .filter((file) => /claims.*\.csv$/i.test(file));
  const all = (training: boolean) =>
    files.filter((file) => /train/i.test(file) === training).flatMap((file) => queriesIn(join(folder, file)));
  return { train: all(true), rest: all(false) };
}

/** The claims of a file that cite something. */
function queriesIn(path: string): Query[] {
  const queries = new Map<string, Query>();
  for (const [number, row] of csv(path).entries()) {
    const relevant = new Set(row.cited_doc_ids?.match(/\d+/g) ?? []);
    const known = queries.get(row.id ?? '');
    if (known !== undefined) known.rows.push(number);
    else if (relevant.size > 0) queries.set(row.id ?? '', { rows: [number], text: row.claim ?? '', relevant });
  }
  return [...queries.values()];
}

/** Vectors of the corpus, kept in the cache folder: a minute or more of work that never changes. */
async function vectorsOf(
  texts: readonly string[],
  embedder: Embedder,
  onProgress: OnProgress,
): Promise<Float32Array[]> {
  const key = createHash('sha256')
    .update(JSON.stringify([embedder.space, texts]))
    .digest('hex')
    .slice(0, 24);
  const folder = join(cacheFolder(), 'vectors');
  const path = join(folder, `${key}.f32`);
  const size = embedder.dimensions;
  try {
    const bytes = readFileSync(path);
    const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    if (all.length === texts.length * size) return texts.map((_, i) => all.slice(i * size, (i + 1) * size));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const vectors: Float32Array[] = [];
  const step = 256;
  for (let from = 0; from < texts.length; from += step) {
    vectors.push(...(await embedder.embed(texts.slice(from, from + step))));
    onProgress(vectors.length, texts.length);
  }
  const all = new Float32Array(texts.length * size);
  vectors.forEach((vector, i) => {
    all.set(vector, i * size);
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, Buffer.from(all.buffer));
  renameSync(`${path}.${process.pid}`, path);
  return vectors;
}
