/** The queue: who works on what, what is most pressing, page by page; and who may give work to whom. */
import { eq } from 'drizzle-orm';
import type { BulkResult } from '../../client/sdk/assignments';
import type { Colleague } from '../../client/sdk/people';
import type { QueueRow } from '../../client/sdk/queue';
import { reviewTasks, users } from '../../platform/database/schema';
import { storeClaim } from '../cli/stored-claim';
import { createDeskWorld, type DeskWorld } from './desk-world';

let desk: DeskWorld;
beforeAll(async () => {
  desk = await createDeskWorld();
}, 60_000);
afterAll(() => desk?.close());

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const address = (taskId: string) => `/v1/tasks/${encodeURIComponent(taskId)}/assignment`;

/** An open task with these facts. */
async function task(
  number: string,
  changes: { dueAt?: string | null; kind?: string; claimedMinor?: number; why?: number; role?: string } = {},
): Promise<string> {
  const { taskId } = await storeClaim(desk.world.database, number, {
    ...(changes.claimedMinor === undefined ? {} : { claimedMinor: changes.claimedMinor }),
  });
  const [row] = await desk.world.database.select().from(reviewTasks).where(eq(reviewTasks.taskId, taskId));
  const body = { ...(row?.body as object), ...changes } as Record<string, unknown>;
  body.why = Array.from({ length: changes.why ?? 1 }, (_, index) => ({
    code: `why-${index}`,
    clause: null,
    text: 'w',
  }));
  const { dueAt = row?.dueAt ?? null, kind = 'decision', role = 'adjuster' } = changes;
  await desk.world.database.update(reviewTasks).set({ body, dueAt, kind, role }).where(eq(reviewTasks.taskId, taskId));
  return taskId;
}

interface Page {
  tasks: QueueRow[];
  next: string | null;
}
const ids = (answer: { json<T>(): T }) => answer.json<Page>().tasks.map((row) => row.task.taskId);
async function clear() {
  await desk.world.database.update(reviewTasks).set({ status: 'done' });
}

