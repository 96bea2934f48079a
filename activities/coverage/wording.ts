/** Reads the Markdown of a wording: title, numbered parts, numbered clauses, paragraphs and lists. */

export type Block =
  | { kind: 'title'; text: string }
  | { kind: 'part'; number: string; text: string }
  | { kind: 'clause'; number: string; title: string; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'bullet'; text: string };

/**
 * Blocks of a wording, in order. `# Title`, `## 1 Part`, `**1.1 Clause.** text`, `- item`, and plain paragraphs.
 * @throws Error at a line that is none of these, with its number
 */
export function readWording(markdown: string): Block[] {
  return markdown.split('\n').flatMap((line, index): Block[] => {
    if (line.trim() === '') return [];
    const [, title] = /^# (.+)$/.exec(line) ?? [];
    if (title !== undefined) return [{ kind: 'title', text: title }];
    const [, part, name] = /^## (\d+) (.+)$/.exec(line) ?? [];
    if (part !== undefined && name !== undefined) return [{ kind: 'part', number: part, text: name }];
    const [, clause, heading, text] = /^\*\*(\d+(?:\.\d+)+) ([^*]+)\.\*\* (.+)$/.exec(line) ?? [];
    if (clause !== undefined && heading !== undefined && text !== undefined)
      return [{ kind: 'clause', number: clause, title: heading, text }];
    const [, item] = /^- (.+)$/.exec(line) ?? [];
    if (item !== undefined) return [{ kind: 'bullet', text: item }];
    if (/^[#*>|-]/.test(line))
      throw new Error(`Line ${index + 1} is not in the form of a wording: ${line.slice(0, 60)}`);
    return [{ kind: 'paragraph', text: line }];
  });
}

/** Numbers of all parts and clauses, in order. */
export function clauseNumbers(markdown: string): string[] {
  return readWording(markdown).flatMap((block) => ('number' in block ? [block.number] : []));
}

/** A clause as it stands in the wording: what a question, an opinion or a letter quotes. */
export interface WordingClause {
  heading: string;
  /** Its whole text, letter by letter; of a part, the paragraph below its title. */
  text: string;
}

/**
 * Clauses by number. Paragraphs and lists that follow a clause belong to it.
 * @throws Error as readWording
 */
export function clausesOf(markdown: string): Map<string, WordingClause> {
  const clauses = new Map<string, WordingClause>();
  let current: WordingClause | undefined;
  for (const block of readWording(markdown)) {
    if (block.kind === 'title') continue;
    if (block.kind === 'part' || block.kind === 'clause') {
      current = block.kind === 'part' ? { heading: block.text, text: '' } : { heading: block.title, text: block.text };
      clauses.set(block.number, current);
    } else if (current !== undefined) {
      current.text = [current.text, block.text].filter((text) => text !== '').join('\n');
    }
  }
  return clauses;
}
