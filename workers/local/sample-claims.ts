/** Claims to look at: an empty installation on embedded servers begins with the examples, up to the questions to people. */
import { readFile } from 'node:fs/promises';
import { NoticeOfLoss } from '../../activities/claimfile/contract';
import type { AdjutantClient } from '../../client/sdk';
import { claimFoldersIn, readClaimFolder } from '../../examples/generator/layout';
import type { Log } from '../../platform/config/log';
import { projectFile } from '../../platform/paths';

/** The claimant who can sign in: one of the examples is theirs (05, a theft whose police report is asked for). */
const CLAIMANT = { userId: 'claimant-1', name: 'Marcus Oyelaran' };

/**
 * Send the example claims in, where the tenant has no claim yet. Those that come after the end of another are left out.
 * @returns how many were sent
 */
export async function sendSampleClaims(client: AdjutantClient, log: Log): Promise<number> {
  const { claims } = await client.claims.list({ limit: 1 });
  if (claims.length > 0) return 0;
  for (const table of ['policies', 'history'] as const) {
    const { errors } = await client.administration.importTable(
      table,
      await readFile(projectFile('examples', `${table}.csv`)),
    );
    if (errors.length > 0) throw new Error(`The sample ${table} were not imported: ${errors[0]?.problem}`);
  }
  const folders = await Promise.all((await claimFoldersIn(projectFile('examples', 'claims'))).map(readClaimFolder));
  const alone = folders.filter(({ people }) => people.after.length === 0);
  for (const { notice, documents, name } of alone) {
    const { claimant } = NoticeOfLoss.parse(notice);
    const account = claimant.name === CLAIMANT.name ? { userId: CLAIMANT.userId } : {};
    // The key makes a start that was broken off go on where it was.
    await client.claims.submit({
      notice: { ...(notice as object), claimant: { ...claimant, ...account } },
      files: documents,
      idempotencyKey: `sample-${name}`,
    });
  }
  log.info(`${alone.length} sample claims are on their way; ADJUTANT_SAMPLES=off starts without them.`);
  return alone.length;
}
