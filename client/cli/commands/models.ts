/** `adjutant models …`: what models cost and how good they were, and what another policy file would have cost and got. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type {
  ModelReplay,
  ModelReplayRow,
  ModelReportInput,
  ModelReportRow,
} from '../../../activities/models/contract';
import type { CliContext } from '../context';
import { UsageError } from '../exit-codes';
import { plainText } from '../format';
import type { Output } from '../output';
import { answered } from '../workers';

const REPEAT = 'The report waits there and can be asked for again at any time.';
const GROUPS = ['task', 'model', 'tenant', 'claim'] as const;
const DAY_MS = 86_400_000;

interface Window {
  days: string;
  until?: string;
}

export function addModelCommands(program: Command, context: () => CliContext): void {
  const models = program.command('models').description('language models: what they cost, and how good they were');
  const withWindow = (command: Command) =>
    command
      .option('--days <number>', 'days to look back', '30')
      .option('--until <day>', 'last day, YYYY-MM-DD in UTC (default: today)');

  withWindow(models.command('report'))
    .description('cost, latency, quality and escalations of recorded requests')
    .option('--by <group>', `${GROUPS.join(', ')}; by tenant shows every tenant of the installation`, 'task')
    .option('--task <task>', 'of one task only')
    .action((options: Window & { by: string; task?: string }) => report(context(), options));

  withWindow(models.command('replay'))
    .description('what another policy file would have cost and got on recorded calls; nothing is sent')
    .argument('<models.yaml>', 'a file like config/models.yaml')
    .action((file: string, options: Window) => replay(context(), file, options));
}

/** Whole days in UTC. */
function windowOf({ days, until }: Window): { from: string; until: string } {
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new UsageError('--days: a number of days, such as 30.');
  if (until !== undefined && (!/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until))))
    throw new UsageError('--until: a day such as 2026-11-30.');
  const end = Date.parse(until ?? new Date().toISOString().slice(0, 10)) + DAY_MS;
  return { from: new Date(end - Number(days) * DAY_MS).toISOString(), until: new Date(end).toISOString() };
}

async function report(context: CliContext, options: Window & { by: string; task?: string }): Promise<void> {
  const { output } = context;
  const by = GROUPS.find((group) => group === options.by);
  if (by === undefined) throw new UsageError(`--by: one of ${GROUPS.join(', ')}.`);
  const input: Omit<ModelReportInput, 'tenant'> = { ...windowOf(options), by, task: options.task ?? null };
  await context.withAdjutant(async (adjutant) => {
    const rows = await answered(adjutant, output, adjutant.client.administration.reportModels(input), REPEAT);
    output.result({ ...input, rows }, () => reportText(output, by, rows));
  });
}

function reportText(output: Output, by: string, rows: ModelReportRow[]): string {
  if (rows.length === 0) return 'No request to a model in this time.';
  const lines = rows.map((row) => [
    plainText(row.group),
    String(row.calls),
    share(row.answered, row.calls),
    share(row.escalated, row.calls),
    share(row.rejected, row.requests),
    String(row.unknown),
    money(row.costNano, row.currency),
    money((BigInt(row.costNano) / BigInt(Math.max(row.calls, 1))).toString(), row.currency),
    String(row.inputTokens + row.outputTokens),
    milliseconds(row.p50Ms),
    milliseconds(row.p95Ms),
    row.quality === null ? '-' : `${row.quality.toFixed(2)} (${row.judged})`,
  ]);
  const title = `${by[0]?.toUpperCase()}${by.slice(1)}`;
  return output.table(
    [
      title,
      'Calls',
      'Answered',
      'Escalated',
      'Rejected',
      'Unknown',
      'Cost',
      'A call',
      'Tokens',
      'p50',
      'p95',
      'Quality',
    ],
    lines,
    { right: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  );
}

async function replay(context: CliContext, path: string, options: Window): Promise<void> {
  const { output } = context;
  const window = windowOf(options);
  const policy = await readFile(path).catch((error: unknown) => {
    throw new UsageError(`${plainText(path)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  });
  await context.withAdjutant(async (adjutant) => {
    const replaying = adjutant.client.administration.replayModels(policy, window);
    const result = await answered(adjutant, output, replaying, REPEAT);
    output.result({ ...window, ...result }, () => replayText(output, result));
  });
}

function replayText(output: Output, { currency, rows }: ModelReplay): string {
  if (rows.length === 0) return 'No request to a model in this time.';
  const lines = rows.map(({ task, calls, recorded, replayed, recordedShare, offPolicy }) => [
    plainText(task),
    String(calls),
    money(recorded.costNano, currency),
    money(replayed.costNano, currency),
    percent(recorded.answeredShare),
    percent(replayed.answeredShare),
    quality(recorded.quality),
    quality(replayed.quality),
    quality(offPolicy),
    percent(recordedShare),
  ]);
  const head = [
    'Task',
    'Calls',
    'Cost',
    'would',
    'Answered',
    'would',
    'Quality',
    'would',
    'Off-policy',
    'From records',
  ];
  return [output.table(head, lines, { right: [1, 2, 3, 4, 5, 6, 7, 8, 9] }), ...rows.flatMap(remarks)].join('\n');
}

function remarks({ task, calls, notAsked, neverUsed }: ModelReplayRow): string[] {
  const none = `${plainText(task)}: ${notAsked} of ${calls} calls would have asked no model.`;
  const unseen = `${plainText(task)}: never used here, taken to answer: ${neverUsed.map(plainText).join(', ')}.`;
  return [...(notAsked > 0 ? [none] : []), ...(neverUsed.length > 0 ? [unseen] : [])];
}

const percent = (part: number) => `${Math.round(100 * part)} %`;
const share = (part: number, whole: number) => (whole === 0 ? '-' : percent(part / whole));
const quality = (value: number | null) => (value === null ? '-' : value.toFixed(2));
const milliseconds = (value: number | null) => (value === null ? '-' : `${Math.round(value)} ms`);

/** Billionths as an amount with four decimals: a call costs fractions of a cent. */
function money(nano: string, currency: string): string {
  const tenThousandths = (BigInt(nano) + 50_000n) / 100_000n;
  const text = tenThousandths.toString().padStart(5, '0');
  return `${text.slice(0, -4)}.${text.slice(-4)} ${currency}`;
}
