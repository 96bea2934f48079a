/** Parts that the page of a claim and the page of a task share. */
import type { CitedClause, CoverageAssessment } from '../../activities/coverage/contract';
import type { Clause } from '../../activities/knowledge/contract';
import type { Proposal } from '../../activities/triage/contract';
import type { Reason } from '../../activities/vocabulary';
import { formatMoney } from '../money';
import type { HistoryLink } from '../sdk/claim-details';
import type { Shown } from '../sdk/shown-evidence';
import { formatReason, plainText, words } from './format';
import type { Output } from './output';

/** A titled part of a page; nothing when it has no lines. */
export function section(output: Output, title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', output.heading(title), ...lines.map((line) => line.replace(/^(?=.)/gm, '  '))];
}

/** The value, or undefined with the problem as a line. */
export function opened<T>(output: Output, title: string, shown: Shown<T>): { value: T | undefined; lines: string[] } {
  if (shown === null) return { value: undefined, lines: [] };
  if ('value' in shown) return { value: shown.value, lines: [] };
  return { value: undefined, lines: section(output, title, [output.style('red', plainText(shown.problem))]) };
}

/** Coverage line by line, each with its reason; then the arithmetic, and what is said of the loss as a whole. */
export function coverageSection(output: Output, shown: Shown<CoverageAssessment>): string[] {
  const { value: coverage, lines } = opened(output, 'Coverage', shown);
  if (coverage === undefined) return lines;
  const { policy, currency } = coverage;
  // What is open has a section of its own.
  const asked = new Set(coverage.questions.map((question) => question.code));
  const settled = coverage.reasons.filter((reason) => !asked.has(reason.code));
  const edition = policy && `Policy ${policy.policyNumber}, ${policy.product} edition ${policy.edition}`;
  return section(output, 'Coverage', [
    edition === null
      ? 'No policy was found.'
      : `${plainText(edition)}: ${words(coverage.outcome)}, cause ${words(coverage.peril)}.`,
    ...settled.map((reason) => `- ${formatReason(reason)}`),
    ...lineTable(output, coverage.lines, currency),
    ...arithmetic(coverage),
    `Claimed ${formatMoney(coverage.claimedMinor, currency)}, deductible ${formatMoney(coverage.deductibleMinor, currency)}, ` +
      `payable ${formatMoney(coverage.payableMinor, currency)}.`,
  ]);
}

/** Lines of an assessment or of a proposal. */
export function lineTable(
  output: Output,
  lines: { description: string; claimedMinor: number; adjustedMinor: number; outcome: string; reason: Reason }[],
  currency: string | null,
): string[] {
  if (lines.length === 0) return [];
  const rows = lines.map((line, index) => [
    String(index + 1),
    plainText(line.description),
    formatMoney(line.claimedMinor, currency),
    formatMoney(line.adjustedMinor, currency),
    output.style(line.outcome === 'covered' ? 'green' : 'yellow', words(line.outcome)),
    `${plainText(line.reason.text)}${line.reason.clause === null ? '' : ` (${plainText(line.reason.clause)})`}`,
  ]);
  const head = ['#', 'Item', 'Claimed', 'Counted', 'Outcome', 'Reason'];
  return ['', output.table(head, rows, { right: [0, 2, 3], flexible: 5 }), ''];
}

/** Steps of arithmetic, by line and together; a line that counts as claimed has none worth reading. */
function arithmetic({ lines, working }: CoverageAssessment): string[] {
  const steps = lines.flatMap((line, index) =>
    line.working.filter((step) => step.includes('=')).map((step) => `  ${index + 1}: ${plainText(step)}`),
  );
  const together = working.map((step) => `  ${plainText(step)}`);
  return [
    ...(steps.length > 0 ? ['By line:', ...steps] : []),
    ...(together.length > 0 ? ['Together:', ...together] : []),
  ];
}

/** The wording itself, so that nobody needs to look it up. */
export function clauseSection(output: Output, clauses: readonly Clause[]): string[] {
  return section(
    output,
    'What the wording says',
    clauses.map(({ number, heading, text }) => `${plainText(number)} ${plainText(heading)}: ${plainText(text)}`),
  );
}

/** What code could not decide. */
export function questionSection(output: Output, shown: Shown<CoverageAssessment>): string[] {
  const { value: coverage } = opened(output, 'Coverage', shown);
  const lines = (coverage?.questions ?? []).map((question) => {
    const { code, text, clauses, wouldSettle, speaksFor = [], speaksAgainst = [] } = question;
    const rests =
      clauses.length === 0 ? '' : ` (clause${clauses.length > 1 ? 's' : ''} ${clauses.map(plainText).join(', ')})`;
    return [
      `- ${plainText(text)}${rests} [${code}]`,
      ...speaksFor.map((cited) => `    for cover: ${quoted(cited)}`),
      ...speaksAgainst.map((cited) => `    against it, or a condition: ${quoted(cited)}`),
      `    would settle it: ${plainText(wouldSettle)}`,
    ].join('\n');
  });
  return section(output, 'Questions that code left open', lines);
}

/** A clause with its words as they stand in the wording. */
function quoted({ clause, heading, quote }: CitedClause): string {
  return `clause ${plainText(clause)}, ${plainText(heading)}: "${plainText(quote)}"`;
}

const ACTIONS: Readonly<Record<Proposal['action'], string>> = {
  pay: 'pay',
  'pay-in-part': 'pay in part',
  deny: 'deny',
  undetermined: 'nothing: a person must determine what is paid',
};

export function proposalHeadline({ action, amountMinor, claimedMinor, currency }: Proposal): string {
  const amount = action === 'pay' || action === 'pay-in-part' ? ` ${formatMoney(amountMinor, currency)}` : '';
  return `${ACTIONS[action]}${amount} (claimed ${formatMoney(claimedMinor, currency)})`;
}

export function historyLine({ workflowId, namespace, url }: HistoryLink): string {
  return url ?? `workflow ${workflowId} in namespace ${namespace}`;
}
