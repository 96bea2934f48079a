/** A document in passages: its lines, and the sentences and cells of each. */

export interface Passage {
  start: number;
  end: number;
  text: string;
  /** The passage is all that its line has. */
  wholeLine: boolean;
  /** It stands in a row of a table. */
  cell: boolean;
}

/** End of a sentence: a mark, perhaps a quote, then space and no small letter. */
const SENTENCE_END = /[.!?…。？！]+["'”’)\]]*(?=\s+[^\p{Ll}\s]|\s*$)/gu;
const ABBREVIATION = /(?:\b(?:mr|mrs|ms|dr|prof|st|no|inc|ltd|co|vs|etc|e\.g|i\.e|approx|dept|art|sec)|\b\p{L})\.$/iu;

/** Passages with at least two letters, in order of their place. */
export function passagesOf(text: string): Passage[] {
  const passages: Passage[] = [];
  let lineStart = 0;
  for (const line of text.split('\n')) {
    const bars = line.split('|').length - 1;
    const isRow = /^\s*\|/.test(line) || bars >= 2 || /\t.*\t/.test(line);
    if (isRow) addCells(line, lineStart, passages);
    else addSentences(line, lineStart, passages);
    lineStart += line.length + 1;
  }
  return passages;
}

function addCells(line: string, lineStart: number, passages: Passage[]): void {
  let at = 0;
  for (const cell of line.split(/[|\t]/)) {
    add(passages, cell, lineStart + at, false, true);
    at += cell.length + 1;
  }
}

function addSentences(line: string, lineStart: number, passages: Passage[]): void {
  const cuts: number[] = [];
  for (const match of line.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    if (!ABBREVIATION.test(line.slice(Math.max(0, end - 8), end))) cuts.push(end);
  }
  if (cuts.at(-1) !== line.length) cuts.push(line.length);
  let from = 0;
  for (const cut of cuts) {
    add(passages, line.slice(from, cut), lineStart + from, cuts.length === 1, false);
    from = cut;
  }
}

function add(passages: Passage[], raw: string, at: number, wholeLine: boolean, cell: boolean): void {
  const text = raw.trim();
  if (!/\p{L}.*\p{L}/u.test(text)) return;
  const start = at + raw.indexOf(text);
  passages.push({ start, end: start + text.length, text, wholeLine, cell });
}
