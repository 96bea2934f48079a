/** The issuer's name in the head of a recognised receipt or bill. */
import type { Field } from '../contract';
import { confidenceOf, textOf } from '../words';
import { LEGAL_FORM, TRADE, withoutRegisterNumber } from './company-words';
import { toField } from './fields';
import type { HeadRow } from './head-rows';
import { repairedText } from './misread';

const NOT_A_NAME = /^\W*(?:licensee|licencee|branch|outlet|cawangan|formerly|managed by|member of)\b/i;
/** Before a name: who owns or runs the place. */
const OWNER = /^.{0,4}\b(?:own(?:ed)?|operated|managed|run)\s*by\s*[:.]?\s*/i;
/** Rows that begin so cannot be a name by themselves: they end one. */
const ENDING =
  /^\W*(?:restaurants?|trading|enterprises?|holdings|(?:\([a-z]{1,3}\)\s*)?sdn|bhd|limited|ltd|inc|gmbh|company|co\.)\b/i;

/** @returns null where the head holds nothing that can be a name */
export function issuerName(head: HeadRow[], fileId: string): Field | null {
  const address = head.findIndex(({ kind }) => kind === 'place');
  const above = head.slice(0, address < 0 ? undefined : address);
  const candidates = above
    .map((entry, index) => ({ entry, index, score: scoreOf(entry, index) }))
    .filter(({ entry, score }) => entry.kind === 'words' && score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index);
  const [best, second] = candidates;
  if (best === undefined) return null;
  const previous = above[best.index - 1];
  const words = withoutRegisterNumber(best.entry.row.words);
  const joined =
    ENDING.test(textOf(words)) && previous?.kind === 'words' && !LEGAL_FORM.test(previous.text)
      ? [...previous.row.words, ...words]
      : words;
  const value = tidy(textOf(joined));
  if (value === '') return null;
  const field = toField('issuer', { value, normalised: value }, joined, fileId);
  const sure = LEGAL_FORM.test(value) || TRADE.test(value) || second === undefined;
  return {
    ...field,
    confidence: round(confidenceOf(joined) * (sure ? 0.95 : 0.7)),
    alternatives: second === undefined ? [] : [tidy(second.entry.text)],
  };
}

function scoreOf({ text, row }: HeadRow, index: number): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 3 || NOT_A_NAME.test(text)) return 0;
  // Names are printed in capitals or with capitals; notes by hand come out without.
  const small = /^[\p{Ll}\s.,'-]+$/u.test(text) ? -6 : 0;
  const weak = confidenceOf(row.words) < 0.6 ? -2 : 0;
  return 10 + (LEGAL_FORM.test(text) ? 6 : 0) + (TRADE.test(text) ? 3 : 0) - Math.min(index, 6) * 0.5 + small + weak;
}

function tidy(text: string): string {
  return repairedText(text)
    .replace(OWNER, '')
    .replace(/\s*\(?[a-z]{0,2}\d{5,}\W{0,2}[a-z]?\)?\W*$/i, '')
    .replace(/\bS[DO0]N(\.?)\s*BH[DO0](?=\W|$)/gi, (_, dot: string) => (dot === '.' ? 'SDN. BHD' : 'SDN BHD'))
    .replace(/^[^\p{L}\p{N}(]+|[^\p{L}\p{N}.)&]+$/gu, '')
    .trim();
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
