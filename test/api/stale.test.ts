/** A decision on evidence that has changed is told what has changed. */
import { ClaimFacts } from '../../activities/documents/contract';
import { Proposal } from '../../activities/triage/contract';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { ledgerRecords } from '../../platform/database/schema';
import { createDeskWorld, type DeskWorld } from './desk-world';

let desk: DeskWorld;
beforeAll(async () => {
  desk = await createDeskWorld({ worker: true });
}, 60_000);
afterAll(() => desk?.close());

const SEEN = 'a'.repeat(64);
const reason = (code: string) => ({ code, clause: null, text: `${code} it is.` });

function decide(taskId: string, seen: string) {
  return desk.api.inject({
    method: 'POST',
    url: `/v1/tasks/${encodeURIComponent(taskId)}/decisions`,
    headers: { authorization: `Bearer ${desk.tokens['adjuster-1']}`, 'if-match': `"${seen}"` },
    payload: { action: 'approve', reasonCode: 'as-proposed' },
  });
}

/** As if the claim had been proposed before without its document, for less, and for another reason. */
async function proposedBefore(claimNumber: string): Promise<void> {
  const { database } = desk.world;
  const owner = { tenant: 'default', claimNumber };
  const claim = await desk.client.claims.show(claimNumber);
  const { facts, proposal } = claim.evidence;
  if (facts === null || proposal === null) throw new Error('not assessed');
  const now = await getEvidence(database, owner, proposal, Proposal);
  const factsBefore = await putEvidence(database, owner, 'claim-facts', {
    ...(await getEvidence(database, owner, facts, ClaimFacts)),
    documents: [],
  });
  const output = await putEvidence(database, owner, 'proposal', { ...now, amountMinor: 5_000, basis: [factsBefore] });
  const entry = {
    step: 'proposal-made/before',
    occurredAt: '2026-01-01T00:00:00.000Z',
    kind: 'recommend',
    action: 'proposal-made',
    automated: true,
    actor: { type: 'system', id: 'adjutant', role: null },
    inputs: [],
    output,
    rulesHash: null,
    reasons: [reason('low-confidence')],
    facts: { evidenceHash: SEEN },
    oversight: null,
  };
  // Before the chain begins, where it is in nobody's way.
  await database.insert(ledgerRecords).values({
    ...owner,
    seq: -1,
    workflowId: claim.workflowId,
    step: entry.step,
    episode: 1,
    prevHash: '',
    hash: '',
    body: { entry },
  });
}

test('documents, proposal and reasons then and now', async () => {
  const task = await desk.taskInReview('2026-02-01');
  await proposedBefore(task.claimNumber);
  const answer = await decide(task.taskId, SEEN);
  expect(answer.json()).toMatchObject({ status: 412, code: 'stale-evidence', evidenceHash: task.evidenceHash });
  const facts = (await desk.call('GET', `/v1/tasks/${encodeURIComponent(task.taskId)}`, 'adjuster-1')).json().facts
    .value;
  expect(answer.json().changes).toEqual({
    taskId: task.taskId,
    stillReading: false,
    seenIsKnown: true,
    documentsAdded: facts.documents.map(({ fileId }: { fileId: string }) => ({ fileId, name: expect.any(String) })),
    proposal: {
      seen: { action: 'pay-in-part', amountMinor: 5_000, currency: 'EUR' },
      now: { action: 'pay-in-part', amountMinor: 94_920, currency: 'EUR' },
    },
    reasonsAdded: [{ code: 'needs-a-person', clause: null, text: 'Not every line is payable.' }],
    reasonsRemoved: [reason('low-confidence')],
  });
});

test('of evidence that was never shown nothing is said', async () => {
  const task = await desk.taskInReview('2026-02-02');
  const answer = await decide(task.taskId, 'f'.repeat(64));
  expect(answer.json()).toMatchObject({
    status: 412,
    changes: { taskId: task.taskId, seenIsKnown: false, documentsAdded: [], proposal: null, reasonsAdded: [] },
  });
});
