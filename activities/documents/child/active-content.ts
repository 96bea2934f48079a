/**
 * What makes a PDF do something instead of showing something: JavaScript, launch actions, files inside. Looked for in
 * the bytes and in the object streams, where a name may be spelt with hex escapes (`/J#61vaScript`).
 */
import { inflateSync } from 'node:zlib';
import { isFormatScript } from './format-scripts';
import { SetAside } from './protocol';

export interface ActiveContent {
  /** JavaScript that does more than format what is typed into a form, or an action that starts a program. */
  hostile: string | null;
  /** What waits for a click or lies inside, such as the data file of an e-invoice. */
  passive: string | null;
}

const JAVASCRIPT = named('JavaScript');
const LAUNCH = named('Launch');
const PASSIVE: [pattern: RegExp, what: string][] = [
  [named('EmbeddedFile'), 'an embedded file'],
  [named('SubmitForm'), 'a button that sends data'],
  [named('ImportData'), 'a button that loads data'],
  [named('RichMedia'), 'active media'],
];
const OBJECT_STREAM = named('ObjStm');
/** All object streams of an honest document stay far below this when inflated. */
const MOST_INFLATED = 48 * 1024 * 1024;

/** @throws SetAside when an object stream inflates beyond all measure */
export function activeContent(bytes: Buffer): ActiveContent {
  const text = bytes.toString('latin1');
  const found: ActiveContent = { hostile: null, passive: null };
  look(text, found);
  let left = MOST_INFLATED;
  for (const match of text.matchAll(new RegExp(OBJECT_STREAM.source, 'g'))) {
    if (found.hostile !== null) break;
    const start = /stream\r?\n/g;
    start.lastIndex = match.index;
    const begin = start.exec(text);
    if (begin === null || begin.index - match.index > 4096) continue;
    const from = begin.index + begin[0].length;
    const to = text.indexOf('endstream', from);
    const inflated = inflate(bytes.subarray(from, to < 0 ? undefined : to), left);
    left -= inflated.length;
    look(inflated, found);
  }
  return found;
}

function look(text: string, found: ActiveContent): void {
  if (LAUNCH.test(text)) found.hostile ??= 'an action that starts a program';
  for (const { index, 0: name } of text.matchAll(new RegExp(JAVASCRIPT.source, 'g'))) {
    if (found.hostile !== null) return;
    if (!formatsOnly(text, index, index + name.length)) found.hostile = 'JavaScript';
  }
  found.passive ??= PASSIVE.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** The longest script that is looked at, with its escapes. */
const SCRIPT_WINDOW = 5_000;

/**
 * Whether the name stands in an action `<< /S /JavaScript /JS (…) >>`, keys in either order, whose script is written out there and
 * only formats. A script that lies elsewhere in the file is none that form editors write for formats.
 */
function formatsOnly(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - SCRIPT_WINDOW), start);
  const kind = /\/S\s*$/.exec(before);
  if (kind === null) return false;
  const scripts: (string | null)[] = [];
  const behind = /^\s*(?:\/Type\s*\/Action\s*)?\/JS\s*/.exec(text.slice(end, end + 100));
  if (behind !== null) scripts.push(literal(text, end + behind[0].length)?.text ?? null);
  const ahead = before.slice(0, kind.index);
  const at = ahead.lastIndexOf('/JS');
  const string = at < 0 ? null : literal(ahead, at + 3 + (/^\s*/.exec(ahead.slice(at + 3))?.[0].length ?? 0));
  if (string !== null && /^\s*(?:\/Type\s*\/Action\s*)?$/.test(ahead.slice(string.end))) scripts.push(string.text);
  return scripts.length > 0 && scripts.every((script) => script !== null && isFormatScript(script));
}

/** A PDF string in round brackets (ISO 32000-1, 7.3.4.2) that begins at `from`; null when none does. */
function literal(text: string, from: number): { text: string; end: number } | null {
  if (text[from] !== '(') return null;
  let depth = 0;
  let said = '';
  for (let at = from; at < Math.min(text.length, from + SCRIPT_WINDOW); at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      at += 1;
      const escaped = text[at] ?? '';
      said += /[nrtbf\r\n]/.test(escaped) ? ' ' : escaped;
      continue;
    }
    if (character === ')') depth -= 1;
    if (depth === 0 && character === ')') return { text: said, end: at + 1 };
    if (depth > 0) said += character;
    if (character === '(') depth += 1;
  }
  return null;
}

function inflate(bytes: Buffer, most: number): string {
  try {
    // An unfinished end is the next reader's business; what is there is looked at.
    return inflateSync(bytes, { maxOutputLength: Math.max(1, most), finishFlush: 2 }).toString('latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new SetAside(
        'too-much-memory',
        'The PDF unpacks to far more than a document holds. Please print it to a new PDF and send that.',
      );
    }
    return '';
  }
}

/** A PDF name, each letter plain or as `#xx`. */
function named(name: string): RegExp {
  const letters = [...name].map((letter) => {
    const code = letter.charCodeAt(0).toString(16);
    return `(?:${letter}|#${[...code].map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit)).join('')})`;
  });
  return new RegExp(`/${letters.join('')}(?![A-Za-z0-9])`);
}
