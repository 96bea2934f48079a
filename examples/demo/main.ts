/**
 * `npm run demo`: brings an installation up, takes the example claims to their ends with scripted people, prints what
 * happened. `--claims DIR` takes other claim folders of the same layout; `--json FILE` writes the result as data.
 *
 * Every run is a tenant of its own: claims of an earlier run are not duplicates, history or fraud marks of this one.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ClaimProjection } from '../../activities/claimfile/contract';
import { type Configuration, loadConfiguration } from '../../platform/config/configuration';
import { stopOnSignals } from '../../platform/local/signals';
import { projectFile } from '../../platform/paths';
import { type Installation, startInstallation } from '../../workers/local/installation';
import { type ClaimFolder, claimFoldersIn, readClaimFolder } from '../generator/layout';
import { ended, People } from './people';
import { type DemoClaim, renderTable } from './report';

/** How long the demo's claimant may take: in the demo, days are seconds. */
const DEMO_PACE = { reminderAfterMs: 4_000, informationDeadlineMs: 8_000, reviewDueMs: 60 * 60 * 1000 };
const CLAIM_TIMEOUT_MS = 180_000;

const USAGE = `npm run demo [-- --claims DIR] [--json FILE]

  --claims DIR   take the claim folders in DIR instead of the examples (layout: docs/claim-folders.md)
  --json FILE    write the result as JSON too`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { claims: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(USAGE);
  const root = resolve(values.claims ?? projectFile('examples', 'claims'));
  const folders = await Promise.all((await claimFoldersIn(root)).map(readClaimFolder));
  if (folders.length === 0) throw new Error(`There are no claim folders (with a notice.json) in ${root}.`);

  const tenant = `demo-${new Date().toISOString().slice(0, 19).replace(/\D/g, '').slice(2)}`;
  const configuration: Configuration = loadConfiguration({ ...process.env, ADJUTANT_TENANT: tenant });
  const log = { info: (text: string) => console.log(`  ${text}`), warn: (text: string) => console.warn(`  ${text}`) };
  console.log(
    `Adjutant demo: ${folders.length} claims from ${relative(process.cwd(), root) || root}\n\nStarting servers and workers`,
  );
  const installation = await startInstallation({
    configuration,
    log,
    pace: DEMO_PACE,
    attach: true,
    workerLog: 'ERROR',
  });
  stopOnSignals(() => installation.stop(), log);
  let failed = false;
  try {
    await importTables(installation, root);
    console.log(`\nTaking ${folders.length} claims to their ends (tenant ${tenant}; days of waiting are seconds here)`);
    const results = await runClaims(installation, folders);
    failed = show(results, installation, configuration);
    if (values.json !== undefined) {
      await writeFile(values.json, `${JSON.stringify({ claims: results.map((result) => result.claim) }, null, 2)}\n`);
      console.log(`\nThe same as data: ${values.json}`);
    }
  } finally {
    await installation.stop();
  }
  process.exitCode = failed ? 1 : 0;
}

/** Policies and history of the claims root where it has its own, else the samples. */
async function importTables({ client }: Installation, root: string): Promise<void> {
  for (const table of ['policies', 'history'] as const) {
    const own = join(root, `${table}.csv`);
    const csv = await readFile(own).catch(() => readFile(projectFile('examples', `${table}.csv`)));
    const report = await client.administration.importTable(table, csv);
    if (report.errors.length > 0) {
      const lines = report.errors
        .slice(0, 10)
        .map((error) => `  row ${error.row}, ${error.column ?? 'file'}: ${error.problem}`);
      throw new Error(`${table}.csv was not imported:\n${lines.join('\n')}`);
    }
    console.log(`  imported ${report.imported} rows of ${table}`);
  }
}

interface Result {
  claim: DemoClaim;
  asExpected: boolean | null;
  setAside: string[];
}

