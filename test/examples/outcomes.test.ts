/** Every example claim is proposed as its expected.json says, from its files, by the real activities. */
import { basename } from 'node:path';
import { type ClaimFolder, claimFoldersIn, readClaimFolder } from '../../examples/generator';
import { projectFile } from '../../platform/paths';
import { Pipeline } from './pipeline';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline.close());

const NUMBERS = Array.from({ length: 14 }, (_, index) => String(index + 1).padStart(2, '0'));
/** Where a claim goes that does not wait for a person to judge it. */
const ROUTES: Record<string, string> = { '01': 'straight-through', '07': 'investigation' };
/** What is proposed where people then decide otherwise: the duplicate is merged, liability is put at 75%. */
const BEFORE_PEOPLE: Record<string, { action: string; amountMinor: number }> = {
  '07': { action: 'pay', amountMinor: 925_40 },
  '10': { action: 'undetermined', amountMinor: 1_568_68 },
};
const ACTIONS: Record<string, string> = { paid: 'pay', 'paid-in-part': 'pay-in-part', denied: 'deny' };

async function example(number: string): Promise<ClaimFolder> {
  const paths = await claimFoldersIn(projectFile('examples', 'claims'));
  return readClaimFolder(paths.find((path) => basename(path).startsWith(number))!);
}

test.each(NUMBERS)(
  'example %s is proposed as worked out by hand',
  async (number) => {
    const folder = await example(number);
    const expected = folder.expected!;
    const tenant = await pipeline.tenant();
    for (const earlier of folder.people.after) await pipeline.run(await example(earlier.slice(0, 2)), tenant);
    const { triage, codes } = await pipeline.run(folder, tenant, { cleared: number === '06' });
    expect({
      action: triage.action,
      amountMinor: triage.amountMinor,
      currency: triage.currency,
      route: triage.route,
    }).toEqual({
      action: ACTIONS[expected.outcome],
      amountMinor: expected.amountMinor,
      ...BEFORE_PEOPLE[number],
      currency: expected.currency,
      route: ROUTES[number] ?? 'review',
    });
    expect(codes).toEqual(expect.arrayContaining(expected.reasons));
    expect(triage.missing).toEqual([]);
  },
  60_000,
);

test('the burglary is referred to investigators before they clear it', async () => {
  const { triage } = await pipeline.run(await example('06'), await pipeline.tenant());
  expect(triage.route).toBe('investigation');
});

test('the theft waits for the police report before it is there', async () => {
  const { triage } = await pipeline.run(await example('05'), await pipeline.tenant(), { answered: false });
  expect(triage.route).toBe('information');
  expect(triage.missing.map((item) => item.code)).toEqual(['police-report']);
});
