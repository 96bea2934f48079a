/** docs/errors.md has an entry for every stable code of the source, and none for a code that is gone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RefusalCode } from '../../activities/authority/contract';
import { SetAsideCode } from '../../activities/documents/contract';
import { projectFile } from '../../platform/paths';

const FOLDERS = ['activities', 'client', 'platform', 'workers', 'workflows'];
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(projectFile(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(projectFile(join(folder, name)), 'utf8')),
).join('\n');
const documented = [...readFileSync(projectFile('docs', 'errors.md'), 'utf8').matchAll(/^\| `([a-z-]+)` \|/gm)].map(
  (match) => match[1] ?? '',
);

const KEBAB = /'([a-z]+(?:-[a-z]+)+)'/g;
const codesIn = (text: string) => [...text.matchAll(KEBAB)].map((match) => match[1] ?? '');

/** Failure types: the string among the arguments of each `nonRetryable(…)` that has the form of a code. */
const failureTypes = [...sources.matchAll(/ApplicationFailure\.nonRetryable\(([\s\S]*?)\);/g)].map((call) =>
  codesIn((call[1] ?? '').replace(/`[^`]*`/g, '')),
);
const errors = readFileSync(projectFile('client', 'sdk', 'errors.ts'), 'utf8');
const connect = readFileSync(projectFile('client', 'sdk', 'connect.ts'), 'utf8');
const clientCodes = [
  ...[...errors.matchAll(/super\(\s*'([a-z-]+)'/g)].map((match) => match[1] ?? ''),
  ...codesIn(/class CannotConnectError[\s\S]*?message: string/.exec(connect)?.[0] ?? ''),
];
const errorClasses = [...sources.matchAll(/readonly code = '([a-z-]+)'/g)].map((match) => match[1] ?? '');

test('the search finds what is known to be there', () => {
  expect(clientCodes).toEqual(expect.arrayContaining(['invalid-input', 'claim-closed', 'not-running', 'no-worker']));
  expect(errorClasses).toEqual(expect.arrayContaining(['configuration-invalid', 'already-running']));
  expect(failureTypes.flat()).toEqual(expect.arrayContaining(['payee-missing', 'malformed-message']));
  // Every permanent failure has a type that is written where it is thrown.
  expect(failureTypes.filter((types) => types.length !== 1)).toEqual([]);
});

test.each([
  ['set-aside codes', SetAsideCode.options],
  ['refusal codes', RefusalCode.options],
  ['client errors', clientCodes],
  ['error classes', errorClasses],
  ['failure types of activities and workflows', failureTypes.flat()],
])('every code of the %s has an entry', (_what, codes) => {
  expect(codes.filter((code) => !documented.includes(code))).toEqual([]);
});

test('no entry is twice, and none is for a code that is gone', () => {
  expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
  expect(documented.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
});
