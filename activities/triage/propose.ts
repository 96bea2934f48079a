/**
 * What is proposed and who deals with it: pure functions over facts, coverage and screening. A proposal to pay is made
 * only when every line is covered; nothing is refused here, and what is not certain goes to a person.
 */
import type { CoverageAssessment } from '../coverage/contract';
import type { ClaimFacts } from '../documents/contract';
import type { FraudScreening } from '../fraud/contract';
import type { EvidenceRef, Reason } from '../vocabulary';
import type { MissingItem, Proposal, Route } from './contract';
import type { TriageRules } from './rules';

export interface TriageView {
  facts: ClaimFacts;
  coverage: CoverageAssessment;
  fraud: FraudScreening;
  /** References to the three, which the proposal rests on. */
  basis: EvidenceRef[];
  alreadyAsked: string[];
  investigationCleared: boolean;
}

/** From the assessment to a proposal. */
export function propose(view: TriageView, rules: TriageRules): Proposal {
  const { coverage } = view;
  return {
    action: actionOf(coverage),
    currency: coverage.currency,
    claimedMinor: coverage.claimedMinor,
    amountMinor: coverage.outcome === 'not-covered' ? 0 : coverage.payableMinor,
    lines: coverage.lines.map((line) => ({
      itemId: line.itemId,
      description: line.description,
      claimedMinor: line.claimedMinor,
      adjustedMinor: line.adjustedMinor,
      outcome: line.outcome,
      reason: line.reason,
    })),
    working: [...coverage.lines.flatMap((line) => line.working), ...coverage.working],
    reasons: coverage.reasons,
    missing: missingItems(view, rules),
    basis: view.basis,
  };
}

function actionOf(coverage: CoverageAssessment): Proposal['action'] {
  switch (coverage.outcome) {
    case 'covered':
      return 'pay';
    case 'partly-covered':
      return 'pay-in-part';
    case 'not-covered':
      return 'deny';
    case 'cannot-tell':
      return 'undetermined';
  }
}

/** What the rules ask for and the documents do not give. Nothing is asked for where there is no cover to settle under. */
export function missingItems({ facts, coverage }: TriageView, rules: TriageRules): MissingItem[] {
  if (!coverage.policyFound || coverage.outcome === 'not-covered') return [];
  return rules.requirements
    .filter((requirement) => requirement.perils === undefined || requirement.perils.includes(coverage.peril))
    .filter(
      ({ needs }) =>
        (needs === 'payee' && facts.payee === null) ||
        (needs === 'items' && facts.items.length === 0) ||
        (needs === 'police-report' && facts.policeReport === null),
    )
    .map(({ code, text }) => ({ code, text }));
}

/** Where the claim goes: investigation, then information, then a person, unless everything speaks for straight through. */
export function route(view: TriageView, proposal: Proposal, rules: TriageRules): { route: Route; reasons: Reason[] } {
  if (view.fraud.referral && !view.investigationCleared) {
    return {
      route: 'investigation',
      reasons: view.fraud.indicators.map((indicator) =>
        reason(indicator.code, `Indicator of weight ${indicator.weight}.`),
      ),
    };
  }
  const toAsk = proposal.missing.filter((item) => !view.alreadyAsked.includes(item.code));
  if (toAsk.length > 0)
    return {
      route: 'information',
      reasons: toAsk.map((item) => reason(`missing-${item.code}`, `Missing: ${item.text}.`)),
    };
  const obstacles = obstaclesToStraightThrough(view, proposal, rules);
  if (obstacles.length > 0) return { route: 'review', reasons: obstacles };
  return {
    route: 'straight-through',
    reasons: [
      reason('routine', 'Small, complete, certain, and every line is covered.'),
      ...proposal.reasons.map((entry) => ({ ...entry, text: entry.code })),
    ],
  };
}

/** Every rule that keeps a claim from being settled without a person, so that the person sees all of them. */
function obstaclesToStraightThrough(view: TriageView, proposal: Proposal, rules: TriageRules): Reason[] {
  const { coverage, facts, fraud } = view;
  const obstacles: Reason[] = [];
  const limit = rules.straightThrough.limitMinor[proposal.currency ?? ''];
  if (!rules.straightThrough.enabled)
    obstacles.push(reason('straight-through-off', 'Straight-through settlement is switched off.'));
  if (proposal.action === 'deny' || proposal.action === 'pay-in-part') {
    for (const entry of coverage.reasons.filter((candidate) => NOT_PAID.has(candidate.code)))
      obstacles.push({
        code: entry.code,
        clause: entry.clause,
        text: 'Not everything that is claimed is covered; a person decides.',
      });
    if (obstacles.length === 0)
      obstacles.push(reason('not-fully-covered', 'Not everything that is claimed is covered; a person decides.'));
  }
  if (proposal.action === 'undetermined')
    for (const question of coverage.questions)
      obstacles.push({
        code: question.code,
        clause: question.clauses[0] || null,
        text: 'The terms leave this to a person.',
      });
  if (proposal.action === 'pay' && proposal.amountMinor <= 0)
    obstacles.push(reason('nothing-payable', 'After the deductible nothing is payable.'));
  if (limit === undefined || proposal.amountMinor > limit)
    obstacles.push(
      reason('over-straight-through-limit', 'The amount is over the limit for settlement without a person.'),
    );
  for (const item of proposal.missing)
    obstacles.push(reason(`missing-${item.code}`, `Asked for and not received: ${item.text}.`));
  for (const code of new Set(
    facts.findings.filter((finding) => finding.severity === 'blocking').map((finding) => finding.code),
  ))
    obstacles.push(reason(code, 'The documents leave a doubt that a person should settle.'));
  for (const indicator of fraud.indicators)
    obstacles.push(
      reason(
        indicator.code,
        view.investigationCleared
          ? 'Indicator, cleared by investigators.'
          : `Indicator of weight ${indicator.weight}, below referral.`,
      ),
    );
  for (const { check } of fraud.notChecked) obstacles.push(reason('not-checked', `Not checked: ${check}.`));
  return obstacles;
}

/** Coverage reasons that say why something is not paid in full. */
const NOT_PAID = new Set([
  'not-in-force',
  'cancelled',
  'not-insured-party',
  'not-third-party',
  'peril-not-covered',
  'peril-excluded',
  'section-not-bought',
  'waiting-period',
  'item-excluded',
  'section-limit-applied',
  'aggregate-applied',
]);

function reason(code: string, text: string): Reason {
  return { code, clause: null, text };
}
