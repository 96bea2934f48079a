/** After the decision, in the browser: an appeal from the claimant's page to its end, and a supplement that the team opens. */
import { scenarioNamed } from '../../examples/generator';
import { until } from '../support/until';
import { describeInBrowser } from './browser';
import { ConsoleWorld, type Desk } from './desk';

jest.setTimeout(150_000);

describeInBrowser('after the decision', () => {
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

  async function closedClaim(example: string) {
    const folder = await world.process.changed(scenarioNamed(example));
    folder.notice.claimant.userId = 'claimant-1';
    return (await world.process.take(desk.insurer, folder)).claim.claimNumber;
  }
  const claimOf = (claimNumber: string) => desk.insurer.client.claims.show(claimNumber);
  const ended = (claimNumber: string, episode: number) =>
    until(
      `episode ${episode} to end`,
      async () => {
        const { claim, status } = await claimOf(claimNumber);
        return claim.episode === episode && status === 'closed';
      },
      30_000,
    );

  test('a claimant appeals in their own words; people who were not involved let the decision stand; the claimant reads why', async () => {
    const claimNumber = await closedClaim('04');
    const claimant = await desk.signIn('claimant-1', { viewport: { width: 360, height: 740 } });
    await claimant.goto(`${desk.address}/my/${claimNumber}`);
    await claimant.getByRole('radio', { name: 'I do not agree with the decision' }).check();
    await claimant.getByLabel('Tell us in your own words').fill('The water came from a pipe, not from the river.');
    await claimant.getByRole('button', { name: 'Open my claim again' }).click();
    await claimant.getByText('It was opened again: I do not agree with the decision').waitFor();
    await until('a person to be asked', async () => (await claimOf(claimNumber)).status === 'in-review', 30_000);

    // Whoever denied it is told that they cannot; they see it, too.
    const involved = await desk.signIn('adjuster-1');
    await involved.goto(`${desk.address}/claims/${claimNumber}`);
    await involved.getByText('The water came from a pipe, not from the river.').waitFor();
    const decision = (page: typeof involved) => page.getByRole('region', { name: 'Decision' });
    expect(await decision(involved).getByRole('button', { name: /^Deny/ }).count()).toBe(0);
    const letItStand = async (page: typeof involved) => {
      await decision(page)
        .getByRole('button', { name: /^Let it stand/ })
        .click();
      await page.getByRole('combobox', { name: 'Reason' }).click();
      await page.getByRole('option', { name: 'Nothing new has come to light' }).click();
      await page.getByRole('button', { name: /Let it stand.*confirm/ }).click();
    };
    await letItStand(involved);
    await involved.getByText(/took no part in the decision/).waitFor();

    const uninvolved = await desk.signIn('adjuster-2');
    await uninvolved.goto(`${desk.address}/claims/${claimNumber}`);
    await uninvolved.getByRole('table', { name: 'Episodes of this claim' }).getByText('Denied').waitFor();
    await letItStand(uninvolved);
    const second = await desk.signIn('supervisor-2');
    await second.goto(`${desk.address}/claims/${claimNumber}`);
    await letItStand(second);
    await ended(claimNumber, 2);
    await claimant.reload();
    await claimant.getByText('What we decided before stands').first().waitFor();
    await claimant.getByRole('button', { name: /^The decision stands/ }).waitFor();
  });

  test('a handler opens a supplement from the claim with its file, and what was paid is taken off', async () => {
    const claimNumber = await closedClaim('01');
    const page = await desk.signIn('handler-1');
    await page.goto(`${desk.address}/claims/${claimNumber}`);
    await page.getByRole('button', { name: 'Open again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open again' });
    await dialog.getByRole('combobox', { name: 'Opened for' }).click();
    await page.getByRole('option', { name: 'Supplement' }).click();
    await dialog.getByLabel('Why, in words').fill('The calibration was billed apart.');
    await dialog.getByRole('button', { name: 'Open again' }).click();
    await page.getByText('The calibration was billed apart.').waitFor();
    await page
      .getByText('Paid before on this claim')
      .or(page.getByText(/paid already on this claim/))
      .first()
      .waitFor();
    expect(await claimOf(claimNumber)).toMatchObject({ claim: { episode: 2 }, paidMinor: 925_40, payableMinor: 0 });
  });
});
