/** The sequence model: scores of features and of neighbouring labels, and the best sequence of labels (Viterbi). */
import type { EntityType } from '../contract';
import { BUCKETS, FEATURES, type TokenView, writeFeatures } from './features';

/** What the model tells apart; 0 is no personal data. */
export const LABELS = [
  null,
  'PERSON',
  'STREET_ADDRESS',
  'GPE',
  'ORGANIZATION',
  'TITLE',
  'NRP',
  'DATE_TIME',
  'AGE',
  'ZIP_CODE',
  'PHONE_NUMBER',
] as const satisfies (EntityType | null)[];
export const LABEL_COUNT = LABELS.length;
/** Labels of names: no ordinary word in small letters is one. */
const IS_NAME = LABELS.map(
  (label) => label !== null && ['PERSON', 'STREET_ADDRESS', 'GPE', 'ORGANIZATION', 'NRP'].includes(label),
);
const NEVER = -1e6;

export interface TaggerWeights {
  /** By bucket and label: `bucket * LABEL_COUNT + label`; packed where the model is only read (`packFeatures`). */
  features: Float32Array | PackedFeatures;
  /** By label and the label before: `before * LABEL_COUNT + label`; the row after the last is the start. */
  transitions: Float32Array;
  /** Of one step of `features`, in the units of `transitions`. */
  scale: number;
}

/** Weights of a bucket in three words, a byte each and 128 more than they are: sums of four labels are two additions. */
export class PackedFeatures {
  constructor(readonly words: Uint32Array) {}
}

const WORDS = Math.ceil(LABEL_COUNT / 4);

/** @param features by bucket and label, as in the model's file */
export function packFeatures(features: Int8Array): PackedFeatures {
  const words = new Uint32Array((features.length / LABEL_COUNT) * WORDS);
  for (let place = 0; place < features.length; place += 1) {
    const label = place % LABEL_COUNT;
    const word = ((place - label) / LABEL_COUNT) * WORDS + (label >> 2);
    words[word] = ((words[word] ?? 0) | (((features[place] ?? 0) + 128) << (8 * (label & 3)))) >>> 0;
  }
  return new PackedFeatures(words);
}

/** What the transitions say before any text is seen. */
interface Paths {
  /** By label and the label before, columns one after another. */
  into: Float64Array;
  /** Best transition into a label. */
  bestInto: Float64Array;
  /** Most that a label can win over "no personal data" by what follows: the next transition, or the end. */
  lead: Float64Array;
}

const known = new WeakMap<Float32Array, Paths>();

function pathsOf(transitions: Float32Array, keep: boolean): Paths {
  const before = keep ? known.get(transitions) : undefined;
  if (before !== undefined) return before;
  const paths: Paths = {
    into: new Float64Array(LABEL_COUNT * LABEL_COUNT),
    bestInto: new Float64Array(LABEL_COUNT).fill(-Infinity),
    lead: new Float64Array(LABEL_COUNT),
  };
  for (let label = 0; label < LABEL_COUNT; label += 1) {
    for (let previous = 0; previous < LABEL_COUNT; previous += 1) {
      const score = transitions[previous * LABEL_COUNT + label] ?? 0;
      paths.into[label * LABEL_COUNT + previous] = score;
      paths.bestInto[label] = Math.max(paths.bestInto[label] ?? 0, score);
      paths.lead[previous] = Math.max(paths.lead[previous] ?? 0, score - (transitions[label] ?? 0));
    }
  }
  if (keep) known.set(transitions, paths);
  return paths;
}

/**
 * The best sequence of labels. A label that cannot be part of it any more, whatever follows, is left out of the search: at
 * nearly every word of a text "no personal data" alone is left.
 *
 * @param caution added to the score of "no personal data": below 0 more is found, above 0 less
 */
