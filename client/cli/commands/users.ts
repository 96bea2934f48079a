/** `adjutant users`: who can act here; accounts are added, reset and deactivated by whoever can reach the database. */
import { type Command, Option } from 'commander';
import { Role } from '../../../activities/authority/contract';
import { Accounts } from '../../sdk/accounts';
import { actor, type CliContext } from '../context';
import { UsageError } from '../exit-codes';
import { plainText, words } from '../format';

export function addUserCommands(program: Command, context: () => CliContext): void {
  const users = program.command('users').description('people and services that can act');
  users
    .command('list')
    .description('users with their role, and whether --as can sign in as them on this machine')
    .action(() => list(context()));
  users
    .command('add <user>')
    .description('add an account; its password is shown once')
    .requiredOption('--name <name>', 'name of the person, as claims would have it')
    .addOption(new Option('--role <role>', 'what they may do').choices(Role.options).makeOptionMandatory())
    .action((user: string, { name, role }: { name: string; role: string }) =>
      withPassword(context(), user, (accounts) => accounts.add({ userId: user, name, role }, actor())),
    );
  users
    .command('reset <user>')
    .description('give an account a new password, shown once; its sessions end')
    .action((user: string) => withPassword(context(), user, (accounts) => accounts.reset(user, actor())));
  users
    .command('deactivate <user>')
    .description('refuse an account from now on, with all its sessions and tokens')
    .action((user: string) => setActive(context(), user, false));
  users
    .command('activate <user>')
    .description('let a deactivated account in again')
    .action((user: string) => setActive(context(), user, true));
  users
    .command('key <user>')
    .description('make an API key for a service, shown once; or end all of its keys')
    .option('--scope <permissions>', 'what it is for, such as report-claims,read-claims')
    .option('--end', 'end all keys of this service')
    .action((user: string, options: { scope?: string; end?: boolean }) => key(context(), user, options));
}

async function key(
  context: CliContext,
  userId: string,
  { scope, end }: { scope?: string; end?: boolean },
): Promise<void> {
  if ((scope === undefined) === (end !== true)) throw new UsageError('Give either --scope or --end.');
  await context.withRecords(async ({ database, place }) => {
    const accounts = new Accounts(database, place.tenant);
    if (scope === undefined) {
      const ended = await accounts.endKeys(userId, actor());
      context.output.result({ userId, ended }, () => `${ended} keys of ${plainText(userId)} have ended.`);
      return;
    }
    const made = await accounts.addKey(userId, scope.split(','), actor());
    context.output.result({ userId, key: made }, () => `Key of ${plainText(userId)}, shown this once: ${made}`);
  });
}

async function list(context: CliContext): Promise<void> {
  await context.withRecords(async ({ database, place }) => {
    const rows = await new Accounts(database, place.tenant).list();
    const local = await context.localAccounts(place);
    const people = rows.map((row) => ({ ...row, localAccount: local.has(row.userId) }));
    const { output } = context;
    output.result({ users: people }, () =>
      people.length === 0
        ? 'No users.'
        : output.table(
            ['User', 'Name', 'Role', 'Active', 'Password', '--as'],
            people.map(({ userId, name, role, active, password, localAccount }) => [
              plainText(userId),
              plainText(name),
              words(role),
              active ? 'yes' : 'no',
              password ? 'yes' : 'no',
              localAccount ? 'yes' : 'no',
            ]),
          ),
    );
  });
}

async function withPassword(
  context: CliContext,
  userId: string,
  change: (accounts: Accounts) => Promise<string>,
): Promise<void> {
  await context.withRecords(async ({ database, place }) => {
    const password = await change(new Accounts(database, place.tenant));
    context.output.result({ userId, password }, () => `Password of ${plainText(userId)}, shown this once: ${password}`);
  });
}

async function setActive(context: CliContext, userId: string, active: boolean): Promise<void> {
  await context.withRecords(async ({ database, place }) => {
    await new Accounts(database, place.tenant).setActive(userId, active, actor());
    context.output.result({ userId, active }, () =>
      active ? `${plainText(userId)} can act again.` : `${plainText(userId)} is refused from now on.`,
    );
  });
}
