/** Two rankings made one. */

/**
 * Both lists of scores stretched to 0..1 (least to largest of the query) and added.
 * @param weight share of the second list, 0 to 1
 */
export function addScaled(first: Float64Array, second: Float64Array, weight: number): Float64Array {
  const [a, b] = [scaled(first), scaled(second)];
  return a.map((value, i) => (1 - weight) * value + weight * (b[i] as number));
}

function scaled(scores: Float64Array): Float64Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const score of scores) {
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  return high > low ? scores.map((score) => (score - low) / (high - low)) : new Float64Array(scores.length);
}

/** Numbers of the `count` best, best first; equal scores in order of number. Without sorting all. */
export function best(scores: Float64Array, count: number): number[] {
  const top: number[] = [];
  for (let i = 0; i < scores.length; i += 1) {
    const score = scores[i] as number;
    if (top.length === count && score <= (scores[top[count - 1] as number] as number)) continue;
    let place = top.length;
    while (place > 0 && (scores[top[place - 1] as number] as number) < score) place -= 1;
    top.splice(place, 0, i);
    if (top.length > count) top.pop();
  }
  return top;
}
