/** The HTTP API on a real Temporal server, PostgreSQL and worker: who may see what, and a decision with all that can be wrong with it. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { createLocalUsers } from '../../activities/authority/directory';
import { ProcessPageImages } from '../../activities/documents/page-images';
import type { ApiServer } from '../../client/api/context';
import { buildApi } from '../../client/api/server';
import { AdjutantClient, registerSearchAttributes } from '../../client/sdk';
import { FolderBlobStore } from '../../platform/blobs/store';
import { type HalfScriptedWorker, startHalfScriptedWorker } from '../cli/half-scripted-worker';
import { emptyHome, removeHomes } from '../cli/run-cli';
import { storeClaim } from '../cli/stored-claim';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { testDataConverter } from '../support/payloads';
import { testTemporal } from '../support/temporal';
import { until } from '../support/until';

let world: TestDatabase;
let connection: Connection;
let worker: HalfScriptedWorker;
let client: AdjutantClient;
let api: ApiServer;
let tokens: Record<string, string>;
let foreignTokens: Record<string, string>;
const namespace = `api-${process.pid}-${Date.now()}`;

beforeAll(async () => {
  const { address } = testTemporal();
  connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  world = await createTestDatabase();
  const home = emptyHome();
  tokens = await createLocalUsers(world.database, 'default');
  foreignTokens = await createLocalUsers(world.database, 'other');
  // The server's parts learn of a new namespace one after the other.
  await until('the namespace', () =>
    connection.workflowService.listOpenWorkflowExecutions({ namespace, startTimeFilter: {} }).then(
      () => true,
      () => false,
    ),
  );
  client = new AdjutantClient({
    temporal: new Client({ connection, namespace, dataConverter: await testDataConverter(home) }),
    database: world.database,
    blobs: new FolderBlobStore(`${home}/blobs`),
    tenant: 'default',
  });
  await registerSearchAttributes(connection, namespace);
  worker = await startHalfScriptedWorker(address, namespace, world.database, home);
  api = await buildApi({
    client,
    database: world.database,
    place: { tenant: 'default', namespace, uiAddress: undefined },
    pageImages: new ProcessPageImages({ blobs: new FolderBlobStore(`${home}/blobs`) }),
  });
}, 60_000);

afterAll(async () => {
  await api?.close();
  await worker?.stop();
  await connection?.close();
  await world?.close();
  removeHomes();
});

const bearer = (user: string) => ({ authorization: `Bearer ${tokens[user]}` });
const get = (url: string, headers: Record<string, string> = {}) => api.inject({ method: 'GET', url, headers });

interface Task {
  taskId: string;
  claimNumber: string;
  etag: string;
}

/** A claim that waits for an adjuster. */
async function taskInReview(lossDate: string): Promise<Task> {
  const { claimNumber } = await client.claims.submit({
    notice: {
      policyNumber: 'HC-1001',
      lossDate,
      causeOfLoss: 'burglary',
      description: '<script>alert(1)</script>',
      lossLocation: 'IE',
      claimant: { name: 'Niamh Byrne', role: 'policyholder' },
    },
    files: [{ name: '../../<img src=x onerror=alert(1)>.txt', content: Buffer.from(`Laptop ${lossDate}`) }],
  });
  await until('a task', async () => (await client.reviews.list({ claimNumber })).length > 0);
  const [task] = await client.reviews.list({ claimNumber });
  if (task === undefined) throw new Error('no task');
  const shown = await get(`/v1/tasks/${encodeURIComponent(task.taskId)}`, bearer('adjuster-1'));
  expect(shown.statusCode).toBe(200);
  return { taskId: task.taskId, claimNumber, etag: String(shown.headers.etag) };
}

const decide = (task: Task, headers: Record<string, string>, body: object) =>
  api.inject({
    method: 'POST',
    url: `/v1/tasks/${encodeURIComponent(task.taskId)}/decisions`,
    headers: { 'if-match': task.etag, ...headers },
    payload: body,
  });

const APPROVE = { action: 'approve', reasonCode: 'as-proposed' };

