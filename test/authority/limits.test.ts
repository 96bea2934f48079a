/** Limits of a line and of a person, on real processes through all three doors: the API, an update and a signal. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessTokens, users } from '../../platform/database/schema';
import { hashToken, newToken } from '../../platform/identity';
import { projectFile } from '../../platform/paths';
import { createDeskWorld, type DeskWorld } from '../api/desk-world';
import { emptyHome } from '../cli/run-cli';
import { until } from '../support/until';

const approve = { action: 'approve', reasonCode: 'as-assessed' } as const;
/** What is proposed there is 949.20 EUR, contents. */
const EXCEPTIONS = `exceptions:
  - { role: adjuster, line: contents, limitMinor: { EUR: 94919 } }
  - { role: adjuster, line: motor, limitMinor: { EUR: 1 } }
  - { role: adjuster, user: adjuster-2, limitMinor: { EUR: 94920 } }
`;

const ADA = { tenant: 'default', userId: 'adjuster-3' };

let desk: DeskWorld;
beforeAll(async () => {
  const authorityFile = join(emptyHome(), 'authority.yaml');
  const shipped = readFileSync(projectFile('config', 'authority.yaml'), 'utf8');
  writeFileSync(authorityFile, shipped.replace('exceptions: []\n', EXCEPTIONS));
  desk = await createDeskWorld({ worker: true, authorityFile });
}, 60_000);
afterAll(() => desk?.close());

const as = (user: string) => desk.client.as(desk.tokens[user] ?? '');
const address = (taskId: string) => `/v1/tasks/${encodeURIComponent(taskId)}`;
const byApi = (taskId: string, evidenceHash: string, user: string) =>
  desk.api.inject({
    method: 'POST',
    url: `${address(taskId)}/decisions`,
    headers: { authorization: `Bearer ${desk.tokens[user]}`, 'if-match': `"${evidenceHash}"` },
    payload: approve,
  });
const bySignal = async (task: Parameters<DeskWorld['client']['reviews']['answerTo']>[0], user: string) => {
  const id = await as(user).reviews.signalDecision(task.taskId, approve);
  await until('the answer', async () => (await desk.client.reviews.answerTo(task, id)) !== null);
  return desk.client.reviews.answerTo(task, id);
};
const limitShown = async (taskId: string, user: string): Promise<number> =>
  (await desk.call('GET', address(taskId), user)).json().options.limitMinor;

test('what is over the limit of the line waits for a second person, and one with the same limit is refused at every door', async () => {
  const { claimNumber, taskId, evidenceHash } = await desk.taskInReview('2026-04-01');
  const first = await byApi(taskId, evidenceHash, 'adjuster-1');
  expect([first.statusCode, first.json().effect]).toEqual([200, 'awaiting-second-approval']);
  const token = newToken();
  await desk.world.database.insert(users).values({ ...ADA, name: 'Ada Brennan', role: 'adjuster' });
  await desk.world.database.insert(accessTokens).values({ ...ADA, tokenHash: hashToken(token) });
  desk.tokens[ADA.userId] = token;
  const [second] = await desk.client.reviews.list({ claimNumber });
  if (second === undefined) throw new Error('no second task');
  expect(second.kind).toBe('second-approval');
  const refused = { accepted: false, code: 'over-limit', reason: expect.stringContaining('adjuster-3') };
  expect(await as('adjuster-3').reviews.decide(second.taskId, approve)).toMatchObject(refused);
  expect(await bySignal(second, 'adjuster-3')).toMatchObject(refused);
  expect((await byApi(second.taskId, evidenceHash, 'adjuster-3')).json()).toMatchObject({ code: 'over-limit' });
  expect(await desk.client.reviews.show(second.taskId)).toMatchObject({ status: 'open' });
  // A person's own limit goes before that of the line.
  expect(await as('adjuster-2').reviews.decide(second.taskId, approve)).toMatchObject({ accepted: true });
});

test.each([
  ['update', '2026-04-02'],
  ['signal', '2026-04-03'],
  ['API', '2026-04-04'],
])('a person whose own limit is higher pays alone, by %s', async (door, lossDate) => {
  const { claimNumber, taskId, evidenceHash } = await desk.taskInReview(lossDate);
  const task = await desk.client.reviews.show(taskId);
  const answer =
    door === 'update'
      ? await as('adjuster-2').reviews.decide(taskId, approve)
      : door === 'signal'
        ? await bySignal(task, 'adjuster-2')
        : (await byApi(taskId, evidenceHash, 'adjuster-2')).json();
  expect(answer).toMatchObject({ accepted: true, effect: 'final' });
  await until('the end', async () => (await desk.client.claims.show(claimNumber)).status === 'closed');
});

test('whoever looks at a task is told their own limit in its line', async () => {
  const { taskId } = await desk.taskInReview('2026-04-09');
  expect(await limitShown(taskId, 'adjuster-1')).toBe(94_919);
  expect(await limitShown(taskId, 'adjuster-2')).toBe(94_920);
  expect(await limitShown(taskId, 'supervisor-1')).toBe(10_000_000);
});
