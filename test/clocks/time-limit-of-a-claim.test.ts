/** A claim that is opened knows until when its claimant can go to court: from the stored notice and policy. */
import { createClaimFileActivities } from '../../activities/claimfile/activities';
import { ProgressWriter } from '../../activities/claimfile/progress-writer';
import { LoadedClockRules } from '../../activities/clocks/activities';
import { type ClaimOptions, claimToAnswer } from '../letters/claim-to-answer';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { shipped } from './support';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const nothingIsWritten = () => Promise.reject(new Error('nothing is written'));

/** @param today instant that counts as now; the loss was on 3 February 2026 */
async function limitOf(options: ClaimOptions, today: string) {
  const { claim } = await claimToAnswer(db.database, 'acknowledgment', options);
  const { openClaim } = createClaimFileActivities({
    database: db.database,
    progress: new ProgressWriter(db.database, { appendEntries: nothingIsWritten, committed: () => {} }),
    timeLimits: new LoadedClockRules(shipped),
  });
  jest.useFakeTimers({ now: new Date(today), doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'] });
  try {
    return (await openClaim({ claim })).timeLimit;
  } finally {
    jest.useRealTimers();
  }
}

test('of a policyholder, by the jurisdiction of the policy', async () => {
  expect(await limitOf({ jurisdiction: 'US-CA' }, '2026-03-01T12:00:00Z')).toMatchObject({
    id: 'suit-on-policy',
    endsOn: '2027-02-03',
    citation: 'Cal. Ins. Code § 2071',
    verified: true,
  });
});

test.each<[string, ClaimOptions, string]>([
  ['of a third party, who has no policy to sue on', { jurisdiction: 'US-CA', role: 'third-party' }, '2026-03-01'],
  ['where the jurisdiction has none', { jurisdiction: 'NZ' }, '2026-03-01'],
  ['once the day has passed', { jurisdiction: 'US-CA' }, '2027-02-04'],
])('none %s', async (_when, options, today) => {
  expect(await limitOf(options, `${today}T12:00:00Z`)).toBeUndefined();
});

test('on the last day it still counts', async () => {
  expect(await limitOf({ jurisdiction: 'US-CA' }, '2027-02-03T12:00:00Z')).toMatchObject({ endsOn: '2027-02-03' });
});