describe('reading', () => {
  test('claims are listed in pages and shown with their evidence', async () => {
    for (const number of ['CLM-2020-000001', 'CLM-2020-000002', 'CLM-2020-000003'])
      await storeClaim(world.database, number);
    const query = '/v1/claims?policyNumber=HC-1001&status=in-review';
    const first = await get(`${query}&limit=2`, bearer('auditor-1'));
    expect(first.statusCode).toBe(200);
    const { claims, next } = first.json();
    expect(claims).toHaveLength(2);
    const second = await get(`${query}&limit=2&after=${next}`, bearer('auditor-1'));
    expect(second.json().claims).toHaveLength(1);
    expect(second.json().next).toBeNull();

    const shown = await get('/v1/claims/CLM-2020-000001', bearer('handler-1'));
    expect(shown.json()).toMatchObject({
      claim: { status: 'in-review', payableMinor: 94_920 },
      notice: { claimant: { name: 'Niamh Byrne' } },
      coverage: { value: { deductibleMinor: 25_000 } },
      tasks: [{ taskId: 'CLM-2020-000001-1-task-1' }],
    });
    const task = await get('/v1/tasks/CLM-2020-000001-1-task-1', bearer('adjuster-1'));
    expect(task.headers.etag).toBe(`"${task.json().task.evidenceHash}"`);
    expect(task.json().facts.value.findings[0].sources[0]).toMatchObject({ page: 2, quote: 'Total 1,499.00' });
  });

  test.each([
    ['/v1/claims?limit=0', 400],
    ['/v1/claims?limit=ten', 400],
    ['/v1/claims?statuses=closed', 400],
    ['/v1/claims?policyNumber=%00', 400],
    ['/v1/claims?after=%27%20OR%201=1', 400],
    ['/v1/claims/..%2f..%2fetc%2fpasswd', 400],
    ['/v1/claims/CLM-9999-000000', 404],
    ['/v1/tasks/none', 404],
    ['/v1/nothing', 404],
    ['/docs/../../package.json', 404],
  ])('%s is a problem with code, and %d', async (url, status) => {
    const answer = await get(url, bearer('supervisor-1'));
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ status, code: status === 404 ? 'not-found' : 'invalid-input' });
  });

  test('what senders wrote comes as JSON that no browser takes for a page', async () => {
    const { claimNumber } = await taskInReview('2026-05-01');
    const shown = await get(`/v1/claims/${claimNumber}`, bearer('adjuster-1'));
    expect(shown.body).toContain('<script>');
    expect(shown.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(shown.headers['content-type']).toMatch(/^application\/json/);
  });
});

describe('who may', () => {
  const ROLES = [
    'handler',
    'adjuster',
    'supervisor',
    'investigator',
    'auditor',
    'administrator',
    'service',
    'claimant',
  ];
  /** As config/authority.yaml has it. */
  const MAY: Record<string, string[]> = {
    '/v1/claims': ['handler', 'adjuster', 'supervisor', 'investigator', 'auditor', 'service'],
    '/v1/claims/CLM-2020-000001': ['handler', 'adjuster', 'supervisor', 'investigator', 'auditor', 'service'],
    '/v1/tasks': ['handler', 'adjuster', 'supervisor', 'investigator', 'auditor'],
    '/v1/tasks/CLM-2020-000001-1-task-1': ['handler', 'adjuster', 'supervisor', 'investigator', 'auditor'],
  };
  const rows = Object.keys(MAY).flatMap((url) => ROLES.map((role) => [role, url] as const));

  test.each(rows)('%s asks for %s: allowed or refused as the file says', async (role, url) => {
    const answer = await get(url, bearer(`${role}-1`));
    const allowed = MAY[url]?.includes(role);
    expect([role, url, answer.statusCode]).toEqual([role, url, allowed ? 200 : 403]);
    if (!allowed) expect(answer.json().code).toBe('access-refused');
  });

  test.each(Object.keys(MAY))('%s is closed to strangers and to another tenant', async (url) => {
    for (const headers of [
      {},
      { authorization: 'Bearer nonsense' },
      { authorization: 'Basic YTpi' },
      { authorization: `Bearer ${foreignTokens['supervisor-1']}` },
      { cookie: 'adjutant_session=ses_nonsense' },
      { cookie: `adjutant_session=${tokens['supervisor-1']}` },
    ]) {
      const answer = await get(url, headers as Record<string, string>);
      expect(answer.statusCode).toBe(401);
      expect(answer.json().code).toBe('sign-in-needed');
    }
  });
});

