/** Letters and wordings through the API: what went out, and before that what would go out. */
import { eq } from 'drizzle-orm';
import { WordingLibrary } from '../../activities/knowledge/wording-library';
import type { ApiServer } from '../../client/api/context';
import { scenarioNamed } from '../../examples/generator';
import { evidence, letters } from '../../platform/database/schema';
import { projectFile } from '../../platform/paths';
import { takeInProductWordings } from '../../workers/knowledge';
import { type Insurer, ProcessWorld } from '../examples/process';
import { until } from '../support/until';

let world: ProcessWorld;
let insurer: Insurer;
let api: ApiServer;
beforeAll(async () => {
  world = await ProcessWorld.start();
  insurer = await world.insurer();
  api = await world.api(insurer);
}, 90_000);
afterAll(async () => {
  await api?.close();
  await world?.close();
});

const as = (user: string) => ({ authorization: `Bearer ${insurer.tokens[user]}` });
const get = (url: string, user = 'adjuster-1') => api.inject({ method: 'GET', url, headers: as(user) });
const preview = (taskId: string, payload: object, user = 'adjuster-1') =>
  api.inject({
    method: 'POST',
    url: `/v1/tasks/${encodeURIComponent(taskId)}/letter-preview`,
    headers: as(user),
    payload,
  });

/** An example claim that waits for an adjuster. */
async function inReview(example: string): Promise<{ claimNumber: string; taskId: string }> {
  const folder = await world.changed(scenarioNamed(example));
  const { claim } = await world.takeToReview(insurer, folder);
  let taskId = '';
  await until('a task', async () => {
    const [task] = await insurer.client.reviews.list({ claimNumber: claim.claimNumber });
    taskId = task?.taskId ?? '';
    return task !== undefined;
  });
  return { claimNumber: claim.claimNumber, taskId };
}

async function decide(
  user: string,
  claimNumber: string,
  decision: { action: never; reasonCode: string; tell?: { text: string }[] },
) {
  const [task] = await insurer.client.reviews.list({ claimNumber });
  const answer = await insurer.client.as(insurer.tokens[user] ?? '').reviews.decide(task?.taskId ?? '', decision);
  expect(answer).toMatchObject({ accepted: true });
}
const closed = (claimNumber: string) =>
  until('the end', async () => (await insurer.client.claims.show(claimNumber)).status === 'closed');

