/** Blocks → clauses: each number begins one, and what follows belongs to it up to the next. */
import type { Clause } from '../contract';
import { type Block, NotAWording, tidy } from './blocks';
import { definitionsIn, usedTerms } from './definitions';

export interface SplitWording {
  title: string;
  clauses: Clause[];
}

interface Open {
  number: string;
  heading: string;
  depth: number;
  text: string[];
}

const NUMBER =
  /^(?<mark>§\s?\d{1,3}[a-z]?|(?:(?:article|section|clause|part|teil|abschnitt)\s+)?\d{1,3}(?:\.\d{1,3}){0,4})(?<end>[.)]?)(?=\s)\s+(?<rest>\p{L}.*)$/isu;
/** A heading in front of a clause's text: a few words, and a period or a line's end. */
const HEADING = /^(?<heading>\p{Lu}[^.\n]{1,90})(?:\.\s+|\n)(?<text>.+)$/su;
const NO_NUMBERS =
  'No numbered clauses were found. Number them (1, 1.1, § 1 …): letters and decisions have to name the clause they rest on.';
/** From one number to the next at most so many are left out: `30 days after` at the start of a line is no clause 30. */
const MOST_SKIPPED = 3;

/** @throws NotAWording when clauses have no numbers, or one number is there twice with different text */
export function splitClauses(blocks: readonly Block[]): SplitWording {
  const title = blocks.find((block) => block.kind === 'heading')?.text ?? blocks[0]?.text.split('\n')[0] ?? '';
  const preamble: Open = { number: '0', heading: '', depth: 0, text: [] };
  const found: Open[] = [preamble];
  let before: number[] = [];
  for (const block of blocks) {
    const match = block.kind === 'item' ? null : NUMBER.exec(block.text);
    const parts = match?.groups === undefined ? [] : partsOf(match.groups.mark ?? '');
    if (match?.groups === undefined || !follows(before, parts)) {
      const last = found.at(-1) as Open;
      // `30 days after` at the start of a printed row goes on with the row above.
      const goesOn = match !== null && last.text.length > 0;
      if (goesOn) last.text.push(`${last.text.pop()} ${tidy(block.text)}`);
      else if (!(last === preamble && block.kind === 'heading' && block.text === title))
        last.text.push(block.kind === 'item' ? `- ${tidy(block.text)}` : tidy(block.text));
      continue;
    }
    before = parts;
    const rest = match.groups.rest ?? '';
    const split = block.kind === 'heading' ? null : HEADING.exec(rest);
    const short = split === null && block.kind !== 'heading' && rest.length <= 90 && !/[.;:]$/.test(rest.trim());
    const heading = block.kind === 'heading' || short ? rest : (split?.groups?.heading ?? '');
    const text = block.kind === 'heading' || short ? '' : (split?.groups?.text ?? rest);
    found.push({
      number: tidy(match.groups.mark ?? ''),
      heading: tidy(heading).replace(/\.$/, '').slice(0, 300),
      depth: parts.length,
      text: text === '' ? [] : [tidy(text)],
    });
  }
  if (found.length === 1) throw new NotAWording(NO_NUMBERS);
  refuseTwice(found);
  return { title: tidy(title).slice(0, 200), clauses: withTerms(found) };
}

function partsOf(mark: string): number[] {
  return (mark.match(/\d+/g) ?? []).map(Number);
}

/** `2.1.2` follows `2.1.1`, `2.1` and `2`; `3` follows all of them. */
function follows(before: readonly number[], next: readonly number[]): boolean {
  if (next.length === 0) return false;
  if (before.length === 0) return next.every((part) => part <= 1);
  const changed = next.findIndex((part, at) => part !== (before[at] ?? 0));
  if (changed < 0) return false;
  const last = before[changed] ?? 0;
  const value = next[changed] as number;
  return value > last && value - last <= MOST_SKIPPED && next.slice(changed + 1).every((part) => part <= 1);
}

function refuseTwice(found: readonly Open[]): void {
  const seen = new Set<string>();
  for (const { number } of found) {
    if (seen.has(number))
      throw new NotAWording(`Clause ${number} is there twice. Give each clause a number of its own.`);
    seen.add(number);
  }
}

function withTerms(found: readonly Open[]): Clause[] {
  const clauses = found
    .filter(({ number, text }) => number !== '0' || text.length > 0)
    .map((open, index, all) => ({ ...open, path: pathOf(all, index), text: open.text.join('\n') }));
  const terms = definitionsIn(clauses);
  return clauses.map(({ number, heading, path, text }) => ({
    number,
    heading,
    path,
    text,
    terms: usedTerms(terms, number, `${heading}\n${text}`),
  }));
}

/** Headings of the parts above a clause, outermost first. */
function pathOf(all: readonly Open[], index: number): string[] {
  const path: string[] = [];
  let { depth } = all[index] as Open;
  for (let at = index - 1; at >= 0 && depth > 1; at -= 1) {
    const above = all[at] as Open;
    if (above.depth === 0 || above.depth >= depth) continue;
    if (above.heading !== '') path.unshift(above.heading);
    depth = above.depth;
  }
  return path;
}
