/** A wording's text as blocks, whatever format it came in. */

export type Block =
  /** Level 1 is the title of the paper. Null where the format does not tell headings from text, as in a PDF. */
  { kind: 'heading'; level: number; text: string } | { kind: 'text'; text: string } | { kind: 'item'; text: string };

/** The file is no wording; the message says what to do. */
export class NotAWording extends Error {
  override readonly name = 'NotAWording';
}

/** One line of text with single spaces. */
export function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
