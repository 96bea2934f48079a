/** What a claimant sees of their own claims, that it is no more than that, and that nobody else's can be had by any address. */
import type { ClaimProjection, ClaimStatus } from '../../activities/claimfile/contract';
import { ComposedLetter } from '../../activities/letters/contract';
import { Accounts } from '../../client/sdk/accounts';
import { putEvidence } from '../../platform/database/evidence';
import { ledgerRecords, letters } from '../../platform/database/schema';
import { sha, storeClaim } from '../cli/stored-claim';
import { type AccountsWorld, accountsWorld } from './accounts-world';

let world: AccountsWorld;
const MINE = 'CLM-2026-000001';
const OTHERS = 'CLM-2026-000002';
const NOBODYS = 'CLM-2026-000003';

beforeAll(async () => {
  world = await accountsWorld();
  await new Accounts(world.database, 'default').add({ userId: 'other', name: 'Other', role: 'claimant' }, 'os:test');
  await claimOf(MINE, 'claimant-1');
  await claimOf(OTHERS, 'other');
  await storeClaim(world.database, NOBODYS);
  for (const claimNumber of [MINE, OTHERS]) await letterOf(claimNumber, `Dear reader of ${claimNumber}`);
}, 60_000);
afterAll(() => world?.close());

const me = () => world.bearer('claimant-1');
const my = (path = '', headers = me()) => world.get(`/v1/my/claims${path}`, headers);
const write = (claimNumber: string, payload: object, headers: Record<string, string> = {}, kind = 'messages') =>
  world.api.inject({
    method: 'POST',
    url: `/v1/my/claims/${claimNumber}/${kind}`,
    headers: { ...me(), ...headers },
    payload,
  });
const team = (user: string, claimNumber: string, payload?: object) =>
  world.api.inject({
    method: payload === undefined ? 'GET' : 'POST',
    url: `/v1/claims/${claimNumber}/messages`,
    headers: world.bearer(user),
    ...(payload === undefined ? {} : { payload }),
  });

async function claimOf(claimNumber: string, userId: string, changes: Partial<ClaimProjection> = {}) {
  await storeClaim(world.database, claimNumber, changes);
  await world.database.$client.query(
    `UPDATE claims SET notice = jsonb_set(notice, '{claimant,userId}', to_jsonb($1::text)) WHERE claim_number = $2`,
    [userId, claimNumber],
  );
}

async function letterOf(claimNumber: string, text: string, status = 'delivered') {
  const key = status === 'delivered' ? '1/decision' : '1/draft';
  const body = ComposedLetter.parse({
    kind: 'denial',
    recipient: { name: 'Niamh Byrne', email: null },
    date: '2026-06-01',
    sha256: sha(text),
    pdf: Buffer.from(`%PDF-1.7 ${text}`).toString('base64'),
    text,
    templates: sha('templates'),
  });
  const { ref } = await putEvidence(world.database, { tenant: 'default', claimNumber }, 'letter', body);
  const row = { tenant: 'default', claimNumber, key, kind: 'denial', requestHash: sha(key), contentRef: ref };
  await world.database.insert(letters).values({ ...row, sha256: body.sha256, status });
}

/** A claim of the claimant's at some point of its way. */
let count = 10;
async function mineThat(changes: Partial<ClaimProjection>): Promise<string> {
  const claimNumber = `CLM-2026-0000${++count}`;
  await claimOf(claimNumber, 'claimant-1', changes);
  return claimNumber;
}

