/** Oversight over the API: a claim's story, the records, whether they are whole, and the archive of a claim. */
import { verifyExport } from '../../activities/ledger/export-check';
import type { ShownRecord } from '../../client/sdk/ledger';
import type { TimelineEntry } from '../../client/sdk/timeline';
import { until } from '../support/until';
import { createDeskWorld, type DeskWorld } from './desk-world';

let desk: DeskWorld;
let claimNumber: string;

beforeAll(async () => {
  desk = await createDeskWorld({ worker: true });
  const task = await desk.taskInReview('2026-03-01');
  claimNumber = task.claimNumber;
  const address = `/v1/tasks/${encodeURIComponent(task.taskId)}`;
  await desk.call('PUT', `${address}/assignment`, 'supervisor-1', { assignee: 'adjuster-2' });
  await desk.call('PUT', `${address}/assignment`, 'supervisor-1', { assignee: 'adjuster-1' });
  const answer = await desk.api.inject({
    method: 'POST',
    url: `${address}/decisions`,
    headers: { authorization: `Bearer ${desk.tokens['adjuster-1']}`, 'if-match': `"${task.evidenceHash}"` },
    payload: { action: 'approve-with-changes', amountMinor: 90_000, reasonCode: 'amount-corrected' },
  });
  expect(answer.json()).toMatchObject({ accepted: true });
  await until('the end', async () => (await desk.client.claims.show(claimNumber)).status === 'closed');
}, 60_000);
afterAll(() => desk?.close());

test('the story of a claim is told in order, in sentences, with who and what', async () => {
  const answer = await desk.call('GET', `/v1/claims/${claimNumber}/timeline`, 'adjuster-1');
  const { entries } = answer.json<{ entries: TimelineEntry[] }>();
  const story = entries.map(({ text }) => text);
  for (const [earlier, later] of [
    ['The loss was reported, with one file.', 'receipt.txt was read: purchase receipt.'],
    ['receipt.txt was read: purchase receipt.', 'Cover was assessed: partly covered, payable 949.20 EUR.'],
    [
      'Cover was assessed: partly covered, payable 949.20 EUR.',
      'Saoirse Whitfield gave the task to Amara Castellanos.',
    ],
    [
      'Saoirse Whitfield gave the task to Amara Castellanos.',
      'Saoirse Whitfield gave the task to Adrian Lindqvist, away from Amara Castellanos.',
    ],
    [
      'Saoirse Whitfield gave the task to Adrian Lindqvist, away from Amara Castellanos.',
      'Adrian Lindqvist decided: approve with changes, 900.00 EUR, proposed were 949.20 EUR (amount corrected).',
    ],
    [
      'Adrian Lindqvist decided: approve with changes, 900.00 EUR, proposed were 949.20 EUR (amount corrected).',
      'The bank was told to pay 900.00 EUR.',
    ],
    ['The bank was told to pay 900.00 EUR.', 'The claim was closed: paid in part, paid 900.00 EUR.'],
  ] as const) {
    expect(story).toContain(earlier);
    expect(story).toContain(later);
    expect(story.indexOf(earlier)).toBeLessThan(story.indexOf(later));
  }
  const times = entries.slice(1).map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  const decided = entries.find(({ action }) => action === 'decision-accepted');
  expect(decided).toMatchObject({
    actor: { type: 'person', id: 'adjuster-1', name: 'Adrian Lindqvist', role: 'adjuster' },
    amounts: expect.arrayContaining([{ what: 'amount', minor: 90_000, currency: 'EUR' }]),
    links: [{ kind: 'task', id: `${claimNumber}/1/1` }],
  });
  // Nothing is told by its code alone.
  expect(story.filter((text) => /\[|undefined|null|NaN| {2}/.test(text))).toEqual([]);
});

test('records are found by claim, action, actor and time, page by page', async () => {
  const read = async (query: string) =>
    (await desk.call('GET', `/v1/ledger?${query}`, 'auditor-1')).json<{
      records: ShownRecord[];
      next: number | null;
    }>();
  const all = await read(`claimNumber=${claimNumber}`);
  expect(all.next).toBeNull();
  const [newest] = all.records;
  expect(newest?.record?.entry.action).toBe('claim-closed');
  const decided = await read('action=decision-accepted&kind=decide&actorType=human&actorId=adjuster-1');
  expect(decided.records.map(({ record }) => record?.subject.claimNumber)).toEqual([claimNumber]);
  const at = decided.records[0]?.record?.recordedAt as string;
  expect((await read(`action=decision-accepted&from=${at}`)).records).toHaveLength(1);
  expect((await read(`action=decision-accepted&until=${at}`)).records).toHaveLength(0);
  const seqs: number[] = [];
  let after = '';
  do {
    const page = await read(`claimNumber=${claimNumber}&limit=4${after}`);
    seqs.push(...page.records.map(({ seq }) => seq));
    after = page.next === null ? '' : `&after=${page.next}`;
  } while (after !== '');
  expect(seqs).toEqual(all.records.map(({ seq }) => seq));
  for (const query of ['from=yesterday', 'after=0', 'action=%27', 'actorId=%00', 'limit=1000'])
    expect((await desk.call('GET', `/v1/ledger?${query}`, 'auditor-1')).statusCode).toBe(400);
});

test('an archive can be checked by itself, and who took it is on the claim', async () => {
  const answer = await desk.call('GET', `/v1/claims/${claimNumber}/export`, 'auditor-1');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-disposition': `attachment; filename=${claimNumber}.zip`,
    'x-content-type-options': 'nosniff',
  });
  expect(await verifyExport(answer.rawPayload)).toMatchObject({ ok: true, claimNumber, problems: [] });
  const { entries } = (await desk.call('GET', `/v1/claims/${claimNumber}/timeline`, 'auditor-1')).json();
  expect(entries.at(-1)).toMatchObject({
    action: 'claim-exported',
    actor: { id: 'auditor-1', role: 'auditor' },
    text: 'Audrey Nakamura took out everything that is recorded of this claim.',
  });
  expect((await desk.call('GET', '/v1/claims/CLM-1999-000001/export', 'auditor-1')).statusCode).toBe(404);
});

