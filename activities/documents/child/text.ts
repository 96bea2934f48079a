/** Plain text: lines of words, without boxes. */
import { readFile } from 'node:fs/promises';
import type { Word } from '../words';

/** Words with their line numbers. Columns made with tabs or wide spaces stay one line. */
export function wordsOfText(text: string): Word[] {
  return text
    .slice(0, 400_000)
    .split(/\r?\n/)
    .flatMap((content, line) =>
      [...content.matchAll(/\S+/g)].map((match) => ({
        text: match[0],
        page: null,
        box: null,
        confidence: 1,
        method: 'plain-text' as const,
        line,
      })),
    );
}

/** UTF-8 where it is valid, else Latin-1. */
export async function readText(path: string): Promise<Word[]> {
  const bytes = await readFile(path);
  const utf8 = bytes.toString('utf8');
  return wordsOfText(utf8.includes('\uFFFD') ? bytes.toString('latin1') : utf8.replace(/^\uFEFF/, ''));
}
