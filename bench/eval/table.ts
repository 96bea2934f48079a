/** All sets that can be evaluated, in the order in which the help lists them. */
import type { EvalSet } from './sets';
import { receipts } from './sets/receipts';

export const EVAL_SETS: readonly EvalSet[] = [receipts];
