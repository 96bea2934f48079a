/** Scoring with boosted trees, and what each column added to a score. */
import { z } from 'zod';

/**
 * A tree in arrays. Node i is a leaf when `feature[i]` is -1; else a row goes left when its feature is at most `threshold[i]`,
 * a missing one (NaN) to the side of `missingLeft[i]`. `value[i]` is in log odds: of a leaf what it adds, of an inner node
 * the mean of what lies under it.
 */
export const Tree = z.object({
  feature: z.array(z.number().int()),
  threshold: z.array(z.number()),
  missingLeft: z.array(z.union([z.literal(0), z.literal(1)])),
  left: z.array(z.number().int()),
  right: z.array(z.number().int()),
  value: z.array(z.number()),
});
export type Tree = z.infer<typeof Tree>;

/** Where row `x` goes from an inner node. */
function next(tree: Tree, node: number, x: Float64Array): number {
  const value = x[tree.feature[node] as number] as number;
  const goesLeft = Number.isNaN(value) ? tree.missingLeft[node] === 1 : value <= (tree.threshold[node] as number);
  return (goesLeft ? tree.left[node] : tree.right[node]) as number;
}

/** What one tree adds to the log odds of a row. */
export function treeValue(tree: Tree, x: Float64Array): number {
  let node = 0;
  while ((tree.feature[node] as number) >= 0) node = next(tree, node, x);
  return tree.value[node] as number;
}

/**
 * Add to `sums` what each feature changed on the row's way down the tree: at every split, the mean behind it less the mean
 * before it. The mean at the root and all changes add up to the leaf.
 */
export function addContributions(tree: Tree, x: Float64Array, sums: Float64Array): void {
  let node = 0;
  while ((tree.feature[node] as number) >= 0) {
    const feature = tree.feature[node] as number;
    const following = next(tree, node, x);
    sums[feature] = (sums[feature] as number) + (tree.value[following] as number) - (tree.value[node] as number);
    node = following;
  }
}
