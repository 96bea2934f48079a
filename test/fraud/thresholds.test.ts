/** The shipped files agree: what a claim might be kept under is what triage and authority say. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { projectFile } from '../../platform/paths';
import { shipped } from './support';

const data = (name: string) => parse(readFileSync(projectFile('config', name), 'utf8'));

test.each(['USD', 'EUR'])('thresholds in %s', (currency) => {
  const limits = Object.values<Record<string, number>>(data('authority.yaml').limitsMinor).map(
    (limit) => limit[currency],
  );
  const expected = [data('triage.yaml').straightThrough.limitMinor[currency], ...limits].filter((limit) => limit > 0);
  expect(shipped.rules.thresholds[currency]).toEqual(expected.sort((a, b) => a - b));
});
