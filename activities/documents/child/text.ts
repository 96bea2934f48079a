/** Plain text: lines of words, without boxes. */
import { readFile } from 'node:fs/promises';
import type { Word } from '../words';

/** Enough for any letter; what is beyond is not looked at. */
const MOST_CHARACTERS = 400_000;

/** Words with their line and column numbers. */
export function wordsOfText(text: string, method: 'plain-text' | 'email-header' = 'plain-text', firstLine = 0): Word[] {
  return text
    .slice(0, MOST_CHARACTERS)
    .split(/\r\n|\r|\n/)
    .flatMap((content, line) =>
      [...content.replaceAll('\t', '    ').matchAll(/\S+/g)].map((match) => ({
        text: match[0],
        page: null,
        box: null,
        confidence: 1,
        method,
        line: firstLine + line,
        column: match.index,
      })),
    );
}

/** UTF-8 where it is valid, UTF-16 where its mark says so, else Latin-1. */
export async function readText(path: string): Promise<Word[]> {
  return wordsOfText(decode(await readFile(path)));
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
