/** Parts that the page of a claim and the page of a task share. */
import type { CoverageAssessment } from '../../activities/coverage/contract';
import type { Proposal } from '../../activities/triage/contract';
import type { HistoryLink, Shown } from './claim-details';
import { formatMoney, formatReason, plainText, words } from './format';
import type { Output } from './output';

/** A titled part of a page; nothing when it has no lines. */
export function section(output: Output, title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', output.heading(title), ...lines.map((line) => line.replace(/^/gm, '  '))];
}

/** The value, or undefined with the problem as a line. */
export function opened<T>(output: Output, title: string, shown: Shown<T>): { value: T | undefined; lines: string[] } {
  if (shown === null) return { value: undefined, lines: [] };
  if ('value' in shown) return { value: shown.value, lines: [] };
  return { value: undefined, lines: section(output, title, [output.style('red', plainText(shown.problem))]) };
}

/** Coverage line by line, each with its reason and arithmetic; then what is said of the loss as a whole. */
export function coverageSection(output: Output, shown: Shown<CoverageAssessment>): string[] {
  const { value: coverage, lines } = opened(output, 'Coverage', shown);
  if (coverage === undefined) return lines;
  const { currency } = coverage;
  const body: string[] = [
    coverage.policy === null
      ? 'No policy was found.'
      : `Policy ${plainText(coverage.policy.policyNumber)}, ${plainText(coverage.policy.product)} edition ${plainText(coverage.policy.edition)}: ${words(coverage.outcome)}, cause ${words(coverage.peril)}.`,
    ...coverage.reasons.map((reason) => `- ${formatReason(reason)}`),
  ];
  for (const [index, line] of coverage.lines.entries()) {
    const money = `${formatMoney(line.claimedMinor, currency)} claimed, ${formatMoney(line.adjustedMinor, currency)} counted`;
    const outcome = output.style(line.outcome === 'covered' ? 'green' : 'yellow', words(line.outcome));
    body.push(`${index + 1}. ${plainText(line.description)}: ${outcome}, ${money}`);
    body.push(`     ${formatReason(line.reason)}`);
    body.push(...line.working.map((step) => `     ${plainText(step)}`));
  }
  if (coverage.working.length > 0) body.push('Together:', ...coverage.working.map((step) => `     ${plainText(step)}`));
  body.push(
    `Claimed ${formatMoney(coverage.claimedMinor, currency)}, deductible ${formatMoney(coverage.deductibleMinor, currency)}, ` +
      `payable ${formatMoney(coverage.payableMinor, currency)}.`,
  );
  return section(output, 'Coverage', body);
}

/** What code could not decide. */
export function questionSection(output: Output, shown: Shown<CoverageAssessment>): string[] {
  const { value: coverage } = opened(output, 'Coverage', shown);
  const lines = (coverage?.questions ?? []).map(({ code, text, clauses, wouldSettle }) => {
    const rests = clauses.length === 0 ? '' : ` (clauses ${clauses.map(plainText).join(', ')})`;
    return `- ${plainText(text)}${rests} [${code}]\n    would settle it: ${plainText(wouldSettle)}`;
  });
  return section(output, 'Questions that code left open', lines);
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
