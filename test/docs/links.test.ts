/** What the documents name is there: linked files, files in backticks, scripts of package.json. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFile, projectRoot } from '../../platform/paths';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(projectFile('docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const read = (document: string) => readFileSync(projectFile(document), 'utf8');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
/** Files that the tutorials tell the reader to make, and the X of a rule for all. */
const TO_BE_MADE = /^(activities\/(salvage|X)|workflows\/purchases)\b/;

test.each(documents)('%s: links lead somewhere', (document) => {
  const links = all(read(document), /\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g);
  expect(links.filter((link) => !existsSync(join(projectRoot, dirname(document), link)))).toEqual([]);
});

test.each(documents)('%s: files in backticks exist', (document) => {
  const paths = all(
    read(document),
    /`((?:activities|bench|client|config|deploy|docs|examples|platform|test|workers|workflows)\/[\w./-]+)`/g,
  );
  expect(paths.filter((path) => !TO_BE_MADE.test(path) && !existsSync(projectFile(path)))).toEqual([]);
});

test.each(documents)('%s: scripts exist', (document) => {
  const { scripts } = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { scripts: object };
  const named = all(read(document), /npm run ([a-z][a-z:-]*)/g).concat(all(read(document), /npm (start|test)\b/g));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
