/**
 * Orders to a model in a document. Every passage is weighed by itself and against the rest of the document: who is it
 * written for, does it set a task or shape an answer, has it to do with what the document is about. A signal: what
 * protects a decision is that no text of a document is ever taken for an instruction, and that code checks every answer.
 */
import type { InjectionFinding, InjectionReason, InjectionScreening } from '../contract';
import { type Passage, passagesOf } from './passages';
import { signsOf } from './signs';
import { SMALL } from './words';

/** Logit of a passage that says nothing of the kind. */
const BASE = -4.2;
/** At most so many findings of one document are given. */
const MOST = 20;
/** Chosen for at most 2 % false alarms on clean e-mails and tables (docs/quality-guardrails.md). */
export const THRESHOLD = 0.5;
/** Longer documents are looked at in their first and last so many characters. */
const LONGEST = 200_000;

/** Look through one document. Any text is allowed; never throws. */
export function screenInjection(text: string, threshold = THRESHOLD): InjectionScreening {
  const looked = text.length <= LONGEST * 2 ? text : `${text.slice(0, LONGEST)}\n${text.slice(-LONGEST)}`;
  const shift = (place: number) => (place > LONGEST && looked !== text ? place + text.length - looked.length : place);
  const passages = passagesOf(looked);
  const rows = passages.filter((passage) => passage.cell).length;
  const inTable = rows >= 6 && rows >= passages.length * 0.6;
  let counts: Map<string, number> | undefined;
  const findings: InjectionFinding[] = [];
  let highest = 0;
  for (const passage of passages) {
    // Looked up for the few passages that have a sign at all.
    const relation = () => {
      counts ??= wordCounts(passages);
      return relationOf(passage, counts);
    };
    const signs = signsOf(passage, relation, inTable);
    if (signs.length === 0) continue;
    const logit = signs.reduce((sum, { weight }) => sum + weight, BASE);
    const score = Math.round(1000 / (1 + Math.exp(-logit))) / 1000;
    highest = Math.max(highest, score);
    const reasons = [
      ...new Set(signs.map(({ reason }) => reason).filter((reason): reason is InjectionReason => reason !== null)),
    ];
    if (score < threshold || reasons.length === 0) continue;
    findings.push({
      start: shift(passage.start),
      end: shift(passage.end),
      quote: passage.text.slice(0, 200),
      score,
      reasons,
    });
  }
  findings.sort((one, other) => other.score - one.score);
  return { score: highest, suspected: findings.length > 0, findings: findings.slice(0, MOST) };
}

/** Beginnings of the words that carry content: "payments" and "paying" are one. */
function stemsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}[\p{L}\d]+/gu) ?? [];
  return words.filter((word) => word.length > 3 && !SMALL.has(word)).map((word) => word.slice(0, 5));
}

function wordCounts(passages: Passage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of passages) for (const stem of stemsOf(text)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return counts;
}

/** Share of the passage's content words that stand elsewhere in the document too. */
function relationOf({ text }: Passage, counts: Map<string, number>): number {
  const own = new Map<string, number>();
  for (const stem of stemsOf(text)) own.set(stem, (own.get(stem) ?? 0) + 1);
  if (own.size === 0) return 0;
  let shared = 0;
  for (const [stem, times] of own) if ((counts.get(stem) ?? 0) > times) shared += 1;
  return shared / own.size;
}
