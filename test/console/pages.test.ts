/** Every page, on a light desk and on a dark phone: no serious barrier, and no wider than the window. */
import type { Page } from 'playwright-core';
import { scenarioNamed } from '../../examples/generator';
import { barriersOf } from './barriers';
import { describeInBrowser } from './browser';
import { ConsoleWorld, type Desk } from './desk';

jest.setTimeout(180_000);

interface Visit {
  name: string;
  user: 'adjuster-1' | 'supervisor-1' | 'administrator-1' | 'claimant-1';
  path: string;
  /** Until the page has what it is for. */
  arrive(page: Page): Promise<unknown>;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first().waitFor();
const tab = (name: string) => async (page: Page) => {
  await page.getByRole('tab', { name }).click();
  await page.getByRole('tabpanel', { name }).waitFor();
};

/** Of a claim that waits for a decision, and one that was reported by the claimant themselves. */
function visits(inReview: string, own: string): Visit[] {
  const claim = `/claims/${inReview}`;
  const decide = async (page: Page) => {
    await page.getByRole('button', { name: /^Approve with changes/ }).click();
    await page.getByLabel(/^Amount to pay/).waitFor();
  };
  return [
    { name: 'queue', user: 'adjuster-1', path: '/queue', arrive: (page) => page.getByText(inReview).waitFor() },
    { name: 'claims', user: 'adjuster-1', path: '/claims', arrive: (page) => page.getByText(inReview).waitFor() },
    {
      name: 'claim',
      user: 'adjuster-1',
      path: claim,
      arrive: (page) => page.getByRole('img', { name: 'Page 1' }).first().waitFor(),
    },
    { name: 'decision', user: 'adjuster-1', path: claim, arrive: decide },
    { name: 'what was read', user: 'adjuster-1', path: claim, arrive: tab('What was read') },
    { name: 'letters', user: 'adjuster-1', path: claim, arrive: tab('Letters') },
    { name: 'messages', user: 'adjuster-1', path: claim, arrive: tab('Messages') },
    { name: 'timeline', user: 'adjuster-1', path: claim, arrive: tab('Timeline') },
    { name: 'dashboard', user: 'supervisor-1', path: '/dashboard', arrive: heading('Straight through') },
    { name: 'oversight', user: 'supervisor-1', path: '/oversight', arrive: heading('Records') },
    {
      name: 'switches',
      user: 'supervisor-1',
      path: '/oversight?tab=switches',
      arrive: (page) => page.getByText('Language models').waitFor(),
    },
    {
      name: 'messages of all',
      user: 'supervisor-1',
      path: '/messages',
      arrive: (page) => page.getByText('Every claimant who wrote has an answer.').waitFor(),
    },
    { name: 'my claims', user: 'claimant-1', path: '/my', arrive: (page) => page.getByText(own).first().waitFor() },
    {
      name: 'my claim',
      user: 'claimant-1',
      path: `/my/${own}`,
      arrive: (page) => page.getByLabel('Your message').waitFor(),
    },
    { name: 'report', user: 'claimant-1', path: '/my/report', arrive: (page) => page.getByLabel(/^Where/).waitFor() },
  ];
}

describeInBrowser('every page', () => {
  let world: ConsoleWorld;
  let desk: Desk;
  let all: Visit[];
  beforeAll(async () => {
    world = await ConsoleWorld.start();
    desk = await world.desk();
    const review = async (example: string, userId?: string) => {
      const folder = await world.process.changed(scenarioNamed(example));
      if (userId !== undefined) folder.notice.claimant.userId = userId;
      return (await world.process.takeToReview(desk.insurer, folder)).claim.claimNumber;
    };
    all = visits(await review('04'), await review('02', 'claimant-1'));
  });
  afterAll(async () => {
    await desk?.close();
    await world?.close();
  });

  test.each([
    { colorScheme: 'light', width: 1440 },
    { colorScheme: 'dark', width: 360 },
  ] as const)('$colorScheme, $width pixels wide', async ({ colorScheme, width }) => {
    const options = { colorScheme, viewport: { width, height: 800 } };
    const wrong: Record<string, unknown> = {};
    const look = async (name: string, page: Page) => {
      const wide = Number(await page.evaluate('document.documentElement.scrollWidth'));
      const barriers = await barriersOf(page);
      if (barriers.length > 0 || wide > width) wrong[name] = { barriers, wide };
    };
    const people = new Map<string, Page>();
    for (const { name, user, path, arrive } of all) {
      const page = people.get(user) ?? (await desk.signIn(user, options));
      people.set(user, page);
      await page.goto(desk.address + path);
      await arrive(page);
      await look(name, page);
    }
    await look('sign-in', await desk.arrive(options));
    expect(wrong).toEqual({});
  });
});