describe('a claimant', () => {
  test('sees their own claims and no others', async () => {
    const { claims } = (await my()).json();
    expect(claims.map(({ claimNumber }: { claimNumber: string }) => claimNumber)).toEqual([MINE]);
    expect(claims[0]).toMatchObject({
      stage: 'with-a-person',
      inWords: 'A person of the claims team is looking at your claim.',
      outcome: null,
    });
  });

  test('is not told of indicators, reserves, proposals, evidence or who decides', async () => {
    const { body } = await my(`/${MINE}`);
    for (const hidden of [
      'fraud',
      'early-loss',
      'indicator',
      'reserve',
      'proposal',
      'adjuster',
      'evidence',
      'Byrne',
      '94920',
    ])
      expect(body).not.toContain(hidden);
  });

  test.each<[ClaimStatus, string]>([
    ['notified', 'received'],
    ['reading-documents', 'being-checked'],
    ['assessing', 'being-checked'],
    ['under-investigation', 'with-a-person'],
    ['in-review', 'with-a-person'],
    ['awaiting-second-approval', 'with-a-person'],
    ['settling', 'being-settled'],
  ])('a claim that is %s is %s, and nothing tells more', async (status, stage) => {
    const claimNumber = await mineThat({
      status,
      outcome: status === 'settling' ? 'denied' : null,
      reasons: [{ code: 'referred', clause: null, text: 'Referred for an indicator.' }],
      waitingFor: 'special investigations',
      decidedBy: ['supervisor-1'],
    });
    const shown = await my(`/${claimNumber}`);
    expect(shown.json()).toMatchObject({ stage, outcome: null, asked: null, paid: null, working: null });
    for (const hidden of ['investigat', 'indicator', 'supervisor', '2099']) expect(shown.body).not.toContain(hidden);
  });

  test('is told what is asked of them, and by when', async () => {
    const claimNumber = await mineThat({ status: 'awaiting-information', dueAt: '2026-07-01T12:00:00.000Z' });
    const entry = {
      step: 's',
      occurredAt: '2026-06-01T12:00:00.000Z',
      kind: 'send',
      action: 'information-requested',
      automated: true,
      actor: { type: 'system', id: 'x', role: null },
      inputs: [],
      output: null,
      rulesHash: null,
      reasons: [{ code: 'police-report', clause: null, text: 'Report of the burglary to the police' }],
      facts: {},
      oversight: null,
    };
    await world.database.insert(ledgerRecords).values({
      tenant: 'default',
      seq: 1,
      workflowId: 'w',
      step: 's',
      claimNumber,
      episode: 1,
      prevHash: sha('a'),
      hash: sha('b'),
      body: { entry },
    });
    expect((await my(`/${claimNumber}`)).json()).toMatchObject({
      stage: 'waiting-for-you',
      asked: { items: ['Report of the burglary to the police'], answerBy: '2026-07-01T12:00:00.000Z' },
    });
  });

  test('sees what was paid and the working line by line, where it was decided as assessed', async () => {
    const as = await mineThat({ status: 'closed', outcome: 'paid-in-part', paidMinor: 94_920 });
    expect((await my(`/${as}`)).json()).toMatchObject({
      stage: 'closed',
      outcome: 'paid-in-part',
      paid: { amountMinor: 94_920, currency: 'EUR' },
      working: {
        deductibleMinor: 25_000,
        payableMinor: 94_920,
        lines: [{ description: 'Laptop', paid: true, why: 'Wear is deducted by age.', clause: '5.2' }],
      },
    });
    const otherwise = await mineThat({ status: 'closed', outcome: 'denied', paidMinor: 0 });
    expect((await my(`/${otherwise}`)).json()).toMatchObject({ outcome: 'denied', paid: null, working: null });
  });

  test('reads letters that have gone out, as text and as they were sent, and none that has not', async () => {
    expect((await my(`/${MINE}`)).json().letters).toMatchObject([{ key: '1/decision', kind: 'denial' }]);
    const key = encodeURIComponent('1/decision');
    expect((await my(`/${MINE}/letters/${key}`)).json()).toMatchObject({ text: `Dear reader of ${MINE}` });
    const pdf = await my(`/${MINE}/letters/${key}/pdf`);
    expect(pdf.rawPayload.toString()).toBe(`%PDF-1.7 Dear reader of ${MINE}`);
    expect(pdf.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename=${MINE}-denial-2026-06-01.pdf`,
      'x-content-type-options': 'nosniff',
    });
    await letterOf(MINE, 'Not sent yet', 'composed');
    expect((await my(`/${MINE}/letters/${encodeURIComponent('1/draft')}`)).statusCode).toBe(404);
    expect((await my(`/${MINE}/letters/${encodeURIComponent('../1')}`)).statusCode).toBe(400);
  });
});

describe('messages', () => {
  test('reach the claims team, whose answer comes back without a name', async () => {
    const key = { 'idempotency-key': 'message-0001' };
    const text = '<script>alert(1)</script> When will I hear from you?';
    const sent = await write(MINE, { text }, key);
    expect(sent.statusCode).toBe(201);
    expect((await write(MINE, { text }, key)).json()).toEqual(sent.json());
    expect((await write(MINE, { text: 'Another text' }, key)).json()).toMatchObject({
      status: 409,
      code: 'idempotency-conflict',
    });

    const waiting = await world.get('/v1/messages/unanswered', world.bearer('handler-1'));
    expect(waiting.json().claims).toMatchObject([{ claimNumber: MINE, messages: 1 }]);
    const seen = await team('handler-1', MINE);
    expect(seen.json().messages).toMatchObject([{ sender: 'claimant', userId: 'claimant-1', text }]);
    expect(seen.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });

    expect((await team('adjuster-1', MINE, { text: 'This week.' })).statusCode).toBe(201);
    const after = await my(`/${MINE}`);
    expect(after.json().messages).toMatchObject([{ sender: 'claimant' }, { sender: 'team', text: 'This week.' }]);
    expect(after.body).not.toContain('adjuster');
    expect((await world.get('/v1/messages/unanswered', world.bearer('handler-1'))).json().claims).toEqual([]);
  });

  test.each([[''], ['   '], ['x'.repeat(4001)], ['zero \0 byte']])('a text like %j is refused', async (text) => {
    expect((await write(MINE, { text })).json()).toMatchObject({ status: 400, code: 'invalid-input' });
  });

  test('nobody writes in the place of another', async () => {
    expect((await team('auditor-1', MINE, { text: 'x' })).statusCode).toBe(403);
    expect((await team('service-1', MINE)).statusCode).toBe(403);
    expect((await team('claimant-1', MINE)).statusCode).toBe(403);
    expect((await team('handler-1', 'CLM-2026-999999', { text: 'x' })).statusCode).toBe(404);
  });
});

const LETTER = { text: 'Let me in.' };
const AGAIN = { reopening: { kind: 'appeal', reason: 'Let me in.' } };
const payloadOf = (path: string) =>
  path.endsWith('/documents') ? FORM : path.endsWith('/reopenings') ? AGAIN : LETTER;
const FORM = '--x\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\nLet me in.\r\n--x--\r\n';

test('somebody else’s claim cannot be had by any address: none answers, none says more of it than of one that does not exist', async () => {
  const document = (await world.get('/openapi.json')).json();
  const addresses = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
  );
  expect(addresses.length).toBeGreaterThan(20);
  const ask = async (method: string, path: string, claimNumber: string) => {
    const url = path
      .replace('{claimNumber}', claimNumber)
      .replace('{taskId}', `${claimNumber}-1-task-1`)
      .replace('{fileId}', sha(claimNumber))
      .replace('{page}', '1')
      .replace('{key}', encodeURIComponent('1/decision'));
    const answer = await world.api.inject({
      method: method as 'GET',
      url,
      headers: {
        ...me(),
        'if-match': `"${sha(`evidence of ${claimNumber}`)}"`,
        'idempotency-key': 'let-me-in-0001',
        ...(path.endsWith('/documents') ? { 'content-type': 'multipart/form-data; boundary=x' } : {}),
      },
      ...(method === 'GET' || method === 'DELETE' ? {} : { payload: payloadOf(path) }),
    });
    return { status: answer.statusCode, body: answer.body.replaceAll(claimNumber, '…') };
  };
  for (const [method, path] of addresses) {
    // Who is signed in, and that the API is up, are nobody's claim.
    if (/^\/(health|ready|v1\/session)/.test(path)) continue;
    const [theirs, none] = [await ask(method, path, OTHERS), await ask(method, path, 'CLM-2026-999999')];
    const where = `${method} ${path}`;
    // 400: what was sent is no notice of loss.
    if (!path.includes('{')) expect([where, [200, 400, 403].includes(theirs.status)]).toEqual([where, true]);
    else expect([where, [403, 404].includes(theirs.status)]).toEqual([where, true]);
    expect([where, theirs]).toEqual([where, none]);
    for (const secret of ['Byrne', 'back door', 'Laptop', 'Dear reader', 'HC-1001'])
      if (path.includes('{')) expect([where, theirs.body.includes(secret)]).toEqual([where, false]);
  }
  expect(
    (await world.database.$client.query(`SELECT 1 FROM claim_messages WHERE claim_number = $1`, [OTHERS])).rows,
  ).toEqual([]);
});