/** All claims at once, except those that wait for another to be closed first. */
async function runClaims(installation: Installation, folders: ClaimFolder[]): Promise<Result[]> {
  const tell = (line: string) => console.log(`  ${line}`);
  const people = new People(installation.client, installation.tokens, tell);
  const running = new Map<string, Promise<Result>>();
  const start = (folder: ClaimFolder): Promise<Result> => {
    const known = running.get(folder.name);
    if (known !== undefined) return known;
    const before = folder.people.after.map((name) => {
      const other = folders.find((candidate) => candidate.name === name);
      if (other === undefined)
        throw new Error(`${folder.name}/people.json waits for ${name}, which is not among the claims`);
      return start(other);
    });
    const run = Promise.all(before).then(() => runClaim(installation, people, folder, tell));
    running.set(folder.name, run);
    return run;
  };
  return Promise.all(folders.map(start));
}

async function runClaim(
  { client }: Installation,
  people: People,
  folder: ClaimFolder,
  tell: (line: string) => void,
): Promise<Result> {
  const started = Date.now();
  const { claimNumber } = await client.claims.submit({
    notice: folder.notice,
    files: folder.documents,
    idempotencyKey: folder.name,
  });
  const deadline = AbortSignal.timeout(CLAIM_TIMEOUT_MS);
  let last: ClaimProjection | null = null;
  let told = '';
  while (last === null || !ended(folder, last)) {
    if (deadline.aborted)
      throw new Error(
        `${folder.name} (${claimNumber}) did not end within ${CLAIM_TIMEOUT_MS / 1000} s; it is ${last?.status}`,
      );
    last = await client.claims.show(claimNumber);
    if (`${last.claim.episode} ${last.status}` !== told)
      tell(`${folder.name}: ${last.status}${last.outcome === null ? '' : ` (${last.outcome})`}`);
    told = `${last.claim.episode} ${last.status}`;
    await people.attend(folder, last);
    if (!ended(folder, last)) await new Promise((wake) => setTimeout(wake, 150));
  }
  return toResult(folder, last, Date.now() - started);
}

function toResult(folder: ClaimFolder, closed: ClaimProjection, durationMs: number): Result {
  const reasons = [...new Set(closed.reasons.map((reason) => reason.code))];
  const outcome = closed.outcome ?? 'cancelled';
  const { expected } = folder;
  const setAside = closed.documents.flatMap((document) => (document.status === 'set-aside' ? [document.name] : []));
  return {
    claim: {
      id: closed.claim.claimNumber,
      example: folder.name,
      outcome,
      decidedBy: closed.decidedBy,
      amountMinor: closed.paidMinor,
      currency: closed.currency,
      interestMinor: closed.interestPaidMinor ?? 0,
      reasons,
      letter: closed.letters.at(-1)?.location ?? null,
      workflowId: closed.workflowId,
      durationMs,
    },
    asExpected: expected === null ? null : expected.outcome === outcome && expected.amountMinor === closed.paidMinor,
    setAside,
  };
}

/** @returns true when a claim did not end as its folder says */
function show(results: Result[], { stack }: Installation, { tenant, ports }: Configuration): boolean {
  console.log(`\n${renderTable(results)}\n`);
  console.log(
    `Letters, histories and pages of the console (the last two open after \`ADJUTANT_TENANT=${tenant} npm start\`)`,
  );
  for (const { claim } of results) {
    const history =
      stack.uiAddress === null
        ? claim.workflowId
        : `${stack.uiAddress}/namespaces/${stack.namespace}/workflows/${encodeURIComponent(claim.workflowId)}`;
    console.log(
      [
        `  ${claim.id}  ${claim.letter === null ? '(no letter)' : relative(process.cwd(), claim.letter)}`,
        history,
        `http://127.0.0.1:${ports.api}/claims/${claim.id}`,
      ].join(`\n  ${' '.repeat(claim.id.length)}  `),
    );
  }
  const wrong = results.filter((result) => result.asExpected === false);
  // What was opened again had hands on it before, whoever paid in the end.
  const noHands = results.filter(
    ({ claim }) => claim.decidedBy.includes('straight-through') && claim.workflowId.endsWith('/1'),
  ).length;
  console.log(
    `\n${results.length} claims ended: ${noHands} with no hands, ${results.length - noHands} by people.${wrong.length === 0 ? '' : ` NOT as expected: ${wrong.map((result) => result.claim.example).join(', ')}.`}`,
  );
  console.log(
    `Look around:  ADJUTANT_TENANT=${tenant} npm start  prints the console's address and whom to sign in as.\n` +
      'With claims that still wait for people:  npm start',
  );
  return wrong.length > 0;
}

main().catch((error: unknown) => {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
