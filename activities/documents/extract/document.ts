/** From words to a reading: type, fields, lines, flags. Pure; the same for every reader. */
import { classify } from '../classify';
import type { DocumentFlag, DocumentLine, DocumentType, Field, FilledForm, ReadingMethod } from '../contract';
import { rowsOf, type Word } from '../words';
import { dateOrderOf } from './dates';
import { doubts, doubtUnconfirmedTotal, provenByArithmetic } from './doubts';
import { dateBehindNumber, ibanInText, onlyDate } from './fallback';
import { extractFields, sourceOf } from './fields';
import { extractFormFields, type FormEntry } from './forms';
import { headRows } from './head-rows';
import { findInstruction, instructionIn } from './instructions';
import { extractIssuer } from './issuer';
import { issuerAddress } from './issuer-address';
import { issuerName } from './issuer-name';
import { type KnownForm, knownForm } from './known-form';
import { extractLines } from './lines';
import type { Manner } from './readers';
import { receiptDate } from './receipt-date';
import { recognisedTotal } from './total';
import { decimalMarkOf, findAmounts, findCurrency } from './values';

export interface ReadWords {
  words: Word[];
  forms: FormEntry[];
  /** Forms with all their boxes. */
  filled: FilledForm[];
  /** Read from pixels, in whole or in part. */
  isImage: boolean;
  /** What the reader noticed. */
  flags: DocumentFlag[];
  /** Known from the format: an e-mail is correspondence whatever it is about. */
  type?: DocumentType;
}

export interface Understood {
  type: DocumentType;
  typeConfidence: number;
  fields: Field[];
  lines: DocumentLine[];
  flags: DocumentFlag[];
  forms: FilledForm[];
  text: string;
  methods: ReadingMethod[];
}

/** Papers that say what something costs. */
export const PRICED: DocumentType[] = ['repair-estimate', 'repair-invoice', 'purchase-receipt'];
/** The account on a bill is the biller's, and so are its telephone and address: they say nothing of the claimant. */
const OF_THE_CLAIMANT = new Set<Field['name']>(['payee-iban', 'payee-name', 'claimant-phone', 'claimant-email']);
const SPEAKS_FOR_CLAIMANT: DocumentType[] = ['claim-form', 'correspondence', 'loss-schedule', 'unknown'];
/** Characters of a reading's text; what comes after them is cut off. */
export const MOST_TEXT = 200_000;

/** Understand what was read. Sums are compared with lines here; documents with each other elsewhere. */
export function understand(input: ReadWords, fileId: string): Understood {
  const { words, forms, isImage } = input;
  const rows = rowsOf(words);
  const printed = rows.map((row) => row.text).join('\n');
  const all = [printed, ...forms.map((entry) => `${entry.label ?? entry.name}: ${entry.value}`)].join('\n');
  const currency = findCurrency(all);
  const manner: Manner = { order: dateOrderOf(all, currency), mark: decimalMarkOf(all, currency), currency };
  const known = knownForm(input.filled, fileId, manner);
  if (known !== null) return knownReading(input, known, all, fileId);
  const classified =
    input.type === undefined ? classify(rows, words, all, isImage) : { type: input.type, confidence: 1 };
  const { type } = classified;

  const entered = extractFormFields(forms, rows, fileId, manner);
  const printedFields = extractFields(rows, fileId, manner).filter(
    (field) => !entered.some((known) => known.name === field.name),
  );
  const fields = [...entered, ...printedFields].filter(
    (field) => SPEAKS_FOR_CLAIMANT.includes(type) || !OF_THE_CLAIMANT.has(field.name),
  );
  if (PRICED.includes(type) && !isImage) {
    addIfFound(fields, extractIssuer(rows, fileId));
    if (!fields.some((field) => field.name === 'document-date'))
      addIfFound(fields, dateBehindNumber(rows, fileId, manner) ?? onlyDate(rows, fileId, manner));
  }
  if (PRICED.includes(type) && isImage) {
    const head = headRows(rows);
    addIfFound(fields, issuerName(head, fileId) ?? extractIssuer(rows, fileId));
    addIfFound(fields, issuerAddress(head, fileId));
    insteadOf(fields, receiptDate(rows, fileId, manner));
  }
  if (type === 'correspondence' && !fields.some((field) => field.name === 'payee-iban'))
    addIfFound(
      fields,
      ibanInText(
        rows.flatMap((row) => row.words),
        fileId,
      ),
    );
  addIfFound(fields, currencyField(words, forms, currency, fileId));

  const found = extractLines(rows, type, fileId, manner);
  const lines = provenByArithmetic(
    found.map(({ line }) => line),
    fields,
  );
  const amounts = findAmounts(printed, manner.mark).flatMap(({ minor }) => minor ?? []);
  doubtUnconfirmedTotal(fields, lines, amounts);
  if (PRICED.includes(type) && isImage) insteadOf(fields, recognisedTotal(rows, lines, fileId));
  const flags = [...input.flags, ...doubts(fields, lines, found, type), ...orders(input, all, fileId)];
  return {
    type,
    typeConfidence: classified.confidence,
    fields,
    lines,
    flags,
    forms: input.filled,
    text: all.slice(0, MOST_TEXT),
    methods: methodsOf(input),
  };
}

