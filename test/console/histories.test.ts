/** Temporal's own UI in a browser: a history is ciphertext, until somebody who may see it has signed in on the console. */
import { Client, Connection } from '@temporalio/client';
import type { Browser, BrowserContext } from 'playwright-core';
import { AdjutantClient } from '../../client/sdk';
import { freePort } from '../../platform/local/free-port';
import { type AccountsWorld, accountsWorld } from '../api/accounts-world';
import { emptyHome } from '../cli/run-cli';
import { testDataConverter } from '../support/payloads';
import { startTestServer, type TestServer } from '../support/temporal';
import { describeInBrowser, startBrowser } from './browser';

jest.setTimeout(90_000);

const CONTENT = { note: 'Niamh Byrne was in hospital' };

let world: AccountsWorld;
let server: TestServer;
let connection: Connection;
let browser: Browser;
let ui: string;
let api: string;
let history: string;

describeInBrowser('Temporal’s UI', () => {
  beforeAll(async () => {
    const [uiPort, apiPort] = [await freePort(), await freePort()];
    ui = `http://127.0.0.1:${uiPort}`;
    api = `http://127.0.0.1:${apiPort}`;
    [world, server, browser] = await Promise.all([
      accountsWorld(),
      startTestServer({ uiPort, codecEndpoint: `${api}/v1/codec` }),
      startBrowser(),
    ]);
    connection = await Connection.connect({ address: server.address });
    const temporal = new Client({ connection, dataConverter: await testDataConverter(emptyHome()) });
    const parts = { temporal, database: world.database, blobs: undefined as never, tenant: 'default' };
    const built = await world.apiWith({ client: new AdjutantClient(parts), temporalUiOrigins: [ui] });
    await built.listen({ host: '127.0.0.1', port: apiPort });
    const { firstExecutionRunId } = await temporal.workflow.start('nobody', {
      workflowId: 'history',
      taskQueue: 'nobody',
      args: [CONTENT],
    });
    history = `${ui}/namespaces/default/workflows/history/${firstExecutionRunId}/history`;
  });
  afterAll(async () => {
    await browser?.close();
    await connection?.close();
    await world?.close();
    await server?.stop();
  });

  test.each([
    ['an auditor', 'auditor-1', 200, true],
    ['an adjuster', 'adjuster-1', 403, false],
    ['a stranger', null, 401, false],
  ])('as %s', async (_who, userId, status, readable) => {
    const context = await browser.newContext();
    try {
      if (userId !== null) await signIn(context, userId);
      const page = await context.newPage();
      const first = page.waitForResponse((answer) => answer.url().startsWith(`${api}/v1/codec/decode`));
      // What a person chooses once in the UI's settings of the codec server.
      await context.addInitScript((endpoint) => {
        localStorage.setItem('overrideRemoteCodecConfiguration', 'true');
        localStorage.setItem('endpoint', JSON.stringify(endpoint));
        localStorage.setItem('includeCredentials', 'true');
      }, `${api}/v1/codec`);
      await page.goto(history);
      expect((await first).status()).toBe(status);
      if (readable) await page.getByText(CONTENT.note).first().waitFor();
      else {
        await page.getByText('Workflow Execution Started').first().waitFor();
        await page.waitForTimeout(500);
        expect(await page.getByText(CONTENT.note).count()).toBe(0);
      }
    } finally {
      await context.close();
    }
  });
});

async function signIn(context: BrowserContext, userId: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${api}/health`);
  const proof = { userId, password: world.passwords[userId] };
  const status = await page.evaluate(
    async (body) =>
      (await fetch('/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status,
    JSON.stringify(proof),
  );
  expect(status).toBe(201);
}
