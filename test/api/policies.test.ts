/** Policies, parties and requests for information, of a claim that went through the process. */
import type { ApiServer } from '../../client/api/context';
import { scenarioNamed } from '../../examples/generator';
import { type Insurer, ProcessWorld } from '../examples/process';
import { until } from '../support/until';

jest.setTimeout(120_000);

let world: ProcessWorld;
let insurer: Insurer;
let api: ApiServer;
let claimNumber: string;
const HOUR_MS = 3_600_000;

beforeAll(async () => {
  world = await ProcessWorld.start();
  insurer = await world.insurer(undefined, {
    reminderAfterMs: HOUR_MS,
    informationDeadlineMs: HOUR_MS,
    reviewDueMs: HOUR_MS,
  });
  api = await world.api(insurer);
  const folder = await world.changed(scenarioNamed('02'));
  claimNumber = (await world.takeToReview(insurer, folder)).claim.claimNumber;
});
afterAll(async () => {
  await api?.close();
  await world?.close();
});

const get = (url: string, user = 'adjuster-1') =>
  api.inject({ url, headers: { authorization: `Bearer ${insurer.tokens[user]}` } });

test('policies are found by number and by holder, page by page', async () => {
  const first = (await get('/v1/policies?limit=2')).json();
  expect(first.policies).toHaveLength(2);
  const second = (await get(`/v1/policies?limit=200&after=${encodeURIComponent(first.next)}`)).json();
  const numbers = [...first.policies, ...second.policies].map(
    ({ policyNumber }: { policyNumber: string }) => policyNumber,
  );
  expect(second.next).toBeNull();
  expect(numbers).toEqual([...new Set(numbers)].sort());
  expect((await get('/v1/policies?search=MP-2026-0001')).json().policies.length).toBeGreaterThan(0);
  expect((await get('/v1/policies?search=robert%20kim')).json().policies).toMatchObject([{ holder: 'Robert Kim' }]);
  // What stands for anything in a search of the database is a letter here.
  expect((await get('/v1/policies?search=%25%25')).json().policies).toEqual([]);
});

test('a policy shows its terms and what was claimed on it; another insurer has none of it', async () => {
  const answer = await get('/v1/policies/MP-2026-000102');
  expect(answer.json()).toMatchObject({
    versions: [{ holder: 'Robert Kim', currency: 'USD', sections: expect.any(Array) }],
    claims: [claimNumber],
  });
  const long = await get(`/v1/policies/${'%C3%92'.repeat(300)}`);
  expect([long.statusCode, long.headers['content-type']]).toEqual([
    400,
    expect.stringContaining('application/problem+json'),
  ]);
  expect((await get('/v1/policies/NO-SUCH')).json()).toMatchObject({ status: 404, code: 'not-found' });
  const other = await world.insurer();
  expect(
    (await api.inject({ url: '/v1/policies', headers: { authorization: `Bearer ${other.tokens['adjuster-1']}` } }))
      .statusCode,
  ).toBe(401);
  expect((await get('/v1/policies', 'administrator-1')).statusCode).toBe(403);
});

test('parties are named with where they are known from', async () => {
  const { parties } = (await get(`/v1/claims/${claimNumber}/parties`)).json();
  expect(parties).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ role: 'claimant', name: 'Robert Kim', from: 'notice' }),
      expect.objectContaining({ role: 'policyholder', name: 'Robert Kim', from: 'policy' }),
      expect.objectContaining({ role: 'payee', iban: expect.any(String) }),
    ]),
  );
  expect((await get('/v1/claims/CLM-2020-000001/parties')).statusCode).toBe(404);
});

test('a request for information says by whom and what, and when it was answered', async () => {
  const requests = async () => (await get(`/v1/claims/${claimNumber}/information-requests`)).json().requests;
  expect(await requests()).toEqual([]);
  const [task] = await insurer.client.reviews.list({ claimNumber });
  await insurer.client.as(insurer.tokens['adjuster-1']!).reviews.decide(task!.taskId, {
    action: 'ask-for-information',
    items: ['police-report'],
    reasonCode: 'evidence-incomplete',
  });
  await until('it was asked', async () => (await requests()).length === 1, 20_000);
  expect(await requests()).toMatchObject([{ items: [{ code: 'police-report' }], answeredAt: null }]);
  const content = Buffer.from('Police report\nReport number: SPD-2026-1188\n');
  await insurer.client.claims.addDocuments(claimNumber, [{ name: 'police.txt', content }]);
  await until('it was answered', async () => (await requests())[0].answeredAt !== null, 30_000);
});

test('the report on models is for those who oversee them', async () => {
  expect((await get('/v1/models/report?by=model', 'supervisor-1')).json()).toMatchObject({ rows: [] });
  expect((await get('/v1/models/report')).statusCode).toBe(403);
  expect((await get('/v1/models/report?from=yesterday', 'supervisor-1')).statusCode).toBe(400);
});
