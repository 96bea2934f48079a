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
  /** Line number for text without boxes. */
  line?: number;
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
}

/** Group words into rows: same page, centres within half a word's height. */
export function rowsOf(words: Word[]): Row[] {
  const rows: Word[][] = [];
  const boxed = words.filter((word) => word.box !== null);
  const ordered = [...boxed].sort((a, b) => (a.page ?? 0) - (b.page ?? 0) || centre(a) - centre(b));
  for (const word of ordered) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    const height = Math.max(word.box?.height ?? 0, 0.004);
    const near =
      row !== undefined &&
      last !== undefined &&
      last.page === word.page &&
      Math.abs(average(row.map(centre)) - centre(word)) < height * 0.55;
    if (near) row.push(word);
    else rows.push([word]);
  }
  const plain = new Map<number, Word[]>();
  for (const word of words.filter((entry) => entry.box === null)) {
    const line = plain.get(word.line ?? 0) ?? [];
    line.push(word);
    plain.set(word.line ?? 0, line);
  }
  return [
    ...rows.map((row) => toRow(row.sort((a, b) => (a.box?.x ?? 0) - (b.box?.x ?? 0)))),
    ...[...plain.values()].map(toRow),
  ];
}

function toRow(words: Word[]): Row {
  return {
    words,
    page: words[0]?.page ?? null,
    text: words.map((word) => word.text).join(' '),
    top: Math.min(...words.map((word) => word.box?.y ?? word.line ?? 0)),
    bottom: Math.max(...words.map((word) => (word.box ? word.box.y + word.box.height : (word.line ?? 0) + 1))),
  };
}

/** Split a row where the gap is wider than about two characters. Text without boxes splits at tabs and wide spaces, done by its reader. */
export function segmentsOf(row: Row): Segment[] {
  const segments: Word[][] = [];
  for (const word of row.words) {
    const segment = segments.at(-1);
    const last = segment?.at(-1);
    const gap = word.box && last?.box ? word.box.x - (last.box.x + last.box.width) : 0;
    const wide = word.box ? gap > Math.max(0.012, (word.box.height ?? 0.01) * 0.95) : false;
    if (segment === undefined || wide) segments.push([word]);
    else segment.push(word);
  }
  return segments.map((words) => ({
    words,
    text: words.map((word) => word.text).join(' '),
    left: words[0]?.box?.x ?? 0,
    right: (words.at(-1)?.box?.x ?? 0) + (words.at(-1)?.box?.width ?? 0),
  }));
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

function centre(word: Word): number {
  return (word.box?.y ?? 0) + (word.box?.height ?? 0) / 2;
}

function average(values: number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
