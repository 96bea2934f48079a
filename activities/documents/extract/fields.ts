/** Labelled fields: a label, and the value beside or below it, found by where they stand on the page. */
import type { Field, FieldName, Source } from '../contract';
import { boxAround, confidenceOf, type Row, type Segment, segmentsOf, type Word } from '../words';
import { compact, type DateOrder, findAmounts, findDate, readAccount } from './values';

interface Reading {
  value: string;
  normalised: string | number | null;
  alternatives?: string[];
}

interface Rule {
  name: FieldName;
  label: RegExp;
  read: (text: string, order: DateOrder) => Reading | null;
}

const date: Rule['read'] = (text, order) => {
  const found = findDate(text, order);
  return found === null ? null : { value: found.written, normalised: found.iso, alternatives: found.alternatives };
};
const words: Rule['read'] = (text) =>
  text.trim().length < 2 ? null : { value: text.trim().slice(0, 200), normalised: text.trim().slice(0, 200) };
const code: Rule['read'] = (text) => {
  const match = /[A-Z0-9][A-Z0-9./-]*\d[A-Z0-9./-]*/i.exec(text);
  return match === null ? null : { value: match[0], normalised: match[0].toUpperCase().replace(/[.,]$/, '') };
};
const plate: Rule['read'] = (text) => {
  const match = /\b[A-Z0-9]{1,4}[ -]?[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,5})?\b/.exec(text.toUpperCase());
  return match === null || !/\d/.test(match[0]) ? null : { value: match[0], normalised: compact(match[0]) };
};
const account: Rule['read'] = (text) => {
  const match = /[A-Z]{2}\d{2}[A-Z0-9 ]{11,40}|\d[\d -]{5,24}\d/i.exec(text);
  return match === null ? null : { value: match[0].trim(), normalised: readAccount(match[0]) };
};
const phone: Rule['read'] = (text) => {
  const match = /\+?\d[\d ()./-]{6,20}\d/.exec(text);
  return match === null ? null : { value: match[0], normalised: match[0].replace(/[^\d+]/g, '') };
};
const email: Rule['read'] = (text) => {
  const match = /[\w.+-]+@[\w-]+(\.[\w-]+)+/.exec(text);
  return match === null ? null : { value: match[0], normalised: match[0].toLowerCase() };
};
const amount: Rule['read'] = (text) => {
  const found = findAmounts(text).at(-1);
  return found === undefined ? null : { value: found.written, normalised: found.minor };
};

