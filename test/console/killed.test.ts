/** kill -9 of the API while somebody decides: the decision is in, once, or not at all, and the page says which. */
import { scenarioNamed } from '../../examples/generator';
import { freePort } from '../../platform/local/free-port';
import { until } from '../support/until';
import { type ApiProcess, startApiProcess } from './api-process';
import { describeInBrowser } from './browser';
import { ConsoleWorld, type Desk } from './desk';

jest.setTimeout(180_000);

describeInBrowser('an API that is killed', () => {
  let world: ConsoleWorld;
  let desk: Desk;
  let api: ApiProcess;
  beforeAll(async () => {
    world = await ConsoleWorld.start();
  });
  afterAll(() => world?.close());
  beforeEach(async () => {
    desk = await world.desk();
  });
  afterEach(async () => {
    await api?.kill();
    await desk?.close();
  });

  // From before the process can have heard of it to after it has decided.
  test.each([0, 15, 60, 250])('%d ms after the decision was sent', async (delayMs) => {
    const folder = await world.process.changed(scenarioNamed('02'));
    const { claim } = await world.process.takeToReview(desk.insurer, folder);
    const { claimNumber } = claim;
    const port = await freePort();
    api = await startApiProcess(world, desk, port);
    const page = await desk.signIn('adjuster-1', { at: api.address });
    await page.goto(`${api.address}/claims/${claimNumber}`);
    await page.getByRole('button', { name: /^Approve a/ }).click();
    const sent = page.waitForRequest(/\/decisions$/);
    await page.getByRole('button', { name: /confirm/ }).click();
    await sent;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await api.kill();

    // Either the answer came before the end, or the page says that it did not.
    const told = page.getByText('The answer did not arrive');
    const ended = page.getByText('Decided.');
    await told.or(ended).first().waitFor();
    const lost = await told.isVisible();
    // However long it lasts, what was about to be sent stays on the screen.
    if (delayMs === 0) await page.getByRole('button', { name: 'Try again' }).first().waitFor({ timeout: 30_000 });
    api = await startApiProcess(world, desk, port);
    if (lost) await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByRole('heading', { name: 'Why it ended so' }).waitFor({ timeout: 30_000 });

    const { claims, ledger } = desk.insurer.client;
    await until('the claim closed', async () => (await claims.show(claimNumber)).status === 'closed', 30_000);
    expect(await claims.show(claimNumber)).toMatchObject({ paidMinor: 4_247_13, decidedBy: ['adjuster-1'] });
    const { records } = await ledger.list({ claimNumber, limit: 200 });
    const people = records.filter(
      ({ record }) => record !== null && 'entry' in record && record.entry.kind === 'decide',
    );
    expect(people).toHaveLength(1);
  });
});
