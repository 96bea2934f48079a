/** Opening a closed claim again over HTTP: claimants theirs, the team any; forms and JSON, keys, refusals. */
import { randomUUID } from 'node:crypto';
import type { ApiServer } from '../../client/api/context';
import { scenarioNamed } from '../../examples/generator';
import { type Insurer, ProcessWorld } from '../examples/process';
import { until } from '../support/until';

jest.setTimeout(120_000);

let world: ProcessWorld;
let api: ApiServer;
let insurer: Insurer;
let claimNumber: string;
beforeAll(async () => {
  world = await ProcessWorld.start();
  insurer = await world.insurer();
  api = await world.api(insurer);
  const folder = await world.changed(scenarioNamed('04'));
  folder.notice.claimant.userId = 'claimant-1';
  claimNumber = (await world.take(insurer, folder)).claim.claimNumber;
});
afterAll(async () => {
  await api?.close();
  await world?.close();
});

const bearer = (user: string) => ({ authorization: `Bearer ${insurer.tokens[user]}` });
const get = (user: string, url: string) => api.inject({ method: 'GET', url, headers: bearer(user) });
const post = (user: string, url: string, payload: object, key: string = randomUUID()) =>
  api.inject({ method: 'POST', url, headers: { ...bearer(user), 'idempotency-key': key }, payload });

function form(reopening: unknown, file: string) {
  const said = JSON.stringify(reopening);
  const body = [
    '--edge\r\ncontent-disposition: form-data; name="reopening"\r\ncontent-type: application/json\r\n\r\n',
    `${said}\r\n--edge\r\ncontent-disposition: form-data; name="files"; filename="plumber.txt"\r\n\r\n${file}\r\n--edge--\r\n`,
  ].join('');
  return { body, type: 'multipart/form-data; boundary=edge' };
}

test('what is not right is said, and nothing is opened', async () => {
  const mine = `/v1/my/claims/${claimNumber}/reopenings`;
  const reopening = { kind: 'appeal', reason: 'It was a burst pipe.' };
  const answers = [
    await post('claimant-1', mine, { reopening: { kind: 'appeal', reason: '' } }),
    await post('claimant-1', mine, { reopening: { ...reopening, kind: 'revenge' } }),
    await post('claimant-1', mine, { reopening: { ...reopening, amountMinor: 1 } }),
    await post('claimant-1', mine, { reopening }, 'short'),
    await api.inject({ method: 'POST', url: mine, headers: bearer('claimant-1'), payload: { reopening } }),
    await post('claimant-1', `/v1/my/claims/CLM-2026-999999/reopenings`, { reopening }),
    await post('handler-1', `/v1/claims/CLM-2026-999999/reopenings`, { reopening }),
    await post('auditor-1', `/v1/claims/${claimNumber}/reopenings`, { reopening }),
    // The claim was denied: there is nothing to supplement, and handlers correct nothing.
    await post('claimant-1', mine, { reopening: { ...reopening, kind: 'supplement' } }),
    await post('handler-1', `/v1/claims/${claimNumber}/reopenings`, {
      reopening: { ...reopening, kind: 'correction' },
    }),
  ];
  expect(answers.map((answer) => [answer.statusCode, answer.json().code])).toEqual([
    [400, 'invalid-input'],
    [400, 'invalid-input'],
    [400, 'invalid-input'],
    [400, 'invalid-input'],
    [400, 'invalid-input'],
    [404, 'not-found'],
    [404, 'not-found'],
    [403, 'access-refused'],
    [409, 'reopening-not-possible'],
    [403, 'no-authority'],
  ]);
  expect((await insurer.client.claims.show(claimNumber)).status).toBe('closed');
});

test('a claimant appeals with a document, once; the team sees the words, and the claimant where it stands', async () => {
  const before = (await get('claimant-1', `/v1/my/claims/${claimNumber}`)).json();
  expect(before).toMatchObject({ stage: 'closed', reopened: null, reopenFor: ['appeal'] });
  expect((await get('adjuster-1', `/v1/claims/${claimNumber}/episodes`)).json().reopenFor).toEqual([
    'appeal',
    'correction',
  ]);

  const url = `/v1/my/claims/${claimNumber}/reopenings`;
  const reason = 'The water came from a burst pipe.\n<script>alert(1)</script>';
  const { body, type } = form({ kind: 'appeal', reason }, 'Plumber: a pipe burst on 13 February 2026.');
  const send = () =>
    api.inject({
      method: 'POST',
      url,
      headers: { ...bearer('claimant-1'), 'idempotency-key': 'appeal-0001', 'content-type': type },
      payload: body,
    });
  const sent = await send();
  expect([sent.statusCode, sent.json()]).toEqual([201, expect.objectContaining({ claimNumber, episode: 2 })]);
  expect((await send()).json()).toEqual(sent.json());
  // Other words under the same key are not dropped: they are told that the claim is open.
  const other = await post('claimant-1', url, { reopening: { kind: 'appeal', reason: 'Other words.' } }, 'appeal-0001');
  expect(other.json()).toMatchObject({ status: 409, code: 'claim-open' });

  await until(
    'the appeal to be asked',
    async () => (await insurer.client.reviews.list({ claimNumber })).length > 0,
    60_000,
  );
  const episodes = (await get('adjuster-2', `/v1/claims/${claimNumber}/episodes`)).json();
  expect(episodes).toMatchObject({
    reopenFor: [],
    episodes: [
      { outcome: 'denied' },
      { outcome: null, reopened: { kind: 'appeal', by: 'claimant-1', role: 'claimant', reason } },
    ],
  });
  const [task] = await insurer.client.reviews.list({ claimNumber });
  expect(task).toMatchObject({ kind: 'appeal' });
  const details = (await get('adjuster-2', `/v1/tasks/${encodeURIComponent(task!.taskId)}`)).json();
  const offered = details.options.actions.map(({ action }: { action: string }) => action);
  expect(offered).toContain('uphold');
  expect(offered).not.toContain('deny');
  expect(details.facts.value.documents).toHaveLength(4);

  const after = (await get('claimant-1', `/v1/my/claims/${claimNumber}`)).json();
  expect(after).toMatchObject({ stage: 'with-a-person', reopened: 'appeal', reopenFor: [], documentsReceived: 4 });
});
