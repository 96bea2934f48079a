/** What the gateway tells of requests and calls when they end. No content in it: counts, codes, names of models and tasks. */
import type { AskReason, Receipt, TokenUsage } from '../contract';

/** One request to a provider that has ended. */
export interface RequestEnd {
  tenant: string;
  task: string;
  model: string;
  /** `complete`, another end that the provider named, or a FaultKind. */
  outcome: string;
  /** Null where nobody knows. */
  usage: TokenUsage | null;
  /** What it is counted at: the reserved maximum where the outcome is unknown. */
  costNano: bigint;
  currency: string;
  ms: number;
}

export interface CallEnd {
  tenant: string;
  task: string;
  outcome: 'answered' | AskReason;
  receipt: Receipt;
}

export interface ModelObserver {
  request(end: RequestEnd): void;
  call(end: CallEnd): void;
}
