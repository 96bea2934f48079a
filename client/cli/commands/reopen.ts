/** `adjutant claims reopen` and `claims episodes`: what happens to a claim after it was closed. */
import { createHash, randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { ReopeningKind } from '../../../activities/vocabulary';
import { formatMoney } from '../../money';
import type { Episode } from '../../sdk/reopenings';
import type { CliContext } from '../context';
import { formatInstant, plainText, words } from '../format';
import { gatherFiles } from '../notice-input';
import { answered } from '../workers';

interface ReopenOptions {
  for: ReopeningKind;
  reason: string;
  as?: string;
  key?: string;
}

export function addReopenCommands(claims: Command, context: () => CliContext): void {
  claims
    .command('reopen')
    .description('open a closed claim again: it goes on as its next episode; recorded with who asked and why')
    .argument('<claim>', 'claim number')
    .argument('[files...]', 'documents that came with it; a folder stands for the files in it')
    .addOption(new Option('--for <kind>', 'what for').choices(ReopeningKind.options).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why, in words; whoever decides sees it')
    .option('--as <user>', 'local account to act as, such as handler-1')
    .option('--key <key>', 'the same key is the same reopening, however often it is sent (default: a new one)')
    .action((claim: string, files: string[], options: ReopenOptions) => reopen(context(), claim, files, options));

  claims
    .command('episodes')
    .description('how often a claim was opened again, why, by whom, and how each episode ended')
    .argument('<claim>', 'claim number')
    .action((claim: string) => episodes(context(), claim));
}

async function reopen(
  context: CliContext,
  claimNumber: string,
  paths: string[],
  options: ReopenOptions,
): Promise<void> {
  const files = await gatherFiles(paths);
  const key = options.key ?? randomUUID();
  const requestId = createHash('sha256').update(key).digest('base64url');
  const token = options.as === undefined ? undefined : await context.localToken(options.as);
  await context.withAdjutant(
    async (adjutant) => {
      const { output } = context;
      await adjutant.client.claims.show(claimNumber);
      const asking = adjutant.client.reopenings.reopen(claimNumber, {
        kind: options.for,
        reason: options.reason,
        files,
        requestId,
      });
      const reopened = await answered(
        adjutant,
        output,
        asking,
        `Send the same again with --key ${key}: it is taken once.`,
      );
      output.result(
        reopened,
        () =>
          `Claim ${output.heading(claimNumber)} is open again, as episode ${reopened.episode} (${words(options.for)}).\nFollow it: ${output.command(`claims watch ${claimNumber}`)}`,
      );
    },
    { token },
  );
}

async function episodes(context: CliContext, claimNumber: string): Promise<void> {
  await context.withRecords(async ({ client }) => {
    await client.claims.show(claimNumber);
    const all = await client.reopenings.episodes(claimNumber);
    context.output.result(all, () => all.map(episodeLines).join('\n'));
  });
}

function episodeLines({
  episode,
  reopened,
  status,
  outcome,
  paidMinor,
  currency,
  decidedBy,
  openedAt,
}: Episode): string {
  const why = reopened === null ? 'notice of loss' : words(reopened.kind);
  const end = outcome === null ? words(status) : words(outcome);
  const paid = paidMinor === 0 ? '' : `, paid ${formatMoney(paidMinor, currency)}`;
  const by = decidedBy.length === 0 ? '' : `, decided by ${decidedBy.join(' and ')}`;
  const head = `${episode}  ${formatInstant(openedAt)}  ${why}: ${end}${paid}${by}`;
  if (reopened === null) return head;
  return `${head}\n   ${plainText(reopened.name)} (${words(reopened.role)}): ${plainText(reopened.reason ?? 'the words were erased')}`;
}
