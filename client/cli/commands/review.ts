/** `adjutant review …`: what waits for people, what it rests on, and deciding it. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { DecisionAction, type DecisionAnswer, Role } from '../../../activities/authority/contract';
import { Sha256 } from '../../../activities/vocabulary';
import { formatMoneyOrDash } from '../../money';
import { readTaskDetails } from '../../sdk/claim-details';
import type { ConnectedAdjutant } from '../../sdk/connect';
import type { DecideInput } from '../../sdk/reviews';
import type { CliContext } from '../context';
import { EXIT, UsageError } from '../exit-codes';
import { formatDue, parseAmount, words } from '../format';
import { choice, wholeNumber } from '../options';
import { taskPage } from '../task-page';
import { answered } from '../workers';

const CHANGED: readonly DecisionAction[] = ['approve-with-changes', 'approve-in-part'];
const WITH_AMOUNT: ReadonlySet<DecisionAction> = new Set([...CHANGED, 'pay-undisputed', 'set-reserve']);
/** Decisions whose reasons the claimant reads in a letter. */
const TOLD: ReadonlySet<DecisionAction> = new Set(['deny', ...CHANGED, 'retry-letter', 'reserve-rights']);

/** How long the answer to a signal is looked for. */
const SIGNAL_ANSWER_MS = 15_000;
const SIGNAL_LOOK_MS = 250;

interface DecideOptions {
  action: string;
  amount?: string;
  items?: string;
  duplicateOf?: string;
  exposure?: string;
  reason: string;
  note?: string;
  tell?: string;
  clause?: string;
  evidence?: string;
  decisionId?: string;
  bySignal?: boolean;
  as?: string;
}

export function addReviewCommands(program: Command, context: () => CliContext): void {
  const review = program.command('review').description('review tasks: what waits for people, and their decisions');

  review
    .command('list')
    .description('open tasks, those due first on top')
    .option('--role <role>', `only those for this role: ${Role.options.join(', ')}`)
    .option('--claim <claim>', 'only those of this claim')
    .option('--limit <n>', 'at most so many', '100')
    .action((options) => list(context(), options));

  review
    .command('show')
    .description('one task with everything that a decision on it rests on')
    .argument('<task>', 'task id, as `review list` prints it')
    .action((task: string) => show(context(), task));

  review
    .command('decide')
    .description('decide a task; a refusal says why and changes nothing')
    .argument('<task>', 'task id')
    .requiredOption('--action <action>', DecisionAction.options.join(', '))
    .requiredOption('--reason <code>', 'your reason in a word or two, such as as-proposed')
    .option(
      '--amount <amount>',
      'what to pay, such as 1234.50, with approve-with-changes, approve-in-part and pay-undisputed; what to reserve, with set-reserve',
    )
    .option('--items <codes>', 'what to ask for, with ask-for-information: payee-account,police-report')
    .option('--duplicate-of <claim>', 'the claim that this one repeats, with merge-duplicate')
    .option('--exposure <section>', 'whose reserve to set, with set-reserve, where the claim has several exposures')
    .option('--note <text>', 'for colleagues; kept with the claim, never sent to the claimant')
    .option('--tell <text>', 'your reason in words for the claimant, quoted in the letter')
    .option('--clause <number>', 'clause of the terms that this reason rests on, such as 4.1')
    .option('--evidence <hash>', 'hash of the evidence that you saw (`review show`); default: of the evidence now')
    .option('--decision-id <id>', 'makes the command repeatable: the same id gets the same answer')
    .option('--by-signal', 'send it as a signal and look for the answer afterwards')
    .option('--as <user>', 'local account to decide as, such as adjuster-1')
    .action((task: string, options: DecideOptions) => decide(context(), task, options));
}

async function list(context: CliContext, options: { role?: string; claim?: string; limit: string }): Promise<void> {
  const role = choice('--role', Role.options, options.role);
  const limit = wholeNumber('--limit', options.limit, 1, 1000);
  await context.withRecords(async ({ client }) => {
    const tasks = await client.reviews.list({ role, claimNumber: options.claim, limit });
    const { output } = context;
    output.result({ tasks }, () =>
      tasks.length === 0
        ? 'No open tasks.'
        : output.table(
            ['Task', 'What', 'For', 'Amount', 'Due', 'Why'],
            tasks.map((task) => [
              task.taskId,
              words(task.kind),
              words(task.role),
              formatMoneyOrDash(task.amountMinor, task.currency),
              formatDue(task.dueAt, Date.now()),
              task.why.map((reason) => reason.code).join(', '),
            ]),
            { right: [3], flexible: 5 },
          ),
    );
  });
}

async function show(context: CliContext, taskId: string): Promise<void> {
  await context.withRecords(async (adjutant) => {
    const details = await readTaskDetails(adjutant, taskId);
    context.output.result(details, () => taskPage(details, context.output, Date.now()));
  });
}

