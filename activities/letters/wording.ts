/** The wording of a policy, clause by clause, so that a letter quotes what the policy says and not a summary of it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Wording {
  title: string;
  product: string;
  edition: string;
  /** Clause number → its text; a clause with parts and no text of its own has the text of its parts. */
  clauses: ReadonlyMap<string, string>;
}

/** A clause begins a line: `## 4 Exclusions`, `4.2 Wear`, `**4.2** Wear`, `- 4.2.1 …`. Numbers without a dot only as headings. */
const CLAUSE =
  /^\s*(#{1,6}\s+)?(?:[-*]\s+)?(?:\*\*|__)?(?:clause\s+)?(\d{1,2}(?:\.\d{1,2})*)\.?(?:\*\*|__)?[.:]?\s+(.*)$/i;
const SAFE_NAME = /^[a-z0-9][a-z0-9.-]{0,60}$/i;

/**
 * Load `<folder>/<product>/<edition>/wording.md`.
 * @returns null where there is none
 */
export async function loadWording(folder: string, product: string, edition: string): Promise<Wording | null> {
  // Product and edition come from imported policies: they name a folder, never a path.
  if (!SAFE_NAME.test(product) || !SAFE_NAME.test(edition)) return null;
  try {
    return parseWording(await readFile(join(folder, product, edition, 'wording.md'), 'utf8'), product, edition);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Split a wording into its clauses. Markdown marks are taken off; the words stay as they are. */
export function parseWording(markdown: string, product: string, edition: string): Wording {
  const title = /^#\s+(.+)$/m.exec(markdown)?.[1]?.trim() ?? product;
  const parts = new Map<string, { heading: string | null; lines: string[] }>();
  let current: { heading: string | null; lines: string[] } | null = null;
  for (const line of markdown.split(/\r?\n/)) {
    const match = CLAUSE.exec(line);
    const number = match?.[2];
    const isHeading = match?.[1] !== undefined;
    if (match !== null && number !== undefined && (isHeading || number.includes('.'))) {
      const rest = plain(match[3] ?? '');
      current = { heading: isHeading ? rest : null, lines: isHeading ? [] : [rest] };
      parts.set(number, current);
    } else if (/^#{1,6}\s/.test(line)) {
      current = null;
    } else if (current !== null && line.trim() !== '' && !/^\s*(-{3,}|\|?\s*:?-+:?\s*\|.*)$/.test(line)) {
      current.lines.push(plain(line));
    }
  }
  const clauses = new Map<string, string>();
  for (const [number, part] of parts) {
    const own = [part.heading, part.lines.join(' ')].filter((text) => text !== null && text !== '').join('. ');
    const inner =
      part.lines.length > 0
        ? ''
        : [...parts]
            .filter(([other]) => other.startsWith(`${number}.`))
            .map(
              ([other, inside]) =>
                `${other} ${[inside.heading, ...inside.lines].filter((text) => text !== null && text !== '').join(' ')}`,
            )
            .join(' ');
    clauses.set(
      number,
      `${own} ${inner}`
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/([.:;!?])\. /g, '$1 ')
        .trim(),
    );
  }
  return { title, product, edition, clauses };
}

function plain(text: string): string {
  return text
    .replace(/^\s*(?:[-*+]|>)\s+/, '')
    .replaceAll(/\*\*|__|`/g, '')
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .trim();
}
