/** The page of a claim: what it is, where it stands, why, and everything that a person may want to follow up. */

import { formatMoney, formatMoneyOrDash } from '../money';
import type { ClaimDetails } from '../sdk/claim-details';
import { formatDue, formatDuration, formatInstant, formatReason, plainText, words } from './format';
import type { Output } from './output';
import { coverageSection, historyLine, opened, proposalHeadline, questionSection, section } from './page-parts';

/** @param now milliseconds since 1970 */
export function claimPage(details: ClaimDetails, output: Output, now: number): string {
  const { claim, coverage, tasks, history } = details;
  const { claimNumber, episode } = claim.claim;
  const proposal = opened(output, 'Proposal', details.proposal);
  const reasons = claim.reasons.map((reason) => `- ${formatReason(reason)}`);
  return [
    `${output.heading(claimNumber)}${episode > 1 ? ` (episode ${episode})` : ''}  ${standingInColour(details, output)}`,
    ...whatItIs(details),
    ...section(output, 'Opened again', reopenedLines(claim, output)),
    ...section(output, 'Where it stands', whereItStands(details, now)),
    ...section(output, 'Why', reasons),
    ...section(output, 'Money', moneyLines(details)),
    ...proposal.lines,
    ...(proposal.value === undefined ? [] : section(output, 'Proposal', [proposalHeadline(proposal.value)])),
    ...section(
      output,
      'Missing',
      (proposal.value?.missing ?? []).map(({ code, text }) => `- ${plainText(text)} [${code}]`),
    ),
    ...coverageSection(output, coverage),
    ...questionSection(output, coverage),
    ...section(output, 'Documents', documentLines(details, output)),
    ...section(
      output,
      'Letters',
      claim.letters.map((letter) => `${words(letter.kind)}: ${plainText(letter.location)}`),
    ),
    ...section(
      output,
      'Tasks',
      tasks.map(
        (task) =>
          `${words(task.kind)} for ${words(task.role)}, due ${formatDue(task.dueAt, now)}\n  ${output.command(`review show ${task.taskId}`)}`,
      ),
    ),
    ...section(output, 'History', [historyLine(history)]),
  ].join('\n');
}

function reopenedLines({ reopened, claim, currency }: ClaimDetails['claim'], output: Output): string[] {
  if (reopened === undefined) return [];
  const paid =
    reopened.earlierPaidMinor === 0 ? '' : `; ${formatMoney(reopened.earlierPaidMinor, currency)} had been paid`;
  return [
    `For ${words(reopened.kind)}. It had ended as ${words(reopened.earlierOutcome)}${paid}.`,
    output.command(`claims episodes ${claim.claimNumber}`),
  ];
}

function standingInColour({ claim }: ClaimDetails, output: Output): string {
  if (claim.outcome === null) return output.style('cyan', words(claim.status));
  const good = claim.outcome === 'paid' || claim.outcome === 'paid-in-part';
  return `${words(claim.status)}: ${output.style(good ? 'green' : 'yellow', words(claim.outcome))}`;
}

function whatItIs({ claim, notice }: ClaimDetails): string[] {
  const line = claim.line === null ? '' : ` (${claim.line})`;
  if (notice === null) return [`Policy ${plainText(claim.policyNumber)}${line}`];
  const { claimant } = notice;
  return [
    `${words(notice.causeOfLoss)} on ${notice.lossDate} in ${notice.lossLocation}, policy ${plainText(claim.policyNumber)}${line}`,
    `${plainText(claimant.name)} (${words(claimant.role)}): ${plainText(notice.description)}`,
  ];
}

function whereItStands({ claim }: ClaimDetails, now: number): string[] {
  const lines = [`Opened ${formatInstant(claim.openedAt)}, last changed ${formatInstant(claim.updatedAt)}.`];
  if (claim.waitingFor !== null) {
    const due = claim.dueAt === null ? '' : `, until ${formatDue(claim.dueAt, now)}`;
    lines.push(`Waits for ${plainText(claim.waitingFor)}${due}.`);
  }
  if (claim.closedAt !== null) {
    const took = formatDuration(Date.parse(claim.closedAt) - Date.parse(claim.openedAt));
    lines.push(`Closed ${formatInstant(claim.closedAt)}, ${took} after it was opened.`);
  }
  if (claim.decidedBy.length > 0) lines.push(`Decided by ${claim.decidedBy.map(plainText).join(' and ')}.`);
  if (claim.linkedClaim !== null) lines.push(`Goes with claim ${claim.linkedClaim}.`);
  return lines;
}

function moneyLines({ claim }: ClaimDetails): string[] {
  const { currency } = claim;
  const known = [
    ['claimed', claim.claimedMinor],
    ['reserve', claim.reserveMinor],
    ['payable', claim.payableMinor],
  ] as const;
  if (known.every(([, amount]) => amount === null) && claim.paidMinor === 0) return [];
  const parts = known.map(([name, amount]) => `${name} ${formatMoneyOrDash(amount, currency)}`);
  const { exposures = [], interestPaidMinor = 0 } = claim;
  return [
    [...parts, `paid ${formatMoney(claim.paidMinor, currency)}`].join(' · '),
    ...(exposures.length < 2 ? [] : exposures).map(
      ({ section, reserveMinor, paidMinor, setBy }) =>
        `  ${words(section)}: reserve ${formatMoney(reserveMinor, currency)}${setBy === null ? '' : ` (set by ${plainText(setBy)})`} · paid ${formatMoney(paidMinor, currency)}`,
    ),
    ...(interestPaidMinor === 0 ? [] : [`  interest paid on top ${formatMoney(interestPaidMinor, currency)}`]),
  ];
}

function documentLines({ claim, beingRead }: ClaimDetails, output: Output): string[] {
  if (claim.documents.length + beingRead.length === 0) return [];
  const rows = claim.documents.map((document) => [
    plainText(document.name),
    document.status === 'read'
      ? words(document.type)
      : output.style('yellow', `set aside: ${plainText(document.reason ?? 'no reason given')}`),
  ]);
  rows.push(...beingRead.map((file) => [plainText(file.name), output.style('dim', 'being read')]));
  return [output.table(['File', 'What it is'], rows, { flexible: 1 })];
}
