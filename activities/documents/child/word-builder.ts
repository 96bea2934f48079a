/** Glyphs joined to words by where they stand and how they look. */
import type { Box } from '../contract';
import { apply, IDENTITY, type Matrix } from './matrix';

/** A word as drawn. */
export interface DrawnWord {
  text: string;
  /** Fractions of the page, origin top left; may lie outside 0 to 1. */
  box: Box;
  /** Height of the letters in points on the page. */
  size: number;
  /** Red, green, blue, 0 to 255; null for patterns. */
  colour: [number, number, number] | null;
  /** Drawn in a mode that leaves no ink (PDF text render modes 3 and 7), or fully transparent. */
  inkless: boolean;
  /** The annotation (a form field, a note) whose drawing it is part of; null for the page itself. */
  annotation: string | null;
}

/** What of a font decides where its letters stand. */
export interface Font {
  fontMatrix?: number[];
  vertical?: boolean;
  ascent?: number;
  descent?: number;
}

/** The graphics and text state of PDF, as far as it decides how text looks (ISO 32000-1, 8.4 and 9.3). */
export interface State {
  matrix: Matrix;
  text: Matrix;
  x: number;
  y: number;
  lineX: number;
  lineY: number;
  font: Font | null;
  fontSize: number;
  direction: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
  mode: number;
  fill: [number, number, number] | null;
  stroke: [number, number, number] | null;
  fillAlpha: number;
  strokeAlpha: number;
  annotation: string | null;
}

/** The state at the start of a page. */
export function initialState(matrix: Matrix): State {
  return {
    matrix,
    text: IDENTITY,
    x: 0,
    y: 0,
    lineX: 0,
    lineY: 0,
    font: null,
    fontSize: 0,
    direction: 1,
    charSpacing: 0,
    wordSpacing: 0,
    scale: 1,
    leading: 0,
    rise: 0,
    mode: 0,
    fill: [0, 0, 0],
    stroke: [0, 0, 0],
    fillAlpha: 1,
    strokeAlpha: 1,
    annotation: null,
  };
}

/** A gap between letters of this many times their size starts a new word. */
const WORD_GAP = 0.18;

export class WordBuilder {
  readonly words: DrawnWord[] = [];
  private pending: {
    text: string;
    left: number;
    top: number;
    right: number;
    bottom: number;
    endX: number;
    endY: number;
    state: State;
    size: number;
  } | null = null;

  /** @param page width and height in points */
  constructor(private readonly page: { width: number; height: number }) {}

  /** One glyph joins the word before it where it follows closely on the same line in the same look. */
  add(text: string, state: State, whole: Matrix, advance: number): void {
    const y = state.y + state.rise;
    const [startX, startY] = apply(whole, state.x, y);
    const [endX, endY] = apply(whole, state.x + advance, y);
    const ascent = clamp(state.font?.ascent, 0.5, 1, 0.78) * state.fontSize * state.direction;
    const descent = clamp(Math.abs(state.font?.descent ?? 0.22), 0.1, 0.35, 0.22) * state.fontSize * state.direction;
    const corners = [
      apply(whole, state.x, y + ascent),
      apply(whole, state.x, y - descent),
      apply(whole, state.x + advance, y + ascent),
      apply(whole, state.x + advance, y - descent),
    ];
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, top]) => top);
    const size = state.fontSize * Math.hypot(whole[2], whole[3]);
    const word = this.pending;
    const joins =
      word !== null &&
      Math.hypot(startX - word.endX, startY - word.endY) < Math.max(WORD_GAP * word.size, 0.01) &&
      Math.abs(word.size - size) < word.size * 0.5 &&
      sameLook(word.state, state);
    if (!joins) {
      this.end();
      this.pending = {
        text: '',
        left: Infinity,
        top: Infinity,
        right: -Infinity,
        bottom: -Infinity,
        endX,
        endY,
        state: { ...state },
        size,
      };
    }
    const current = this.pending;
    if (current === null) return;
    // Ligatures are one glyph for two or three letters.
    current.text += /[\uFB00-\uFB06]/.test(text) ? text.normalize('NFKC') : text;
    current.left = Math.min(current.left, ...xs);
    current.right = Math.max(current.right, ...xs);
    current.top = Math.min(current.top, ...ys);
    current.bottom = Math.max(current.bottom, ...ys);
    current.endX = endX;
    current.endY = endY;
  }

  /** The word is complete. */
  end(): void {
    const word = this.pending;
    this.pending = null;
    if (word === null) return;
    const { width, height } = this.page;
    const { mode, fill, stroke, fillAlpha, strokeAlpha } = word.state;
    const outlined = mode === 1 || mode === 5;
    this.words.push({
      text: word.text,
      box: {
        x: word.left / width,
        y: word.top / height,
        width: (word.right - word.left) / width,
        height: (word.bottom - word.top) / height,
      },
      size: word.size,
      colour: outlined ? stroke : fill,
      inkless: mode === 3 || mode === 7 || (outlined ? strokeAlpha : fillAlpha) < 0.05,
      annotation: word.state.annotation,
    });
  }
}

function sameLook(one: State, other: State): boolean {
  return (
    one.annotation === other.annotation &&
    one.mode === other.mode &&
    String(one.fill) === String(other.fill) &&
    one.fillAlpha === other.fillAlpha
  );
}

function clamp(value: number | undefined, least: number, most: number, otherwise: number): number {
  return value === undefined || !Number.isFinite(value) || value === 0
    ? otherwise
    : Math.min(most, Math.max(least, value));
}