describe('assignment', () => {
  beforeEach(clear);

  test('of two who take a task at once one has it, and the other is told who', async () => {
    const taskId = await task('CLM-2021-000001');
    const [one, two] = await Promise.all([
      desk.call('PUT', address(taskId), 'adjuster-1', {}),
      desk.call('PUT', address(taskId), 'adjuster-2', {}),
    ]);
    expect([one.statusCode, two.statusCode].sort()).toEqual([200, 409]);
    const [winner, loser] = one.statusCode === 200 ? [one, two] : [two, one];
    expect(loser.json()).toMatchObject({ code: 'task-taken', assignee: winner.json().assignee });
    expect(loser.json().detail).toContain(winner.json().assignee.name);
    // Taken again by who has it, nothing changes.
    const owner = winner === one ? 'adjuster-1' : 'adjuster-2';
    expect((await desk.call('PUT', address(taskId), owner)).json()).toEqual(winner.json());
    const shown = await desk.call('GET', `/v1/tasks/${encodeURIComponent(taskId)}`, 'auditor-1');
    expect(shown.json().assignment).toEqual(winner.json());
  });

  test('who has a task gives it back; others cannot, a supervisor can', async () => {
    const taskId = await task('CLM-2021-000002');
    await desk.call('PUT', address(taskId), 'adjuster-1');
    expect((await desk.call('DELETE', address(taskId), 'adjuster-2')).json().code).toBe('task-taken');
    expect((await desk.call('DELETE', address(taskId), 'adjuster-1')).json()).toMatchObject({
      assignee: null,
      version: 2,
    });
    await desk.call('PUT', address(taskId), 'adjuster-2');
    expect((await desk.call('DELETE', address(taskId), 'supervisor-1')).json()).toMatchObject({ assignee: null });
    const { rows } = await desk.world.database.$client.query(
      'SELECT assignee_before, assignee_after, by_user, version FROM assignment_events WHERE task_id = $1 ORDER BY id',
      [taskId],
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      [null, 'adjuster-1', 'adjuster-1', 1],
      ['adjuster-1', null, 'adjuster-1', 2],
      [null, 'adjuster-2', 'adjuster-2', 3],
      ['adjuster-2', null, 'supervisor-1', 4],
    ]);
    await expect(desk.world.database.$client.query('DELETE FROM assignment_events')).rejects.toThrow(/append-only/);
    await expect(desk.world.database.$client.query('UPDATE assignment_events SET at = now()')).rejects.toThrow(
      /append-only/,
    );
  });

  test('a supervisor gives work to people who can finish it, and takes it away', async () => {
    const taskId = await task('CLM-2021-000003');
    expect((await desk.call('PUT', address(taskId), 'adjuster-1', { assignee: 'adjuster-2' })).json()).toMatchObject({
      status: 403,
      code: 'not-yours-to-assign',
    });
    expect((await desk.call('PUT', address(taskId), 'supervisor-1', { assignee: 'adjuster-2' })).json()).toMatchObject({
      assignee: { userId: 'adjuster-2', name: 'Amara Castellanos' },
      assignedBy: 'supervisor-1',
    });
    expect((await desk.call('PUT', address(taskId), 'supervisor-1', { assignee: 'adjuster-1' })).json()).toMatchObject({
      assignee: { userId: 'adjuster-1' },
      version: 2,
    });
    for (const assignee of ['investigator-1', 'handler-1', 'auditor-1', 'claimant-1', 'nobody', "x' OR 1=1"])
      expect((await desk.call('PUT', address(taskId), 'supervisor-1', { assignee })).json()).toMatchObject({
        status: 422,
        code: 'assignee-cannot-decide',
      });
    // Taking a task that one's role cannot decide is no help either.
    expect((await desk.call('PUT', address(taskId), 'handler-1')).statusCode).toBe(422);
    await desk.world.database.update(users).set({ active: false }).where(eq(users.userId, 'adjuster-2'));
    expect((await desk.call('PUT', address(taskId), 'supervisor-1', { assignee: 'adjuster-2' })).statusCode).toBe(422);
    await desk.world.database.update(users).set({ active: true }).where(eq(users.userId, 'adjuster-2'));
  });

  test('nobody is given the second approval of their own first decision', async () => {
    const taskId = await task('CLM-2021-000004', { kind: 'second-approval' });
    const [row] = await desk.world.database.select().from(reviewTasks).where(eq(reviewTasks.taskId, taskId));
    const firstDecision = { userId: 'adjuster-1', action: 'deny', amountMinor: 0 };
    await desk.world.database
      .update(reviewTasks)
      .set({ body: { ...(row?.body as object), firstDecision } })
      .where(eq(reviewTasks.taskId, taskId));
    expect((await desk.call('PUT', address(taskId), 'adjuster-1')).json().code).toBe('assignee-cannot-decide');
    expect((await desk.call('PUT', address(taskId), 'adjuster-2')).statusCode).toBe(200);
  });

  test('many tasks at once: each is given or said why not', async () => {
    const open = [await task('CLM-2021-000005'), await task('CLM-2021-000006')];
    const done = await task('CLM-2021-000007');
    await desk.world.database
      .update(reviewTasks)
      .set({ body: { ...(await bodyOf(done)), status: 'done' } })
      .where(eq(reviewTasks.taskId, done));
    const body = { taskIds: [...open, done, 'CLM-9/9/9'], assignee: 'adjuster-2' };
    expect((await desk.call('POST', '/v1/assignments', 'adjuster-1', body)).statusCode).toBe(403);
    const answer = await desk.call('POST', '/v1/assignments', 'supervisor-1', body);
    expect(
      answer
        .json<{ results: BulkResult[] }>()
        .results.map((result) => [result.ok, result.ok ? undefined : result.code]),
    ).toEqual([
      [true, undefined],
      [true, undefined],
      [false, 'task-not-open'],
      [false, 'not-found'],
    ]);
    const mine = await desk.call('GET', '/v1/tasks?view=mine', 'adjuster-2');
    expect(ids(mine).sort()).toEqual([...open].sort());
    const back = { taskIds: open, assignee: null };
    expect((await desk.call('POST', '/v1/assignments', 'supervisor-1', back)).statusCode).toBe(200);
    expect(ids(await desk.call('GET', '/v1/tasks?view=mine', 'adjuster-2'))).toEqual([]);
  });

  async function bodyOf(taskId: string) {
    const [row] = await desk.world.database.select().from(reviewTasks).where(eq(reviewTasks.taskId, taskId));
    return row?.body as object;
  }
});