describe('the letter that a decision would lead to', () => {
  let approved: { claimNumber: string; taskId: string };
  let denied: { claimNumber: string; taskId: string };
  beforeAll(async () => {
    [approved, denied] = await Promise.all([inReview('02'), inReview('04')]);
  }, 90_000);

  test('is what goes out when it is decided so, word for word', async () => {
    const { claimNumber, taskId } = approved;
    const decision = { action: 'approve' as never, reasonCode: 'as-proposed' };
    const shown = (await preview(taskId, decision)).json();
    expect(shown).toMatchObject({ kind: 'approval', problems: [] });
    expect(shown.text).toContain('4,247.13');
    expect(
      (await get(`/v1/claims/${claimNumber}/letters`)).json().letters.map(({ kind }: { kind: string }) => kind),
    ).not.toContain('approval');
    await decide('adjuster-1', claimNumber, decision);
    await closed(claimNumber);
    const { letters: sent } = (await get(`/v1/claims/${claimNumber}/letters`, 'auditor-1')).json();
    expect(sent.at(-1)).toMatchObject({ key: '1/decision', kind: 'approval', status: 'delivered' });
    const url = `/v1/claims/${claimNumber}/letters/${encodeURIComponent('1/decision')}`;
    expect((await get(`${url}/text`)).json()).toEqual({ text: shown.text });
    const pdf = await get(url);
    expect(pdf.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename=${claimNumber}-1-decision.pdf`,
      'x-content-type-options': 'nosniff',
    });
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('with words for the claimant, and of two people who decide', async () => {
    const { claimNumber, taskId } = denied;
    const tell = [{ text: 'The water came from the river, and floods are not insured.', clause: '4.1' }];
    const decision = { action: 'deny' as never, reasonCode: 'not-insured', tell };
    const shown = (await preview(taskId, decision)).json();
    expect(shown).toMatchObject({ kind: 'denial', problems: [] });
    expect(shown.text).toContain('came from the river');
    // What the second person agrees to is all that goes out, the time limit of the jurisdiction included.
    expect(shown.text).toContain('Statute of Limitations 1957, section 11(1)(a)');
    await decide('adjuster-1', claimNumber, decision);
    const [second] = await insurer.client.reviews.list({ claimNumber });
    const agreed = { action: 'deny' as never, reasonCode: 'not-insured' };
    expect((await preview(second?.taskId ?? '', agreed, 'supervisor-1')).json()).toEqual(shown);
    await decide('supervisor-1', claimNumber, agreed);
    await closed(claimNumber);
    expect((await get(`/v1/claims/${claimNumber}/letters/1%2Fdecision/text`)).json()).toEqual({ text: shown.text });
  });

  test('says why it would not be sent', async () => {
    const accusing = await preview(denied.taskId, {
      action: 'deny',
      reasonCode: 'not-insured',
      tell: [{ text: 'We suspect fraud.' }],
    });
    expect(accusing.json()).toMatchObject({
      problems: [{ code: 'letter-accuses', text: expect.stringContaining('another ground') }],
    });
    const silent = await preview(approved.taskId, { action: 'deny', reasonCode: 'because' });
    expect(silent.json()).toMatchObject({ kind: 'denial', problems: [{ code: 'letter-incomplete' }] });
  });

  test.each([
    [
      { action: 'ask-for-information', reasonCode: 'more', items: ['police-report'] },
      'information-request',
      'police report',
    ],
    [{ action: 'approve-in-part', reasonCode: 'amount-not-shown', amountMinor: 100_00 }, 'part-approval', '100.00'],
    [{ action: 'withdraw', reasonCode: 'withdrawn' }, 'withdrawal', ''],
    [
      {
        action: 'reserve-rights',
        reasonCode: 'cover-in-doubt',
        tell: [{ text: 'It is not clear where the water came from.', clause: '4.1' }],
      },
      'reservation-of-rights',
      'It is not clear where the water came from (clause 4.1).',
    ],
    [{ action: 'refer-to-investigation', reasonCode: 'look-closer' }, null, ''],
  ])('%j', async (decision, kind, says) => {
    const answer = (await preview(approved.taskId, decision)).json();
    expect(answer.kind).toBe(kind);
    expect(answer.text).toContain(says);
  });

  test('is for those who may read tasks, and keeps nothing', async () => {
    const decision = { action: 'deny', reasonCode: 'because', tell: [{ text: 'Words that nobody sent.' }] };
    const before = await world.database.select().from(evidence).where(eq(evidence.claimNumber, denied.claimNumber));
    expect((await preview(denied.taskId, decision, 'service-1')).json()).toMatchObject({ status: 403 });
    expect((await preview('CLM-1-task', decision)).json()).toMatchObject({ status: 404 });
    expect((await preview(denied.taskId, { action: 'pay-me' })).json()).toMatchObject({ status: 400 });
    await preview(denied.taskId, decision);
    const after = await world.database.select().from(evidence).where(eq(evidence.claimNumber, denied.claimNumber));
    expect(after.length).toBe(before.length);
  });
});

describe('letters', () => {
  test('one that was altered is not shown, and one that is not there is not found', async () => {
    const [row] = await world.database.select().from(letters).limit(1);
    const url = `/v1/claims/${row?.claimNumber}/letters`;
    expect((await get(`${url}/2%2Fdecision`)).json()).toMatchObject({ status: 404, code: 'not-found' });
    for (const key of ['..%2F..%2Fetc%2Fpasswd', 'A', '%0d%0aset-cookie:a=b'])
      expect((await get(`${url}/${key}`)).statusCode).toBe(400);
    expect((await get(url, 'administrator-1')).statusCode).toBe(403);
    expect((await get('/v1/claims/CLM-1999-000001/letters')).statusCode).toBe(404);
    await world.database
      .update(letters)
      .set({ sha256: '0'.repeat(64) })
      .where(eq(letters.contentRef, row?.contentRef ?? ''));
    const altered = await get(`${url}/${encodeURIComponent(row?.key ?? '')}`);
    expect(altered.json()).toMatchObject({ status: 409, code: 'evidence-not-usable' });
  });

  test('they belong to their tenant', async () => {
    const [row] = await world.database.select().from(letters).limit(1);
    const other = await world.insurer();
    const theirs = await world.api(other);
    const headers = { authorization: `Bearer ${other.tokens['supervisor-1']}` };
    for (const path of ['', `/${encodeURIComponent(row?.key ?? '')}`]) {
      const answer = await theirs.inject({
        method: 'GET',
        url: `/v1/claims/${row?.claimNumber}/letters${path}`,
        headers,
      });
      expect(answer.statusCode).toBe(404);
    }
    await theirs.close();
  });
});

describe('wordings', () => {
  beforeAll(async () => {
    const library = new WordingLibrary(world.database, async () => null);
    await takeInProductWordings(library, insurer.tenant, projectFile('config', 'products'), {
      info: () => {},
      warn: () => {},
    });
  });

  test('editions are listed, and one is shown with its clauses in their order', async () => {
    const { wordings } = (await get('/v1/wordings')).json();
    expect(wordings).toContainEqual(expect.objectContaining({ product: 'home-contents', edition: '2026-01' }));
    const shown = (await get('/v1/wordings/home-contents/2026-01')).json();
    expect(shown.clauses).toHaveLength(shown.wording.clauses);
    expect(shown.clauses.find(({ number }: { number: string }) => number === '4.1')).toMatchObject({
      text: expect.stringContaining('Water that enters the home'),
    });
  });

  test('what is not there is not found, and names are names', async () => {
    expect((await get('/v1/wordings/home-contents/1999-01')).json()).toMatchObject({ status: 404, code: 'not-found' });
    expect((await get('/v1/wordings/..%2F..%2Fetc/passwd')).statusCode).toBe(400);
    expect((await get('/v1/wordings', 'administrator-1')).statusCode).toBe(403);
  });
});
