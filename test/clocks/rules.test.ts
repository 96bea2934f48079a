/** A slip in a jurisdiction's file stops the start, and the message names the place. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadJurisdictions } from '../../activities/clocks/book';
import { projectFile } from '../../platform/paths';
import { shipped } from './support';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jurisdictions-'));
  cpSync(projectFile('config', 'jurisdictions'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function change(file: string, from: string, to: string): () => unknown {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
  return () => loadJurisdictions(folder);
}

test.each([
  ['a time zone that is none', 'timeZone: America/Chicago', 'timeZone: Texas', 'timeZone: is no IANA time zone'],
  [
    'a word that is not known',
    'escalateDaysBefore: 5',
    'escalateDaysBefor: 5',
    'Unrecognized key: "escalateDaysBefor"',
  ],
  ['no days at all', 'length: { days: 15, of: calendar }', 'length: { days: 0, of: calendar }', 'clocks.0.length.days'],
  ['an event that is none', 'ends: [acknowledged]', 'ends: [answered]', 'clocks.0.ends.0'],
  ['a clock that ends as it starts', 'ends: [acknowledged]', 'ends: [notice-received]', 'cannot end with the event'],
  ['the same id twice', 'id: investigate', 'id: acknowledge', 'clocks.1.id: there is a clock acknowledge before'],
  [
    'interest after a clock that is not there',
    '[pay, pay-at-last]',
    '[pay, paid]',
    'interest.0.after: there is no clock paid',
  ],
  [
    'verified, but where?',
    '      url: https://texas.public.law/statutes/tex._ins._code_section_542.055\n',
    '',
    'has a url',
  ],
  ['holiday rules of another version', 'package: 3.37.0', 'package: 3.36.0', 'date-holidays 3.37.0 is installed'],
  ['holidays of nowhere', 'country: US, state: TX', 'country: XX', 'no holidays of XX'],
  ['the file of another jurisdiction', 'id: US-TX', 'id: US-TN', 'the file must be US-TN.yaml'],
  [
    'counted back from an event without a date',
    'starts: notice-received',
    'direction: before\n    starts: accepted',
    '`before` needs',
  ],
])('%s', (_, from, to, message) => {
  const load = change('US-TX.yaml', from, to);
  expect(load).toThrow('US-TX.yaml');
  expect(load).toThrow(message);
});

test('without generic.yaml nothing stands in', () => {
  rmSync(join(folder, 'generic.yaml'));
  expect(() => loadJurisdictions(folder)).toThrow('has no generic.yaml');
});

test('the hash is that of the files: the same for the same, another for any change', () => {
  expect(loadJurisdictions(folder).sha256).toBe(shipped.sha256);
  change('IE.yaml', "version: '2026-11'", "version: '2026-12'");
  expect(loadJurisdictions(folder).sha256).not.toBe(shipped.sha256);
});
