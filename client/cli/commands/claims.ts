/** `adjutant claims …`: submit, list, show, clocks, watch, add documents, cancel. */
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Command } from 'commander';
import { ClaimOutcome, type ClaimProjection, ClaimStatus } from '../../../activities/claimfile/contract';
import { Peril } from '../../../activities/vocabulary';
import { formatMoney, formatMoneyOrDash } from '../../money';
import { filesBeingRead, readClaimDetails } from '../../sdk/claim-details';
import { readClocks, readClocksAtRisk } from '../../sdk/clocks';
import type { ConnectedAdjutant } from '../../sdk/connect';
import { IdempotencyConflictError, InvalidInputError, TooLateError } from '../../sdk/errors';
import { claimPage } from '../claim-page';
import { clockProcess, clocksAtRiskPage, clocksPage } from '../clocks';
import type { CliContext } from '../context';
import { readDocuments } from '../document-details';
import { documentsPage } from '../document-page';
import { formatDue, formatInstant, plainText, words } from '../format';
import { composeNotice, gatherFiles, type NoticeOptions } from '../notice-input';
import { choice, wholeNumber } from '../options';
import { answered } from '../workers';
import { addReopenCommands } from './reopen';

/** Where a claim rests until somebody outside does something. */
const AT_REST: ReadonlySet<string> = new Set([
  'awaiting-information',
  'under-investigation',
  'in-review',
  'awaiting-second-approval',
  'closed',
]);

/** A state that lasts this long is one that the claim rests in. */
const REST_MS = 800;

export function addClaimCommands(program: Command, context: () => CliContext): void {
  const claims = program
    .command('claims')
    .description('claims: submit, list, show, documents, clocks, watch, add documents, open again, cancel');

  claims
    .command('submit')
    .description('register a notice of loss with its files and start the claim')
    .argument('[files...]', 'documents; a folder stands for the files in it')
    .option('--notice <file.json>', 'notice of loss; the options below are laid over it')
    .option('--policy <number>', 'policy number')
    .option('--loss-date <date>', 'YYYY-MM-DD')
    .option('--cause <cause>', `one of ${Peril.options.join(', ')}`)
    .option('--description <text>', 'what happened')
    .option('--location <code>', 'where: country, with region where it matters (US-CA, IE)')
    .option('--name <name>', 'name of the claimant')
    .option('--role <role>', 'policyholder (default), insured or third-party')
    .option('--email <address>', 'of the claimant')
    .option('--phone <number>', 'of the claimant')
    .option('--iban <account>', 'account to pay to')
    .option('--key <key>', 'the same key is the same claim, however often it is sent (default: a new one)')
    .option('--wait', 'follow the claim until it is closed or waits for somebody')
    .action((files: string[], options: NoticeOptions & { key?: string; wait?: boolean }) =>
      submit(context(), files, options),
    );

  claims
    .command('list')
    .description('claims, newest first')
    .option('--status <status>', ClaimStatus.options.join(', '))
    .option('--outcome <outcome>', ClaimOutcome.options.join(', '))
    .option('--policy <number>', 'only claims of this policy')
    .option('--limit <n>', 'at most so many, up to 500', '50')
    .option('--after <claim>', 'the page after this claim')
    .action((options) => list(context(), options));

  claims
    .command('show')
    .description('one claim: where it stands and why, line by line')
    .argument('<claim>', 'claim number')
    .action((claim: string) => show(context(), claim));

  claims
    .command('documents')
    .description('what was read from its documents: every value with its page, box, words and how sure that is')
    .argument('<claim>', 'claim number')
    .argument('[name]', 'only documents whose name begins so')
    .action((claim: string, name: string | undefined) => documents(context(), claim, name));

  claims
    .command('clocks')
    .description(
      'what is owed on a claim by when, by the rules of its jurisdiction; without one, what is at risk on open claims',
    )
    .argument('[claim]', 'claim number')
    .action((claim: string | undefined) => clocks(context(), claim));

  claims
    .command('watch')
    .description('the states of a claim as they change, until it is closed')
    .argument('<claim>', 'claim number')
    .option('--until-waiting', 'end also when it waits for somebody')
    .action((claim: string, options: { untilWaiting?: boolean }) => watch(context(), claim, options));

  claims
    .command('add-documents')
    .description('send more documents to an open claim')
    .argument('<claim>', 'claim number')
    .argument('<files...>', 'documents; a folder stands for the files in it')
    .option('--key <key>', 'the same key is received once, however often it is sent (default: a new one)')
    .action((claim: string, files: string[], options: { key?: string }) =>
      addDocuments(context(), claim, files, options),
    );

  addReopenCommands(claims, context);

  claims
    .command('cancel')
    .description('cancel an open claim: payments not yet released are voided, tasks are withdrawn')
    .argument('<claim>', 'claim number')
    .action((claim: string) => cancel(context(), claim));
}

