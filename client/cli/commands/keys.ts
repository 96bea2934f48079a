/** `adjutant keys`: what encrypts the payloads in Temporal; by whoever can read the folder of keys. */
import type { Command } from 'commander';
import { PayloadKeys, payloadKeysFolder } from '../../../platform/codec/payload-keys';
import { loadConfiguration } from '../../../platform/config/configuration';
import { recordAccess } from '../../sdk/access-records';
import { actor, type CliContext } from '../context';
import { UsageError } from '../exit-codes';
import { plainText } from '../format';

export function addKeyCommands(program: Command, context: () => CliContext): void {
  const keys = program.command('keys').description('keys that encrypt what Temporal stores');
  keys
    .command('list')
    .description('ids of the keys, and which one encrypts')
    .action(() => list(context()));
  keys
    .command('rotate')
    .description('make a key and encrypt with it from now on; the others go on decrypting')
    .option('--prepare', 'only make it: for folders that are copied to every machine before `keys use`')
    .action(({ prepare = false }: { prepare?: boolean }) => rotate(context(), prepare));
  keys
    .command('use <id>')
    .description('encrypt with this key from now on')
    .action((id: string) => use(context(), id));
}

function keysOf({ environment }: CliContext): PayloadKeys {
  return new PayloadKeys(payloadKeysFolder(loadConfiguration(environment)));
}

async function list(context: CliContext): Promise<void> {
  const keys = keysOf(context);
  const all = await keys.list();
  context.output.result({ folder: keys.folder, keys: all }, () =>
    [
      ...all.map(({ id, current, writtenAt }) => `${id}  ${writtenAt}  ${current ? 'encrypts' : 'decrypts only'}`),
      keys.folder,
    ].join('\n'),
  );
}

async function rotate(context: CliContext, prepare: boolean): Promise<void> {
  const keys = keysOf(context);
  if (prepare) {
    const id = await keys.add();
    context.output.result(
      { id, current: false },
      () => `Made ${id}. It is not used before \`adjutant keys use ${id}\`.`,
    );
    return;
  }
  await change(context, keys, () => keys.add());
}

async function use(context: CliContext, id: string): Promise<void> {
  if (!/^[0-9a-f]{16}$/.test(id))
    throw new UsageError(
      `${plainText(id)} is not the id of a key: 16 hexadecimal digits; \`adjutant keys list\` has them.`,
    );
  await change(context, keysOf(context), async () => id);
}

/** Which key encrypts is on the record of access. */
async function change(context: CliContext, keys: PayloadKeys, wanted: () => Promise<string>): Promise<void> {
  await context.withRecords(async ({ database, place: { tenant } }) => {
    const id = await wanted();
    await keys.use(id);
    await recordAccess(database, {
      tenant,
      event: 'payload-key-used',
      userId: null,
      actor: actor(),
      facts: { keyId: id },
    });
    context.output.result(
      { id, current: true },
      () => `${id} encrypts from now on. Keep the others: open claims need them.`,
    );
  });
}
