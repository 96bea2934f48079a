/** Words on pages, and rows made of them: what every reader produces and every rule of extraction works on. */
import type { Box, ReadingMethod } from './contract';

export interface Word {
  text: string;
  /** From 1; null for text without pages. */
  page: number | null;
  /** Fractions of the page, origin top left; null where the format has none. */
  box: Box | null;
  /** 0 to 1; 1 for text that was not recognised from pixels. */
  confidence: number;
  method: ReadingMethod;
  /** Height of the page over its width: boxes are fractions of both. A4 where unknown. */
  aspect?: number;
  /** How far the lines of a scan fall (positive) or rise, in page heights over one page width. */
  tilt?: number;
  /** Line and character of text without boxes. */
  line?: number;
  column?: number;
}

/** Words that stand on one line, left to right. */
export interface Row {
  words: Word[];
  page: number | null;
  text: string;
  top: number;
  bottom: number;
}

/** A run of words in a row without a gap that a reader would take for a new column. */
export interface Segment {
  words: Word[];
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Characters that a line of plain text is taken to be wide, so that its columns compare like those of a page. */
const TEXT_WIDTH = 100;

/** Group words into rows: same page, centres within half a word's height; lines of a tilted scan are straightened. */
export function rowsOf(words: Word[]): Row[] {
  const rows: { words: Word[]; middle: number; height: number }[] = [];
  const boxed = words.filter((word) => word.box !== null);
  const ordered = [...boxed].sort((a, b) => (a.page ?? 0) - (b.page ?? 0) || middle(a) - middle(b));
  for (const word of ordered) {
    const row = rows.at(-1);
    const height = Math.max(word.box?.height ?? 0, 0.004);
    const near =
      row !== undefined &&
      row.words[0]?.page === word.page &&
      Math.abs(row.middle - middle(word)) < Math.min(height, row.height) * 0.5;
    if (near) {
      row.words.push(word);
      row.middle += (middle(word) - row.middle) / row.words.length;
      row.height += (height - row.height) / row.words.length;
    } else {
      rows.push({ words: [word], middle: middle(word), height });
    }
  }
  const plain = new Map<number, Word[]>();
  for (const word of words.filter((entry) => entry.box === null)) {
    const line = plain.get(word.line ?? 0) ?? [];
    line.push(word);
    plain.set(word.line ?? 0, line);
  }
  return [
    ...rows.map((row) => toRow(row.words.sort((a, b) => (a.box?.x ?? 0) - (b.box?.x ?? 0)))),
    ...[...plain.values()].map(toRow),
  ];
}

function toRow(words: Word[]): Row {
  return {
    words,
    page: words[0]?.page ?? null,
    text: textOf(words),
    top: Math.min(...words.map(top)),
    bottom: Math.max(...words.map(bottom)),
  };
}

/** Split a row where the gap is wider than a space between words can be. */
export function segmentsOf(row: Row): Segment[] {
  const segments: Word[][] = [];
  for (const word of row.words) {
    const segment = segments.at(-1);
    const last = segment?.at(-1);
    const wide = last !== undefined && left(word) - right(last) > widestSpace(word, last);
    if (segment === undefined || wide) segments.push([word]);
    else segment.push(word);
  }
  return segments.map(toSegment);
}

/** Words that belong together as one piece of a row. */
export function toSegment(words: Word[]): Segment {
  return {
    words,
    text: textOf(words),
    left: Math.min(...words.map(left)),
    right: Math.max(...words.map(right)),
    top: Math.min(...words.map(top)),
    bottom: Math.max(...words.map(bottom)),
  };
}

/** A space is about a quarter of the letters' height; recognised boxes are less even. Plain text: two spaces. */
function widestSpace(word: Word, last: Word): number {
  if (word.box === null || last.box === null) return 2.5 / TEXT_WIDTH;
  // Heights are fractions of the page's height, gaps of its width.
  const aspect = word.aspect ?? Math.SQRT2;
  // A recognised box is as high as its letters (`no.` is low), and typewriter faces leave a space as wide as a capital is high.
  if (word.method === 'ocr') return Math.max(word.box.height, last.box.height) * aspect * 1.5;
  return Math.min(word.box.height, last.box.height) * aspect * 0.85;
}

/** Smallest box around words; null when they have none. */
export function boxAround(words: Word[]): Box | null {
  const boxes = words.flatMap((word) => (word.box ? [word.box] : []));
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x: round(x),
    y: round(y),
    width: round(Math.max(...boxes.map((box) => box.x + box.width)) - x),
    height: round(Math.max(...boxes.map((box) => box.y + box.height)) - y),
  };
}

/** The weakest word decides how sure a run of words is. */
export function confidenceOf(words: Word[]): number {
  return words.length === 0 ? 0 : round(Math.min(...words.map((word) => word.confidence)));
}

export function textOf(words: Word[]): string {
  return words.map((word) => word.text).join(' ');
}

export function left(word: Word): number {
  return word.box?.x ?? (word.column ?? 0) / TEXT_WIDTH;
}

export function right(word: Word): number {
  return word.box ? word.box.x + word.box.width : ((word.column ?? 0) + word.text.length) / TEXT_WIDTH;
}

function top(word: Word): number {
  return word.box?.y ?? word.line ?? 0;
}

function bottom(word: Word): number {
  return word.box ? word.box.y + word.box.height : (word.line ?? 0) + 1;
}

function middle(word: Word): number {
  if (word.box === null) return word.line ?? 0;
  return word.box.y + word.box.height / 2 - (word.tilt ?? 0) * (word.box.x + word.box.width / 2 - 0.5);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
