/** The page of a review task: what is asked, what is proposed and on what evidence, and how to decide. */
import type { DecisionAction } from '../../activities/authority/contract';
import type { ReviewTask } from '../../activities/claimfile/contract';
import { formatMoney } from '../money';
import type { TaskDetails } from '../sdk/claim-details';
import { formatDue, formatInstant, formatReason, plainText, words } from './format';
import { opinionSection } from './opinion-section';
import type { Output } from './output';
import {
  clauseSection,
  coverageSection,
  historyLine,
  lineTable,
  opened,
  proposalHeadline,
  questionSection,
  section,
} from './page-parts';

/** What each kind of task asks. */
const ASKED: Readonly<Record<ReviewTask['kind'], string>> = {
  decision: 'Decide what is paid.',
  appeal: 'The claimant does not agree with the decision: decide anew, as somebody who had no part in it.',
  'second-approval': 'A second person agrees with the first decision (same action and amount) or rejects it.',
  investigation: 'Look into the indicators, and clear them or report what was found.',
  duplicate: 'Say whether this is the same loss as another claim.',
  'payment-failed': 'The payment did not go through: try again, or change the decision.',
  'letter-failed': 'A letter could not be sent: correct the cause and try again.',
  'no-answer': 'The claimant has not answered: close the claim, go on without the answer, or ask again.',
};

/** Actions that usually end such a task. Whether one is allowed is judged when it is sent, by role, limit and evidence. */
const USUAL: Readonly<Record<ReviewTask['kind'], DecisionAction[]>> = {
  decision: [
    'approve',
    'approve-with-changes',
    'approve-in-part',
    'deny',
    'ask-for-information',
    'refer-to-investigation',
  ],
  appeal: ['approve', 'approve-with-changes', 'approve-in-part', 'uphold', 'ask-for-information'],
  'second-approval': ['approve', 'deny', 'reject-first-decision'],
  investigation: ['clear-investigation', 'report-findings'],
  duplicate: ['merge-duplicate', 'keep-both'],
  'payment-failed': ['retry-payment', 'ask-for-information'],
  'letter-failed': ['retry-letter'],
  'no-answer': ['close-no-answer', 'continue-without-answer', 'ask-for-information'],
};

/** @param now milliseconds since 1970 */
export function taskPage(details: TaskDetails, output: Output, now: number): string {
  const { task, notice, coverage, history } = details;
  const { claimNumber } = task.claim;
  const status = task.status === 'open' ? output.style('cyan', 'open') : output.style('yellow', words(task.status));
  const loss =
    notice === null ? [] : [`${words(notice.causeOfLoss)} on ${notice.lossDate}: ${plainText(notice.description)}`];
  return [
    `${output.heading(task.taskId)}  ${words(task.kind)}, ${status}`,
    ASKED[task.kind],
    ...section(output, `Claim ${claimNumber}`, [
      ...loss,
      `For ${words(task.role)} or above; opened ${formatInstant(task.openedAt)}, due ${formatDue(task.dueAt, now)}.`,
      ...(task.amountMinor === null ? [] : [`Amount ${formatMoney(task.amountMinor, task.currency)}.`]),
      ...firstDecision(task),
      ...toldToClaimant(details, output),
      ...(task.suspectedDuplicates.length > 0
        ? [`May be the same loss as ${task.suspectedDuplicates.join(', ')}.`]
        : []),
    ]),
    ...section(
      output,
      'Why a person is asked',
      task.why.map((reason) => `- ${formatReason(reason)}`),
    ),
    ...proposalSection(details, output),
    ...coverageSection(output, coverage),
    ...questionSection(output, coverage),
    ...opinionSection(output, details.opinion),
    ...clauseSection(output, clausesNotQuoted(details)),
    ...indicatorSection(details, output),
    ...findingSection(details, output),
    ...section(output, 'Evidence', [
      task.evidenceHash,
      `the whole claim: ${output.command(`claims show ${claimNumber}`)}`,
      historyLine(history),
    ]),
    ...section(output, 'How to decide', howToDecide(output, task)),
  ].join('\n');
}

/** What the open questions quote anyway is not said twice. */
function clausesNotQuoted({ clauses, coverage }: TaskDetails): TaskDetails['clauses'] {
  if (coverage === null || !('value' in coverage)) return clauses;
  const quoted = coverage.value.questions.flatMap(({ speaksFor = [], speaksAgainst = [] }) =>
    [...speaksFor, ...speaksAgainst].map(({ clause }) => clause),
  );
  return clauses.filter(({ number }) => !quoted.includes(number));
}

