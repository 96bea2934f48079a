/** What a check sees, and what it can answer. */
import type { NoticeOfLoss } from '../claimfile/contract';
import type { Policy } from '../coverage/contract';
import type { ClaimFacts } from '../documents/contract';
import type { Connection } from './connections';
import type { FraudIndicator } from './contract';
import type { Mark } from './marks';
import type { FraudRules } from './rules';
import type { Watchlist } from './watchlist';

/** A mark of this claim that another claim has too. */
export interface SharedMark {
  kind: Mark['kind'];
  value: string;
  /** The other claim. */
  reference: string;
  policyNumber: string;
}

/** What other claims say. */
export interface History {
  shared: SharedMark[];
  /** Claims under other policies that hang together with this one. */
  connected: Connection[];
  /** Other claims under the same policy, whatever became of them. */
  losses: { reference: string; lossDate: string }[];
}

export interface FraudView {
  facts: ClaimFacts;
  notice: NoticeOfLoss;
  /** Date on which the insurer was told. */
  reportedOn: string;
  policy: Policy | null;
  /** The claim's own marks. */
  marks: Mark[];
  /** Null when there is nothing to look in: no history and no other claim. */
  history: History | null;
  /** Null when the installation has no list. */
  watchlist: Watchlist | null;
}

/** `not-applicable`: the claim gives nothing to look at. `not-checked`: there is no source to look in. */
export type CheckResult =
  | ({ outcome: 'found' } & Pick<FraudIndicator, 'text' | 'evidence' | 'clearedBy'>)
  | { outcome: 'clear' }
  | { outcome: 'not-applicable'; why: string }
  | { outcome: 'not-checked'; why: string };

/** A check is pure: the same view and rules give the same result. */
export type Check = (view: FraudView, rules: FraudRules) => CheckResult;

export const CLEAR: CheckResult = { outcome: 'clear' };
export const notApplicable = (why: string): CheckResult => ({ outcome: 'not-applicable', why });
export const notChecked = (why: string): CheckResult => ({ outcome: 'not-checked', why });

/** Most pieces of evidence that one indicator lists: an account in a thousand claims is shown by some of them. */
const MOST_EVIDENCE = 20;

/** Found when there is evidence, clear when there is none. */
export function foundBy(evidence: FraudIndicator['evidence'], text: string, clearedBy: string): CheckResult {
  return evidence.length === 0
    ? CLEAR
    : { outcome: 'found', text, evidence: evidence.slice(0, MOST_EVIDENCE), clearedBy };
}
