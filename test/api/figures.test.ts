/** Figures of the dashboard on claims whose figures are known. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Figures } from '../../client/sdk/figures/contract';
import { claims, ledgerRecords, modelAttempts, taskViews, users } from '../../platform/database/schema';
import { storeClaim } from '../cli/stored-claim';
import { createDeskWorld, type DeskWorld } from './desk-world';

let desk: DeskWorld;
let seq = 0;

interface Told {
  action: string;
  facts?: Record<string, unknown>;
  /** A person's. */
  by?: string;
  at?: string;
  reason?: string;
  taskId?: string;
}

/** A claim registered at `reportedAt`, with these records and this end. */
async function claim(
  number: string,
  reportedAt: string,
  changes: Parameters<typeof storeClaim>[2],
  told: Told[],
): Promise<void> {
  await storeClaim(desk.world.database, number, changes);
  await desk.world.database.update(claims).set({ createdAt: reportedAt }).where(eq(claims.claimNumber, number));
  for (const { action, facts = {}, by, at = reportedAt, reason, taskId } of told) {
    seq += 1;
    const entry = {
      action,
      facts,
      kind: by === undefined ? 'record' : 'decide',
      occurredAt: at,
      actor: by === undefined ? { type: 'system', id: 'adjutant' } : { type: 'human', id: by, role: 'adjuster' },
      reasons: reason === undefined ? [] : [{ code: reason, clause: null, text: '' }],
      oversight: taskId === undefined ? null : { taskId },
    };
    await desk.world.database.insert(ledgerRecords).values({
      tenant: 'default',
      seq,
      workflowId: number,
      step: `${seq}`,
      claimNumber: number,
      episode: 1,
      prevHash: '',
      hash: '',
      body: { entry },
    });
  }
}

const proposal = (action: string, route: string): Told => ({ action: 'proposal-made', facts: { action, route } });
const decision = (by: string, at: string, action: string, amount: number, reason: string, taskId?: string): Told => ({
  action: 'decision-accepted',
  by,
  at,
  reason,
  facts: { action, amountMinor: amount, proposedMinor: 50_000, taskKind: 'decision' },
  ...(taskId === undefined ? {} : { taskId }),
});
const closed = (
  closedAt: string,
  decidedBy: string[],
  paidMinor: number,
  outcome: 'paid' | 'denied' | 'paid-in-part',
) => ({
  status: 'closed' as const,
  outcome,
  closedAt,
  decidedBy,
  paidMinor,
  reserveMinor: 0,
  dueAt: null,
});

