/** `adjutant import …`: policies and claims history from CSV; all rows or none. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { EXIT, UsageError } from '../exit-codes';
import { plainText } from '../format';
import { answered } from '../workers';

const TABLES = {
  policies: 'policies; a policy that is there already (same number and first day of cover) is replaced',
  history: 'earlier claims: they erode aggregate limits and feed the fraud indicators',
} as const;

export function addImportCommands(program: Command, context: () => CliContext): void {
  const group = program.command('import').description('import policies or claims history from CSV: all rows or none');
  for (const table of ['policies', 'history'] as const) {
    group
      .command(table)
      .description(TABLES[table])
      .argument('<file.csv>', `columns as in examples/${table}.csv`)
      .action((file: string) => importTable(context(), table, file));
  }
}

async function importTable(context: CliContext, table: 'policies' | 'history', path: string): Promise<void> {
  const { output } = context;
  const csv = await readFile(path).catch((error: unknown) => {
    throw new UsageError(`${plainText(path)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  });
  await context.withAdjutant(async (adjutant) => {
    const importing = adjutant.client.administration.importTable(table, csv);
    const result = await answered(
      adjutant,
      output,
      importing,
      'The import waits there; importing it again changes nothing.',
    );
    if (result.errors.length > 0) context.exitCode = EXIT.failure;
    output.result(result, () => {
      if (result.errors.length === 0) {
        return `${output.style('green', 'Imported')}: ${result.imported} rows of ${table}, ${result.replaced} of them in place of older ones.`;
      }
      const rows = result.errors.map(({ row, column, problem }) => [
        String(row),
        column === null ? '-' : plainText(column),
        plainText(problem),
      ]);
      return [
        `${output.style('red', 'Nothing was imported')}: correct these and import the file again. Rows count from 1 after the header.`,
        output.table(['Row', 'Column', 'Problem'], rows, { right: [0], flexible: 2 }),
      ].join('\n');
    });
  });
}
