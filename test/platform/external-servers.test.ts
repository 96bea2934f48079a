/** `npm start` with somebody's own Temporal and PostgreSQL: nothing embedded is started, and nothing of theirs is stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAdjutant } from '../../client/sdk';
import { pause } from '../../platform/local/processes';
import { projectFile } from '../../platform/paths';
import { policiesCsv, tenClaims } from '../chaos/ten-claims';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startTestServer, type TestServer } from '../support/temporal';

jest.setTimeout(90_000);

let home: string;
let temporal: TestServer;
let postgres: TestDatabase;
let child: ChildProcess | undefined;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'adjutant-external-'));
  temporal = await startTestServer();
  postgres = await createTestDatabase();
});

afterAll(async () => {
  if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await temporal?.stop();
  await postgres?.close();
  rmSync(home, { recursive: true, force: true });
});

test('a claim is settled on servers given by TEMPORAL_ADDRESS and DATABASE_URL, which outlive the installation', async () => {
  const environment = {
    PATH: process.env.PATH ?? '',
    ADJUTANT_HOME: home,
    TEMPORAL_ADDRESS: temporal.address,
    DATABASE_URL: postgres.url,
  };
  const started = spawn(process.execPath, [projectFile('dist', 'workers', 'local', 'start.js')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let said = '';
  for (const stream of [started.stdout, started.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  await until(
    () => said.includes('Adjutant is up.'),
    () => said,
  );
  expect(said).toContain(temporal.address);
  expect(existsSync(join(home, 'temporal'))).toBe(false);
  expect(existsSync(join(home, 'postgres'))).toBe(false);

  const { tokens } = JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8')) as {
    tokens: Record<string, string>;
  };
  const connected = await connectAdjutant({ environment, token: tokens['service-1'] ?? '' });
  try {
    const { client } = connected;
    expect((await client.administration.importTable('policies', policiesCsv())).errors).toEqual([]);
    expect(
      (await client.administration.importTable('history', readFileSync(projectFile('examples', 'history.csv')))).errors,
    ).toEqual([]);
    const [claim] = await tenClaims();
    if (claim === undefined) throw new Error('There is no claim');
    const { claimNumber } = await client.claims.submit(claim.submit);
    let status = '';
    await until(
      async () => {
        ({ status } = await client.claims.show(claimNumber));
        return status === 'closed';
      },
      () => `${status}\n${said}`,
    );
    expect(await client.claims.show(claimNumber)).toMatchObject({ outcome: 'paid', paidMinor: claim.amountMinor });

    started.kill('SIGINT');
    await until(
      () => started.exitCode !== null || started.signalCode !== null,
      () => said,
    );
    // Both servers still answer.
    expect(await client.claims.show(claimNumber)).toMatchObject({ outcome: 'paid' });
    await connected.connection.workflowService.describeNamespace({ namespace: 'default' });
  } finally {
    await connected.close();
  }
});

async function until(reached: () => boolean | Promise<boolean>, story: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await reached())) {
    if (Date.now() > deadline) throw new Error(`Not reached in time:\n${story()}`);
    await pause(100);
  }
}
