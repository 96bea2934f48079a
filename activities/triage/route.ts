/**
 * Who deals with a claim: investigation, then information, then a person, unless everything speaks for straight through.
 * Reasons carry codes and texts without personal data, since they go into the workflow's history.
 */
import type { CoverageAssessment } from '../coverage/contract';
import type { Reason } from '../vocabulary';
import type { Proposal, Route } from './contract';
import type { TriageRules } from './rules';
import { reason, type TriageView } from './view';

/** The route, and why. Pure. */
export function route(view: TriageView, proposal: Proposal, rules: TriageRules): { route: Route; reasons: Reason[] } {
  if (view.fraud.referral && !view.investigationCleared) {
    const reasons = view.fraud.indicators.map(({ code, weight }) => reason(code, `Indicator of weight ${weight}.`));
    return { route: 'investigation', reasons };
  }
  const toAsk = proposal.missing.filter((item) => !view.alreadyAsked.includes(item.code));
  if (toAsk.length > 0) {
    const reasons = toAsk.map((item) => reason(`missing-${item.code}`, `Missing: ${item.text}.`));
    return { route: 'information', reasons };
  }
  const obstacles = unique([
    ...coverageObstacles(view.coverage, proposal),
    ...switchObstacles(view),
    ...amountObstacles(proposal, rules),
    ...documentObstacles(view, proposal, rules),
    ...fraudObstacles(view),
  ]);
  if (obstacles.length > 0) return { route: 'review', reasons: obstacles };
  const grounds = view.coverage.reasons.map(({ code, clause }) => reason(code, GROUND, clause));
  return {
    route: 'straight-through',
    reasons: unique([reason('routine', 'Small, complete, certain, and every line is covered.'), ...grounds]),
  };
}

const GROUND = 'Ground of the assessment of cover.';

/** Conclusions of an assessment that do not stand in the way of paying in full. */
const ORDINARY = new Set([
  'in-force',
  'insured-party',
  'peril-covered',
  'covered',
  'deductible-applied',
  'depreciation-applied',
  'sublimit-applied',
  'tax-pro-rata',
  'discount-shared-out',
]);

/** What of the cover stands in the way: each refusal with its clause, each open question. */
function coverageObstacles(coverage: CoverageAssessment, proposal: Proposal): Reason[] {
  if (proposal.action === 'pay') return [];
  if (proposal.action === 'undetermined') {
    const questions = coverage.questions.map(({ code, clauses }) =>
      reason(code, 'The terms leave this to a person.', clauses[0] ?? null),
    );
    return questions.length > 0 ? questions : [reason('undetermined', 'What is covered could not be determined.')];
  }
  const refusals = [
    ...coverage.reasons.filter((entry) => !ORDINARY.has(entry.code)),
    ...coverage.lines.filter((line) => line.outcome !== 'covered').map((line) => line.reason),
  ].map(({ code, clause }) => reason(code, 'Not everything that is claimed is covered; a person decides.', clause));
  return refusals.length > 0
    ? refusals
    : [reason('not-fully-covered', 'Not everything that is claimed is covered; a person decides.')];
}

function switchObstacles({ switchedOff }: TriageView): Reason[] {
  if (switchedOff === null) return [];
  const { name, by, at } = switchedOff;
  return [reason('straight-through-off', `Settlement without a person was switched off (${name}) by ${by} at ${at}.`)];
}

function amountObstacles(proposal: Proposal, { straightThrough }: TriageRules): Reason[] {
  const obstacles: Reason[] = [];
  const limit = straightThrough.limitMinor[proposal.currency ?? ''];
  if (!straightThrough.enabled)
    obstacles.push(reason('straight-through-off', 'Settlement without a person is switched off.'));
  if (proposal.action === 'pay' && proposal.amountMinor <= 0)
    obstacles.push(reason('nothing-payable', 'Covered, but after deductible and depreciation nothing is payable.'));
  if (limit === undefined)
    obstacles.push(reason('no-straight-through-limit', 'The rules set no limit for settlement in this currency.'));
  else if (proposal.amountMinor > limit)
    obstacles.push(reason('over-straight-through-limit', 'The amount is over the limit for settlement by machine.'));
  return obstacles;
}

function documentObstacles({ facts }: TriageView, proposal: Proposal, { straightThrough }: TriageRules): Reason[] {
  const obstacles = proposal.missing.map((item) =>
    reason(`missing-${item.code}`, `Asked for and not received: ${item.text}.`),
  );
  if (facts.payee === null && !proposal.missing.some((item) => item.code === 'payee-account'))
    obstacles.push(reason('payee-unknown', 'No account to pay to is known.'));
  for (const finding of facts.findings.filter((entry) => entry.severity === 'blocking'))
    obstacles.push(reason(finding.code, 'The documents leave a doubt that a person should settle.'));
  if (facts.items.some((item) => item.confidence < straightThrough.minimumConfidence))
    obstacles.push(reason('low-confidence', 'The documents leave a doubt that a person should settle.'));
  return obstacles;
}

function fraudObstacles({ fraud, investigationCleared }: TriageView): Reason[] {
  const obstacles = fraud.indicators.map(({ code, weight }) =>
    reason(
      code,
      investigationCleared
        ? 'Indicator; investigators have looked at it.'
        : `Indicator of weight ${weight}, no referral.`,
    ),
  );
  // Also where a person referred the claim and no indicator says why: investigators may have reported findings.
  if (investigationCleared)
    obstacles.push(reason('was-investigated', 'The claim was under investigation; a person decides.'));
  const checksByWhy = new Map<string, string[]>();
  for (const { check, why } of fraud.notChecked) checksByWhy.set(why, [...(checksByWhy.get(why) ?? []), check]);
  for (const [why, checks] of checksByWhy)
    obstacles.push(reason('not-checked', `Not checked: ${checks.join(', ')}. ${why}`));
  return obstacles;
}

/** Each reason once; the first of equal code, clause and text stays. */
function unique(reasons: Reason[]): Reason[] {
  return [...new Map(reasons.map((entry) => [JSON.stringify([entry.code, entry.clause, entry.text]), entry])).values()];
}
