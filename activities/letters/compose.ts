/** From the material of a claim and a template to a letter, and to the list of required parts that it lacks. Pure. */
import type { LetterDocument } from './document';
import { Format } from './format';
import { groundsOf, ownReasons } from './grounds';
import { type LaidOut, layOut, type Scene } from './layouts';
import type { LetterMaterial } from './material';
import { settle } from './settlement';
import type { Block, Letterhead, LetterTemplate } from './templates';

export interface Composition {
  letter: LetterDocument;
  /** Required parts that have no content, each with what would supply it. */
  missing: { part: string; why: string }[];
}

/** Compose a letter. It may be sent only when nothing is missing. */
export function composeLetter(material: LetterMaterial, template: LetterTemplate, letterhead: Letterhead): Composition {
  const { request, notice } = material;
  const format = new Format(template.locale);
  const kind = template.kinds[request.kind];
  const values = valuesOf(material, template, letterhead, format);
  const scene = sceneOf(material, template, letterhead, format, values);

  const present = new Set<string>();
  const why = new Map<string, string>();
  const content: LetterDocument['content'] = [];
  for (const block of kind.body.filter((one) => applies(one, material))) {
    const { pieces, lacking, notNeeded } = fillBlock(block, scene);
    if (lacking !== null) why.set(block.part, lacking);
    if (notNeeded) present.add(block.part);
    if (pieces.length === 0) continue;
    if (lacking === null) present.add(block.part);
    if (block.heading !== undefined) content.push({ kind: 'heading', text: fill(block.heading, values).text ?? '' });
    content.push(...pieces);
  }
  const subject = fill(kind.subject, values);
  const missing = kind.requires
    .filter((part) => !present.has(part) || why.has(part))
    .map((part) => ({ part, why: why.get(part) ?? `nothing in the claim supplies it` }));
  if (subject.text === null) missing.push({ part: 'subject', why: `${subject.unknown} is not known` });

  return {
    letter: {
      page: template.page,
      locale: template.locale,
      isoDate: request.date,
      letterhead,
      recipient: notice.claimant.name,
      references: references(material, values, format),
      subject: subject.text ?? kind.subject,
      salutation: `Dear ${notice.claimant.name},`,
      content,
      closing: 'Yours sincerely,',
      signature: [letterhead.department, letterhead.name],
    },
    missing,
  };
}

function references(material: LetterMaterial, values: Values, format: Format): [string, string][] {
  const rows: [string, string][] = [
    ['Date', format.date(material.request.date)],
    ['Reference', material.request.claim.claimNumber],
  ];
  if (values.policyNumber !== null && values.policyNumber !== undefined) rows.push(['Policy', values.policyNumber]);
  return rows;
}

/** What `{names}` in the texts stand for; null when the claim does not say. */
export type Values = Record<string, string | null>;

function valuesOf(material: LetterMaterial, template: LetterTemplate, letterhead: Letterhead, format: Format): Values {
  const { request, notice, coverage } = material;
  const currency = request.currency ?? coverage?.currency ?? null;
  const paid = request.amountMinor !== null && request.amountMinor > 0 && currency !== null;
  const { paidEarlyMinor: early = 0, interestMinor: interest = 0 } = request;
  return {
    claimNumber: request.claim.claimNumber,
    // A third party is told nothing of the policy, not even its number.
    policyNumber: material.thirdParty ? null : notice.policyNumber,
    lossDate: format.date(notice.lossDate),
    cause: template.causes[notice.causeOfLoss] ?? notice.causeOfLoss.replaceAll('-', ' '),
    amount: paid ? format.money(request.amountMinor ?? 0, currency) : null,
    paidEarly: paid && early > 0 ? format.money(early, currency) : null,
    paidNow: paid && early > 0 ? format.money(Math.max(0, (request.amountMinor ?? 0) - early), currency) : null,
    interest: currency !== null && interest > 0 ? format.money(interest, currency) : null,
    answerBy: request.answerBy === null ? null : format.date(request.answerBy),
    linkedClaim: request.linkedClaim,
    paymentTime: template.paymentTime === undefined ? null : String(template.paymentTime.text),
    insurerName: letterhead.name,
    insurerEmail: letterhead.email,
    insurerPhone: letterhead.phone,
  };
}

function sceneOf(
  material: LetterMaterial,
  template: LetterTemplate,
  letterhead: Letterhead,
  format: Format,
  values: Values,
): Scene {
  const { request, coverage, proposal } = material;
  const amountMinor = request.amountMinor ?? 0;
  const proposedMinor = proposal === null || proposal.action === 'undetermined' ? null : proposal.amountMinor;
  const settlement =
    // Nothing is settled by a letter that says what is in question.
    coverage === null || coverage.lines.length === 0 || request.kind === 'reservation-of-rights'
      ? null
      : settle(coverage, proposedMinor, amountMinor, request.kind === 'approval');
  const raised = amountMinor > (coverage?.payableMinor ?? 0);
  return {
    material,
    template,
    letterhead,
    format,
    currency: request.currency ?? coverage?.currency ?? null,
    settlement,
    grounds: groundsOf(material, template, format, raised),
    reasonGiven: ownReasons(material, template).length > 0,
    fill: (text) => fill(text, values).text,
  };
}

/** Put the values in. @returns null with the name of the first value that is not known */
export function fill(text: string, values: Values): { text: string | null; unknown: string | null } {
  let unknown: string | null = null;
  const filled = text.replaceAll(/\{([A-Za-z]+)\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === null || value === undefined) unknown ??= name;
    return value ?? '';
  });
  return unknown === null ? { text: filled, unknown } : { text: null, unknown };
}

function fillBlock(block: Block, scene: Scene): LaidOut {
  if (block.show !== undefined) return layOut(block.show, scene);
  const text = scene.fill(block.text ?? '');
  if (text !== null) return { pieces: [{ kind: 'paragraph', text }], lacking: null };
  return { pieces: [], lacking: `a value of "${block.text}" is not known` };
}

function applies(block: Block, { thirdParty, request }: LetterMaterial): boolean {
  switch (block.when) {
    case undefined:
      return true;
    case 'insured':
      return !thirdParty;
    case 'third-party':
      return thirdParty;
    case 'something-payable':
      return (request.amountMinor ?? 0) > 0;
    case 'nothing-payable':
      return (request.amountMinor ?? 0) <= 0;
    case 'something-asked':
      return request.missing.length > 0;
    case 'nothing-asked':
      return request.missing.length === 0;
  }
}
