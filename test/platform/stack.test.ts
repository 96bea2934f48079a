/** The local stack within one process: real Temporal server, real PostgreSQL, a home of its own for each test. */
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Configuration, loadConfiguration } from '../../platform/config/configuration';
import { readRunningStack } from '../../platform/local/running';
import { AlreadyRunning, type LocalStack, startLocalStack } from '../../platform/local/stack';
import { collectingLog, leaveData, readData, removeTestHomes, runs, testHome, until } from './stack-support';

const stacks: LocalStack[] = [];
afterEach(async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack.stop()));
});

/** Temporal is the one of the test run: faster, where a test is about something else. */
function databaseOnly(environment: Record<string, string>): Configuration {
  return loadConfiguration({ ...environment, TEMPORAL_ADDRESS: process.env.TEST_TEMPORAL });
}

afterAll(removeTestHomes);

async function start(options: Parameters<typeof startLocalStack>[0]): Promise<LocalStack> {
  const stack = await startLocalStack(options);
  stacks.push(stack);
  return stack;
}

test('start, stop, start: the same data at the same addresses, and quickly', async () => {
  const { home, configuration } = await testHome();
  const first = await start({ configuration });
  await leaveData(first, 'kept');
  expect(await readRunningStack(home)).toMatchObject({
    pid: process.pid,
    temporalAddress: first.temporalAddress,
    uiAddress: first.uiAddress,
    databaseUrl: first.databaseUrl,
    embedded: { postgres: { pid: first.embedded.postgres?.pid } },
  });
  const page = await fetch(first.uiAddress ?? '');
  expect(page.status).toBe(200);
  await first.stop();
  expect(await readRunningStack(home)).toBeUndefined();
  expect(runs(first.embedded.temporal?.pid ?? 0)).toBe(false);
  expect(runs(first.embedded.postgres?.pid ?? 0)).toBe(false);

  const started = Date.now();
  const second = await start({ configuration });
  // 1.5 s on two idle cores; the rest is room for a busy machine.
  expect(Date.now() - started).toBeLessThan(10_000);
  expect(second.temporalAddress).toBe(first.temporalAddress);
  expect(second.databaseUrl).toBe(first.databaseUrl);
  expect(await readData(second)).toEqual(['kept']);
});

test('the database listens on this machine only, and wants its password', async () => {
  const { home, environment } = await testHome();
  const stack = await start({ configuration: databaseOnly(environment) });
  const url = new URL(stack.databaseUrl);
  expect(statSync(join(home, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, 'run', 'stack.json')).mode & 0o777).toBe(0o600);
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories', 'fsync') ORDER BY name",
  );
  await client.end();
  expect(rows.map((row) => row.setting)).toEqual(['on', '127.0.0.1', '']);
  url.password = 'guess';
  const stranger = new Client({ connectionString: url.toString() });
  await expect(stranger.connect()).rejects.toThrow(/password authentication failed/);
});

test('ports that somebody else holds are left alone, and the new ones are remembered', async () => {
  const { configuration } = await testHome();
  const holders = await Promise.all(
    [configuration.ports.temporal, configuration.ports.temporalUi, configuration.ports.postgres].map(
      (port) =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer();
          server.listen(port, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const log = collectingLog();
  const first = await start({ configuration, log });
  expect(first.embedded.temporal?.port).not.toBe(configuration.ports.temporal);
  expect(first.embedded.postgres?.port).not.toBe(configuration.ports.postgres);
  expect(first.uiAddress).not.toContain(`:${configuration.ports.temporalUi}`);
  expect(log.lines.filter((line) => line.includes('is taken by another program'))).toHaveLength(3);
  await leaveData(first, 'elsewhere');
  await first.stop();
  for (const holder of holders) holder.close();
  const second = await start({ configuration });
  expect(second.temporalAddress).toBe(first.temporalAddress);
  expect(second.databaseUrl).toBe(first.databaseUrl);
  expect(await readData(second)).toEqual(['elsewhere']);
});

test('two starts at the same moment: one brings the stack up, the other one attaches; a third is refused with the addresses', async () => {
  const { home, configuration } = await testHome();
  const both = await Promise.all([start({ configuration, attach: true }), start({ configuration, attach: true })]);
  const first = both.find((stack) => !stack.attached)!;
  const attached = both.find((stack) => stack.attached)!;
  expect(attached).toMatchObject({ databaseUrl: first.databaseUrl, uiAddress: first.uiAddress });
  await attached.stop();
  await leaveData(first, 'still there');
  expect(await readData(attached)).toEqual(['still there']);
  const refused = await startLocalStack({ configuration }).catch((problem: unknown) => problem);
  expect(refused).toBeInstanceOf(AlreadyRunning);
  expect(String(refused)).toContain(
    `already running on ${home} (pid ${process.pid}, Temporal ${first.temporalAddress}, UI ${first.uiAddress})`,
  );
});

test('kill -9 of PostgreSQL and of Temporal: both are back on their ports, with their data', async () => {
  const { home, configuration } = await testHome();
  const log = collectingLog();
  const stack = await start({ configuration, log });
  await leaveData(stack, 'before the kill');
  const { temporal, postgres } = stack.embedded;
  const before = [temporal?.pid ?? 0, postgres?.pid ?? 0];
  for (const pid of before) process.kill(pid, 'SIGKILL');
  await until('both back', () => log.lines.filter((line) => /is back \(pid/.test(line)).length === 2);
  expect([temporal?.pid, postgres?.pid]).not.toEqual(expect.arrayContaining(before));
  expect(await readData(stack)).toEqual(['before the kill']);
  expect(log.lines.join('\n')).toMatch(
    /PostgreSQL \(pid \d+\) ended by itself \(SIGKILL\); it is started again on port/,
  );
  await until('the state file follows', async () => {
    const running = await readRunningStack(home);
    return running?.embedded.postgres?.pid === postgres?.pid && running?.embedded.temporal?.pid === temporal?.pid;
  });
});

test('what the configuration brings is not embedded', async () => {
  const { home, environment } = await testHome();
  const withDatabase = loadConfiguration({ ...environment, DATABASE_URL: process.env.TEST_POSTGRES });
  const stack = await start({ configuration: withDatabase });
  expect(stack.embedded.postgres).toBeUndefined();
  expect(stack.databaseUrl).toBe(process.env.TEST_POSTGRES);
  expect(stack.embedded.temporal?.pid).toBeGreaterThan(0);
  await stack.stop();
  const outside = loadConfiguration({
    ...environment,
    DATABASE_URL: process.env.TEST_POSTGRES,
    TEMPORAL_ADDRESS: process.env.TEST_TEMPORAL,
  });
  const nothing = await start({ configuration: outside });
  expect(nothing).toMatchObject({ embedded: {}, temporalAddress: process.env.TEST_TEMPORAL });
  expect(() => readFileSync(join(home, 'postgres', 'password'))).toThrow(/ENOENT/);
});

test('a server that cannot start is an error that says where to look, and leaves nothing running', async () => {
  const { home, configuration, environment } = await testHome();
  const broken = startLocalStack({ configuration, environment: { ...environment, TEMPORAL_CLI: '/nowhere/temporal' } });
  await expect(broken).rejects.toThrow(/TEMPORAL_CLI is set to \/nowhere\/temporal/);
  expect(() => readFileSync(join(home, 'postgres', 'data', 'postmaster.pid'))).toThrow(/ENOENT/);
  // The home is not left locked.
  const stack = await start({ configuration: databaseOnly(environment) });
  expect(stack.embedded.postgres?.pid).toBeGreaterThan(0);
});
