/** All sets that can be evaluated, in the order in which the help lists them. */
import type { EvalSet } from './sets';
import { coverageSet } from './sets/coverage';
import { fraudSet } from './sets/fraud';
import { receipts } from './sets/receipts';
import { retrievalSet } from './sets/retrieval';

export const EVAL_SETS: readonly EvalSet[] = [receipts, fraudSet, retrievalSet, coverageSet];