async function submit(
  context: CliContext,
  paths: string[],
  options: NoticeOptions & { key?: string; wait?: boolean },
): Promise<void> {
  const notice = await composeNotice(options);
  const files = await gatherFiles(paths);
  const idempotencyKey = options.key ?? randomUUID();
  const { output } = context;
  await context.withAdjutant(async (adjutant) => {
    const submitted = await adjutant.client.claims.submit({ notice, files, idempotencyKey }).catch((error: unknown) => {
      if (!(error instanceof InvalidInputError) && !(error instanceof IdempotencyConflictError)) {
        output.note(`It is safe to send it again with --key ${idempotencyKey}: the same key is the same claim.`);
      }
      throw error;
    });
    const { claimNumber, created, first } = submitted;
    const acknowledged = () => {
      const lines = [
        created
          ? `Claim ${output.heading(claimNumber)} is registered with ${count(files.length, 'file')}.`
          : `Claim ${output.heading(claimNumber)} was registered under this key before; nothing was added.`,
      ];
      if (first === null && created) {
        lines.push('No worker has answered yet. It is kept and goes on by itself when one runs (`npm start`).');
      }
      for (const other of first?.suspectedDuplicates ?? []) {
        lines.push(`It may be about the same loss as ${other}: a person will decide.`);
      }
      lines.push(`Follow it: ${output.command(`claims watch ${claimNumber}`)}`);
      return lines.join('\n');
    };
    if (!options.wait) return output.result({ ...submitted, idempotencyKey }, acknowledged);
    output.note(acknowledged());
    await follow(context, adjutant, claimNumber, true, (state) => output.note(stateLine(state)));
    await printClaim(context, adjutant, claimNumber);
  });
}

interface ListOptions {
  status?: string;
  outcome?: string;
  policy?: string;
  limit: string;
  after?: string;
}

async function list(context: CliContext, options: ListOptions): Promise<void> {
  const filter = {
    status: choice('--status', ClaimStatus.options, options.status),
    outcome: choice('--outcome', ClaimOutcome.options, options.outcome),
    policyNumber: options.policy,
    limit: wholeNumber('--limit', options.limit, 1, 500),
    after: options.after,
  };
  await context.withRecords(async ({ client }) => {
    const page = await client.claims.list(filter);
    const { output } = context;
    output.result(page, () => {
      if (page.claims.length === 0) return 'No claims.';
      const table = output.table(
        ['Claim', 'Policy', 'Stands', 'Claimed', 'Payable', 'Paid', 'Waits for', 'Opened'],
        page.claims.map((claim) => [
          claim.claim.claimNumber,
          plainText(claim.policyNumber),
          standing(claim),
          formatMoneyOrDash(claim.claimedMinor, claim.currency),
          formatMoneyOrDash(claim.payableMinor, claim.currency),
          claim.paidMinor === 0 ? '-' : formatMoney(claim.paidMinor, claim.currency),
          claim.waitingFor === null ? '-' : plainText(claim.waitingFor),
          formatInstant(claim.openedAt),
        ]),
        { right: [3, 4, 5], flexible: 6 },
      );
      return page.next === null ? table : `${table}\nMore: add --after ${page.next}`;
    });
  });
}

/** `in review`, `closed: paid`. */
export function standing({ status, outcome }: Pick<ClaimProjection, 'status' | 'outcome'>): string {
  return outcome === null ? words(status) : `${words(status)}: ${words(outcome)}`;
}

async function show(context: CliContext, claimNumber: string): Promise<void> {
  await context.withRecords((adjutant) => printClaim(context, adjutant, claimNumber));
}

async function documents(context: CliContext, claimNumber: string, name: string | undefined): Promise<void> {
  await context.withRecords(async (adjutant) => {
    const shown = await readDocuments(adjutant, claimNumber, name);
    context.output.result(shown, () => documentsPage(shown, context.output));
  });
}

async function clocks(context: CliContext, claimNumber: string | undefined): Promise<void> {
  await context.withRecords(async (adjutant) => {
    if (claimNumber === undefined) {
      const risk = await readClocksAtRisk(adjutant, clockProcess);
      return context.output.result(risk, () => clocksAtRiskPage(risk, context.output));
    }
    const reading = await readClocks(adjutant, clockProcess, claimNumber);
    context.output.result(reading, () => clocksPage(reading, context.output));
  });
}

