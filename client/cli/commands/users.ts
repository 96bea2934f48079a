/** `adjutant users`: who can act here, and the local accounts. */

import { type Command, Option } from 'commander';
import { asc, eq } from 'drizzle-orm';
import { Role } from '../../../activities/authority/contract';
import { users } from '../../../platform/database/schema';
import { Accounts } from '../../sdk/accounts';
import { InvalidInputError } from '../../sdk/errors';
import type { CliContext } from '../context';
import { plainText, words } from '../format';

export function addUserCommands(program: Command, context: () => CliContext): void {
  const group = program.command('users').description('people and services that can act');
  group
    .command('list')
    .description('users with their role, and whether --as can sign in as them on this machine')
    .action(() => list(context()));
  group
    .command('add <user>')
    .description('make a local account; its password is printed once')
    .requiredOption('--name <name>', 'name that others see')
    .addOption(new Option('--role <role>', 'what the person is').choices(Role.options).makeOptionMandatory())
    .action((user: string, { name, role }: { name: string; role: Role }) => add(context(), user, name, role));
  group
    .command('reset <user>')
    .description('make a new password for a local account: printed once, and its sessions end')
    .action((user: string) => reset(context(), user));
  group
    .command('deactivate <user>')
    .description('nobody signs in as this user any more; what was decided stays')
    .action((user: string) => deactivate(context(), user));
}

/** What stands in addresses, tickets and records. */
const USER = /^[a-z0-9][a-z0-9._-]{1,58}$/;

async function add(context: CliContext, userId: string, name: string, role: Role): Promise<void> {
  if (!USER.test(userId))
    throw new InvalidInputError('The account', [
      { path: ['user'], message: 'small letters, digits, dots, hyphens and underscores, 2 to 59 of them' },
    ]);
  await context.withRecords(async ({ database, place }) => {
    const password = await new Accounts(database, place.tenant).add(userId, name.slice(0, 120), role);
    context.output.result({ userId, role, password }, () => passwordLine(userId, password));
  });
}

async function reset(context: CliContext, userId: string): Promise<void> {
  await context.withRecords(async ({ database, place }) => {
    const password = await new Accounts(database, place.tenant).resetPassword(userId);
    context.output.result({ userId, password }, () => passwordLine(userId, password));
  });
}

async function deactivate(context: CliContext, userId: string): Promise<void> {
  await context.withRecords(async ({ database, place }) => {
    await new Accounts(database, place.tenant).deactivate(userId);
    context.output.result({ userId, active: false }, () => `${userId} cannot sign in any more.`);
  });
}

function passwordLine(userId: string, password: string): string {
  return `${userId}: ${password}\nIt is kept nowhere: note it, and have it changed after the first sign-in.`;
}

async function list(context: CliContext): Promise<void> {
  await context.withRecords(async ({ database, place }) => {
    const rows = await database
      .select({ userId: users.userId, name: users.name, role: users.role, active: users.active })
      .from(users)
      .where(eq(users.tenant, place.tenant))
      .orderBy(asc(users.role), asc(users.userId));
    const local = await context.localAccounts(place);
    const people = rows.map((row) => ({ ...row, localAccount: local.has(row.userId) }));
    const { output } = context;
    output.result({ users: people }, () =>
      people.length === 0
        ? 'No users.'
        : output.table(
            ['User', 'Name', 'Role', 'Active', '--as'],
            people.map(({ userId, name, role, active, localAccount }) => [
              plainText(userId),
              plainText(name),
              words(role),
              active ? 'yes' : 'no',
              localAccount ? 'yes' : 'no',
            ]),
          ),
    );
  });
}
