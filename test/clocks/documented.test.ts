/** docs/clocks.md lists every value that ships, as it ships. */
import { readFileSync } from 'node:fs';
import type { ClockRule, JurisdictionRules } from '../../activities/clocks/rules';
import { projectFile } from '../../platform/paths';
import { shipped } from './support';

const text = readFileSync(projectFile('docs', 'clocks.md'), 'utf8');

const days = ({ days, of }: ClockRule['length']) => `${days} ${of === 'business' ? 'business days' : 'days'}`;
function howLong({ length, direction, repeats, restarts }: ClockRule): string {
  const more = repeats ?? restarts;
  if (direction === 'before') return `${days(length)} before`;
  if (more === undefined) return days(length);
  const once = restarts?.most === 1 ? ', once' : '';
  return `${days(length)}; after a status letter ${more.lengths.map(days).join(', then ')}${once}`;
}
function row(rule: ClockRule): string {
  const { citation, url } = rule.source;
  const source = url === undefined ? citation : `[${citation}](${url})`;
  return `| ${rule.title} | ${howLong(rule)} | \`${rule.starts}\` | ${source} | ${rule.verified ? 'yes' : '**no**'} |`;
}
function part({ name, id, timeZone, currency, language, clocks }: JurisdictionRules): string {
  return [
    `### ${name} (\`${id}\`)`,
    '',
    `${timeZone}, ${currency}, ${language}.`,
    '',
    '| what is owed | how long | from | source | verified |',
    '|---|---|---|---|---|',
    ...clocks.map(row),
  ].join('\n');
}

test.each(shipped.all().flatMap((rules) => rules.timeLimits.map((limit) => [rules, limit] as const)))(
  'time limit $name',
  ({ name }, { what, lines = ['all'], length, source, verified }) => {
    const cited = source.url === undefined ? source.citation : `[${source.citation}](${source.url})`;
    expect(text).toContain(
      `| ${name} | ${what} | ${lines.join(', ')} | ${length.months} months | ${cited} | ${verified ? 'yes' : '**no**'} |`,
    );
  },
);

test.each(shipped.all().map((rules) => [rules.id, rules] as const))('%s', (_, rules) => {
  expect(text).toContain(part(rules));
});
