/** `adjutant search-attributes register`: once for each namespace of a Temporal that we did not start ourselves. */
import type { Command } from 'commander';
import { checkTemporal, findTemporal, openTemporal } from '../../sdk/connect';
import { registerSearchAttributes } from '../../sdk/search-attributes';
import type { CliContext } from '../context';

export function addSearchAttributeCommands(program: Command, context: () => CliContext): void {
  program
    .command('search-attributes')
    .description('the fields by which claims are found in Temporal')
    .command('register')
    .description('add those that the namespace does not have; safe to run again')
    .action(() => register(context()));
}

/** PostgreSQL is not needed for it, so it is not asked. */
async function register(context: CliContext): Promise<void> {
  const place = await findTemporal(context.environment);
  const connection = openTemporal(place);
  try {
    await checkTemporal(connection, place);
    const added = await registerSearchAttributes(connection, place.namespace);
    context.output.result({ namespace: place.namespace, added }, () =>
      added.length === 0
        ? `Namespace ${place.namespace} has all search attributes.`
        : `Added to namespace ${place.namespace}: ${added.join(', ')}.`,
    );
  } finally {
    await connection.close();
  }
}
