/** `adjutant ledger …`: is the record whole, and all that is recorded of a claim as one archive. */
import { randomUUID } from 'node:crypto';
import { access, link, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { LedgerVerification } from '../../../activities/ledger/contract';
import { ClaimNumber } from '../../../activities/vocabulary';
import { NotFoundError } from '../../sdk/errors';
import { archiveCheckText, checkArchive } from '../archive-check';
import type { CliContext } from '../context';
import { EXIT, UsageError } from '../exit-codes';
import { plainText } from '../format';
import type { Output } from '../output';
import { answered } from '../workers';

const REPEAT = 'The work waits there and can be asked for again at any time.';

export function addLedgerCommands(program: Command, context: () => CliContext): void {
  const ledger = program.command('ledger').description('the append-only record of every step and decision');

  ledger
    .command('verify')
    .description('check every record of the chain: hashes, signatures, order, and the anchor outside the database')
    .action(() => verify(context()));

  ledger
    .command('export')
    .description('everything that is recorded of a claim, with its verification, as a zip')
    .argument('<claim>', 'claim number')
    .option('--out <file>', 'where to write it (default: CLAIM.zip in this folder)')
    .option('--force', 'replace a file that is there')
    .action((claim: string, options: { out?: string; force?: boolean }) => exportClaim(context(), claim, options));

  ledger
    .command('check-export')
    .description('check such a zip by itself, anywhere: no database, no server')
    .argument('<file>', 'zip that `ledger export` wrote')
    .option('--key <id...>', 'ids of the keys that the insurer published; others count as unknown')
    .action((file: string, options: { key?: string[] }) => checkExport(context(), file, options.key ?? []));

  ledger
    .command('restart-anchor')
    .description('begin the anchor again, knowingly: after a restored backup, or on a new host; recorded')
    .requiredOption('--reason <code>', 'why, in a word or two, such as restored-backup')
    .option('--as <user>', 'local account to act as, such as administrator-1')
    .action((options: { reason: string; as?: string }) => restartAnchor(context(), options));
}

/** A restart that loses what was proven must be seen to do so. */
async function restartAnchor(context: CliContext, options: { reason: string; as?: string }): Promise<void> {
  const { output } = context;
  const token = options.as === undefined ? undefined : await context.localToken(options.as);
  await context.withAdjutant(
    async (adjutant) => {
      const restarting = adjutant.client.administration.restartAnchor(options.reason);
      const result = await answered(adjutant, output, restarting, REPEAT);
      if (!result.accepted) context.exitCode = EXIT.refused;
      output.result(result, () => {
        if (!result.accepted) return `${output.style('red', 'Refused')}: ${result.reason} [${result.code}]`;
        const { anchoredSeq, previousSeq } = result;
        const lost = (previousSeq ?? 0) - anchoredSeq;
        return [
          `${output.style('green', 'Done')}: the anchor begins again and vouches for everything up to record ${anchoredSeq}.`,
          previousSeq === null
            ? 'There was no old anchor that could be read.'
            : `The old one vouched for records up to ${previousSeq} and was put aside beside the new one.`,
          ...(lost > 0 ? [`${lost} record${lost === 1 ? '' : 's'} that it vouched for are no longer there.`] : []),
        ].join('\n');
      });
    },
    { token },
  );
}

async function checkExport(context: CliContext, file: string, keyIds: string[]): Promise<void> {
  const { output } = context;
  for (const id of keyIds.filter((one) => !/^[0-9a-f]{16}$/.test(one)))
    throw new UsageError(`${plainText(id)} is not the id of a key: 16 hexadecimal digits, such as 3f9a0c1122334455.`);
  const check = await checkArchive(file, keyIds);
  if (!check.ok) context.exitCode = EXIT.ledgerBroken;
  output.result(check, () => archiveCheckText(output, check, keyIds.length > 0));
}

async function verify(context: CliContext): Promise<void> {
  const { output } = context;
  await context.withAdjutant(async (adjutant) => {
    const verification = await answered(adjutant, output, adjutant.client.administration.verifyLedger(), REPEAT);
    if (!verification.ok) context.exitCode = EXIT.ledgerBroken;
    output.result(verification, () => verificationText(output, verification));
  });
}

function verificationText(output: Output, verification: LedgerVerification): string {
  const { tenant, ok, records, notYetAnchored, anchoredSeq, firstBroken, notes } = verification;
  const lines = [
    ok
      ? `${output.style('green', 'Whole')}: ${records} record${records === 1 ? '' : 's'} of tenant ${tenant}, each with the right hash, order and signature.`
      : `${output.style('red', 'Broken')}: ${records} records of tenant ${tenant} were looked at.`,
  ];
  if (firstBroken !== null) {
    lines.push(
      `First broken record: ${firstBroken.seq} (${firstBroken.problem}). ${plainText(firstBroken.detail)}`,
      'Keep the database as it is, and compare it with a backup from before. docs/ledger.md says how to go on.',
    );
  }
  if (anchoredSeq !== undefined && anchoredSeq !== null) {
    const after = notYetAnchored > 0 ? `; ${notYetAnchored} after it are not anchored yet` : '';
    lines.push(`The anchor outside the database vouches for everything up to record ${anchoredSeq}${after}.`);
  }
  return [...lines, ...(notes ?? []).map((note) => `Note: ${plainText(note)}`)].join('\n');
}

async function exportClaim(
  context: CliContext,
  claimNumber: string,
  options: { out?: string; force?: boolean },
): Promise<void> {
  const { output } = context;
  // Before it becomes the name of a file.
  if (!ClaimNumber.safeParse(claimNumber).success) throw new NotFoundError('claim', plainText(claimNumber));
  const path = resolve(options.out ?? `${claimNumber}.zip`);
  if (!options.force && (await exists(path))) throw alreadyThere(path);
  await context.withAdjutant(async (adjutant) => {
    await adjutant.client.claims.show(claimNumber);
    const exporting = adjutant.client.administration.exportClaim(claimNumber);
    const { archive, verification } = await answered(adjutant, output, exporting, REPEAT);
    await writeWhole(path, archive, options.force === true);
    if (!verification.ok) context.exitCode = EXIT.ledgerBroken;
    output.result({ claimNumber, file: path, bytes: archive.length, verification }, () =>
      [
        `${output.heading(path)} (${archive.length} bytes; it holds personal data and is readable by you only)`,
        verificationText(output, verification),
      ].join('\n'),
    );
  });
}

/** The whole file or none, for its owner only; a file that appeared meanwhile is not replaced without being told to. */
async function writeWhole(path: string, content: Buffer, replace: boolean): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(temporary, content, { mode: 0o600, flag: 'wx' });
    if (replace) await rename(temporary, path);
    else await link(temporary, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw alreadyThere(path);
    throw new UsageError(`${path} cannot be written (${code}). Name another place with --out.`);
  } finally {
    await rm(temporary, { force: true });
  }
}

function alreadyThere(path: string): UsageError {
  return new UsageError(`${path} is there already. Name another file with --out, or replace it with --force.`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
