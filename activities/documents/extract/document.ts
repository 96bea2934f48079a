/** From words to a reading: type, fields, lines, flags. Pure; the same for every reader. */
import { classify } from '../classify';
import type { DocumentFlag, DocumentLine, DocumentType, Field, ReadingMethod } from '../contract';
import { rowsOf, type Word } from '../words';
import { dateOrderOf } from './dates';
import { doubts, doubtUnconfirmedTotal, provenByArithmetic } from './doubts';
import { dateBehindNumber, ibanInText, onlyDate } from './fallback';
import { extractFields, sourceOf } from './fields';
import { extractFormFields, type FormEntry } from './forms';
import { headRows } from './head-rows';
import { findInstruction } from './instructions';
import { extractIssuer } from './issuer';
import { issuerAddress } from './issuer-address';
import { issuerName } from './issuer-name';
import { extractLines } from './lines';
import type { Manner } from './readers';
import { receiptDate } from './receipt-date';
import { recognisedTotal } from './total';
import { decimalMarkOf, findAmounts, findCurrency } from './values';

export interface ReadWords {
  words: Word[];
  forms: FormEntry[];
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
  text: string;
  methods: ReadingMethod[];
}

/** Papers that say what something costs. */
export const PRICED: DocumentType[] = ['repair-estimate', 'repair-invoice', 'purchase-receipt'];
/** The account on a bill is the biller's, and so are its telephone and address: they say nothing of the claimant. */
const OF_THE_CLAIMANT = new Set<Field['name']>(['payee-iban', 'payee-name', 'claimant-phone', 'claimant-email']);
const SPEAKS_FOR_CLAIMANT: DocumentType[] = ['claim-form', 'correspondence', 'loss-schedule', 'unknown'];
const MOST_TEXT = 200_000;

/** Understand what was read. Sums are compared with lines here; documents with each other elsewhere. */
export function understand(input: ReadWords, fileId: string): Understood {
  const { words, forms, isImage } = input;
  const rows = rowsOf(words);
  const printed = rows.map((row) => row.text).join('\n');
  const all = [printed, ...forms.map((entry) => `${entry.label ?? entry.name}: ${entry.value}`)].join('\n');
  const currency = findCurrency(all);
  const manner: Manner = { order: dateOrderOf(all, currency), mark: decimalMarkOf(all, currency), currency };
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
  const hidden = input.flags.filter((flag) => flag.code === 'hidden-text').map((flag) => flag.detail);
  const instruction = findInstruction([all, ...hidden].join('\n'));
  const flags = [...input.flags, ...doubts(fields, lines, found, type)];
  if (instruction !== null) {
    flags.push({
      code: 'instruction-to-reader',
      detail: `The text gives orders to its reader: "${instruction.slice(0, 200)}"`,
      source: null,
    });
  }
  return {
    type,
    typeConfidence: classified.confidence,
    fields,
    lines,
    flags,
    text: all.slice(0, MOST_TEXT),
    methods: [
      ...new Set([...words.map((word) => word.method), ...(forms.length > 0 ? (['form-field'] as const) : [])]),
    ],
  };
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