/** Earlier rules win where two labels fit. */
const RULES: Rule[] = [
  { name: 'policy-number', label: /^(?:your )?policy\s*(?:number|no\.?|#|nr\.?)?\s*[:#]?/i, read: code },
  {
    name: 'loss-date',
    label:
      /^(?:date of (?:the )?(?:loss|incident|accident|damage|offence|occurrence|event)|loss date|incident date|occurred on)\s*:?/i,
    read: date,
  },
  { name: 'loss-cause', label: /^(?:cause(?: of (?:loss|damage))?|type of loss|offence)\s*:?/i, read: words },
  {
    name: 'police-report-number',
    label: /^(?:police )?(?:report|case|incident|pulse)\s*(?:number|no\.?|#|id)\s*:?/i,
    read: code,
  },
  { name: 'police-report-date', label: /^(?:date (?:of report|reported)|report date|reported on)\s*:?/i, read: date },
  { name: 'payee-name', label: /^(?:account holder|payee(?: name)?|pay to|beneficiary)\s*:?/i, read: words },
  { name: 'payee-iban', label: /^(?:iban|account (?:number|no\.?)|bank account)\s*:?/i, read: account },
  {
    name: 'claimant-name',
    label: /^(?:claimant(?:'s)?(?: name)?|name of claimant|full name|insured|customer|bill to|reported by|name)\s*:/i,
    read: words,
  },
  { name: 'claimant-phone', label: /^(?:phone|telephone|tel\.?|mobile)(?: number)?\s*:?/i, read: phone },
  { name: 'claimant-email', label: /^(?:e-?mail)(?: address)?\s*:?/i, read: email },
  {
    name: 'vehicle-registration',
    label: /^(?:vehicle )?(?:registration|reg\.?|licen[cs]e plate|plate)\s*(?:number|no\.?|mark)?\s*:?/i,
    read: plate,
  },
  {
    name: 'document-number',
    label:
      /^(?:(?:tax )?invoice|estimate|quotation|quote|receipt|document|rechnung|facture|ref(?:erence)?)\s*(?:number|no\.?|#|nr\.?)\s*:?/i,
    read: code,
  },
  {
    name: 'document-date',
    label:
      /^(?:(?:invoice|estimate|quotation|receipt|issue|document)?\s*date(?: of issue)?|datum|issued(?: on)?|rechnungsdatum)\s*:?/i,
    read: date,
  },
  {
    name: 'subtotal',
    label: /^(?:sub-?total|net(?: amount| total)?|total (?:net|excl\w*\.?(?: tax| vat)?)|zwischensumme)\b\s*:?/i,
    read: amount,
  },
  { name: 'tax', label: /^(?:sales tax|vat|tax|gst|mwst|ust)\b\s*(?:\(?\s*[\d.,]+\s*%\s*\)?)?\s*:?/i, read: amount },
  {
    name: 'total',
    label:
      /^(?:grand total|total(?: amount)?(?: due)?|amount due|balance due|invoice total|estimate total|total to pay|total claimed|gesamtbetrag|gesamt)\b(?!\s*(?:net|excl))\s*:?/i,
    read: amount,
  },
];

const MONEY = new Set<FieldName>(['subtotal', 'tax', 'total']);

/** Labelled fields of a document; where a label stands twice, the later total and the earlier of anything else counts. */
export function extractFields(rows: Row[], fileId: string, order: DateOrder): Field[] {
  const found = new Map<FieldName, Field>();
  rows.forEach((row, index) => {
    const segments = segmentsOf(row);
    segments.forEach((segment, at) => {
      for (const rule of RULES) {
        const label = rule.label.exec(segment.text);
        if (label === null) continue;
        const field = readBeside(
          rule,
          label[0],
          segment,
          segments.slice(at + 1),
          rows.slice(index + 1, index + 3),
          fileId,
          order,
          row,
        );
        if (field !== null && (MONEY.has(rule.name) || !found.has(rule.name))) found.set(rule.name, field);
        break;
      }
    });
  });
  return [...found.values()];
}

function readBeside(
  rule: Rule,
  label: string,
  segment: Segment,
  right: Segment[],
  below: Row[],
  fileId: string,
  order: DateOrder,
  row: Row,
): Field | null {
  const rest = segment.text.slice(label.length).trim();
  const candidates: Word[][] = [];
  if (rest !== '') candidates.push(tail(segment.words, rest));
  const money = MONEY.has(rule.name);
  for (const next of money ? right : right.slice(0, 1)) candidates.push(next.words);
  // A label with nothing beside it may stand above its value.
  if (rest === '' && right.length === 0 && !money) {
    const under = below
      .flatMap((next) => segmentsOf(next))
      .find(
        (next) => next.left < segment.right && next.right > segment.left - 0.02 && next.words[0]?.page === row.page,
      );
    if (under !== undefined) candidates.push(under.words);
  }
  const reading = (candidate: Word[]) => rule.read(candidate.map((word) => word.text).join(' '), order);
  const chosen = (money ? [...candidates].reverse() : candidates)
    .map((candidate) => ({ candidate, value: reading(candidate) }))
    .find(({ value }) => value !== null);
  if (chosen === undefined || chosen.value === null) return null;
  return toField(rule.name, chosen.value, chosen.candidate, fileId);
}

/** The words that make up the end of a segment's text. */
function tail(all: Word[], rest: string): Word[] {
  let length = 0;
  const taken: Word[] = [];
  for (const word of [...all].reverse()) {
    if (length >= rest.length) break;
    taken.unshift(word);
    length += word.text.length + 1;
  }
  return taken;
}

function toField(name: FieldName, reading: Reading, from: Word[], fileId: string): Field {
  return {
    name,
    value: reading.value,
    normalised: reading.normalised,
    source: sourceOf(from, fileId),
    confidence: reading.normalised === null ? Math.min(0.4, confidenceOf(from)) : confidenceOf(from),
    method: from[0]?.method ?? 'text-layer',
    alternatives: reading.alternatives ?? [],
  };
}

/** Where words stand, with the words. */
export function sourceOf(words: Word[], fileId: string): Source {
  return {
    fileId,
    page: words[0]?.page ?? null,
    box: boxAround(words),
    quote: words
      .map((word) => word.text)
      .join(' ')
      .slice(0, 500),
  };
}

/** A field of a PDF form: the field's name is the label. */
export interface FormEntry {
  name: string;
  value: string;
  word: Word;
}

/** Fields of a form by their names, e.g. `policy_number`, `Date of loss`, `iban`. */
export function extractFormFields(entries: FormEntry[], fileId: string, order: DateOrder): Field[] {
  const fields: Field[] = [];
  for (const entry of entries) {
    const name = entry.name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replace(/[_.-]+/g, ' ')
      .trim();
    const rule = RULES.find((candidate) => candidate.label.test(`${name}:`));
    const reading = rule?.read(entry.value, order) ?? null;
    if (rule === undefined || reading === null || fields.some((field) => field.name === rule.name)) continue;
    fields.push({ ...toField(rule.name, reading, [entry.word], fileId), method: 'form-field' });
  }
  return fields;
}

const TITLE =
  /^(tax )?(invoice|estimate|repair estimate|repair invoice|receipt|quotation|rechnung|page \d+|original|copy)\b/i;

/** Who issued an invoice, an estimate or a receipt: the first line of the page that is a name and not a title. */
export function extractIssuer(rows: Row[], fileId: string): Field | null {
  for (const row of rows.slice(0, 6)) {
    for (const segment of segmentsOf(row)) {
      const text = segment.text.trim();
      if (text.length < 3 || TITLE.test(text) || !/\p{L}{3}/u.test(text) || /:|\d{4}/.test(text)) continue;
      return toField('issuer', { value: text, normalised: text }, segment.words, fileId);
    }
  }
  return null;
}
