/** Clocks on the page of a claim, in a real browser over a real process. */
import { scenarioNamed } from '../../examples/generator';
import { claimMessages } from '../../platform/database/schema';
import { describeInBrowser } from './browser';
import { ConsoleWorld, type Desk } from './desk';

jest.setTimeout(120_000);

describeInBrowser('the clocks of a claim', () => {
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

  test('what is owed stands with its days and its source; what is overdue comes first', async () => {
    const folder = await world.process.changed(scenarioNamed('02'));
    const { claim } = await world.process.takeToReview(desk.insurer, folder);
    const { claimNumber } = claim;
    await world.process.database.insert(claimMessages).values({
      tenant: desk.insurer.tenant,
      claimNumber,
      messageId: 'message-1',
      sender: 'claimant',
      userId: 'claimant-1',
      text: 'How is my claim?',
      sentAt: new Date(Date.now() - 20 * 86_400_000).toISOString(),
    });
    const page = await desk.signIn('adjuster-1');
    await page.goto(`${desk.address}/claims/${claimNumber}`);
    const clocks = page.locator('section', { has: page.getByRole('heading', { name: 'Clocks' }) }).last();
    await clocks.getByText('5 days overdue').waitFor();
    const rows = await clocks.locator('.mantine-Paper-root').allInnerTexts();
    expect(rows[0]).toContain('Answer a message of the claimant');
    expect(rows.filter((row) => row.includes('40 days left'))).toHaveLength(2);
    const decide = clocks.locator('.mantine-Paper-root', { hasText: 'Accept or deny the claim' });
    await decide.locator('summary').click();
    await decide.getByText('in no event more than forty (40) calendar days later').waitFor();
    expect(await decide.getByRole('link').getAttribute('href')).toContain('section-2695-7');

    const supervisor = await desk.signIn('supervisor-1');
    await supervisor.goto(`${desk.address}/dashboard`);
    const atRisk = supervisor.getByRole('table', { name: 'Clocks at risk' });
    await atRisk.getByText('Answer a message of the claimant').waitFor();
    await supervisor.getByText('1 overdue, 0 soon due').waitFor();
    await atRisk.getByRole('link', { name: claimNumber }).click();
    await supervisor.getByRole('heading', { name: claimNumber }).waitFor();
  });
});
