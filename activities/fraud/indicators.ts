/**
 * Indicators: pure functions over the claim's facts and what the history knows. Each finding carries its evidence and
 * what would clear it. Nothing here looks at who a person is beyond names on a list, accounts and phones.
 */
import type { NoticeOfLoss } from '../claimfile/contract';
import type { Policy } from '../coverage/contract';
import type { ClaimFacts } from '../documents/contract';
import type { FraudIndicator } from './contract';
import type { FraudRules } from './rules';

/** A mark of this claim that another claim has too. */
export interface SharedMark {
  kind: 'invoice' | 'file' | 'account' | 'phone';
  /** The other claim. */
  reference: string;
  policyNumber: string;
}

export interface FraudView {
  facts: ClaimFacts;
  notice: NoticeOfLoss;
  policy: Policy | null;
  shared: SharedMark[];
  /** Loss dates of earlier claims under the same policy. */
  earlierLosses: { reference: string; lossDate: string }[];
  /** Names of the claim that are on the watchlist. */
  listed: { name: string; reason: string }[];
}

type Code = keyof FraudRules['indicators'];

/** All indicators that a claim shows. */
export function findIndicators(view: FraudView, rules: FraudRules): FraudIndicator[] {
  const found: FraudIndicator[] = [];
  const add = (code: Code, text: string, evidence: FraudIndicator['evidence'], clearedBy: string) => {
    if (evidence.length > 0) found.push({ code, weight: rules.indicators[code].weight, text, evidence, clearedBy });
  };
  const { facts, notice, policy, shared } = view;
  const marks = (kind: SharedMark['kind'], elsewhere = false) =>
    shared
      .filter((mark) => mark.kind === kind && (!elsewhere || mark.policyNumber !== notice.policyNumber))
      .map((mark) => ({ kind: 'claim', ref: mark.reference, detail: `same ${kind}` }));

  add(
    'same-invoice',
    'An invoice with this number and issuer came with another claim.',
    marks('invoice'),
    'The issuer confirms that both invoices are right.',
  );
  add(
    'same-file',
    'The same file came with another claim.',
    marks('file'),
    'A reason why one document belongs to both.',
  );
  add(
    'shared-account',
    'The account to pay to is used in a claim under another policy.',
    marks('account', true),
    'The account holder is shown to be entitled in both.',
  );
  add(
    'shared-phone',
    'The phone number is used in a claim under another policy.',
    marks('phone', true),
    'Same household or a shared agent.',
  );
  add(
    'watchlist',
    'A name is on the watchlist of this installation.',
    view.listed.map((entry) => ({
      kind: 'watchlist',
      ref: 'config/watchlist.csv',
      detail: entry.reason.slice(0, 300),
    })),
    'Proof of identity that shows another person.',
  );

  const sinceInception = policy === null ? null : daysBetween(policy.inceptionDate, notice.lossDate);
  const early = rules.indicators['soon-after-inception'];
  if (policy !== null && sinceInception !== null && sinceInception >= 0 && sinceInception <= early.days) {
    add(
      'soon-after-inception',
      `The loss was ${sinceInception} days after the insurance began.`,
      [{ kind: 'policy', ref: policy.policyNumber, detail: `inception ${policy.inceptionDate}` }],
      'Proof that the items were owned and intact when the insurance began.',
    );
  }
  const raised = rules.indicators['soon-after-limit-increase'];
  for (const increase of policy?.limitIncreases ?? []) {
    const since = daysBetween(increase.on, notice.lossDate);
    if (since >= 0 && since <= raised.days) {
      add(
        'soon-after-limit-increase',
        `The loss was ${since} days after the limit was raised.`,
        [
          {
            kind: 'policy',
            ref: policy?.policyNumber ?? '',
            detail: `limit of ${increase.section} raised on ${increase.on}`,
          },
        ],
        'The reason for the increase, with dated proof.',
      );
      break;
    }
  }
  const { percent } = rules.indicators['just-under-threshold'];
  const near = (rules.thresholds[facts.currency ?? ''] ?? []).find(
    (threshold) => facts.claimedMinor < threshold && facts.claimedMinor >= threshold * (1 - percent / 100),
  );
  if (near !== undefined)
    add(
      'just-under-threshold',
      `The amount claimed is within ${percent} % below a threshold.`,
      [{ kind: 'facts', ref: 'claimedMinor', detail: `${facts.claimedMinor} under ${near}` }],
      'The amount is explained by the documents.',
    );

  add(
    'dated-before-loss',
    'A repair invoice is dated before the loss.',
    facts.invoices
      .filter((invoice) => invoice.type === 'repair-invoice' && invoice.date !== null && invoice.date < notice.lossDate)
      .map((invoice) => ({ kind: 'file', ref: invoice.fileId, detail: `dated ${invoice.date}` })),
    'The issuer confirms the date, or a corrected invoice.',
  );
  const often = rules.indicators['frequent-claims'];
  const recent = view.earlierLosses.filter((loss) => {
    const days = daysBetween(loss.lossDate, notice.lossDate);
    return days >= 0 && days <= often.months * 30.5;
  });
  if (recent.length >= often.claims) {
    add(
      'frequent-claims',
      `${recent.length} earlier claims within ${often.months} months.`,
      recent.map((loss) => ({ kind: 'claim', ref: loss.reference, detail: `loss of ${loss.lossDate}` })),
      'The losses are unrelated and documented.',
    );
  }
  const payee = facts.payee?.name;
  if (payee !== null && payee !== undefined && !sharesName(payee, notice.claimant.name)) {
    add(
      'payee-not-claimant',
      'The account to pay to is in another name.',
      [{ kind: 'facts', ref: 'payee', detail: 'account holder differs from claimant' }],
      'A signed instruction of the claimant to pay this account.',
    );
  }
  return found;
}

/** Refer at the score of the rules, or at one indicator of full weight. */
export function isReferral(indicators: FraudIndicator[], rules: FraudRules): { score: number; referral: boolean } {
  const score = indicators.reduce((sum, indicator) => sum + indicator.weight, 0);
  return { score, referral: score >= rules.referralScore || indicators.some((indicator) => indicator.weight === 5) };
}

/** Lower case without diacritics or punctuation, words sorted. */
export function normalName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .sort()
    .join(' ');
}

function sharesName(one: string, other: string): boolean {
  const words = new Set(normalName(one).split(' '));
  const family = normalName(other).split(' ');
  return family.filter((word) => words.has(word)).length >= Math.min(2, family.length);
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