describe('deciding', () => {
  test('what was not seen, or seen before it changed, is not decided on', async () => {
    const task = await taskInReview('2026-05-02');
    const blind = await decide({ ...task, etag: '' }, bearer('adjuster-1'), APPROVE);
    expect(blind.statusCode).toBe(400);
    const without = await api.inject({
      method: 'POST',
      url: `/v1/tasks/${encodeURIComponent(task.taskId)}/decisions`,
      headers: bearer('adjuster-1'),
      payload: APPROVE,
    });
    expect(without.json()).toMatchObject({ status: 428, code: 'if-match-missing' });
    const stale = await decide({ ...task, etag: `"${'0'.repeat(64)}"` }, bearer('adjuster-1'), APPROVE);
    expect(stale.json()).toMatchObject({ status: 412, code: 'stale-evidence', evidenceHash: task.etag.slice(1, -1) });
    expect((await client.reviews.show(task.taskId)).status).toBe('open');
  });

  test('the process refuses who has no authority, and the refusal is in the ledger', async () => {
    const task = await taskInReview('2026-05-03');
    for (const [user, code] of [
      ['auditor-1', 'no-authority'],
      ['handler-1', 'action-not-allowed'],
    ] as const) {
      const refused = await decide(task, bearer(user), APPROVE);
      expect(refused.json()).toMatchObject({ status: 403, code });
    }
    expect((await decide(task, bearer('service-1'), APPROVE)).json()).toMatchObject({ code: 'access-refused' });
    const { rows } = await world.database.$client.query(
      `SELECT body->'entry'->'actor'->>'id' AS actor FROM ledger_records
       WHERE claim_number = $1 AND body->'entry'->>'action' LIKE '%refused%' ORDER BY seq`,
      [task.claimNumber],
    );
    expect(rows.map(({ actor }) => actor)).toEqual(['auditor-1', 'handler-1']);
  });

  test('of two who decide at once one is accepted, and the same key gets the same answer', async () => {
    const task = await taskInReview('2026-05-04');
    const keys = [randomUUID(), randomUUID()];
    const answers = await Promise.all([
      decide(task, { ...bearer('adjuster-1'), 'idempotency-key': keys[0] as string }, APPROVE),
      decide(task, { ...bearer('adjuster-2'), 'idempotency-key': keys[1] as string }, APPROVE),
    ]);
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409]);
    const winner = answers.findIndex((answer) => answer.statusCode === 200);
    expect(answers[winner]?.json()).toMatchObject({ accepted: true, effect: 'final' });
    expect(answers[1 - winner]?.json().code).toMatch(/^(task-not-open|claim-closed)$/);
    const again = await decide(
      task,
      { ...bearer(`adjuster-${winner + 1}`), 'idempotency-key': keys[winner] as string },
      APPROVE,
    );
    expect([again.statusCode, again.json()]).toEqual([200, answers[winner]?.json()]);
    // The key is the first person's: with the same one somebody else is judged for themselves.
    const other = { ...bearer(`adjuster-${2 - winner}`), 'idempotency-key': keys[winner] as string };
    expect((await decide(task, other, APPROVE)).statusCode).toBe(409);
  });

  test.each([
    ['an unknown action', { action: 'pay-me', reasonCode: 'because' }],
    ['an amount in words', { ...APPROVE, amountMinor: 'all' }],
    ['who decides', { ...APPROVE, userId: 'supervisor-1' }],
    ['a reason with a line break', { ...APPROVE, reasonCode: 'as\r\nproposed' }],
  ])('%s in the body is 400', async (_what, body) => {
    const task = { taskId: 'CLM-2020-000001-1-task-1', claimNumber: '', etag: `"${'0'.repeat(64)}"` };
    const answer = await decide(task, bearer('adjuster-1'), body);
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-input' });
  });

  test('a body that is too large, or is not JSON, is refused before it is read', async () => {
    const task = { taskId: 'CLM-2020-000001-1-task-1', claimNumber: '', etag: `"${'0'.repeat(64)}"` };
    const large = await decide(task, bearer('adjuster-1'), { ...APPROVE, note: 'x'.repeat(300_000) });
    expect(large.json()).toMatchObject({ status: 413, code: 'request-too-large' });
    const url = `/v1/tasks/${encodeURIComponent(task.taskId)}/decisions`;
    const headers = { ...bearer('adjuster-1'), 'content-type': 'application/xml' };
    expect((await api.inject({ method: 'POST', url, headers, payload: '<a/>' })).statusCode).toBe(415);
  });
});

