/**
 * Checks the archive of a claim: a process of its own, started by `adjutant ledger check-export`. An archive comes from
 * outside and may be made to do harm; here it can take no more than this process has. Needs no database, no Temporal.
 *
 * Arguments: the file, then the key ids that are trusted (none: those in the archive). Prints an `ExportCheck` as JSON.
 */
import { readFile } from 'node:fs/promises';
import { verifyExport } from '../activities/ledger/export-check';

async function main([file, ...keyIds]: string[]): Promise<void> {
  if (file === undefined) throw new Error('Name the archive that is to be checked.');
  const check = await verifyExport(await readFile(file), keyIds.length === 0 ? undefined : keyIds);
  process.stdout.write(JSON.stringify(check));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
