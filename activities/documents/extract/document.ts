/** From words to a reading: type, fields, lines, flags. Pure; the same for every reader. */
import { classify } from '../classify';
import type { DocumentFlag, DocumentLine, DocumentType, Field, ReadingMethod } from '../contract';
import { rowsOf, type Word } from '../words';
import { extractFields, extractFormFields, extractIssuer, type FormEntry, sourceOf } from './fields';
import { extractLines } from './lines';
import { dateOrderOf, findCurrency } from './values';

export interface ReadWords {
  words: Word[];
  forms: FormEntry[];
  isImage: boolean;
  flags: DocumentFlag[];
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

/** OCR words below this are not believed without a person. 0 to 1. */
export const SURE_ENOUGH = 0.6;

const ORDERS_TO_A_READER =
  /\b(ignore|disregard|forget)\b.{0,30}\b(previous|prior|above|all|earlier)\b.{0,20}\b(instructions?|rules|prompts?)\b|\bsystem prompt\b|\byou are (now )?(an? )?(ai|assistant|language model|claims (bot|agent))\b|\b(approve|pay|settle)\b.{0,25}\b(this|the) claim\b.{0,40}\b(immediately|in full|without|automatically)\b/i;

/** Understand what was read. Totals are compared with lines here; documents with each other elsewhere. */
export function understand(input: ReadWords, fileId: string): Understood {
  const { words, forms, isImage } = input;
  const rows = rowsOf(words);
  const text = rows.map((row) => row.text).join('\n');
  const formText = forms.map((entry) => `${entry.name}: ${entry.value}`).join('\n');
  const all = `${text}\n${formText}`;
  const currency = findCurrency(all);
  const order = dateOrderOf(all, currency);
  const { type, confidence } = classify(all, words.length + forms.length, isImage);

  const formFields = extractFormFields(forms, fileId, order);
  const fields = [
    ...formFields,
    ...extractFields(rows, fileId, order).filter((field) => !formFields.some((known) => known.name === field.name)),
  ];
  if (['repair-estimate', 'repair-invoice', 'purchase-receipt'].includes(type)) {
    const issuer = extractIssuer(rows, fileId);
    if (issuer !== null) fields.push(issuer);
  }
  const currencyWord = words.find((word) => findCurrency(word.text) !== null);
  if (currency !== null && currencyWord !== undefined) {
    fields.push({
      name: 'currency',
      value: currencyWord.text,
      normalised: currency,
      source: sourceOf([currencyWord], fileId),
      confidence: currencyWord.confidence,
      method: currencyWord.method,
      alternatives: [],
    });
  }
  const lines = extractLines(rows, type, fileId, currency, order);
  const flags = [...input.flags, ...doubts(fields, lines)];
  const order_ = ORDERS_TO_A_READER.exec(all);
  if (order_ !== null)
    flags.push({
      code: 'instruction-to-reader',
      detail: `The text gives orders to its reader: "${order_[0].slice(0, 120)}"`,
      source: null,
    });
  return {
    type,
    typeConfidence: confidence,
    fields,
    lines,
    flags,
    text: all.slice(0, 200_000),
    methods: [
      ...new Set([...words.map((word) => word.method), ...(forms.length > 0 ? (['form-field'] as const) : [])]),
    ],
  };
}

function doubts(fields: Field[], lines: DocumentLine[]): DocumentFlag[] {
  const flags: DocumentFlag[] = [];
  const minor = (name: Field['name']) => {
    const value = fields.find((field) => field.name === name)?.normalised;
    return typeof value === 'number' ? value : null;
  };
  const total = minor('total');
  const tax = minor('tax') ?? 0;
  const sum = lines.reduce((whole, line) => whole + line.amountMinor, 0);
  if (total !== null && lines.length > 0 && sum !== total && sum + tax !== total) {
    flags.push({
      code: 'lines-do-not-add-up',
      detail: `The lines add up to ${sum / 100}${tax > 0 ? `, with tax ${(sum + tax) / 100}` : ''}; the document says ${total / 100}.`,
      source: fields.find((field) => field.name === 'total')?.source ?? null,
    });
  }
  for (const field of fields) {
    if (field.normalised === null && field.alternatives.length > 1) {
      flags.push({
        code: 'ambiguous-date',
        detail: `"${field.value}" may be ${field.alternatives.join(' or ')}.`,
        source: field.source,
      });
    }
  }
  const weak = [
    ...fields.filter((field) => ['total', 'loss-date', 'payee-iban'].includes(field.name)),
    ...lines,
  ].filter((entry) => entry.confidence < SURE_ENOUGH);
  for (const entry of weak.slice(0, 5))
    flags.push({
      code: 'low-confidence',
      detail: `Not read with certainty: "${entry.source.quote.slice(0, 80)}"`,
      source: entry.source,
    });
  return flags;
}