describe('sessions', () => {
  async function signIn(user: string, headers: Record<string, string> = {}) {
    const answer = await api.inject({ method: 'POST', url: '/v1/session', headers, payload: { token: tokens[user] } });
    const [cookie] = answer.cookies;
    return { answer, cookie, headers: { cookie: `${cookie?.name}=${cookie?.value}` }, csrf: answer.json().csrfToken };
  }

  test('an access token becomes an httpOnly cookie that reads, and ends at sign-out', async () => {
    const { answer, cookie, headers, csrf } = await signIn('adjuster-1');
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ userId: 'adjuster-1', role: 'adjuster', tenant: 'default' });
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(answer.body).not.toContain(cookie?.value as string);
    expect((await get('/v1/session', headers)).json()).toMatchObject({ userId: 'adjuster-1', csrfToken: csrf });
    expect((await get('/v1/claims', headers)).statusCode).toBe(200);
    const out = await api.inject({
      method: 'DELETE',
      url: '/v1/session',
      headers: { ...headers, 'x-csrf-token': csrf },
    });
    expect(out.statusCode).toBe(204);
    expect((await get('/v1/claims', headers)).statusCode).toBe(401);
    // The access token itself lives on.
    expect((await get('/v1/claims', bearer('adjuster-1'))).statusCode).toBe(200);
  });

  test('another site cannot have a browser decide', async () => {
    const task = await taskInReview('2026-05-05');
    const { headers, csrf } = await signIn('adjuster-1');
    const { csrf: othersCsrf } = await signIn('adjuster-2');
    for (const given of [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': othersCsrf }]) {
      const answer = await decide(task, { ...headers, ...given } as Record<string, string>, APPROVE);
      expect(answer.json()).toMatchObject({ status: 403, code: 'csrf-refused' });
    }
    expect((await client.reviews.show(task.taskId)).status).toBe('open');
    const accepted = await decide(task, { ...headers, 'x-csrf-token': csrf }, APPROVE);
    expect(accepted.json()).toMatchObject({ accepted: true });
  });

  test('a planted session is not taken over, and no session makes another or serves as a Bearer token', async () => {
    const planted = 'adjutant_session=ses_planted';
    const { cookie } = await signIn('adjuster-1', { cookie: planted });
    expect(cookie?.value).not.toBe('ses_planted');
    expect((await get('/v1/claims', { cookie: planted })).statusCode).toBe(401);
    const again = await api.inject({ method: 'POST', url: '/v1/session', payload: { token: cookie?.value } });
    expect(again.statusCode).toBe(401);
    expect((await get('/v1/claims', { authorization: `Bearer ${cookie?.value}` })).statusCode).toBe(401);
  });

  test('guessing is slowed down', async () => {
    const guess = () =>
      api.inject({
        method: 'POST',
        url: '/v1/session',
        remoteAddress: '192.0.2.7',
        payload: { token: `adj_${randomUUID()}` },
      });
    const answers = [];
    for (let tries = 0; tries < 12; tries++) answers.push(await guess());
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([...Array(10).fill(401), 429, 429]);
    const slowed = answers.filter((answer) => answer.statusCode === 429);
    expect(slowed[0]?.json()).toMatchObject({ code: 'rate-limited' });
    expect(slowed[0]?.headers['retry-after']).toBeDefined();
  });
});

