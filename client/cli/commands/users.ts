/** `adjutant users list`: who can act here. */

import type { Command } from 'commander';
import { asc, eq } from 'drizzle-orm';
import { users } from '../../../platform/database/schema';
import type { CliContext } from '../context';
import { plainText, words } from '../format';

export function addUserCommands(program: Command, context: () => CliContext): void {
  program
    .command('users')
    .description('people and services that can act')
    .command('list')
    .description('users with their role, and whether --as can sign in as them on this machine')
    .action(() => list(context()));
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
