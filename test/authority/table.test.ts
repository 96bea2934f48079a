/**
 * Every role × every action × every kind of task: allowed or refused as config/authority.yaml says, on other people's claims, on one's
 * own, and from another tenant. What the file allows is asked of the activity; what it refuses is tried on real processes through all
 * three doors: the API, an update and a signal.
 */
import { randomUUID } from 'node:crypto';
import { createAuthorityActivities } from '../../activities/authority/activities';
import { DecisionAction, type DecisionAnswer, Role } from '../../activities/authority/contract';
import { ReviewTask } from '../../activities/claimfile/contract';
import { AdjutantClient } from '../../client/sdk';
import { decisionTickets } from '../../platform/database/schema';
import { newTicket } from '../../platform/identity';
import { claimWorkflowId } from '../../workflows/claims/contract';
import { createDeskWorld, type DeskWorld } from '../api/desk-world';
import { until } from '../support/until';
import { shipped } from './support';

type Kind = ReviewTask['kind'];
const KINDS = ReviewTask.shape.kind.options;
/** Its fields, so that nothing but authority can be what is wrong. */
const filled = (action: DecisionAction) => ({
  action,
  reasonCode: 'as-assessed',
  ...(['approve-with-changes', 'approve-in-part', 'pay-undisputed', 'set-reserve'].includes(action)
    ? { amountMinor: 50_000 }
    : {}),
  ...(action === 'ask-for-information' ? { items: ['police-report'] } : {}),
});
/** Straight from the file. */
const allows = (kind: Kind, role: Role, action: DecisionAction) =>
  shipped.rules.tasks[kind]?.[role]?.includes(action) === true;

let desk: DeskWorld;
beforeAll(async () => {
  desk = await createDeskWorld({ worker: true });
}, 60_000);
afterAll(() => desk?.close());

const as = (user: string) => desk.client.as(desk.tokens[user] ?? '');

async function openTask(claimNumber: string): Promise<ReviewTask> {
  await until('a task', async () => (await desk.client.reviews.list({ claimNumber })).length > 0);
  return (await desk.client.reviews.list({ claimNumber }))[0] as ReviewTask;
}

async function refusals(claimNumber: string): Promise<{ actor: string; code: string }[]> {
  const { rows } = await desk.world.database.$client.query(
    `SELECT body->'entry'->'actor'->>'id' AS actor, body->'entry'->'reasons'->0->>'code' AS code FROM ledger_records
     WHERE claim_number = $1 AND body->'entry'->>'action' = 'decision-refused' ORDER BY seq`,
    [claimNumber],
  );
  return rows;
}

describe('the rules over a real directory', () => {
  const judged = async (kind: Kind, role: Role, action: DecisionAction, claimNumber: string, tenant = 'default') => {
    const authority = createAuthorityActivities({ database: desk.world.database, rules: shipped });
    const ticket = newTicket();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    await desk.world.database
      .insert(decisionTickets)
      .values({ ticket, tenant, userId: `${role}-1`, claimNumber, expiresAt });
    const { amountMinor = 94_920, ...rest } = filled(action) as { amountMinor?: number };
    return authority.judgeDecision({
      claim: { tenant: 'default', claimNumber, episode: 1 },
      decision: {
        ...filled(action),
        ...rest,
        decisionId: randomUUID(),
        taskId: 'task',
        noteRef: null,
        evidenceHash: 'e'.repeat(64),
        ticket,
      },
      taskKind: kind,
      line: 'contents',
      currency: 'EUR',
      amountMinor: action.startsWith('approve') || action === 'pay-undisputed' ? amountMinor : 0,
      proposedMinor: 94_920,
      claimedMinor: 149_900,
      firstDecider: kind === 'second-approval' ? 'somebody-else' : null,
    });
  };
  const cells = KINDS.flatMap((kind) => Role.options.map((role) => [kind, role] as const));
  const claimOf = async (claimNumber: string, claimant: object) =>
    desk.world.database.$client.query(
      `INSERT INTO claims (tenant, claim_number, idempotency_key, request_hash, notice, files, policy_number, loss_date, cause)
       VALUES ('default', $1, $1, 'x', $2, '[]', 'NONE', '2026-01-01', 'burglary')`,
      [
        claimNumber,
        {
          policyNumber: 'NONE',
          lossDate: '2026-01-01',
          causeOfLoss: 'burglary',
          description: 'A bicycle is gone.',
          lossLocation: 'IE',
          claimant: { name: 'Aoife Byrne', role: 'policyholder', ...claimant },
        },
      ],
    );

  beforeAll(async () => {
    await claimOf('CLM-2020-000001', {});
    for (const role of Role.options) await claimOf(`OWN-${role}`, { userId: `${role}-1` });
  });

  test.each(cells)('a %s task, %s: each action as the file says, and none on one’s own claim', async (kind, role) => {
    for (const action of DecisionAction.options) {
      const { allowed, code } = await judged(kind, role, action, 'CLM-2020-000001');
      expect([action, allowed]).toEqual([action, allows(kind, role, action)]);
      if (!allowed) expect(['no-authority', 'action-not-allowed']).toContain(code);
      const own = await judged(kind, role, action, `OWN-${role}`);
      expect([action, own.allowed, own.code]).toEqual([action, false, 'own-claim']);
      const foreign = await judged(kind, role, action, 'CLM-2020-000001', 'other');
      expect([action, foreign.code]).toEqual([action, 'unknown-ticket']);
    }
  });
});

