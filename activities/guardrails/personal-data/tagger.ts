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
  /** By bucket and label: `bucket * LABEL_COUNT + label`. */
  features: Int8Array | Float32Array;
  /** By label and the label before: `before * LABEL_COUNT + label`; the row after the last is the start. */
  transitions: Float32Array;
  /** Of one step of `features`, in the units of `transitions`. */
  scale: number;
}

/**
 * The best sequence of labels.
 *
 * @param caution added to the score of "no personal data": below 0 more is found, above 0 less
 */
export function bestLabels(views: TokenView[], weights: TaggerWeights, caution = 0): Uint8Array {
  const count = views.length;
  const { features, scale } = weights;
  // Columns of the transitions, so that the inner loop reads one after another.
  const into = new Float64Array(LABEL_COUNT * LABEL_COUNT);
  for (let label = 0; label < LABEL_COUNT; label += 1) {
    for (let previous = 0; previous < LABEL_COUNT; previous += 1) {
      into[label * LABEL_COUNT + previous] = weights.transitions[previous * LABEL_COUNT + label] ?? 0;
    }
  }
  const from = new Uint8Array(count * LABEL_COUNT);
  const buckets = new Int32Array(FEATURES);
  const emission = new Float64Array(LABEL_COUNT);
  let before = new Float64Array(LABEL_COUNT);
  let now = new Float64Array(LABEL_COUNT);
  for (let index = 0; index < count; index += 1) {
    writeFeatures(views, index, buckets, 0);
    emission.fill(0);
    // Indexes are in bounds by construction: a check for each of them would cost a third of the time.
    for (let feature = 0; feature < FEATURES; feature += 1) {
      const row = (buckets[feature] as number) * LABEL_COUNT;
      for (let label = 0; label < LABEL_COUNT; label += 1) {
        emission[label] = (emission[label] as number) + (features[row + label] as number);
      }
    }
    const ordinary = views[index]?.ordinary === true;
    for (let label = 0; label < LABEL_COUNT; label += 1) {
      let best = -Infinity;
      let bestBefore = 0;
      if (index === 0) best = weights.transitions[LABEL_COUNT * LABEL_COUNT + label] ?? 0;
      else {
        const column = label * LABEL_COUNT;
        for (let previous = 0; previous < LABEL_COUNT; previous += 1) {
          const score = (before[previous] as number) + (into[column + previous] as number);
          if (score > best) {
            best = score;
            bestBefore = previous;
          }
        }
      }
      const bias = label === 0 ? caution : ordinary && IS_NAME[label] ? NEVER : 0;
      now[label] = best + (emission[label] as number) * scale + bias;
      from[index * LABEL_COUNT + label] = bestBefore;
    }
    [before, now] = [now, before];
  }
  const labels = new Uint8Array(count);
  if (count === 0) return labels;
  let label = 0;
  for (let other = 1; other < LABEL_COUNT; other += 1) if ((before[other] ?? 0) > (before[label] ?? 0)) label = other;
  for (let index = count - 1; index >= 0; index -= 1) {
    labels[index] = label;
    label = from[index * LABEL_COUNT + label] ?? 0;
  }
  return labels;
}

export const TRANSITIONS = (LABEL_COUNT + 1) * LABEL_COUNT;
export const FEATURE_WEIGHTS = BUCKETS * LABEL_COUNT;