test('the process judges an export itself, whatever the API let through', async () => {
  const adjuster = desk.client.as(desk.tokens['adjuster-1'] as string);
  expect(await adjuster.administration.exportClaimFor(claimNumber)).toMatchObject({
    accepted: false,
    code: 'no-authority',
  });
  const refused = await desk.call('GET', '/v1/ledger?action=claim-export-refused', 'auditor-1');
  expect(refused.json().records).toMatchObject([{ claimNumber, record: { entry: { actor: { id: 'adjuster-1' } } } }]);
});

test('a whole ledger is said to be whole, and one that was touched names the record', async () => {
  const verify = () => desk.call('POST', '/v1/ledger/verification', 'auditor-1');
  const [one, two] = await Promise.all([verify(), verify()]);
  expect(one.json()).toMatchObject({ tenant: 'default', ok: true, firstBroken: null });
  expect(two.json()).toMatchObject({ ok: true });
  const { $client } = desk.world.database;
  await $client.query('ALTER TABLE ledger_records DISABLE TRIGGER ledger_append_only');
  await $client.query(`UPDATE ledger_records SET body = jsonb_set(body, '{entry,facts}', '"nothing"') WHERE seq = 3`);
  expect((await verify()).json()).toMatchObject({ ok: false, firstBroken: { seq: 3, problem: 'altered' } });
  // What no longer has the form of a record is listed as such, and hides nothing else.
  const { records } = (await desk.call('GET', '/v1/ledger', 'auditor-1')).json<{ records: ShownRecord[] }>();
  expect(records.filter(({ record }) => record === null).map(({ seq }) => seq)).toEqual([3]);
  expect((await desk.call('GET', `/v1/claims/${claimNumber}/timeline`, 'auditor-1')).statusCode).toBe(200);
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
  test.each([
    ['GET', 'timeline', ['handler', 'adjuster', 'supervisor', 'investigator', 'auditor', 'service']],
    ['GET', 'ledger', ['supervisor', 'auditor', 'administrator']],
    ['POST', 'ledger/verification', ['supervisor', 'auditor', 'administrator']],
    ['GET', 'export', ['supervisor', 'auditor']],
  ] as const)('%s %s', async (method, what, roles) => {
    const url = what.startsWith('ledger') ? `/v1/${what}` : `/v1/claims/${claimNumber}/${what}`;
    for (const role of ROLES) {
      const answer = await desk.call(method, url, `${role}-1`);
      expect([role, answer.statusCode]).toEqual([role, (roles as readonly string[]).includes(role) ? 200 : 403]);
    }
    const headers = { authorization: `Bearer ${desk.foreignTokens['auditor-1']}` };
    expect((await desk.api.inject({ method, url, headers })).statusCode).toBe(401);
  });
});