describe('on real processes', () => {
  /** A task of each kind that a claim can be brought to by decisions alone. */
  const BRINGERS: Partial<Record<Kind, () => Promise<ReviewTask>>> = {
    decision: async () => openTask((await desk.taskInReview('2026-03-01')).claimNumber),
    'second-approval': async () => {
      const { claimNumber, taskId } = await desk.taskInReview('2026-03-02');
      await as('adjuster-2').reviews.decide(taskId, filled('deny'));
      return openTask(claimNumber);
    },
    investigation: async () => {
      const { claimNumber, taskId } = await desk.taskInReview('2026-03-03');
      await as('adjuster-1').reviews.decide(taskId, filled('refer-to-investigation'));
      return openTask(claimNumber);
    },
    duplicate: async () => {
      await desk.taskInReview('2026-03-04');
      return openTask((await desk.taskInReview('2026-03-04')).claimNumber);
    },
  };

  test.each(Object.entries(BRINGERS))(
    'a %s task: whoever may not is refused at every door, and it stays open',
    async (name, bring) => {
      const kind = name as Kind;
      const task = await bring();
      expect(task.kind).toBe(kind);
      const { taskId } = task;
      const { claimNumber } = task.claim;
      let sent = 0;
      for (const role of Role.options) {
        const user = `${role}-1`;
        const refused = DecisionAction.options.filter((action) => !allows(kind, role, action));
        const answers: DecisionAnswer[] = [];
        for (const action of refused) answers.push(await as(user).reviews.decide(taskId, filled(action)));
        for (const [place, answer] of answers.entries())
          expect([role, refused[place], answer]).toEqual([role, refused[place], { ...answer, accepted: false }]);
        const [action = 'approve' as const] = refused;
        const { decisionId: _, ...rest } = { decisionId: '', ...filled(action) };
        const byApi = await desk.api.inject({
          method: 'POST',
          url: `/v1/tasks/${encodeURIComponent(taskId)}/decisions`,
          headers: { authorization: `Bearer ${desk.tokens[user]}`, 'if-match': `"${task.evidenceHash}"` },
          payload: rest,
        });
        expect(byApi.statusCode).toBeGreaterThanOrEqual(400);
        const decisionId = await as(user).reviews.signalDecision(taskId, filled(action));
        await until(
          'the answer to the signal',
          async () => (await desk.client.reviews.answerTo(task, decisionId)) !== null,
        );
        expect(await desk.client.reviews.answerTo(task, decisionId)).toMatchObject({ accepted: false });
        // Who may not read tasks does not come past the API; all others are judged, and on record.
        sent += refused.length + 1 + (byApi.json().code === 'access-refused' ? 0 : 1);
      }
      expect(await desk.client.reviews.show(taskId)).toMatchObject({ status: 'open' });
      const recorded = await refusals(claimNumber);
      expect(recorded).toHaveLength(sent);
      expect(new Set(recorded.map(({ actor }) => actor))).toEqual(new Set(Role.options.map((role) => `${role}-1`)));
    },
  );

  test('nobody is both pairs of eyes, administrators neither, at any door', async () => {
    const { claimNumber, taskId } = await desk.taskInReview('2026-03-05');
    await as('supervisor-1').reviews.decide(taskId, filled('deny'));
    const task = await openTask(claimNumber);
    expect(task.kind).toBe('second-approval');
    for (const action of ['deny', 'reject-first-decision'] as const) {
      expect(await as('supervisor-1').reviews.decide(task.taskId, filled(action))).toMatchObject({
        accepted: false,
        code: 'same-person-twice',
      });
      expect(await as('administrator-1').reviews.decide(task.taskId, filled(action))).toMatchObject({
        accepted: false,
        code: 'no-authority',
      });
    }
    const id = await as('supervisor-1').reviews.signalDecision(task.taskId, filled('deny'));
    await until('the answer', async () => (await desk.client.reviews.answerTo(task, id)) !== null);
    expect(await desk.client.reviews.answerTo(task, id)).toMatchObject({ code: 'same-person-twice' });
    expect(await as('adjuster-1').reviews.decide(task.taskId, filled('deny'))).toMatchObject({ accepted: true });
  });

  test('of another tenant: no task is found, and a ticket of theirs is none here', async () => {
    const { claimNumber, taskId, evidenceHash } = await desk.taskInReview('2026-03-06');
    const { temporal, database, blobs } = (desk.client as unknown as { parts: never }).parts as {
      temporal: never;
      database: never;
      blobs: never;
    };
    const token = desk.foreignTokens['supervisor-1'] ?? '';
    const foreign = new AdjutantClient({ temporal, database, blobs, tenant: 'other', token });
    await expect(foreign.reviews.decide(taskId, filled('approve'))).rejects.toThrow('There is no task');
    const ticket = newTicket();
    await desk.world.database.insert(decisionTickets).values({
      ticket,
      tenant: 'other',
      userId: 'supervisor-1',
      claimNumber,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    });
    const handle = (
      temporal as {
        workflow: { getHandle(id: string): { executeUpdate(name: string, options: object): Promise<unknown> } };
      }
    ).workflow.getHandle(claimWorkflowId({ tenant: 'default', claimNumber, episode: 1 }));
    const decision = { ...filled('approve'), decisionId: randomUUID(), taskId, noteRef: null, evidenceHash, ticket };
    expect(await handle.executeUpdate('decide', { args: [decision] })).toMatchObject({
      accepted: false,
      code: 'unknown-ticket',
    });
  });
});