export function bestLabels(views: TokenView[], weights: TaggerWeights, caution = 0): Uint8Array {
  const count = views.length;
  const { features, scale, transitions } = weights;
  const { into, bestInto, lead } = pathsOf(transitions, features instanceof PackedFeatures);
  const from = new Uint8Array(count * LABEL_COUNT);
  const buckets = new Int32Array(FEATURES);
  const emission = new Float64Array(LABEL_COUNT);
  let before = new Float64Array(LABEL_COUNT);
  let now = new Float64Array(LABEL_COUNT);
  /** Labels that are still in the search, before and now. */
  let alive = new Uint8Array(LABEL_COUNT);
  let next = new Uint8Array(LABEL_COUNT);
  let living = 0;
  for (let index = 0; index < count; index += 1) {
    writeFeatures(views, index, buckets, 0);
    sumUp(features, buckets, emission);
    const ordinary = views[index]?.ordinary === true;
    let highest = -Infinity;
    for (let place = 0; place < living; place += 1) {
      const score = before[alive[place] as number] as number;
      if (score > highest) highest = score;
    }
    let stay = 0;
    let none = -Infinity;
    for (let label = 0; label < LABEL_COUNT; label += 1) {
      const bias = label === 0 ? caution : ordinary && IS_NAME[label] ? NEVER : 0;
      const own = (emission[label] as number) * scale + bias;
      const ahead = lead[label] as number;
      if (index > 0 && label > 0 && highest + (bestInto[label] as number) + own + ahead < none) continue;
      let best = -Infinity;
      let bestBefore = 0;
      if (index === 0) best = transitions[LABEL_COUNT * LABEL_COUNT + label] ?? 0;
      else {
        const column = label * LABEL_COUNT;
        for (let place = 0; place < living; place += 1) {
          const previous = alive[place] as number;
          const score = (before[previous] as number) + (into[column + previous] as number);
          if (score > best) {
            best = score;
            bestBefore = previous;
          }
        }
      }
      const score = best + own;
      if (label === 0) none = score;
      else if (score + ahead < none) continue;
      now[label] = score;
      from[index * LABEL_COUNT + label] = bestBefore;
      next[stay] = label;
      stay += 1;
    }
    [before, now] = [now, before];
    [alive, next] = [next, alive];
    living = stay;
  }
  const labels = new Uint8Array(count);
  let label = 0;
  for (let place = 0; place < living; place += 1) {
    const other = alive[place] as number;
    if ((before[other] as number) > (before[label] as number)) label = other;
  }
  for (let index = count - 1; index >= 0; index -= 1) {
    labels[index] = label;
    label = from[index * LABEL_COUNT + label] ?? 0;
  }
  return labels;
}

/** Scores of the labels of one token. Indexes are in bounds by construction: checks would cost a third of the time. */
function sumUp(features: TaggerWeights['features'], buckets: Int32Array, into: Float64Array): void {
  if (features instanceof PackedFeatures) {
    sumUpPacked(features.words, buckets, into);
    return;
  }
  into.fill(0);
  for (let feature = 0; feature < FEATURES; feature += 1) {
    const row = (buckets[feature] as number) * LABEL_COUNT;
    for (let label = 0; label < LABEL_COUNT; label += 1) {
      into[label] = (into[label] as number) + (features[row + label] as number);
    }
  }
}

/** Two sums in each number, of 16 bits: forty bytes add up to 10,200 at most. */
function sumUpPacked(words: Uint32Array, buckets: Int32Array, into: Float64Array): void {
  let [a, b, c, d, e, f] = [0, 0, 0, 0, 0, 0];
  for (let feature = 0; feature < FEATURES; feature += 1) {
    const row = (buckets[feature] as number) * WORDS;
    const one = words[row] as number;
    const two = words[row + 1] as number;
    const three = words[row + 2] as number;
    a += one & 0xff00ff;
    b += (one >>> 8) & 0xff00ff;
    c += two & 0xff00ff;
    d += (two >>> 8) & 0xff00ff;
    e += three & 0xff00ff;
    f += (three >>> 8) & 0xff00ff;
  }
  const put = (low: number, high: number, place: number) => {
    into[place] = (low & 0xffff) - 128 * FEATURES;
    into[place + 1] = (high & 0xffff) - 128 * FEATURES;
    into[place + 2] = (low >>> 16) - 128 * FEATURES;
    if (place + 3 < LABEL_COUNT) into[place + 3] = (high >>> 16) - 128 * FEATURES;
  };
  put(a, b, 0);
  put(c, d, 4);
  put(e, f, 8);
}

export const TRANSITIONS = (LABEL_COUNT + 1) * LABEL_COUNT;
export const FEATURE_WEIGHTS = BUCKETS * LABEL_COUNT;