async function printClaim(context: CliContext, adjutant: ConnectedAdjutant, claimNumber: string): Promise<void> {
  const details = await readClaimDetails(adjutant, claimNumber);
  context.output.result(details, () => claimPage(details, context.output, Date.now()));
}

async function watch(context: CliContext, claimNumber: string, options: { untilWaiting?: boolean }): Promise<void> {
  await context.withRecords((adjutant) =>
    follow(context, adjutant, claimNumber, options.untilWaiting === true, (state) =>
      context.output.item(state, () => stateLine(state)),
    ),
  );
}

async function follow(
  context: CliContext,
  adjutant: ConnectedAdjutant,
  claimNumber: string,
  untilWaiting: boolean,
  tell: (state: ClaimProjection) => void,
): Promise<void> {
  for await (const state of adjutant.client.claims.watch(claimNumber, { signal: context.interrupted })) {
    tell(state);
    if (untilWaiting && (await rests(context, adjutant, state))) return;
  }
}

/**
 * Whether a claim waits for somebody, and goes on waiting. What it waits for may have come just now: a decision, or documents, which
 * are read before the claim's state changes.
 */
async function rests(context: CliContext, adjutant: ConnectedAdjutant, state: ClaimProjection): Promise<boolean> {
  if (state.status === 'closed') return true;
  // Settling rests only where a person is asked what to do about a payment or a letter.
  const asked = state.status === 'settling' && state.waitingFor !== null;
  while ((asked || AT_REST.has(state.status)) && !context.interrupted.aborted) {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const [now, unread] = await Promise.all([
      adjutant.client.claims.show(state.claim.claimNumber),
      filesBeingRead(adjutant, state),
    ]);
    if (now.version !== state.version) return false;
    if (unread.length === 0) return true;
  }
  return false;
}

function stateLine(state: ClaimProjection): string {
  const parts = [`${new Date(state.updatedAt).toISOString().slice(11, 19)}  ${standing(state)}`];
  if (state.paidMinor > 0) parts.push(`paid ${formatMoney(state.paidMinor, state.currency)}`);
  if (state.waitingFor !== null) parts.push(`waits for ${plainText(state.waitingFor)}`);
  if (state.dueAt !== null && state.status !== 'closed') parts.push(`due ${formatDue(state.dueAt, Date.now())}`);
  return parts.join(' · ');
}

async function addDocuments(
  context: CliContext,
  claimNumber: string,
  paths: string[],
  options: { key?: string },
): Promise<void> {
  const files = await gatherFiles(paths);
  const key = options.key ?? randomUUID();
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(key)) {
    throw new InvalidInputError('--key', [{ path: [], message: '8 to 64 letters, digits, dashes or underscores' }]);
  }
  await context.withAdjutant(async (adjutant) => {
    const { output } = context;
    const sending = adjutant.client.claims.addDocuments(claimNumber, files, key);
    const again = `Send the same again with --key ${key}: it is received once.`;
    const answer = await answered(adjutant, output, sending, again);
    output.result({ claimNumber, ...answer, sent: files.length }, () => {
      const known = files.length - answer.received;
      const repeated = known > 0 ? ` ${count(known, 'file')} were there already.` : '';
      return `Claim ${claimNumber} has received ${count(answer.received, 'new file')}.${repeated}`;
    });
  });
}

async function cancel(context: CliContext, claimNumber: string): Promise<void> {
  await context.withAdjutant(async ({ client }) => {
    const claim = await client.claims.show(claimNumber);
    if (claim.status === 'closed') throw alreadyClosed(claim);
    await client.claims.cancel(claimNumber).catch((error: unknown) => {
      // It ended, or nobody has started it: either way nothing runs that could be cancelled.
      if (error instanceof WorkflowNotFoundError) throw alreadyClosed(claim);
      throw error;
    });
    context.output.result(
      { claimNumber, cancellationRequested: true },
      () =>
        `Claim ${claimNumber} is being cancelled. See how it ends: ${context.output.command(`claims watch ${claimNumber}`)}`,
    );
  });
}

function alreadyClosed(claim: ClaimProjection): TooLateError {
  const { claimNumber } = claim.claim;
  return new TooLateError(
    `Claim ${claimNumber} does not run any more (${standing(claim)}), so there is nothing to cancel. \`adjutant claims show ${claimNumber}\` tells how it ended.`,
  );
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
