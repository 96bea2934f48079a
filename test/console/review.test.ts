/** Whole stories at the review desk, in a real browser over a real process. */
import type { Page } from 'playwright-core';
import { scenarioNamed } from '../../examples/generator';
import { letterText } from '../examples/process';
import { until } from '../support/until';
import { describeInBrowser } from './browser';
import { ConsoleWorld, type Desk } from './desk';

jest.setTimeout(120_000);

describeInBrowser('the review desk', () => {
  let world: ConsoleWorld;
  let desk: Desk;
  beforeAll(async () => {
    world = await ConsoleWorld.start();
  });
  afterAll(() => world?.close());
  // Each story has an insurer of its own: the same loss twice would be a duplicate.
  beforeEach(async () => {
    desk = await world.desk();
  });
  afterEach(() => desk?.close());

  /** An example up to the question to a person. */
  async function inReview(example: string, change?: Parameters<typeof world.process.changed>[1], userId?: string) {
    const folder = await world.process.changed(scenarioNamed(example), change);
    if (userId !== undefined) folder.notice.claimant.userId = userId;
    const { claim } = await world.process.takeToReview(desk.insurer, folder);
    return claim.claimNumber;
  }
  const claimOf = (claimNumber: string) => desk.insurer.client.claims.show(claimNumber);
  async function closed(claimNumber: string) {
    await until(`${claimNumber} closed`, async () => (await claimOf(claimNumber)).status === 'closed', 30_000);
    return claimOf(claimNumber);
  }
  const open = (page: Page, claimNumber: string) => page.goto(`${desk.address}/claims/${claimNumber}`);
  const decision = (page: Page) => page.getByRole('region', { name: 'Decision' });
  async function choose(page: Page, label: string, option: string) {
    await page.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  }

  test('by keyboard from the queue to an approval, which the letter then tells', async () => {
    const claimNumber = await inReview('02');
    const page = await desk.signIn('adjuster-1');
    await page.getByText(claimNumber).waitFor();
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: claimNumber }).waitFor();
    await page.getByRole('button', { name: /^Approve a/ }).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('button', { name: /confirm/ }).waitFor();
    await page.keyboard.press('Control+Enter');
    const claim = await closed(claimNumber);
    expect(claim).toMatchObject({ outcome: 'paid', paidMinor: 4_247_13, decidedBy: ['adjuster-1'] });
    // Without anybody reloading the page.
    await page.getByText('Paid', { exact: true }).first().waitFor();
    await page.getByRole('heading', { name: 'Why it ended so' }).waitFor();
  });

  test('a value leads to its place on the page, and a place to its value', async () => {
    const claimNumber = await inReview('02');
    const page = await desk.signIn('adjuster-1');
    await open(page, claimNumber);
    await page.getByRole('button', { name: 'Headlamp assembly, left, replace' }).first().click();
    const place = page.locator('[data-chosen][class*=box]');
    await place.waitFor();
    await page.getByRole('tab', { name: 'What was read' }).click();
    await page.getByRole('button', { name: /^total: / }).click();
    const value = page.locator('button[aria-pressed=true]');
    await value.waitFor();
    expect(await value.textContent()).toContain('5,247.13');
    await value.click();
    expect(await page.locator('[data-chosen][class*=box]').getAttribute('aria-label')).toContain('5,247.13');
  });

  test('a denial needs two people; the second one sees what the first decided', async () => {
    const claimNumber = await inReview('02');
    const first = await desk.signIn('adjuster-1');
    await open(first, claimNumber);
    await decision(first).getByRole('button', { name: /^Deny/ }).click();
    await choose(first, 'Reason', 'The damage did not come from this loss');
    await first.getByRole('button', { name: 'Tell the claimant a reason' }).click();
    await first.getByLabel('Reason for the claimant').fill('The photograph shows another car than the insured one.');
    await first.getByLabel('Clause', { exact: true }).fill('1.4');
    await first.getByRole('button', { name: /confirm/ }).click();
    await first.getByText('It waits for a second person').waitFor();

    const second = await desk.signIn('supervisor-1');
    await open(second, claimNumber);
    await second.getByText(/First decision by adjuster-1: Deny/).waitFor();
    await decision(second).getByRole('button', { name: /^Deny/ }).click();
    await choose(second, 'Reason', 'Agreed after my own review');
    await second.getByRole('button', { name: /confirm/ }).click();
    const claim = await closed(claimNumber);
    expect(claim).toMatchObject({ outcome: 'denied', decidedBy: ['adjuster-1', 'supervisor-1'] });
    expect(await letterText(claim, 'denial')).toContain('The photograph shows another car');
  });

  test('the letter is edited beside what it will say, and checked again', async () => {
    const claimNumber = await inReview('02');
    const page = await desk.signIn('adjuster-1');
    await open(page, claimNumber);
    await decision(page).getByRole('button', { name: /^Deny/ }).click();
    await choose(page, 'Reason', 'The damage did not come from this loss');
    await page.getByRole('button', { name: 'See the letter' }).click();
    const letter = page.getByRole('dialog');
    // Nothing in the assessment speaks for a denial: such a letter would not go out.
    await letter.getByText('This letter would not go out').first().waitFor();
    await letter.getByRole('button', { name: 'Tell the claimant a reason' }).click();
    await letter.getByLabel('Reason for the claimant').fill('The photograph shows another car.');
    await letter.getByLabel('Clause', { exact: true }).fill('1.4');
    await letter.locator('pre', { hasText: 'The photograph shows another car (clause 1.4).' }).waitFor();
    await letter.getByText('This letter would not go out').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /confirm/ }).click();
    await page.getByText('It waits for a second person').waitFor();
  });

  test('a claimant is asked for something by an adjuster, answers, and the claim comes back to be decided', async () => {
    const claimNumber = await inReview('02', undefined, 'claimant-1');
    const adjuster = await desk.signIn('adjuster-1');
    await open(adjuster, claimNumber);
    await decision(adjuster).getByRole('button', { name: 'Take' }).click();
    await decision(adjuster).getByRole('button', { name: 'Give back' }).waitFor();
    await adjuster.keyboard.press('i');
    await adjuster.getByRole('combobox', { name: 'What to ask for' }).press('ArrowDown');
    await adjuster.getByRole('option', { name: 'The police report' }).click();
    await adjuster.keyboard.press('Escape');
    await choose(adjuster, 'Reason', 'The evidence is incomplete');
    await adjuster.getByRole('button', { name: /confirm/ }).click();

    const claimant = await desk.signIn('claimant-1');
    await claimant.goto(`${desk.address}/my/${claimNumber}`);
    await claimant.getByText('police report').first().waitFor({ timeout: 30_000 });
    const report = 'Police report\nReport number: SPD-2026-1188\nDate of incident: 2026-04-14\nSacramento Police\n';
    await claimant
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'police.txt', mimeType: 'text/plain', buffer: Buffer.from(report) });
    await claimant.getByRole('button', { name: 'Send', exact: true }).click();
    await claimant.getByText('We have received what you sent.').waitFor();
    await claimant.getByLabel('Your message').fill('Is this enough?');
    await claimant.getByRole('button', { name: 'Send message' }).click();
    await until('it is back', async () => (await claimOf(claimNumber)).status === 'in-review', 30_000);

    await adjuster.getByRole('link', { name: 'Messages' }).click();
    await adjuster.getByRole('link', { name: claimNumber }).click();
    await adjuster.getByText('Is this enough?').waitFor();
    await adjuster.getByLabel('Answer the claimant').fill('Yes, thank you.');
    await adjuster.getByRole('button', { name: 'Send', exact: true }).click();
    await claimant.getByText('Yes, thank you.').waitFor({ timeout: 20_000 });
    await adjuster.getByRole('link', { name: 'Messages' }).click();
    await adjuster.getByText('Every claimant who wrote has an answer.').waitFor();
  });

  test('new evidence is said, and the decision waits until it was seen', async () => {
    const claimNumber = await inReview('02');
    const page = await desk.signIn('adjuster-1');
    await open(page, claimNumber);
    await decision(page)
      .getByRole('button', { name: /^Approve a/ })
      .click();
    const another = Buffer.from(
      'Tow Service Sacramento\nInvoice 88\nDate: 2026-04-18\nTowing 95.00 USD\nTotal 95.00 USD\n',
    );
    await desk.insurer.client.claims.addDocuments(claimNumber, [{ name: 'towing.txt', content: another }]);
    await page.getByText('Something has changed since this was shown').waitFor({ timeout: 30_000 });
    expect(await page.getByRole('button', { name: /confirm/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Show what is new' }).click();
    await page.getByText('Towing', { exact: false }).first().waitFor();
    expect((await claimOf(claimNumber)).status).toBe('in-review');
  });

  test('of two adjusters at once one decides, and the other is told', async () => {
    const claimNumber = await inReview('02');
    const [one, other] = await Promise.all([desk.signIn('adjuster-1'), desk.signIn('adjuster-2')]);
    await Promise.all([open(one, claimNumber), open(other, claimNumber)]);
    for (const page of [one, other])
      await decision(page)
        .getByRole('button', { name: /^Approve a/ })
        .click();
    await Promise.all([one, other].map((page) => page.getByRole('button', { name: /confirm/ }).click()));
    const claim = await closed(claimNumber);
    expect(claim.decidedBy).toHaveLength(1);
    expect(claim.paidMinor).toBe(4_247_13);
    const [winner, loser] = claim.decidedBy[0] === 'adjuster-1' ? [one, other] : [other, one];
    await winner.getByText('Why it ended so').waitFor();
    await loser
      .getByText(/Something has changed since|Somebody else has decided|The claim has ended/)
      .first()
      .waitFor();
    await loser.getByRole('button', { name: 'Show what is new' }).first().click();
    await loser.getByText('Why it ended so').waitFor();
  });

  test('what a person of another role sees: the evidence, and that the decision is not theirs', async () => {
    const claimNumber = await inReview('02');
    const page = await desk.signIn('auditor-1');
    await open(page, claimNumber);
    await page.getByText('This waits for the role adjuster. You may look.').waitFor();
    expect(await decision(page).getByRole('button').count()).toBe(0);
  });

  test('markup in a name or a description is text', async () => {
    const markup = '<img src=x onerror="document.title=\'taken over\'">';
    const claimNumber = await inReview('02', (draft) => {
      draft.facts.description = `Rear-ended at a light. ${markup}`;
    });
    const page = await desk.signIn('adjuster-1');
    await open(page, claimNumber);
    await page.getByRole('tab', { name: 'What was read' }).click();
    await page.getByText(markup).first().waitFor();
    expect(await page.title()).toBe('Adjutant');
  });
});