/** Of a form whose boxes are known, the boxes say what it says; labels beside and above them would only be mistaken. */
function knownReading(input: ReadWords, { type, fields }: KnownForm, all: string, fileId: string): Understood {
  const filled = input.filled.flatMap(({ boxes }) =>
    boxes.flatMap(({ name, value }) => (value === null ? [] : [`${name}: ${value}`])),
  );
  const text = [all, ...(input.forms.length > 0 ? [] : filled)].join('\n');
  addIfFound(fields, currencyField(input.words, input.forms, findCurrency(text), fileId));
  return {
    type,
    typeConfidence: 0.99,
    fields,
    lines: [],
    flags: [...input.flags, ...doubts(fields, [], [], type), ...orders(input, text, fileId)],
    forms: input.filled,
    text: text.slice(0, MOST_TEXT),
    methods: methodsOf(input),
  };
}

function methodsOf({ words, forms }: ReadWords): ReadingMethod[] {
  return [...new Set([...words.map((word) => word.method), ...(forms.length > 0 ? (['form-field'] as const) : [])])];
}

/** Orders to whoever reads, in what can be seen and in what cannot, with their place. */
function orders({ words, flags }: ReadWords, text: string, fileId: string): DocumentFlag[] {
  const visible = instructionIn(rowsOf(words).flatMap((row) => row.words));
  const hidden = flags.find((flag) => flag.code === 'hidden-text' && findInstruction(flag.detail) !== null);
  const order = visible?.text ?? findInstruction([text, hidden?.detail ?? ''].join('\n'));
  if (order === null) return [];
  return [
    {
      code: 'instruction-to-reader',
      detail: `The text gives orders to its reader: "${order.slice(0, 200)}"`,
      source: visible === null ? (hidden?.source ?? null) : sourceOf(visible.words, fileId),
    },
  ];
}

/** What special rules found takes the place of what a label gave. */
function insteadOf(fields: Field[], field: Field | null): void {
  if (field === null) return;
  const at = fields.findIndex((known) => known.name === field.name);
  if (at >= 0) fields.splice(at, 1);
  fields.push(field);
}

function addIfFound(fields: Field[], field: Field | null): void {
  if (field !== null) fields.push(field);
}

function currencyField(words: Word[], forms: FormEntry[], currency: string | null, fileId: string): Field | null {
  const word = [...words, ...forms.map((entry) => entry.word)].find(
    (candidate) => findCurrency(candidate.text) === currency || (currency === 'INR' && /^Rs\b/.test(candidate.text)),
  );
  if (currency === null || word === undefined) return null;
  return {
    name: 'currency',
    value: word.text.slice(0, 100),
    normalised: currency,
    source: sourceOf([word], fileId),
    confidence: word.confidence,
    method: word.method,
    alternatives: [],
  };
}
