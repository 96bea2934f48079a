/** Checking the archive of a claim: done by a process of its own (workers/check-export.ts), told to people here. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ExportCheck, type ExportProblem } from '../../activities/ledger/contract';
import { builtModule } from '../../platform/paths';
import { UsageError } from './exit-codes';
import { plainText } from './format';
import type { Output } from './output';

/** More than the largest archive needs that is accepted (1 GiB unpacked). */
const MEMORY_MB = 3_072;
const TIME_MS = 10 * 60 * 1000;
const MOST_OUTPUT_BYTES = 64 * 2 ** 20;
/** Problems that a page shows; JSON has all. */
const SHOWN = 20;

/**
 * @param keyIds ids of the insurer's keys as published; those in the archive are believed when there are none
 * @throws UsageError when the file cannot be read
 */
export async function checkArchive(file: string, keyIds: string[]): Promise<ExportCheck> {
  const path = resolve(file);
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read (${error.code}).`);
  });
  const words = [`--max-old-space-size=${MEMORY_MB}`, builtModule('workers/check-export'), path, ...keyIds];
  const options = { timeout: TIME_MS, maxBuffer: MOST_OUTPUT_BYTES, windowsHide: true };
  const { stdout } = await promisify(execFile)(process.execPath, words, options).catch((error: Error) => {
    throw new Error(`${path} could not be checked: ${plainText(error.message)}`);
  });
  return ExportCheck.parse(JSON.parse(stdout));
}

/** @param trusted true when the reader named the keys that count */
export function archiveCheckText(output: Output, check: ExportCheck, trusted: boolean): string {
  const { ok, claimNumber, tenant, records, anchoredSeq, keyIds, problems } = check;
  const what =
    claimNumber === null || tenant === null
      ? 'the archive'
      : `the archive of claim ${plainText(claimNumber)} of tenant ${plainText(tenant)}`;
  const lines = [
    ok
      ? `${output.style('green', 'Whole')}: ${what}, ${records} record${records === 1 ? '' : 's'}, each with the right hash, signature and place in the chain; nothing was put in or taken out.`
      : `${output.style('red', 'Not as it was written')}: ${what}.`,
    ...problems.slice(0, SHOWN).map(problemText),
    ...(problems.length > SHOWN ? [`… and ${problems.length - SHOWN} more (--json has all)`] : []),
  ];
  if (anchoredSeq !== null) lines.push(`Anchored outside the database up to record ${anchoredSeq}.`);
  if (keyIds.length > 0)
    lines.push(
      trusted
        ? `Signed by ${keyIds.map(plainText).join(', ')}.`
        : `Signed by ${keyIds.map(plainText).join(', ')}. Compare with the key ids that the insurer published, or give those with --key: a forger can put keys of his own into an archive.`,
    );
  return lines.join('\n');
}

function problemText({ file, seq, problem, detail }: ExportProblem): string {
  const where = [file === null ? null : plainText(file), seq === null ? null : `record ${seq}`].filter(
    (part) => part !== null,
  );
  return `- ${where.length === 0 ? '' : `${where.join(', ')}: `}${plainText(detail)} [${problem}]`;
}
