/** Clocks through the API, of claims that went through the whole process. */
import { randomUUID } from 'node:crypto';
import type { ClocksReading } from '../../activities/clocks/contract';
import type { ApiServer } from '../../client/api/context';
import { scenarioNamed } from '../../examples/generator';
import { pick } from '../clocks/support';
import { type Insurer, ProcessWorld } from '../examples/process';
import { until } from '../support/until';

let world: ProcessWorld;
let insurer: Insurer;
let api: ApiServer;
beforeAll(async () => {
  world = await ProcessWorld.start();
  insurer = await world.insurer();
  api = await world.api(insurer);
}, 90_000);
afterAll(async () => {
  await api?.close();
  await world?.close();
});

async function ask(claimNumber: string, user = 'adjuster-1') {
  const headers = { authorization: `Bearer ${insurer.tokens[user]}` };
  const answer = await api.inject({ method: 'GET', url: `/v1/claims/${claimNumber}/clocks`, headers });
  return { status: answer.statusCode, body: answer.json<ClocksReading & { code?: string }>() };
}
const status = ({ clocks }: ClocksReading, id: string) => pick(clocks, id).status;

test('a claim that waits for an adjuster in California: what was done, and by when it has to be decided', async () => {
  const folder = await world.changed(scenarioNamed('02'));
  const { claim } = await world.takeToReview(insurer, folder);
  const { claimNumber } = claim;
  await until('the acknowledgment', async () => status((await ask(claimNumber)).body, 'acknowledge') === 'met', 20_000);
  const { body } = await ask(claimNumber);
  expect(body).toMatchObject({ jurisdiction: { id: 'US-CA', timeZone: 'America/Los_Angeles' }, note: null });
  expect(Object.fromEntries(body.clocks.map((clock) => [clock.id, clock.status]))).toEqual({
    acknowledge: 'met',
    assist: 'met',
    investigate: 'met',
    reply: 'waiting',
    decide: 'running',
    status: 'running',
    pay: 'waiting',
    // Known from the opening of the claim: four years from the loss for a motor policy.
    limitation: 'running',
  });
  expect(pick(body.clocks, 'limitation')).toMatchObject({ source: { citation: '10 CCR § 2695.7(f)' } });
  expect(pick(body.clocks, 'decide')).toMatchObject({
    daysLeft: 40,
    source: { citation: '10 CCR § 2695.7(b), (c)(1)' },
  });

  await insurer.client.messages.send(claimNumber, {
    messageId: randomUUID(),
    sender: 'claimant',
    userId: 'claimant-1',
    text: 'How is my claim?',
  });
  expect(pick((await ask(claimNumber)).body.clocks, 'reply')).toMatchObject({ status: 'running', daysLeft: 15 });

  const risk = await api.inject({
    method: 'GET',
    url: '/v1/clocks/at-risk?limit=1',
    headers: { authorization: `Bearer ${insurer.tokens['supervisor-1']}` },
  });
  expect(risk.json()).toMatchObject({ openClaims: 1, overdue: 0, escalated: 0, clocks: [] });

  expect(await ask(claimNumber, 'auditor-1')).toMatchObject({ status: 200 });
  expect(await ask(claimNumber, 'claimant-1')).toMatchObject({ status: 403, body: { code: 'access-refused' } });
  expect(await ask('CLM-1999-000001')).toMatchObject({ status: 404 });
});

test('a claim that was settled straight through: everything that was owed was done', async () => {
  const { notice, documents } = await world.changed(scenarioNamed('01'));
  const idempotencyKey = randomUUID();
  const { claimNumber } = await insurer.client.claims.submit({ notice, files: documents, idempotencyKey });
  await until('the end', async () => (await insurer.client.claims.show(claimNumber)).status === 'closed', 30_000);
  const { body } = await ask(claimNumber);
  expect(['decide', 'pay', 'acknowledge'].map((id) => status(body, id))).toEqual(['met', 'met', 'met']);
  expect(body.clocks.filter((clock) => clock.status === 'running' || clock.status === 'missed')).toEqual([]);
});
