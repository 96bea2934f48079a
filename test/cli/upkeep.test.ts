/** Lists that no longer show what processes say: found, and put right only when told to. */
import { and, eq } from 'drizzle-orm';
import { claimProjections, reviewTasks } from '../../platform/database/schema';
import { createDeskWorld, type DeskWorld } from '../api/desk-world';
import { until } from '../support/until';

let desk: DeskWorld;
beforeAll(async () => {
  desk = await createDeskWorld({ worker: true });
}, 60_000);
afterAll(() => desk?.close());

const compare = (repair: boolean) => desk.client.upkeep.compareLists({ repair });

test('what was lost or changed in the lists is found, reported, and written again by the processes', async () => {
  const { database } = desk.world;
  const [changed, lost, stale] = [
    await desk.taskInReview('2026-01-01'),
    await desk.taskInReview('2026-01-02'),
    await desk.taskInReview('2026-01-03'),
  ];
  // Claims at rest, as visibility has them: nothing differs.
  await until('three claims to compare', async () => (await compare(false)).claims === 3);
  expect(await compare(false)).toEqual({ claims: 3, skipped: [], differences: [] });

  // A restored backup of later days: a higher version with another status.
  const row = (claimNumber: string) => eq(claimProjections.claimNumber, claimNumber);
  const [before] = await database.select().from(claimProjections).where(row(changed.claimNumber));
  await database
    .update(claimProjections)
    .set({ version: 400, body: { ...(before?.body as object), status: 'settling' } })
    .where(row(changed.claimNumber));
  await database.delete(claimProjections).where(row(lost.claimNumber));
  await database.delete(reviewTasks).where(eq(reviewTasks.claimNumber, lost.claimNumber));
  const [task] = await database.select().from(reviewTasks).where(eq(reviewTasks.taskId, stale.taskId));
  if (task === undefined) throw new Error('no task');
  const old = `${stale.claimNumber}/1/9`;
  await database.insert(reviewTasks).values({
    ...task,
    points: undefined,
    taskId: old,
    body: { ...(task.body as object), taskId: old },
  } as typeof reviewTasks.$inferInsert);

  const found = await compare(false);
  expect(found.differences.map(({ claimNumber, what, repaired }) => [claimNumber, what, repaired]).sort()).toEqual([
    [changed.claimNumber, 'projection-differs', false],
    [lost.claimNumber, 'projection-missing', false],
    [lost.claimNumber, 'task-missing', false],
    [stale.claimNumber, 'task-not-asked', false],
  ]);
  expect(found.differences.find(({ what }) => what === 'projection-differs')?.detail).toBe('Differs in status.');
  // Looking has changed nothing.
  expect((await compare(false)).differences).toHaveLength(4);

  expect((await compare(true)).differences.every(({ repaired }) => repaired)).toBe(true);
  expect((await compare(false)).differences).toEqual([]);
  expect((await desk.client.claims.show(changed.claimNumber)).status).toBe('in-review');
  expect(await desk.client.reviews.list({ claimNumber: stale.claimNumber })).toHaveLength(1);
  // The claims go on: later writes are not held up by the version that was jumped.
  const decided = await desk.api.inject({
    method: 'POST',
    url: `/v1/tasks/${encodeURIComponent(changed.taskId)}/decisions`,
    headers: { authorization: `Bearer ${desk.tokens['adjuster-1']}`, 'if-match': `"${changed.evidenceHash}"` },
    payload: { action: 'approve', reasonCode: 'as-proposed' },
  });
  expect(decided.json()).toMatchObject({ accepted: true });
  await until('the end', async () => (await desk.client.claims.show(changed.claimNumber)).status === 'closed');
  const open = and(eq(reviewTasks.claimNumber, changed.claimNumber), eq(reviewTasks.status, 'open'));
  expect(await database.select().from(reviewTasks).where(open)).toEqual([]);
}, 90_000);
