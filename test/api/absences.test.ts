/** Being away: what is passed on, and what is not. */
import { sql } from 'drizzle-orm';
import { storeClaim } from '../cli/stored-claim';
import { createDeskWorld, type DeskWorld } from './desk-world';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let desk: DeskWorld;
beforeEach(async () => {
  desk = await createDeskWorld();
}, 60_000);
afterEach(() => desk?.close());

const task = async (number: string) => (await storeClaim(desk.world.database, number)).taskId;
const assignment = (taskId: string) => `/v1/tasks/${encodeURIComponent(taskId)}/assignment`;
const away = (user: string, delegate: string, more: object = {}) =>
  desk.call('PUT', '/v1/session/absence', user, { delegate, until: inDays(5), ...more });
const mine = async (user: string) =>
  (await desk.call('GET', '/v1/tasks?view=mine', user))
    .json<{ tasks: { task: { taskId: string } }[] }>()
    .tasks.map((row) => row.task.taskId);
const count = async (user: string) => (await desk.call('GET', '/v1/tasks/counts', user)).json().mine.open;

test('what is theirs is shown to who stands in, who can take it; and no longer when they are back', async () => {
  const taskId = await task('CLM-2021-000001');
  await desk.call('PUT', assignment(taskId), 'adjuster-1', {});
  expect(await mine('adjuster-2')).toEqual([]);
  expect((await desk.call('PUT', assignment(taskId), 'adjuster-2', {})).json()).toMatchObject({ code: 'task-taken' });

  const set = await away('adjuster-1', 'adjuster-2');
  expect(set.json()).toMatchObject({ delegate: { userId: 'adjuster-2' }, setBy: 'adjuster-1' });
  expect([await mine('adjuster-2'), await count('adjuster-2')]).toEqual([[taskId], 1]);
  expect(await mine('supervisor-1')).toEqual([]);
  await desk.call('DELETE', '/v1/session/absence', 'adjuster-1');
  expect([await mine('adjuster-2'), await count('adjuster-2')]).toEqual([[], 0]);

  await away('adjuster-1', 'adjuster-2');
  expect((await desk.call('PUT', assignment(taskId), 'adjuster-2', {})).json()).toMatchObject({
    assignee: { userId: 'adjuster-2' },
  });
});

test('what is given to them goes to who stands in, in turn, or is refused where that person does not decide it', async () => {
  await away('adjuster-1', 'adjuster-2');
  await away('adjuster-2', 'supervisor-1');
  const taskId = await task('CLM-2021-000001');
  const given = await desk.call('PUT', assignment(taskId), 'supervisor-1', { assignee: 'adjuster-1' });
  expect(given.json()).toMatchObject({ assignee: { userId: 'supervisor-1' } });
  expect(await mine('supervisor-1')).toEqual([taskId]);

  await desk.call('PUT', '/v1/users/adjuster-2/absence', 'supervisor-1', {
    delegate: 'investigator-1',
    until: inDays(1),
  });
  const other = await task('CLM-2021-000002');
  const refused = await desk.call('PUT', assignment(other), 'supervisor-1', { assignee: 'adjuster-1' });
  expect(refused.json()).toMatchObject({ code: 'assignee-cannot-decide' });
  expect(refused.json().detail).toContain('adjuster-1 is away, and investigator-1 stands in.');
});

test('an absence begins and ends at its time', async () => {
  const taskId = await task('CLM-2021-000001');
  await desk.call('PUT', assignment(taskId), 'adjuster-1', {});
  await away('adjuster-1', 'adjuster-2', { from: inDays(1) });
  expect(await mine('adjuster-2')).toEqual([]);
  await desk.world.database.execute(sql`UPDATE absences SET from_at = now() - interval '2 days'`);
  expect(await mine('adjuster-2')).toEqual([taskId]);
  await desk.world.database.execute(sql`UPDATE absences SET until_at = now() - interval '1 second'`);
  expect(await mine('adjuster-2')).toEqual([]);
  expect((await desk.call('GET', '/v1/session/absence', 'adjuster-1')).json().absence).toBeNull();
});

test('who cannot stand in is refused, and a chain that leads back, also of two who name each other at once', async () => {
  for (const delegate of ['adjuster-1', 'auditor-1', 'claimant-1', 'service-1', 'nobody'])
    expect((await away('adjuster-1', delegate)).json()).toMatchObject({ status: 422, code: 'absence-refused' });
  expect((await away('adjuster-1', 'adjuster-2', { until: inDays(-1) })).json()).toMatchObject({
    code: 'absence-refused',
  });
  const both = await Promise.all([away('adjuster-1', 'adjuster-2'), away('adjuster-2', 'adjuster-1')]);
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 422]);
  // One after the other is no circle.
  const free = both[0].statusCode === 200 ? 'adjuster-2' : 'adjuster-1';
  const other = free === 'adjuster-1' ? 'adjuster-2' : 'adjuster-1';
  expect((await away(free, other, { from: inDays(6), until: inDays(7) })).statusCode).toBe(200);
});

test('for others only who gives out work says it; each one is on record', async () => {
  const put = (by: string) =>
    desk.call('PUT', '/v1/users/adjuster-1/absence', by, { delegate: 'adjuster-2', until: inDays(1) });
  expect((await put('adjuster-2')).statusCode).toBe(403);
  expect((await put('supervisor-1')).json()).toMatchObject({ userId: 'adjuster-1', setBy: 'supervisor-1' });
  expect(
    (await desk.call('PUT', '/v1/users/nobody/absence', 'supervisor-1', { delegate: 'adjuster-2', until: inDays(1) }))
      .statusCode,
  ).toBe(404);
  expect((await desk.call('DELETE', '/v1/users/adjuster-1/absence', 'supervisor-1')).statusCode).toBe(204);
  expect((await desk.call('DELETE', '/v1/users/adjuster-1/absence', 'supervisor-1')).statusCode).toBe(404);
  const { rows } = await desk.world.database.execute(
    sql`SELECT event, user_id, actor FROM access_records WHERE event LIKE 'absence%' ORDER BY id`,
  );
  expect(rows).toEqual([
    { event: 'absence-set', user_id: 'adjuster-1', actor: 'supervisor-1' },
    { event: 'absence-ended', user_id: 'adjuster-1', actor: 'supervisor-1' },
  ]);
});
