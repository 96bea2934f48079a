/**
 * What makes a PDF do something instead of showing something: JavaScript, launch actions, files inside. Looked for in
 * the bytes and in the object streams, where a name may be spelt with hex escapes (`/J#61vaScript`).
 */
import { inflateSync } from 'node:zlib';
import { SetAside } from './protocol';

export interface ActiveContent {
  /** JavaScript, or an action that starts a program. */
  hostile: string | null;
  /** What waits for a click or lies inside, such as the data file of an e-invoice. */
  passive: string | null;
}

const HOSTILE: [pattern: RegExp, what: string][] = [
  [named('JavaScript'), 'JavaScript'],
  [named('Launch'), 'an action that starts a program'],
];
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
  found.hostile ??= HOSTILE.find(([pattern]) => pattern.test(text))?.[1] ?? null;
  found.passive ??= PASSIVE.find(([pattern]) => pattern.test(text))?.[1] ?? null;
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