function firstDecision({ firstDecision: first, currency }: ReviewTask): string[] {
  if (first === null) return [];
  const amount = first.amountMinor === null ? '' : ` ${formatMoney(first.amountMinor, currency)}`;
  return [`First decision, by ${plainText(first.userId)}: ${words(first.action)}${amount}.`];
}

function toldToClaimant(details: TaskDetails, output: Output): string[] {
  const { value, lines } = opened(output, 'Reasons for the claimant', details.stated);
  return value === undefined ? lines : value.reasons.map((reason) => `It tells the claimant: ${formatReason(reason)}`);
}

/** What the coverage section shows anyway is not said twice. */
function proposalSection(details: TaskDetails, output: Output): string[] {
  const { value: proposal, lines } = opened(output, 'Proposal', details.proposal);
  if (proposal === undefined) return lines;
  const coverage = opened(output, 'Coverage', details.coverage).value;
  const known = new Set(coverage?.reasons.map(formatReason));
  return [
    ...section(output, 'Proposal', [
      proposalHeadline(proposal),
      ...(coverage === undefined ? lineTable(output, proposal.lines, proposal.currency) : []),
      ...(coverage === undefined ? proposal.working.map(plainText) : []),
      ...proposal.reasons
        .map(formatReason)
        .filter((reason) => !known.has(reason))
        .map((reason) => `- ${reason}`),
    ]),
    ...section(
      output,
      'Missing',
      proposal.missing.map(({ code, text }) => `- ${plainText(text)} [${code}]`),
    ),
  ];
}

function indicatorSection(details: TaskDetails, output: Output): string[] {
  const { value: screening, lines } = opened(output, 'Fraud indicators', details.screening);
  if (screening === undefined) return lines;
  return [
    ...section(
      output,
      'Fraud indicators (they refer a claim to people; they never deny one)',
      screening.indicators.map((indicator) =>
        [
          `- ${plainText(indicator.text)} [${indicator.code}, weight ${indicator.weight} of 5]`,
          ...indicator.evidence.map(
            ({ kind, ref, detail }) => `    ${words(kind)} ${shortRef(ref)}: ${plainText(detail)}`,
          ),
          `    cleared by: ${plainText(indicator.clearedBy)}`,
        ].join('\n'),
      ),
    ),
    ...section(
      output,
      'Not checked',
      screening.notChecked.map(({ check, why }) => `- ${words(check)}: ${plainText(why)}`),
    ),
  ];
}

function findingSection(details: TaskDetails, output: Output): string[] {
  const { value: facts, lines } = opened(output, 'Findings', details.facts);
  if (facts === undefined) return lines;
  const names = new Map(facts.documents.map((document) => [document.fileId, document.name]));
  return section(
    output,
    'Findings in the documents',
    facts.findings.map((finding) =>
      [
        `- ${plainText(finding.detail)} [${finding.code}, ${finding.severity}]`,
        ...finding.sources.map(({ fileId, page, quote }) => {
          const place = page === null ? '' : `, page ${page}`;
          return `    ${plainText(names.get(fileId) ?? shortRef(fileId))}${place}: "${plainText(quote)}"`;
        }),
      ].join('\n'),
    ),
  );
}

function howToDecide(
  output: Output,
  { taskId, status, kind, evidenceHash, currency, firstDecision: first }: ReviewTask,
): string[] {
  if (status !== 'open') return [`This task is ${words(status)}: nothing can be decided on it any more.`];
  const usual = kind === 'second-approval' && first !== null ? [first.action, 'reject-first-decision'] : USUAL[kind];
  // With an amount in the first decision, the second person must name the same one.
  const same = first?.action === 'approve-with-changes' || first?.action === 'approve-in-part';
  const amount = same && first?.amountMinor != null ? ` --amount ${plainAmount(first.amountMinor, currency)}` : '';
  return [
    output.command(
      `review decide ${taskId} --action ACTION${amount} --reason CODE --evidence ${evidenceHash} --as USER`,
    ),
    `ACTION is usually one of ${usual.join(', ')}; CODE is your reason in a word or two, such as as-proposed.`,
  ];
}

/** As it is typed after --amount. */
function plainAmount(minor: number, currency: string | null): string {
  return formatMoney(minor, currency).split(' ')[0]?.replaceAll(',', '') ?? '';
}

/** Hashes are long; twelve characters tell them apart. */
function shortRef(ref: string): string {
  return /^[0-9a-f]{64}$/.test(ref) ? ref.slice(0, 12) : plainText(ref);
}