describe('lists', () => {
  let all: Record<string, string>;
  beforeAll(async () => {
    await clear();
    all = {
      overdue: await task('CLM-2022-000001', { dueAt: inHours(-1), claimedMinor: 50_000 }),
      today: await task('CLM-2022-000002', { dueAt: inHours(3), claimedMinor: 2_000_000, why: 9 }),
      week: await task('CLM-2022-000003', { dueAt: inHours(100), kind: 'payment-failed', claimedMinor: 120_000 }),
      never: await task('CLM-2022-000004', { dueAt: null, kind: 'duplicate', role: 'handler' }),
      fraud: await task('CLM-2022-000005', { dueAt: inHours(400), kind: 'investigation', role: 'investigator' }),
    };
    await desk.call('PUT', address(all.today as string), 'adjuster-1');
  });
  const named = (answer: { json<T>(): T }) =>
    ids(answer).map((id) => Object.keys(all).find((name) => all[name] === id));

  test.each([
    ['adjuster-1', 'view=mine', ['today']],
    ['adjuster-1', 'view=team', ['overdue', 'today', 'week', 'never']],
    ['adjuster-1', 'view=unassigned', ['overdue', 'week', 'never']],
    ['handler-1', 'view=team', ['never']],
    ['investigator-1', 'view=unassigned', ['fraud']],
    ['auditor-1', 'view=team', []],
    ['auditor-1', 'view=all', ['overdue', 'today', 'week', 'fraud', 'never']],
    ['auditor-1', 'due=overdue', ['overdue']],
    ['auditor-1', 'due=today', ['overdue', 'today']],
    ['auditor-1', 'due=week', ['overdue', 'today', 'week']],
    ['auditor-1', 'kind=duplicate', ['never']],
    ['auditor-1', 'line=motor', []],
    ['auditor-1', 'line=contents&role=investigator', ['fraud']],
    ['auditor-1', 'sort=amount', ['today', 'never', 'fraud', 'week', 'overdue']],
    ['auditor-1', 'sort=severity', ['today', 'overdue', 'week', 'fraud', 'never']],
  ])('%s asks for %s', async (user, query, expected) => {
    expect(named(await desk.call('GET', `/v1/tasks?${query}`, user))).toEqual(expected);
  });

  test('a row has what a list shows, with the reasons of its severity', async () => {
    const [row] = (await desk.call('GET', '/v1/tasks?view=mine', 'adjuster-1')).json().tasks;
    expect(row).toMatchObject({
      task: { taskId: all.today, evidenceHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      assignee: { userId: 'adjuster-1', name: 'Adrian Lindqvist' },
      assignmentVersion: 1,
      severity: 60,
      severityReason: 'Due within 24 hours; 10,000 or more at stake; 9 reasons why a person is asked',
      claim: {
        claimantName: 'Niamh Byrne',
        policyNumber: 'HC-1001',
        line: 'contents',
        causeOfLoss: 'burglary',
        lossDate: '2026-05-03',
        currency: 'EUR',
        claimedMinor: 2_000_000,
        payableMinor: 94_920,
        status: 'in-review',
      },
    });
  });

  test.each(['due', 'severity', 'amount'])('pages in the order of %s have every task once', async (sort) => {
    const whole = await desk.call('GET', `/v1/tasks?sort=${sort}`, 'auditor-1');
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const after: string = next === '' ? '' : `&after=${next}`;
      const page = (await desk.call('GET', `/v1/tasks?sort=${sort}&limit=2${after}`, 'auditor-1')).json<Page>();
      seen.push(...page.tasks.map((row) => row.task.taskId));
      next = page.next;
    }
    expect(seen).toEqual(ids(whole));
    const severities = whole.json<Page>().tasks.map((row) => row.severity);
    if (sort === 'severity') expect(severities).toEqual([...severities].sort((a, b) => b - a));
  });

  test('a cursor that is none is refused', async () => {
    const { next } = (await desk.call('GET', '/v1/tasks?limit=2', 'auditor-1')).json();
    const forged = Buffer.from(JSON.stringify({ sort: 'due', at: 1e15, key: 0, taskId: 'a' })).toString('base64url');
    for (const query of [`after=${next}&sort=amount`, 'after=x', 'after=%00', `after=${forged}`])
      expect((await desk.call('GET', `/v1/tasks?${query}`, 'auditor-1')).json()).toMatchObject({
        status: 400,
        code: 'invalid-input',
      });
  });

  test('counts are those of the lists', async () => {
    for (const user of ['adjuster-1', 'handler-1', 'auditor-1']) {
      const counts = (await desk.call('GET', '/v1/tasks/counts', user)).json();
      for (const view of ['mine', 'team', 'unassigned', 'all']) {
        const listed = async (more: string) =>
          ids(await desk.call('GET', `/v1/tasks?view=${view}${more}`, user)).length;
        expect([user, view, counts[view]]).toEqual([
          user,
          view,
          { open: await listed(''), overdue: await listed('&due=overdue'), today: await listed('&due=today') },
        ]);
      }
    }
  });

  test('who gives out work sees people, what they may decide and how much they have', async () => {
    const answer = await desk.call('GET', '/v1/users', 'supervisor-1');
    const adjuster = answer.json<{ users: Colleague[] }>().users.find(({ userId }) => userId === 'adjuster-1');
    expect(adjuster).toMatchObject({ name: 'Adrian Lindqvist', role: 'adjuster', openTasks: 1 });
    expect(adjuster).toMatchObject({ decides: expect.arrayContaining(['decision', 'no-answer']) });
    expect(answer.json<{ users: Colleague[] }>().users.map(({ role }) => role)).not.toContain('claimant');
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
  const READERS = ['handler', 'adjuster', 'supervisor', 'investigator', 'auditor'];
  /** As config/authority.yaml has it. A task that is not there says that the role may ask. */
  const MAY: [method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, roles: string[], body: object | undefined][] = [
    ['GET', '/v1/tasks', READERS, undefined],
    ['GET', '/v1/tasks/counts', READERS, undefined],
    ['GET', '/v1/users', ['supervisor', 'auditor', 'administrator'], undefined],
    ['PUT', '/v1/tasks/none/assignment', ['handler', 'adjuster', 'supervisor', 'investigator'], undefined],
    ['DELETE', '/v1/tasks/none/assignment', ['handler', 'adjuster', 'supervisor', 'investigator'], undefined],
    ['POST', '/v1/assignments', ['supervisor'], { taskIds: ['none'], assignee: null }],
  ];
  test.each(MAY)('%s %s', async (method, url, roles, body) => {
    for (const role of ROLES) {
      const answer = await desk.call(method, url, `${role}-1`, body);
      const allowed = roles.includes(role);
      expect([role, answer.statusCode]).toEqual([role, allowed ? (url.includes('none') ? 404 : 200) : 403]);
    }
    const stranger = await desk.api.inject({
      method,
      url,
      headers: { authorization: `Bearer ${desk.foreignTokens['supervisor-1']}` },
      ...(body === undefined ? {} : { payload: body }),
    });
    expect(stranger.statusCode).toBe(401);
  });
});
