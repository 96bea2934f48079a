/** All sets that can be evaluated, in the order in which the help lists them. */
import type { EvalSet } from './sets';
import { coverageSet } from './sets/coverage';
import { fraudSet } from './sets/fraud';
import { injection } from './sets/injection';
import { invoices } from './sets/invoices';
import { personalData } from './sets/personal-data';
import { receipts } from './sets/receipts';
import { retrievalSet } from './sets/retrieval';
import { routing } from './sets/routing';

export const EVAL_SETS: readonly EvalSet[] = [
  receipts,
  invoices,
  fraudSet,
  retrievalSet,
  coverageSet,
  personalData,
  injection,
  routing,
];