beforeAll(async () => {
  desk = await createDeskWorld();
  const straight = ['straight-through'];
  // Routine, ended after an hour; and one that took six.
  await claim('CLM-2024-000001', '2024-05-01T08:00:00Z', closed('2024-05-01T09:00:00.000Z', straight, 50_000, 'paid'), [
    proposal('pay', 'straight-through'),
  ]);
  await claim('CLM-2024-000002', '2024-05-01T08:00:00Z', closed('2024-05-01T14:00:00.000Z', straight, 30_000, 'paid'), [
    proposal('pay', 'review'),
    proposal('pay', 'straight-through'),
  ]);
  // Straight through in the end, after a person had said that it is no duplicate.
  await claim('CLM-2024-000003', '2024-05-02T08:00:00Z', closed('2024-05-02T10:00:00.000Z', straight, 20_000, 'paid'), [
    proposal('pay', 'straight-through'),
    { action: 'decision-accepted', by: 'handler-1', facts: { action: 'keep-both', taskKind: 'duplicate' } },
  ]);
  // Eligible, and a person approved within five seconds; one who lowered it; one who denied after an investigation.
  await claim(
    'CLM-2024-000004',
    '2024-05-02T08:00:00Z',
    closed('2024-05-02T12:00:00.000Z', ['adjuster-1'], 50_000, 'paid'),
    [
      proposal('pay', 'review'),
      decision('adjuster-1', '2024-05-02T11:00:05.000Z', 'approve', 50_000, 'as-proposed', 'task-4'),
    ],
  );
  await claim(
    'CLM-2024-000005',
    '2024-05-02T08:00:00Z',
    closed('2024-05-03T08:00:00.000Z', ['adjuster-1'], 40_000, 'paid-in-part'),
    [
      proposal('pay-in-part', 'review'),
      decision('adjuster-1', '2024-05-02T11:05:00.000Z', 'approve-with-changes', 40_000, 'amount-corrected', 'task-5'),
    ],
  );
  await claim(
    'CLM-2024-000006',
    '2024-05-02T08:00:00Z',
    closed('2024-05-04T08:00:00.000Z', ['adjuster-2'], 0, 'denied'),
    [
      proposal('pay', 'investigation'),
      {
        action: 'decision-accepted',
        by: 'investigator-1',
        facts: { action: 'report-findings', taskKind: 'investigation' },
      },
      decision('adjuster-2', '2024-05-04T07:00:00.000Z', 'deny', 0, 'fraud-found'),
    ],
  );
  // Open: overdue, due soon, and of another line. The last one is in no period that is asked for.
  await claim('CLM-2024-000007', '2024-05-03T08:00:00Z', { dueAt: '2024-05-10T00:00:00.000Z' }, [
    proposal('pay', 'investigation'),
  ]);
  await claim(
    'CLM-2024-000008',
    '2024-05-03T08:00:00Z',
    {
      status: 'under-investigation',
      dueAt: new Date(Date.now() + 3_600_000).toISOString(),
      line: 'motor',
      currency: 'USD',
    },
    [],
  );
  await claim('CLM-2024-000009', '2024-06-01T08:00:00Z', { reserveMinor: 1 }, []);
  await desk.world.database.insert(taskViews).values([
    { tenant: 'default', taskId: 'task-4', userId: 'adjuster-1', firstShownAt: '2024-05-02T11:00:00.000Z' },
    { tenant: 'default', taskId: 'task-4', userId: 'adjuster-2', firstShownAt: '2024-05-01T11:00:00.000Z' },
    { tenant: 'default', taskId: 'task-5', userId: 'adjuster-1', firstShownAt: '2024-05-02T11:00:00.000Z' },
  ]);
  for (const [ms, outcome] of [
    [100, 'answered'],
    [300, 'answered'],
    [900, 'timeout'],
  ] as const)
    await desk.world.database.insert(modelAttempts).values({
      id: randomUUID(),
      tenant: 'default',
      key: randomUUID(),
      claimNumber: 'CLM-2024-000001',
      task: 'extract-fields',
      workflowId: 'w',
      rung: 0,
      model: 'model-a',
      deployment: 'a',
      status: 'settled',
      holder: randomUUID(),
      leaseUntil: '2024-05-01T08:00:00Z',
      currency: 'USD',
      reservedNano: 5n,
      settledNano: 2_000n,
      scopes: [],
      policyHash: '',
      promptHash: '',
      pricesFrom: '',
      propensity: 1,
      outcome,
      startedAt: '2024-05-01T08:00:00Z',
      providerMs: ms,
    });
}, 60_000);
afterAll(() => desk?.close());

const read = async (query: string) =>
  (await desk.call('GET', `/v1/figures?from=2024-05-01&to=2024-05-31${query}`, 'supervisor-1')).json<Figures>();

test('claims: what came, where it stands, how long it took', async () => {
  const { claims: figures } = await read('');
  expect(figures).toEqual({
    inflow: {
      reported: 8,
      perDay: [
        { day: '2024-05-01', reported: 2 },
        { day: '2024-05-02', reported: 4 },
        { day: '2024-05-03', reported: 2 },
      ],
    },
    openByStage: [
      { status: 'in-review', open: 2 },
      { status: 'under-investigation', open: 1 },
    ],
    clocks: { overdue: 1, within24Hours: 1, later: 1, none: 0 },
    cycleTime: {
      closed: 6,
      // 1, 2, 4, 6, 24 and 48 hours
      medianSeconds: 5 * 3600,
      p90Seconds: 36 * 3600,
      perDay: expect.arrayContaining([
        { day: '2024-05-01', closed: 2, medianSeconds: 3.5 * 3600, p90Seconds: 5.5 * 3600 },
      ]),
    },
    outcomes: [
      { outcome: 'paid', closed: 4 },
      { outcome: 'denied', closed: 1 },
      { outcome: 'paid-in-part', closed: 1 },
    ],
    paid: [{ currency: 'EUR', minor: 190_000 }],
    reserved: [
      { currency: 'EUR', minor: 94_921 },
      { currency: 'USD', minor: 94_920 },
    ],
  });
});

test('automation: three straight-through rates, routine claims, overrides, referrals', async () => {
  const { automation } = await read('');
  expect(automation).toEqual({
    straightThrough: {
      ofAllClosed: { count: 3, of: 6, share: 0.5 },
      ofEligible: { count: 3, of: 5, share: 0.6 },
      ofPaidUntouched: { count: 2, of: 5, share: 0.4 },
    },
    routineWithin4Hours: { count: 2, of: 3, share: 2 / 3 },
    overrides: {
      count: 2,
      of: 3,
      share: 2 / 3,
      byReason: [
        { action: 'approve-with-changes', reasonCode: 'amount-corrected', count: 1 },
        { action: 'deny', reasonCode: 'fraud-found', count: 1 },
      ],
    },
    referrals: {
      referred: 2,
      cleared: 0,
      findingsReported: 1,
      underInvestigation: 0,
      byOutcome: expect.arrayContaining([
        { outcome: 'denied', claims: 1 },
        { outcome: 'open', claims: 1 },
      ]),
    },
  });
});

