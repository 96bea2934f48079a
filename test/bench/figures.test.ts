/** Arithmetic of the measurements: a wrong figure looks like any other. */

import { execFileSync, spawn } from 'node:child_process';
import fc from 'fast-check';
import { longestPath, Stopwatch } from '../../bench/overhead/stopwatch';
import { parseStat, processorTimeOfDescendants, processorTimeOfTree } from '../../bench/processor-time';
import { median, percentile } from '../../bench/statistics';

test('percentiles are samples, by nearest rank; the median of an even number is between two', () => {
  const samples = [30, 10, 20, 40];
  expect([percentile(samples, 0.5), percentile(samples, 0.75), percentile(samples, 0.95)]).toEqual([20, 30, 40]);
  expect(median(samples)).toBe(25);
  expect(median([3, 1, 2])).toBe(2);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (all, share) => {
        const value = percentile(all, share);
        expect(all).toContain(value);
        expect(all.filter((sample) => sample <= value).length).toBeGreaterThanOrEqual(share * all.length - 1e-9);
        expect(all.filter((sample) => sample < value).length).toBeLessThan(share * all.length);
      },
    ),
  );
});

const run = (activity: string, start: number, end: number) => ({ activity, start, end });
const ROUTINE = [
  run('openClaim', 0, 5),
  run('readDocument', 0, 50),
  run('readDocument', 10, 90),
  run('saveProgress', 0, 500),
  run('assembleFacts', 100, 110),
  run('assessCoverage', 111, 121),
  run('screenFraud', 111, 141),
  run('proposeAndTriage', 142, 147),
  run('instructPayment', 150, 160),
  run('sendLetter', 170, 200),
];

test('the longest path takes the longest of what runs in parallel, and no keeping of records', () => {
  expect(longestPath(ROUTINE)).toBe(80 + 10 + 30 + 5 + 10 + 30);
});

test.each(['readDocument', 'screenFraud', 'sendLetter'])(
  'a claim without %s is not taken for a routine one',
  (missing) => {
    expect(() => longestPath(ROUTINE.filter(({ activity }) => activity !== missing))).toThrow(missing);
  },
);

test('runs are noted under their claim, failed ones too, and taken once', async () => {
  const stopwatch = new Stopwatch();
  const { work, fail } = stopwatch.wrap({
    work: async () => new Promise((resolve) => setTimeout(resolve, 20)),
    fail: async () => Promise.reject(new Error('no')),
  });
  const claim = { tenant: 'a', claimNumber: 'CLM-1' };
  await work?.({ claim });
  await expect(fail?.({ claim })).rejects.toThrow('no');
  await work?.({ claim: { ...claim, tenant: 'b' } });
  const runs = stopwatch.take(claim);
  expect(runs.map(({ activity }) => activity)).toEqual(['work', 'fail']);
  expect((runs[0]?.end ?? 0) - (runs[0]?.start ?? 0)).toBeGreaterThan(15);
  expect(stopwatch.take(claim)).toEqual([]);
});

test('a line of /proc is read whatever the program calls itself', () => {
  const line = '42 (a) b (c)) S 7 42 42 0 -1 4194304 100 200 0 0 11 22 33 44 20 0 1 0 12345 1 1 1';
  expect(parseStat(line)).toEqual({ parent: 7, ownTicks: 33, ticks: 110 });
  expect(parseStat('nothing')).toBeUndefined();
});

(process.platform === 'linux' ? test : test.skip)('processor time counts children, living and ended', async () => {
  const burn = 'const end = process.cpuUsage().user + 300000; while (process.cpuUsage().user < end);';
  const before = [processorTimeOfTree(process.pid) ?? 0, processorTimeOfDescendants(process.pid) ?? 0] as const;
  const used = () => [
    (processorTimeOfTree(process.pid) ?? 0) - before[0],
    (processorTimeOfDescendants(process.pid) ?? 0) - before[1],
  ];
  const atLeast = (milliseconds: number) => used().every((time) => time >= milliseconds);
  // A child that has ended leaves its time with its parent.
  execFileSync(process.execPath, ['-e', burn]);
  expect(atLeast(280)).toBe(true);
  const child = spawn(process.execPath, ['-e', `${burn} setTimeout(() => {}, 60000)`]);
  try {
    for (let tries = 0; tries < 200 && !atLeast(580); tries += 1) await new Promise((wake) => setTimeout(wake, 100));
    expect(atLeast(580)).toBe(true);
  } finally {
    child.kill('SIGKILL');
  }
});
