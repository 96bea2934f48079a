/** Supervisors, auditors and claimants in a real browser. */
import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { scenarioNamed } from '../../examples/generator';
import { ledgerRecords } from '../../platform/database/schema';
import { until } from '../support/until';
import { barriersOf } from './barriers';
import { describeInBrowser } from './browser';
import { ConsoleWorld, type Desk } from './desk';

jest.setTimeout(120_000);

describeInBrowser('oversight and claimants', () => {
  let world: ConsoleWorld;
  let desk: Desk;
  beforeAll(async () => {
    world = await ConsoleWorld.start();
  });
  afterAll(() => world?.close());
  beforeEach(async () => {
    desk = await world.desk();
  });
  afterEach(() => desk?.close());

  async function inReview() {
    const { claim } = await world.process.takeToReview(desk.insurer, await world.process.changed(scenarioNamed('02')));
    return claim.claimNumber;
  }

  test('an auditor verifies the ledger and takes a claim with them; an altered record is found', async () => {
    const claimNumber = await inReview();
    const page = await desk.signIn('auditor-1');
    await page.goto(`${desk.address}/oversight`);
    await page.getByRole('button', { name: 'Verify the ledger' }).click();
    await page.getByText(/Whole: \d+ records/).waitFor();
    expect(await barriersOf(page)).toEqual([]);

    await page.getByLabel('Claim number').fill(claimNumber);
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export this claim' }).click();
    const file = await saved;
    expect(
      readFileSync(await file.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');

    const { database } = world.process;
    const mine = eq(ledgerRecords.tenant, desk.insurer.tenant);
    const [record] = await database.select().from(ledgerRecords).where(mine).orderBy(ledgerRecords.seq).limit(1);
    // As the owner of the table could.
    await database.execute('ALTER TABLE ledger_records DISABLE TRIGGER ALL');
    await database
      .update(ledgerRecords)
      .set({ body: { ...(record!.body as object), recordedAt: '2020-01-01T00:00:00.000Z' } })
      .where(eq(ledgerRecords.hash, record!.hash));
    await database.execute('ALTER TABLE ledger_records ENABLE TRIGGER ALL');
    await page.getByRole('button', { name: 'Verify the ledger' }).click();
    await page.getByText('The ledger is broken').waitFor();
    await page.getByText('First at record 1').waitFor();
  });

  test('a supervisor gives a task to somebody, who finds it among theirs; figures have no barriers', async () => {
    const claimNumber = await inReview();
    const supervisor = await desk.signIn('supervisor-1');
    await supervisor.getByRole('button', { name: 'Give to' }).click();
    await supervisor.getByRole('menuitem', { name: /Amara Castellanos/ }).click();
    await supervisor.getByRole('button', { name: 'Amara Castellanos' }).waitFor();
    const colleague = await desk.signIn('adjuster-2');
    await colleague.getByText('Mine 1').click();
    await colleague.getByText(claimNumber).waitFor();

    await supervisor.goto(`${desk.address}/dashboard`);
    await supervisor.getByRole('heading', { name: 'Straight through' }).waitFor();
    expect(await barriersOf(supervisor)).toEqual([]);
    await supervisor.getByRole('button', { name: 'Inflow: as a table' }).click();
    expect(await supervisor.getByRole('table', { name: 'Inflow' }).getByRole('row').count()).toBeGreaterThan(1);
    expect(await supervisor.getByText('Reported', { exact: true }).first().locator('..').textContent()).toContain('1');
  });

  test('a supervisor switches settlement without a person off, with a reason; an auditor sees who and why', async () => {
    const supervisor = await desk.signIn('supervisor-1');
    await supervisor.goto(`${desk.address}/oversight?tab=switches`);
    await supervisor.getByRole('button', { name: 'Switch off: Settlement without a person', exact: true }).click();
    const asked = supervisor.getByRole('dialog');
    expect(await asked.getByRole('button', { name: 'Switch off', exact: true }).isDisabled()).toBe(true);
    await asked.getByLabel('Why').fill('The price list is wrong.');
    expect(await barriersOf(supervisor)).toEqual([]);
    await asked.getByRole('button', { name: 'Switch off', exact: true }).click();
    await asked.waitFor({ state: 'detached' });
    await supervisor.getByRole('button', { name: 'Switch on: Settlement without a person', exact: true }).waitFor();

    const auditor = await desk.signIn('auditor-1');
    await auditor.getByRole('link', { name: 'Oversight' }).click();
    await auditor.getByRole('tab', { name: 'Switches' }).click();
    await auditor.getByText('The price list is wrong.').waitFor();
    expect(await auditor.getByRole('button', { name: /^Switch/ }).count()).toBe(0);
    expect(await barriersOf(auditor)).toEqual([]);
  });

  test('somebody who is away says who stands in, who then has their tasks', async () => {
    const claimNumber = await inReview();
    const leaving = await desk.signIn('adjuster-1');
    await leaving.getByRole('button', { name: 'Take' }).click();
    await leaving.getByRole('button', { name: 'Give back' }).waitFor();
    await leaving.getByRole('button', { name: /^Account of/ }).click();
    await leaving.getByRole('menuitem', { name: 'Away' }).click();
    const asked = leaving.getByRole('dialog');
    await asked.getByRole('combobox', { name: 'Who stands in' }).click();
    await leaving.getByRole('option', { name: /Amara Castellanos/ }).click();
    await asked.getByLabel('Until').fill('2099-01-01T09:00');
    expect(await barriersOf(leaving)).toEqual([]);
    await asked.getByRole('button', { name: 'I am away' }).click();
    await asked.waitFor({ state: 'detached' });
    const colleague = await desk.signIn('adjuster-2');
    await colleague.getByText('Mine 1').click();
    await colleague.getByText(claimNumber).waitFor();

    await leaving.getByRole('button', { name: /^Account of/ }).click();
    await leaving.getByRole('menuitem', { name: 'Away' }).click();
    await leaving.getByRole('button', { name: 'I am back' }).click();
    await colleague.reload();
    await colleague.getByText('Mine 0').waitFor();
  });

  /** Steps of a report up to the last look. */
  async function fillReport(page: Page) {
    await page.getByRole('link', { name: 'Report a loss' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await page.getByText('This is needed.').count()).toBe(4);
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('combobox', { name: 'What was the cause?' }).click();
    await page.getByRole('option', { name: 'Accidental damage' }).click();
    await page.getByLabel('When did it happen?').fill('2026-03-10');
    await page.getByLabel(/^Where/).fill('ie');
    await page.getByLabel('What happened?').fill('The tablet slipped off the kitchen table.');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Policy number').fill('HC-2026-000201');
    await page.getByLabel('Your name').fill('Aoife Byrne');
    await page.getByRole('button', { name: 'Next' }).click();
  }

  test('a claimant reports on a phone, is asked for something, answers and writes; nobody else of them sees it', async () => {
    const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
    const page = await desk.signIn('claimant-1', phone);
    await fillReport(page);
    const receipt =
      'Harbour Electronics, Cork\nReceipt no. 4711\nDate: 2025-11-02\nTablet 349.00 EUR\nTotal 349.00 EUR\n';
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'receipt.txt', mimeType: 'text/plain', buffer: Buffer.from(receipt) });
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('receipt.txt').waitFor();
    await page.getByRole('button', { name: 'Send the report' }).click();
    await page.waitForURL(/\/my\/CLM-/);
    const claimNumber = page.url().split('/').at(-1)!;
    const { notice } = await claimRow(claimNumber);
    expect(notice).toMatchObject({ claimant: { userId: 'claimant-1', name: 'Aoife Byrne' } });

    // The account to pay to is missing.
    await page.getByText('the account that we should pay to').waitFor({ timeout: 25_000 });
    expect(await barriersOf(page)).toEqual([]);
    const account =
      'Claim form\nPolicy number: HC-2026-000201\nAccount holder: Aoife Byrne\nIBAN: IE29 AIBK 9311 5212 3456 78\n';
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'account.txt', mimeType: 'text/plain', buffer: Buffer.from(account) });
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('We have received what you sent.').waitFor();
    await page.getByLabel('Your message').fill('Please ring me in the evening.');
    await page.getByRole('button', { name: 'Send message' }).click();
    await page.getByText('Please ring me in the evening.').first().waitFor();
    await until(
      'the claim to go on',
      async () => (await desk.insurer.client.claims.show(claimNumber)).documents.length === 2,
      30_000,
    );

    // The whole width is used, and no more.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    const stranger = await world.otherClaimant(desk);
    const answer = await stranger.get(`/v1/my/claims/${claimNumber}`);
    expect(answer).toBe(404);
  });

  async function claimRow(claimNumber: string) {
    const { rows } = await world.process.database.$client.query<{ notice: unknown }>(
      'SELECT notice FROM claims WHERE tenant = $1 AND claim_number = $2',
      [desk.insurer.tenant, claimNumber],
    );
    return rows[0]!;
  }
});