describe('what the API says of itself', () => {
  test('OpenAPI 3.1 has every address, with its answers', async () => {
    const document = (await get('/openapi.json')).json();
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(document.paths).sort()).toEqual([
      '/health',
      '/ready',
      '/v1/assignments',
      '/v1/claims',
      '/v1/claims/{claimNumber}',
      '/v1/claims/{claimNumber}/documents',
      '/v1/claims/{claimNumber}/documents/{fileId}/original',
      '/v1/claims/{claimNumber}/documents/{fileId}/pages/{page}',
      '/v1/claims/{claimNumber}/documents/{fileId}/text',
      '/v1/claims/{claimNumber}/episodes',
      '/v1/claims/{claimNumber}/export',
      '/v1/claims/{claimNumber}/information-requests',
      '/v1/claims/{claimNumber}/letters',
      '/v1/claims/{claimNumber}/letters/{key}',
      '/v1/claims/{claimNumber}/letters/{key}/text',
      '/v1/claims/{claimNumber}/messages',
      '/v1/claims/{claimNumber}/parties',
      '/v1/claims/{claimNumber}/reopenings',
      '/v1/claims/{claimNumber}/timeline',
      '/v1/codec/decode',
      '/v1/codec/encode',
      '/v1/events',
      '/v1/figures',
      '/v1/figures/export.csv',
      '/v1/ledger',
      '/v1/ledger/verification',
      '/v1/messages/unanswered',
      '/v1/models/report',
      '/v1/my/claims',
      '/v1/my/claims/{claimNumber}',
      '/v1/my/claims/{claimNumber}/documents',
      '/v1/my/claims/{claimNumber}/letters/{key}',
      '/v1/my/claims/{claimNumber}/letters/{key}/pdf',
      '/v1/my/claims/{claimNumber}/messages',
      '/v1/my/claims/{claimNumber}/reopenings',
      '/v1/policies',
      '/v1/policies/{policyNumber}',
      '/v1/session',
      '/v1/session/absence',
      '/v1/session/methods',
      '/v1/session/oidc/callback',
      '/v1/session/oidc/logout',
      '/v1/session/oidc/start',
      '/v1/session/password',
      '/v1/switches',
      '/v1/switches/{name}',
      '/v1/tasks',
      '/v1/tasks/counts',
      '/v1/tasks/{taskId}',
      '/v1/tasks/{taskId}/assignment',
      '/v1/tasks/{taskId}/decisions',
      '/v1/users',
      '/v1/users/{userId}/absence',
      '/v1/wordings',
      '/v1/wordings/{product}/{edition}',
    ]);
    const decision = document.paths['/v1/tasks/{taskId}/decisions'].post;
    expect(decision.requestBody.content['application/json'].schema.properties).toHaveProperty('reasonCode');
    expect(Object.keys(decision.responses)).toEqual(['200', '4XX', '5XX']);
  });

  test.each([
    ['DELETE', '/v1/claims', 'GET, HEAD, POST'],
    ['PUT', '/v1/tasks/CLM-2020-000001-1-task-1/decisions', 'POST'],
    ['POST', '/v1/claims/CLM-2020-000001?x=1', 'GET, HEAD'],
    ['OPTIONS', '/v1/session', 'DELETE, GET, HEAD, POST'],
  ] as const)('%s %s is 405 and says what is allowed', async (method, url, allow) => {
    const answer = await api.inject({ method, url });
    expect([answer.json(), answer.headers.allow]).toMatchObject([{ status: 405, code: 'method-not-allowed' }, allow]);
  });

  test('it is up, can read, and has a page to browse', async () => {
    expect((await get('/health')).json()).toEqual({ status: 'up' });
    expect((await get('/ready')).json()).toEqual({ status: 'up' });
    expect((await get('/docs')).statusCode).toBeLessThan(400);
  });
});