test('work: how much and how fast people decide, what models cost', async () => {
  const { work } = await read('');
  expect(work.reviewers.find(({ userId }) => userId === 'adjuster-1')).toEqual({
    userId: 'adjuster-1',
    name: 'Adrian Lindqvist',
    role: 'adjuster',
    decisions: 2,
    timed: 2,
    medianSeconds: 152.5,
    quickApprovals: { count: 1, of: 1, share: 1 },
  });
  // Their first look was at another task: no time is known.
  expect(work.reviewers.find(({ userId }) => userId === 'adjuster-2')).toMatchObject({
    decisions: 1,
    timed: 0,
    medianSeconds: null,
    quickApprovals: { count: 0, of: 0, share: null },
  });
  expect(work.models).toEqual([
    {
      task: 'extract-fields',
      model: 'model-a',
      requests: 3,
      answered: 2,
      currency: 'USD',
      costNano: 6_000,
      medianMs: 300,
      p95Ms: 840,
    },
  ]);
  const strict = await read('&quickSeconds=4');
  expect(strict.work.reviewers[0]?.quickApprovals).toMatchObject({ count: 0, of: 1 });
});

test('one line, another period, another tenant', async () => {
  const motor = await read('&line=motor');
  expect(motor.claims.inflow.reported).toBe(1);
  expect(motor.claims.cycleTime).toMatchObject({ closed: 0, medianSeconds: null });
  expect(motor.automation.straightThrough.ofAllClosed).toEqual({ count: 0, of: 0, share: null });
  expect(motor.work).toEqual({ reviewers: [], models: [] });
  const none = (await desk.call('GET', '/v1/figures?from=2023-01-01&to=2023-01-31', 'auditor-1')).json<Figures>();
  expect(none.claims.inflow).toEqual({ reported: 0, perDay: [] });
  expect(none.claims.openByStage).toHaveLength(2);
  const headers = { authorization: `Bearer ${desk.foreignTokens['auditor-1']}` };
  expect((await desk.api.inject({ method: 'GET', url: '/v1/figures', headers })).statusCode).toBe(401);
});

test('the look at a task is noted once, for those who may decide it', async () => {
  const url = '/v1/tasks/CLM-2024-000007-1-task-1';
  for (const user of ['adjuster-1', 'auditor-1', 'adjuster-1']) await desk.call('GET', url, user);
  const rows = await desk.world.database
    .select()
    .from(taskViews)
    .where(eq(taskViews.taskId, 'CLM-2024-000007-1-task-1'));
  expect(rows.map(({ userId }) => userId)).toEqual(['adjuster-1']);
});

test('the table has each figure in a row, and names cannot become formulas', async () => {
  await desk.world.database
    .update(users)
    .set({ name: '=HYPERLINK("http://x","a")' })
    .where(eq(users.userId, 'adjuster-2'));
  const answer = await desk.call('GET', '/v1/figures/export.csv?from=2024-05-01&to=2024-05-31', 'auditor-1');
  expect(answer.headers['content-type']).toMatch(/^text\/csv/);
  expect(answer.headers['content-disposition']).toBe('attachment; filename=figures-2024-05-01-2024-05-31.csv');
  const lines = answer.body.split('\r\n');
  expect(lines).toContain('claims.inflow.perDay.reported,2024-05-02,4');
  expect(lines).toContain('automation.straightThrough.ofEligible.share,,0.6');
  expect(lines).toContain('claims.paid.minor,EUR,190000');
  expect(lines.filter((line) => /(^|,)"?[=+@]/.test(line))).toEqual([]);
});

test.each([
  ['from=2024-05-02&to=2024-05-01', 400],
  ['from=0001-01-01', 400],
  ['from=2024-02-30', 400],
  ['to=today', 400],
  ['line=marine', 400],
])('%s is refused', async (query, status) => {
  expect((await desk.call('GET', `/v1/figures?${query}`, 'auditor-1')).statusCode).toBe(status);
});

test('who may', async () => {
  for (const role of [
    'handler',
    'adjuster',
    'supervisor',
    'investigator',
    'auditor',
    'administrator',
    'service',
    'claimant',
  ])
    for (const url of ['/v1/figures', '/v1/figures/export.csv'])
      expect([role, (await desk.call('GET', url, `${role}-1`)).statusCode]).toEqual([
        role,
        ['supervisor', 'auditor', 'administrator'].includes(role) ? 200 : 403,
      ]);
});
