/** Texts of the console: every one that a page names is there, and every language has the same ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../../platform/paths';

const SOURCES = projectFile('client', 'console', 'src');
const MESSAGES = join(SOURCES, 'messages');

function flat(messages: object, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : flat(value as object, `${prefix}${key}.`),
  );
}
const keysOf = (language: string) =>
  new Set(flat(JSON.parse(readFileSync(join(MESSAGES, language), 'utf8')) as object));
/** `count_one` and `count_other` are the text `count`. */
const withoutPlural = (keys: Set<string>) => new Set([...keys].map((key) => key.replace(/_(zero|one|other)$/, '')));

const sources = (readdirSync(SOURCES, { recursive: true }) as string[])
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(SOURCES, name), 'utf8') }));

test('every text that a page names is there', () => {
  const known = withoutPlural(keysOf('en.json'));
  const missing = sources.flatMap(({ name, text }) =>
    [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].flatMap(([, key]) => (known.has(key!) ? [] : [`${name}: ${key}`])),
  );
  expect(missing).toEqual([]);
});

test('every group of texts that a page names by a value is there', () => {
  const known = [...keysOf('en.json')];
  const missing = sources.flatMap(({ name, text }) =>
    [...text.matchAll(/\bt\(\s*`([\w.-]+\.)\$\{/g)].flatMap(([, group]) =>
      known.some((key) => key.startsWith(group!)) ? [] : [`${name}: ${group}`],
    ),
  );
  expect(missing).toEqual([]);
});

test('every language has the same texts', () => {
  const english = withoutPlural(keysOf('en.json'));
  for (const language of readdirSync(MESSAGES)) expect(withoutPlural(keysOf(language))).toEqual(english);
});
