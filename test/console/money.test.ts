/** Money of a claim at the desk, in a real browser over a real process: a reserve is set, a part is paid early, the rest decided. */
import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { scenarioNamed } from '../../examples/generator';
import { until } from '../support/until';
import { describeInBrowser } from './browser';
import { ConsoleWorld, type Desk } from './desk';

jest.setTimeout(120_000);

describeInBrowser('money at the desk', () => {
  let world: ConsoleWorld;
  let desk: Desk;
  beforeAll(async () => {
    world = await ConsoleWorld.start();
    desk = await world.desk();
  });
  afterAll(async () => {
    await desk?.close();
    await world?.close();
  });

  const decision = (page: Page) => page.getByRole('region', { name: 'Decision' });
  async function give(page: Page, label: string, amount: string, reason: string) {
    const field = decision(page).getByLabel(label);
    await field.fill(amount);
    await decision(page).getByRole('combobox', { name: 'Reason' }).click();
    await page.getByRole('option', { name: reason, exact: true }).click();
    await decision(page)
      .getByRole('button', { name: /confirm/ })
      .click();
  }

  test('a reserve is set with its reason, the undisputed part is paid, and the approval pays the rest', async () => {
    const folder = await world.process.changed(scenarioNamed('02'));
    const { claim } = await world.process.takeToReview(desk.insurer, folder);
    const { claimNumber } = claim;
    const now = () => desk.insurer.client.claims.show(claimNumber);
    const page = await desk.signIn('adjuster-1');
    await page.goto(`${desk.address}/claims/${claimNumber}`);
    const money = page.getByRole('table', { name: 'Reserves and payments' });
    await money.waitFor();
    expect(await money.textContent()).toContain('the assessment');

    await decision(page)
      .getByRole('button', { name: /^Set reserve/ })
      .click();
    await give(page, 'Reserve in USD', '9000', 'What the loss is expected to cost');
    await until('the reserve', async () => (await now()).reserveMinor === 900_000, 20_000);
    await money.getByText('adjuster-1').waitFor();
    // The question is still there.
    await decision(page)
      .getByRole('button', { name: /^Pay undisputed part/ })
      .click();
    await give(page, 'Amount to pay', '1500', 'This part is not in dispute');
    await until('the payment', async () => (await now()).paidMinor === 150_000, 20_000);
    await decision(page)
      .getByRole('button', { name: /^Approve a/ })
      .waitFor();
    expect(await money.textContent()).toMatch(/1,500\.00/);
    if (process.env.SCREENSHOTS !== undefined) {
      await mkdir(process.env.SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/money.png` });
    }

    await decision(page)
      .getByRole('button', { name: /^Approve a/ })
      .click();
    await decision(page)
      .getByRole('button', { name: /confirm/ })
      .click();
    await until('the end', async () => (await now()).status === 'closed', 30_000);
    expect(await now()).toMatchObject({ outcome: 'paid', paidMinor: 4_247_13, reserveMinor: 0 });
    const { rows } = await desk.insurer.client.letters
      .list(claimNumber)
      .then((letters) => ({ rows: letters.map(({ kind }) => kind) }));
    expect(rows).toEqual(expect.arrayContaining(['undisputed-part', 'approval']));
  });
});
