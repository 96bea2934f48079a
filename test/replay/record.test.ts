/**
 * Records a history at every waiting state, as plain JSON, decrypted, for the replay tests. Runs only when asked:
 * `npm run histories` (after a deliberate change of the process, with a new folder for the new version).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import {
  allow,
  type Script,
  type ScriptedClaim,
  type ScriptedWorld,
  scriptedWorld,
  until,
} from '../claims/scripted-claim';
import { decoded } from '../support/payloads';

const FOLDER = join(__dirname, '..', 'histories', process.env.HISTORIES_VERSION ?? 'v1');
const recording = process.env.RECORD_HISTORIES === '1';

let world: ScriptedWorld;
beforeAll(async () => {
  if (recording) world = await scriptedWorld();
});
afterAll(async () => {
  if (recording) await world.close();
});

const decide = async (claim: ScriptedClaim, action: Parameters<ScriptedClaim['decision']>[0]) =>
  claim.handle.executeUpdate('decide', { args: [await claim.decision(action)] });
const taskOf = (claim: ScriptedClaim) => until('a task', async () => (await claim.task()) !== null);
const DAY_MS = 24 * 60 * 60 * 1000;
const missing = [{ code: 'police-report', text: 'the police report' }];

const STATES: Record<string, { changes?: Partial<Script>; bring: (claim: ScriptedClaim) => Promise<unknown> }> = {
  'in-review': { bring: taskOf },
  'awaiting-information': {
    changes: { route: 'information', missing },
    bring: (claim) =>
      until('the letter', () => claim.outside.letters.some((letter) => letter.kind === 'information-request')),
  },
  'under-investigation': { changes: { route: 'investigation' }, bring: taskOf },
  'suspected-duplicate': { changes: { suspectedDuplicates: ['CLM-2026-000001'] }, bring: taskOf },
  'awaiting-second-approval': {
    changes: { judge: () => allow('adjuster-1', 'adjuster', true) },
    bring: async (claim) => {
      await taskOf(claim);
      await decide(claim, { action: 'deny' });
    },
  },
  'payment-failed': {
    changes: {
      route: 'straight-through',
      pay: ({ key }) => ({ key, status: 'rejected', bankReference: null, rejection: 'account closed' }),
    },
    bring: taskOf,
  },
  'status-letter-sent': {
    changes: {
      dates: () => ({ escalateAt: null, statusLetterAt: new Date(Date.now() + 3 * DAY_MS + 300).toISOString() }),
    },
    bring: (claim) =>
      until('two letters', () => claim.outside.letters.filter((letter) => letter.kind === 'status').length > 1),
  },
  'reopened-appeal': {
    changes: {
      action: 'deny',
      reopened: {
        kind: 'appeal',
        outcome: 'denied',
        decided: true,
        paidMinor: 0,
        deciders: ['adjuster-1', 'supervisor-1'],
        investigationCleared: false,
        investigationReported: false,
        documents: [],
        version: 9,
      },
    },
    bring: taskOf,
  },
  'closed-after-many-decisions-at-once': {
    changes: {
      judge: ({ decision }) =>
        decision.action === 'approve'
          ? allow('adjuster-1', 'adjuster')
          : { ...allow('handler-1', 'handler'), allowed: false, code: 'no-authority', reason: 'as scripted' },
    },
    bring: async (claim) => {
      await taskOf(claim);
      await Promise.all([1, 2, 3, 4].map(() => decide(claim, { action: 'deny' })));
      await decide(claim, { action: 'approve' });
      await claim.handle.result();
    },
  },
  'undisputed-part-paid': {
    bring: async (claim) => {
      await taskOf(claim);
      await decide(claim, { action: 'set-reserve', amountMinor: 120_000 });
      await decide(claim, { action: 'pay-undisputed', amountMinor: 30_000 });
      await until('the next task', async () => (await claim.task())?.endsWith('/2') === true);
    },
  },
  'interest-rejected': {
    changes: {
      route: 'straight-through',
      noticeReceivedAt: '2026-01-05T09:00:00.000Z',
      interest: async () => ({
        interestMinor: 900,
        days: 20,
        yearlyBasisPoints: 1800,
        clock: 'pay',
        dueAt: '2026-04-01T00:00:00.000Z',
        working: 'as scripted',
        verified: true,
        source: { citation: 'scripted', url: null, quote: null },
      }),
      pay: ({ key, purpose }) => ({
        key,
        status: purpose === 'interest' ? 'rejected' : 'accepted',
        bankReference: null,
        rejection: purpose === 'interest' ? 'account closed' : null,
      }),
    },
    bring: taskOf,
  },
  'closed-straight-through': { changes: { route: 'straight-through' }, bring: (claim) => claim.handle.result() },
  'closed-after-new-documents': {
    bring: async (claim) => {
      await taskOf(claim);
      await claim.handle.executeUpdate('moreDocuments', {
        args: [{ messageId: 'message-0009', files: [{ fileId: 'd'.repeat(64), name: 'document-2.pdf', bytes: 3 }] }],
      });
      await until('the new task', async () => (await claim.task())?.endsWith('/2') === true);
      await decide(claim, { action: 'approve' });
      await claim.handle.result();
    },
  },
};

(recording ? test : test.skip).each(Object.entries(STATES))(
  'records a history at %s',
  async (name, { changes, bring }) => {
    const claim = await world.start(changes);
    await bring(claim);
    const history: unknown = JSON.parse(
      historyToJSON(await decoded(await claim.handle.fetchHistory(), world.dataConverter)) as string,
    );
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(withoutIdentities(history), null, 1)}\n`);
  },
);

/** Which host and process did the work is nobody's business, and does not matter for replay. */
function withoutIdentities(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIdentities);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === 'identity' || key === 'workerInstanceKey' ? 'worker' : withoutIdentities(entry),
    ]),
  );
}
