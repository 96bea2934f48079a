/** The dictionary of the model: which words are names, places, ordinary English, from the training's sources. */
import { Flag, hashWord } from '../../activities/guardrails/personal-data/lexicon';
import { fold } from '../../activities/guardrails/personal-data/tokens';
import {
  COMPANY_FORMS,
  COMPANY_TRADES,
  DAYS,
  HONORIFICS,
  JOBS,
  MONTHS,
  STREET_WORDS,
  UNIT_WORDS,
  WELL_KNOWN,
} from './lists';
import type { Sources } from './sources';

const WORD = /\p{L}[\p{L}\p{M}]*(?:[-'’]\p{L}[\p{L}\p{M}]*)*/gu;

/** @returns hashes in rising order, and the flags of each */
export function buildDictionary(sources: Sources): { hashes: Uint32Array; flags: Uint16Array } {
  const entries = new Map<number, number>();
  const add = (word: string, flag: number) => {
    const hash = hashWord(fold(word)) || 1;
    entries.set(hash, (entries.get(hash) ?? 0) | flag);
  };
  const addWords = (text: string, flag: number, least = 2) => {
    for (const word of text.match(WORD) ?? []) if (word.length >= least) add(word, flag);
  };
  for (const [rank, { word }] of sources.words.entries())
    add(word, rank < 2000 ? Flag.frequent | Flag.common : rank < 30_000 ? Flag.common : Flag.rare);
  for (const word of sources.capitalised) add(word, Flag.common);
  for (const { given, surnames } of sources.locales) {
    for (const name of given) addWords(name, Flag.given);
    for (const name of surnames) addWords(name, Flag.surname);
  }
  for (const { name } of sources.cities) {
    const words = name.match(WORD) ?? [];
    if (words.length === 1) add(name, Flag.city);
    else addWords(name, Flag.cityPart, 4);
  }
  for (const name of sources.countries) addWords(name, Flag.country, 4);
  for (const name of sources.states) addWords(name, Flag.country, 2);
  for (const name of sources.nationalities) addWords(name, Flag.nationality, 3);
  for (const word of STREET_WORDS) add(word, Flag.street);
  for (const word of UNIT_WORDS) addWords(word, Flag.unit, 1);
  for (const name of [...COMPANY_FORMS, ...COMPANY_TRADES, ...WELL_KNOWN]) addWords(name, Flag.company);
  for (const word of HONORIFICS) addWords(word, Flag.honorific);
  for (const job of JOBS) addWords(job, Flag.job, 3);
  for (const word of [...MONTHS, ...DAYS]) add(word, Flag.calendar);
  const sorted = [...entries].sort(([one], [other]) => one - other);
  return { hashes: Uint32Array.from(sorted, ([hash]) => hash), flags: Uint16Array.from(sorted, ([, flag]) => flag) };
}
