/** Labelled fields: a label, and the value behind, beside or below it, found by where they stand on the page. */
import type { Field, FieldName, Source } from '../contract';
import { boxAround, confidenceOf, type Row, type Segment, segmentsOf, textOf, toSegment, type Word } from '../words';
import { isLabel, type Label, labelAt } from './labels';
import type { Manner, Reading } from './readers';

interface Found {
  field: Field;
  rank: number;
}

/** How many rows below a label its value may begin. */
const BELOW = 3;
/** A paragraph is read on for so many rows. */
const PARAGRAPH = 12;

/**
 * All labelled fields of a document, one of each name: of sums the last of the highest rank, else the first of it.
 * @param rows of all pages, top to bottom
 */
export function extractFields(rows: Row[], fileId: string, manner: Manner): Field[] {
  const pieces = rows.map((row) => segmentsOf(row).flatMap(piecesOf));
  const found = new Map<FieldName, Found>();
  rows.forEach((row, index) => {
    pieces[index]?.forEach((piece, at) => {
      const labelled = labelAt(piece.text);
      if (labelled === null) return;
      const { label } = labelled;
      const right = pieces[index]?.slice(at + 1) ?? [];
      const below = pieces
        .slice(index + 1, index + 1 + (label.paragraph ? PARAGRAPH : BELOW))
        .flat()
        .filter((other) => other.words[0]?.page === row.page);
      const field = fieldBehind(label, piece, labelled.length, labelled.clear, right, below, fileId, manner);
      if (field === null) return;
      const rank = label.rank ?? 0;
      const known = found.get(label.name);
      const better =
        label.place === 'row'
          ? rank >= (known?.rank ?? 0) && !(known !== undefined && field.normalised === 0)
          : known === undefined || (rank > known.rank && field.normalised !== null);
      if (known === undefined || better) found.set(label.name, { field, rank });
    });
  });
  return [...found.values()].map(({ field }) => field);
}

/** A segment with two labels in it (`Date: 3 May 2026 Till: 02`) is two pieces. */
function piecesOf(segment: Segment): Segment[] {
  const starts = [0];
  // `Invoice Date:` is one label, though `Date:` is one as well.
  let inside = labelAt(segment.text)?.length ?? 0;
  for (let index = 1; index < segment.words.length; index += 1) {
    inside -= (segment.words[index - 1]?.text.length ?? 0) + 1;
    if (inside > 0) continue;
    const rest = textOf(segment.words.slice(index));
    const labelled = labelAt(rest);
    if (labelled === null || !/[:#]/.test(rest.slice(0, labelled.length))) continue;
    starts.push(index);
    inside = labelled.length;
  }
  return starts.map((start, at) => toSegment(segment.words.slice(start, starts[at + 1])));
}

function fieldBehind(
  label: Label,
  piece: Segment,
  length: number,
  clear: boolean,
  right: Segment[],
  below: Segment[],
  fileId: string,
  manner: Manner,
): Field | null {
  const rest = wordsAfter(piece.words, length);
  const attempt = (words: Word[]): Field | null => {
    const reading = words.length === 0 ? null : label.read(textOf(words), manner);
    return reading === null ? null : toField(label.name, reading, words, fileId);
  };
  if (label.place === 'row') {
    for (const other of [...right].reverse()) {
      const field = attempt(other.words);
      if (field !== null) return field;
    }
    return attempt(rest);
  }
  if (rest.length > 0) {
    // Without a colon, words after a label may be the rest of a sentence; a date or a number is a value.
    const free = label.name.endsWith('-name') || label.name === 'loss-cause' || label.name === 'description';
    return clear || !free ? attempt(rest) : null;
  }
  const next = right[0];
  const beside = next !== undefined && !isLabel(next.text) ? next : null;
  const under = belowOf(piece, below);
  // Small print above larger print is a form's label above its box, whatever stands to the right.
  const order = under !== null && aboveItsBox(piece, under) ? [under, beside] : [beside, under];
  for (const candidate of order) {
    const field =
      candidate === null
        ? null
        : attempt(candidate === under && label.paragraph ? paragraph(candidate, below) : candidate.words);
    if (field !== null) return field;
  }
  return null;
}

function belowOf(piece: Segment, below: Segment[]): Segment | null {
  const height = Math.max(piece.bottom - piece.top, 0.006);
  const under = below.find(
    (other) =>
      other.left < piece.right + 0.02 && other.right > piece.left - 0.02 && other.top - piece.bottom < height * 2.5,
  );
  return under === undefined || isLabel(under.text) || under.words[0]?.box === null ? null : under;
}

/** The words of a piece and of the pieces that follow it closely in its column. */
function paragraph(first: Segment, below: Segment[]): Word[] {
  const words = [...first.words];
  let last = first;
  for (const piece of below.slice(below.indexOf(first) + 1)) {
    const height = last.bottom - last.top;
    if (Math.abs(piece.left - first.left) > 0.02) continue;
    if (piece.top - last.bottom > height * 0.9 || isLabel(piece.text)) break;
    words.push(...piece.words);
    last = piece;
  }
  return words;
}

function aboveItsBox(piece: Segment, under: Segment): boolean {
  return Math.abs(under.left - piece.left) < 0.015 && under.bottom - under.top > (piece.bottom - piece.top) * 1.15;
}

/** Words after so many characters of a run; a word that the label ends in is cut. */
function wordsAfter(words: Word[], length: number): Word[] {
  let at = 0;
  const after: Word[] = [];
  for (const word of words) {
    const end = at + word.text.length;
    if (at >= length) after.push(word);
    else if (end > length) after.push(cut(word, length - at));
    at = end + 1;
  }
  return after;
}

function cut(word: Word, from: number): Word {
  const text = word.text.slice(from);
  if (word.box === null) return { ...word, text };
  const share = from / word.text.length;
  const box = { ...word.box, x: word.box.x + word.box.width * share, width: word.box.width * (1 - share) };
  return { ...word, text, box };
}

/** A field with its place. One that has no single reading is never sure. */
export function toField(name: FieldName, reading: Reading, from: Word[], fileId: string): Field {
  const confidence = confidenceOf(from);
  return {
    name,
    value: reading.value,
    normalised: reading.normalised,
    source: sourceOf(from, fileId),
    confidence: reading.normalised === null ? Math.min(0.4, confidence) : confidence,
    method: from[0]?.method ?? 'text-layer',
    alternatives: reading.alternatives ?? [],
  };
}

/** Where words stand, with the words. */
export function sourceOf(words: Word[], fileId: string): Source {
  return { fileId, page: words[0]?.page ?? null, box: boxAround(words), quote: textOf(words).slice(0, 500) };
}
