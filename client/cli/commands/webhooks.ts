/** `adjutant webhooks`: addresses that are told of events; by whoever can reach the database and the folder of keys. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { WebhookType } from '../../../activities/webhooks/contract';
import { loadConfiguration } from '../../../platform/config/configuration';
import { loadOrCreateSecret } from '../../../platform/keys/secret';
import { WEBHOOK_KEY } from '../../../platform/keys/webhook-secret';
import type { Webhooks } from '../../sdk/webhooks';
import { actor, type CliContext } from '../context';
import { plainText } from '../format';

export function addWebhookCommands(program: Command, context: () => CliContext): void {
  const webhooks = program.command('webhooks').description('addresses of others that are told of events');
  webhooks
    .command('list')
    .description('addresses, with how much waits for each and how much was set aside')
    .action(() => list(context()));
  webhooks
    .command('add')
    .description('tell an address of events from now on; its secret is shown once')
    .argument('<url>', 'https address')
    .option('--types <types>', `only these, with commas between: ${WebhookType.options.join(', ')}`)
    .action((url: string, { types }: { types?: string }) => add(context(), url, types));
  webhooks
    .command('remove <id>')
    .description('tell it no more; what waits for it is set aside')
    .action((id: string) => change(context(), (all) => all.remove(id, actor()), 'Removed.'));
  webhooks
    .command('test <id>')
    .description('send it an event adjutant.webhook.test')
    .action((id: string) => change(context(), (all) => all.test(id), 'Sent as soon as a worker looks.'));
  webhooks
    .command('retry <id>')
    .description('send again what was set aside')
    .action((id: string) => change(context(), (all) => all.retry(id), 'They are sent again.'));
}

async function list(context: CliContext): Promise<void> {
  await context.withRecords(async ({ client }) => {
    const all = await client.webhooks.list();
    context.output.result(all, () =>
      all.length === 0
        ? 'No address is told of anything.'
        : all
            .map(
              ({ id, url, types, status, pending, setAside }) =>
                `${id}  ${status}  ${pending} waiting, ${setAside} set aside  ${plainText(url)}${types === null ? '' : `  (${types.join(', ')})`}`,
            )
            .join('\n'),
    );
  });
}

async function add(context: CliContext, url: string, types: string | undefined): Promise<void> {
  const { home, webhooksInside: inside } = loadConfiguration(context.environment);
  const key = await loadOrCreateSecret(join(home, 'keys'), WEBHOOK_KEY);
  await context.withRecords(async ({ client }) => {
    const wanted = types === undefined ? {} : { types: types.split(',') as WebhookType[] };
    const made = await client.webhooks.add({ url, ...wanted }, { key, inside }, actor());
    context.output.result(made, () => `Added: ${made.id}\nSecret, shown this once: ${made.secret}`);
  });
}

async function change(context: CliContext, work: (all: Webhooks) => Promise<unknown>, done: string): Promise<void> {
  await context.withRecords(async ({ client }) => {
    await work(client.webhooks);
    context.output.result({ done: true }, () => done);
  });
}
