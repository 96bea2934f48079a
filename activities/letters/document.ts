/** A letter as structure: what the two layouts (PDF, text) are made from. */
import type { Letterhead } from './templates';

/** A piece of a letter. `by: 'claimant'` marks the claimant's own words, `by: 'law'` words that a law prescribes. */
export type Content =
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'pairs'; rows: [label: string, value: string][] }
  | { kind: 'reasons'; reasons: { items: string[]; text: string; clause: string | null }[] }
  | { kind: 'list'; items: { text: string; detail: string | null }[] }
  | { kind: 'quotes'; quotes: { clause: string; text: string }[]; source: string }
  | { kind: 'steps'; lines: string[] }
  | { kind: 'table'; columns: string[]; rows: TableRow[]; totals: TotalRow[] }
  | { kind: 'contact'; lines: string[] }
  | { kind: 'notice'; lead: string; text: string };

/** The first cell is the claimant's description of the item; the others are ours. */
export interface TableRow {
  item: string;
  cells: string[];
}
export interface TotalRow {
  label: string;
  cells: string[];
  strong: boolean;
}

export interface LetterDocument {
  page: 'A4' | 'LETTER';
  locale: string;
  /** ISO date of the letter, for the metadata. */
  isoDate: string;
  letterhead: Letterhead;
  recipient: string;
  /** Date, reference, policy: shown beside the recipient. */
  references: [label: string, value: string][];
  subject: string;
  salutation: string;
  content: Content[];
  closing: string;
  signature: string[];
}

/** All that we say in a letter: without the claimant's own words and without what a law prescribes. */
export function ownWords(letter: LetterDocument): string[] {
  const said = [letter.subject, ...letter.signature];
  for (const piece of letter.content) {
    switch (piece.kind) {
      case 'heading':
      case 'paragraph':
        said.push(piece.text);
        break;
      case 'pairs':
        said.push(...piece.rows.flat());
        break;
      case 'reasons':
        said.push(...piece.reasons.map((reason) => reason.text));
        break;
      case 'list':
        said.push(...piece.items.flatMap((item) => [item.text, item.detail ?? '']));
        break;
      case 'quotes':
        said.push(piece.source, ...piece.quotes.map((quote) => quote.text));
        break;
      case 'steps':
      case 'contact':
        said.push(...piece.lines);
        break;
      case 'table':
        said.push(...piece.columns, ...piece.rows.flatMap((row) => row.cells));
        said.push(...piece.totals.flatMap((row) => [row.label, ...row.cells]));
        break;
      case 'notice':
        break;
    }
  }
  return said;
}
