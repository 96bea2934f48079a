/** The issuer's address in the head of a recognised receipt or bill: the rows of a place that follow each other. */
import type { Field } from '../contract';
import { confidenceOf, textOf, type Word } from '../words';
import { toField } from './fields';
import type { HeadRow } from './head-rows';
import { repairedText } from './misread';

/** Words of a country, a state or a town that end an address need no cue of their own; so many rows of them are taken. */
const MOST_ENDINGS = 2;
/** Rows of one address follow each other as closely as this, in heights of a row. */
const CLOSE = 1.4;

export function issuerAddress(head: HeadRow[], fileId: string): Field | null {
  const start = head.findIndex(({ kind, row }) => kind === 'place' && row.text.length >= 5);
  if (start < 0) return null;
  const taken = [head[start]].flatMap((entry) => entry ?? []);
  let endings = 0;
  for (const entry of head.slice(start + 1)) {
    const before = taken.at(-1);
    if (before === undefined || !follows(before, entry)) break;
    if (entry.kind === 'place') {
      endings = 0;
    } else if (entry.kind === 'words' && endings < MOST_ENDINGS && !/^\W*\(|:/.test(entry.text)) {
      endings += 1;
    } else {
      break;
    }
    taken.push(entry);
  }
  const words: Word[] = taken.flatMap(({ row }) => row.words);
  const value = repairedText(textOf(words))
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}.)]+$/gu, '')
    .trim();
  if (value.length < 8) return null;
  const field = toField('issuer-address', { value, normalised: value }, words, fileId);
  return { ...field, confidence: Math.round(mean(words) * (confidenceOf(words) < 0.7 ? 0.8 : 0.95) * 100) / 100 };
}

function follows(above: HeadRow, below: HeadRow): boolean {
  const height = Math.max(above.row.bottom - above.row.top, 0.004);
  return below.row.page === above.row.page && below.row.top - above.row.top < height * (1 + CLOSE);
}

function mean(words: Word[]): number {
  return words.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, words.length);
}