async function decide(context: CliContext, taskId: string, options: DecideOptions): Promise<void> {
  const action = choice('--action', DecisionAction.options, options.action);
  if (action === undefined) throw new UsageError('--action is missing.');
  checkCombination(action, options);
  const { output } = context;
  const token = options.as === undefined ? undefined : await context.localToken(options.as);
  await context.withAdjutant(
    async (adjutant) => {
      const task = await adjutant.client.reviews.show(taskId);
      const input: DecideInput = {
        action,
        amountMinor: options.amount === undefined ? undefined : amountIn(task.currency, options.amount),
        items: options.items
          ?.split(',')
          .map((item) => item.trim())
          .filter((item) => item !== ''),
        duplicateOf: options.duplicateOf,
        exposure: options.exposure,
        reasonCode: options.reason,
        note: options.note,
        tell: options.tell === undefined ? undefined : [{ text: options.tell, clause: options.clause ?? null }],
        evidenceHash: options.evidence ?? task.evidenceHash,
        decisionId: options.decisionId ?? randomUUID(),
      };
      if (options.evidence === undefined) {
        output.note(`The decision is bound to the evidence as it is now (${task.evidenceHash.slice(0, 12)}…).`);
      }
      const repeat = `Whether it counted is not known. Repeat it with --decision-id ${input.decisionId}: it never takes effect twice.`;
      const sending = options.bySignal
        ? decideBySignal(adjutant, taskId, input)
        : adjutant.client.reviews.decide(taskId, input);
      await tell(context, adjutant, taskId, await answered(adjutant, output, sending, repeat));
    },
    { token },
  );
}

/**
 * What would be ignored, or misunderstood as nothing, is asked about before anything is sent.
 * @throws UsageError
 */
export function checkCombination(
  action: DecisionAction,
  options: Pick<DecideOptions, 'amount' | 'items' | 'duplicateOf' | 'evidence' | 'tell' | 'clause'>,
): void {
  if (WITH_AMOUNT.has(action) !== (options.amount !== undefined)) {
    throw new UsageError(
      options.amount === undefined
        ? `--action ${action} needs --amount, such as --amount 1234.50.`
        : `--amount goes with ${[...WITH_AMOUNT].join(' and ')}; ${action} has no amount of its own.`,
    );
  }
  if ((action === 'ask-for-information') !== (options.items !== undefined)) {
    throw new UsageError(
      options.items === undefined
        ? '--action ask-for-information needs --items, such as --items police-report,proof-of-amount.'
        : `--items goes with ask-for-information, not with ${action}.`,
    );
  }
  if (options.duplicateOf !== undefined && action !== 'merge-duplicate') {
    throw new UsageError(`--duplicate-of goes with merge-duplicate, not with ${action}.`);
  }
  if (options.tell !== undefined && !TOLD.has(action)) {
    throw new UsageError(`--tell goes with ${[...TOLD].join(', ')}, not with ${action}.`);
  }
  if (options.clause !== undefined && options.tell === undefined) {
    throw new UsageError('--clause goes with --tell: say in words what the clause means for this claim.');
  }
  if (options.evidence !== undefined && !Sha256.safeParse(options.evidence).success) {
    throw new UsageError('--evidence must be the whole hash, 64 characters, as `adjutant review show` prints it.');
  }
}

function amountIn(currency: string | null, amount: string): number {
  if (currency === null) {
    throw new UsageError('The currency of this claim is not known yet, so an amount cannot be decided on it.');
  }
  return parseAmount(amount, currency);
}

/** Signals have no answer of their own: the process is asked for it until it has one. */
async function decideBySignal(
  { client }: ConnectedAdjutant,
  taskId: string,
  input: DecideInput,
): Promise<DecisionAnswer | null> {
  const task = await client.reviews.show(taskId);
  const decisionId = await client.reviews.signalDecision(taskId, input);
  const deadline = Date.now() + SIGNAL_ANSWER_MS;
  for (;;) {
    const answer = await client.reviews.answerTo(task, decisionId);
    if (answer !== null || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, SIGNAL_LOOK_MS));
  }
}

const EFFECTS = {
  final: 'The decision is final and is being carried out.',
  recorded: 'The decision is recorded and the claim goes on.',
  'awaiting-second-approval': 'It takes effect when a second person agrees.',
} as const;

async function tell(
  context: CliContext,
  { client }: ConnectedAdjutant,
  taskId: string,
  answer: DecisionAnswer | null,
): Promise<void> {
  const { output } = context;
  if (answer === null) {
    context.exitCode = EXIT.failure;
    output.result(
      { answer: null },
      () => 'The signal was sent, and there is no answer yet. Look with `adjutant review show`.',
    );
    return;
  }
  if (!answer.accepted) {
    context.exitCode = EXIT.refused;
    output.result(answer, () => `${output.style('red', 'Refused')}: ${answer.reason} [${answer.code}]`);
    return;
  }
  const { claimNumber } = (await client.reviews.show(taskId)).claim;
  const next = answer.effect === 'final' ? [] : await client.reviews.list({ claimNumber });
  output.result({ ...answer, claimNumber, openTasks: next.map((task) => task.taskId) }, () =>
    [
      `${output.style('green', 'Accepted')}: ${EFFECTS[answer.effect]}`,
      ...next.map(
        (task) =>
          `Next: ${output.command(`review show ${task.taskId}`)} (${words(task.kind)}, for ${words(task.role)})`,
      ),
      `The claim: ${output.command(`claims show ${claimNumber}`)}`,
    ].join('\n'),
  );
}
