/**
 * Where results and remarks go. Results are the only thing on standard output: text for people, or JSON with `--json`. Progress and
 * errors go to standard error. Colours only on a terminal, and not with NO_COLOR.
 */
import { stripVTControlCharacters, styleText } from 'node:util';
import Table from 'cli-table3';
import type { Trouble } from './exit-codes';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export interface OutputPlace {
  json: boolean;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  environment: NodeJS.ProcessEnv;
}

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};
/** Between columns. */
const GAP = 2;
/** Of a table inside a page. */
const INDENT = 2;
/** A narrower terminal is treated as this wide: words would be cut to pieces. */
const NARROWEST = 60;

export class Output {
  readonly json: boolean;
  private readonly rich: boolean;

  constructor(private readonly place: OutputPlace) {
    this.json = place.json;
    const { NO_COLOR, TERM } = place.environment;
    this.rich = Boolean(place.stdout.isTTY) && !NO_COLOR && TERM !== 'dumb';
  }

  /** The result of the command: `value` as JSON, or what `human` makes of it. */
  result(value: unknown, human: () => string): void {
    const text = this.json ? safeJson(value, 2) : human();
    this.place.stdout.write(`${text}\n`);
  }

  /** One of several results that come one after the other; as JSON, one value a line. */
  item(value: unknown, human: () => string): void {
    this.place.stdout.write(`${this.json ? safeJson(value) : human()}\n`);
  }

  /** Progress, a warning, a hint. */
  note(text: string): void {
    this.place.stderr.write(`${text}\n`);
  }

  /** What went wrong. */
  trouble({ exitCode, code, message, details }: Trouble): void {
    const text = this.json
      ? safeJson({ error: { code, message, exitCode, details } }, 2)
      : `${this.style('red', 'Error:')} ${message}`;
    this.place.stderr.write(`${text}\n`);
  }

  /** A command to type next, in the way that this one was typed. */
  command(words: string): string {
    return `${this.place.environment.npm_lifecycle_event === 'npx' ? 'npx adjutant' : 'adjutant'} ${words}`;
  }

  style(style: Style, text: string): string {
    return this.rich ? styleText(style, text, { validateStream: false }) : text;
  }

  heading(text: string): string {
    return this.style('bold', text);
  }

  /**
   * Rows under a head. Columns named in `right` are aligned to the right. On a terminal, the column `flexible` takes the width that the
   * others leave and wraps inside it; elsewhere a row is one line, so that other programs can read it.
   */
  table(
    head: string[],
    rows: string[][],
    { right = [], flexible }: { right?: number[]; flexible?: number } = {},
  ): string {
    const widths = head.map((title, column) =>
      Math.max(title.length, ...rows.map((row) => widthOf(row[column] ?? ''))),
    );
    const fitted =
      this.rich && flexible !== undefined ? narrowed(widths, flexible, this.place.stdout.columns) : undefined;
    const table = new Table({
      head: head.map((title) => this.style('bold', title)),
      colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
      ...(fitted ? { colWidths: fitted, wordWrap: true } : {}),
      chars: NO_LINES,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    });
    table.push(...rows);
    return table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
  }
}

/** Characters on the screen: colours take no room. */
function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** Widths of all columns, the gap included; null leaves a column as wide as its content. */
function narrowed(widths: number[], flexible: number, columns: number | undefined): (number | null)[] | undefined {
  const room = Math.max(columns ?? 80, NARROWEST) - INDENT;
  const others = widths.reduce((sum, width, column) => sum + (column === flexible ? 0 : width + GAP), 0);
  const wanted = (widths[flexible] ?? 0) + GAP;
  const given = Math.max(room - others, 20);
  if (wanted <= given) return undefined;
  return widths.map((_, column) => (column === flexible ? given : null));
}

/** JSON with nothing in it that a terminal would take for an order: C1 controls are escaped too. */
function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
