/**
 * Reads the clocks of a claim: a process of its own, started by `adjutant claims clocks`, since the command line has no rules
 * of its own. Takes `ClaimClocksInput`s as JSON on standard input, prints a `ClocksReading` for each. Needs no database, no Temporal.
 */
import { text } from 'node:stream/consumers';
import { LoadedClockRules } from '../activities/clocks/activities';
import { loadJurisdictions } from '../activities/clocks/book';
import { ClaimClocksInput } from '../activities/clocks/contract';
import { projectFile } from '../platform/paths';

async function main(): Promise<void> {
  const inputs = ClaimClocksInput.array().parse(JSON.parse(await text(process.stdin)));
  const rules = new LoadedClockRules(loadJurisdictions(projectFile('config', 'jurisdictions')));
  process.stdout.write(JSON.stringify(rules.clocksOfClaims(inputs)));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
