/** A long queue in the browser: page by page, and many tasks given to somebody at once. */
import { copyClaims } from '../../bench/api/many-claims';
import { scenarioNamed } from '../../examples/generator';
import { barriersOf } from './barriers';
import { describeInBrowser } from './browser';
import { ConsoleWorld, type Desk } from './desk';

jest.setTimeout(120_000);

describeInBrowser('a long queue', () => {
  let world: ConsoleWorld;
  let desk: Desk;
  beforeAll(async () => {
    world = await ConsoleWorld.start();
    desk = await world.desk();
    await world.process.takeToReview(desk.insurer, await world.process.changed(scenarioNamed('02')));
    await copyClaims(world.process.database, 59);
  });
  afterAll(async () => {
    await desk?.close();
    await world?.close();
  });

  test('its pages hold every task once', async () => {
    const page = await desk.signIn('adjuster-1');
    const claims = async () => {
      await page.getByRole('row').nth(1).waitFor();
      return page.locator('tbody tr td:nth-child(3) p:first-child').allTextContents();
    };
    const first = await claims();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('button', { name: 'First page' }).waitFor();
    await page.getByRole('button', { name: 'Next page' }).waitFor({ state: 'detached' });
    const second = await claims();
    expect([first.length, second.length]).toEqual([50, 10]);
    expect(new Set([...first, ...second]).size).toBe(60);
    await page.getByRole('button', { name: 'First page' }).click();
    await page.getByRole('button', { name: 'First page' }).waitFor({ state: 'detached' });
    expect(await claims()).toEqual(first);
  });

  test('a supervisor gives several to an adjuster; an adjuster cannot', async () => {
    const supervisor = await desk.signIn('supervisor-1');
    const marks = supervisor.locator('tbody').getByRole('checkbox');
    await marks.first().waitFor();
    for (const at of [0, 1, 2]) await marks.nth(at).check();
    await supervisor.getByText('3 tasks marked').waitFor();
    expect(await barriersOf(supervisor)).toEqual([]);
    await supervisor.getByRole('status').getByRole('button', { name: 'Give to' }).click();
    await supervisor.getByRole('menuitem', { name: /Amara Castellanos/ }).click();
    await supervisor.getByText('3 tasks marked').waitFor({ state: 'detached' });
    const before = await desk.insurer.client.queue.counts({ userId: 'adjuster-2', decides: ['decision'] });

    const colleague = await desk.signIn('adjuster-2');
    await colleague.getByText(`Mine ${before.mine?.open}`).waitFor();
    expect(before.mine?.open).toBeGreaterThanOrEqual(3);
    expect(await colleague.getByRole('checkbox').count()).toBe(0);
  });
});
