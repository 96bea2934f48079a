/** The file of the sequence model: dictionary and weights, compressed. Written by bench/personal-data-model. */
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FEATURES } from './features';
import { Lexicon } from './lexicon';
import { FEATURE_WEIGHTS, LABEL_COUNT, packFeatures, type TaggerWeights, TRANSITIONS } from './tagger';

/** First four bytes of the file, before compression. */
const MAGIC = 0x504d4131;
const HEADER = 24;

export interface PersonalDataModel {
  lexicon: Lexicon;
  weights: TaggerWeights;
  /** Added to the score of "no personal data"; chosen by the training on generated sentences. */
  caution: number;
}

/** Weights as the file has them: a byte each. */
export type FileWeights = Omit<TaggerWeights, 'features'> & { features: Int8Array };

/** @param hashes sorted, with their flags in the same order */
export function packModel(hashes: Uint32Array, flags: Uint16Array, weights: FileWeights, caution: number): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(hashes.length, 4);
  header.writeUInt32LE(FEATURES * 1000 + LABEL_COUNT, 8);
  header.writeDoubleLE(weights.scale, 12);
  header.writeFloatLE(caution, 20);
  const bytes = (array: Uint32Array | Uint16Array | Int8Array | Float32Array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return gzipSync(
    Buffer.concat([header, bytes(hashes), bytes(weights.transitions), bytes(flags), bytes(weights.features)]),
    { level: 9 },
  );
}

/** @throws Error when the file is away, or is of another version of the code */
export function loadModel(path: string): PersonalDataModel {
  const content = gunzipSync(readFileSync(path));
  const words = content.readUInt32LE(4);
  if (content.readUInt32LE(0) !== MAGIC || content.readUInt32LE(8) !== FEATURES * 1000 + LABEL_COUNT) {
    throw new Error(`${path} was trained for another version; run "npm run train:personal-data".`);
  }
  // A copy, since typed arrays must begin at a multiple of their size.
  const data = new Uint8Array(content.subarray(HEADER)).buffer;
  const transitionsAt = words * 4;
  const flagsAt = transitionsAt + TRANSITIONS * 4;
  return {
    lexicon: new Lexicon(new Uint32Array(data, 0, words), new Uint16Array(data, flagsAt, words)),
    weights: {
      transitions: new Float32Array(data, transitionsAt, TRANSITIONS),
      features: packFeatures(new Int8Array(data, flagsAt + words * 2, FEATURE_WEIGHTS)),
      scale: content.readDoubleLE(12),
    },
    caution: content.readFloatLE(20),
  };
}
