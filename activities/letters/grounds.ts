/** Why something is not paid: from the assessment to the reasons of the letter, each with the items it concerns. Pure. */
import type { CoverageAssessment, CoverageLine } from '../coverage/contract';
import type { Reason } from '../vocabulary';
import type { Format } from './format';
import type { LetterMaterial } from './material';
import type { LetterTemplate } from './templates';

export interface Ground {
  /** Descriptions of the items; empty for the claim as a whole. */
  items: string[];
  text: string;
  clause: string | null;
}

export interface Grounds {
  grounds: Ground[];
  /** Items that are not paid and for which there is no reason. */
  unexplained: string[];
}

/**
 * Reasons of a refusal, in whole or in part.
 * @param raisedOnReview true when a person pays more than was proposed: what code could not tell was then decided
 */
export function groundsOf(
  material: LetterMaterial,
  template: LetterTemplate,
  format: Format,
  raisedOnReview: boolean,
): Grounds {
  const { coverage, request } = material;
  const collected: Ground[] = [];
  const add = (item: string | null, reason: Reason) => {
    const clause = reason.clause === '' ? null : reason.clause;
    const text = told(reason, material, template, format);
    const same = collected.find((ground) => ground.text === text && ground.clause === clause);
    if (same === undefined) collected.push({ items: item === null ? [] : [item], text, clause });
    else if (item !== null && !same.items.includes(item)) same.items.push(item);
  };

  for (const reason of ownReasons(material, template)) add(null, reason);
  // What is in doubt is said by the person who reserves, and by nobody else.
  if (coverage === null || request.kind === 'reservation-of-rights') return { grounds: collected, unexplained: [] };

  const denial = request.kind === 'denial' || request.kind === 'decision-stands';
  const refused = coverage.lines.filter((line) => line.outcome === 'not-covered');
  const undecided = raisedOnReview ? [] : coverage.lines.filter((line) => line.outcome === 'cannot-tell');
  for (const line of [...refused, ...undecided]) {
    if (line.reason.text !== '') add(line.description, unsettled(line, template));
  }
  const ofLines = new Set(coverage.lines.map((line) => line.reason.code));
  for (const reason of coverage.reasons) {
    const reduction = template.reductions.includes(reason.code);
    if (template.inFavour.includes(reason.code) || (reduction && denial)) continue;
    if (!reduction && ofLines.has(reason.code)) continue;
    // Whoever decided has agreed the value that is paid.
    if (coverage.totalLoss !== undefined && !denial && reason.code === 'value-needs-person') continue;
    add(null, reason);
  }
  if (denial || undecided.length > 0) {
    for (const question of coverage.questions) {
      if (!ofLines.has(question.code)) for (const reason of reasonsOf(question, template)) add(null, reason);
    }
  }
  const whole = collected.some((ground) => ground.items.length === 0);
  const covered = denial && !whole ? coverage.lines.filter((line) => line.outcome === 'covered') : [];
  const silent = [...refused, ...undecided].filter((line) => line.reason.text === '');
  return { grounds: collected, unexplained: [...covered, ...silent].map((line) => line.description) };
}

/**
 * Reasons of the person who decided: as stated for the claimant, else in the words that the templates have for the reason
 * code. Empty where neither says anything: then the assessment has to.
 */
export function ownReasons({ request, stated }: LetterMaterial, template: LetterTemplate): Reason[] {
  if (stated.length > 0) return stated;
  const code = request.decision?.reasonCode ?? '';
  const text = Object.hasOwn(template.decided, code) ? template.decided[code] : undefined;
  return text === undefined ? [] : [{ code, clause: null, text }];
}

/** The reason of a line that could not be decided, in words for the claimant. */
function unsettled(line: CoverageLine, template: LetterTemplate): Reason {
  const text = template.unsettled[line.reason.code];
  return line.outcome === 'cannot-tell' && text !== undefined ? { ...line.reason, text } : line.reason;
}

function reasonsOf(question: CoverageAssessment['questions'][number], template: LetterTemplate): Reason[] {
  const known = template.unsettled[question.code];
  const text =
    known ?? `We could not establish the following. ${question.text} What would settle it: ${question.wouldSettle}`;
  const clauses = question.clauses.filter((clause) => clause !== '');
  return (clauses.length === 0 ? [null] : clauses).map((clause) => ({ code: question.code, clause, text }));
}

/** A reason in the words that its reader may see. */
function told(reason: Reason, material: LetterMaterial, template: LetterTemplate, format: Format): string {
  const { plain, reasons } = template.thirdParty;
  if (!material.thirdParty || plain.includes(reason.code)) return format.sentence(reason.text);
  const given = [template.unsettled, template.decided].some((texts) => texts[reason.code] === reason.text);
  if (material.stated.includes(reason)) return format.sentence(reason.text);
  if (given && reasons[reason.code] === undefined) return format.sentence(reason.text);
  return reasons[reason.code] ?? reasons.default ?? '';
}
