/** Invoices of many issuers as PDF or text, with their truth as JSON beside them, in the layout of invoice2data's samples. */
import { z } from 'zod';
import type { FieldName } from '../../../activities/documents/contract';
import type { Understood } from '../../../activities/documents/extract/document';
import { percentile } from '../../statistics';
import { count, emptyTally, f1, plainText, type Tally } from '../compare';
import { filesWithTruth } from '../files';
import { readingRoom } from '../reading';
import type { EvalItem, EvalSet, Metrics } from '../sets';

const Text = z.union([z.string(), z.number()]).nullish();
const Truth = z.object({
  issuer: Text,
  invoice_number: Text,
  date: Text,
  amount: z.coerce.number().nullish(),
  currency: z.string().nullish(),
  lines: z.array(z.looseObject({ price_subtotal: z.coerce.number().optional() })).optional(),
});
/** The samples hold a list of one. */
const Truths = z.union([z.array(Truth).min(1), Truth]).transform((value) => (Array.isArray(value) ? value[0] : value));

const NAMES = ['number', 'date', 'amount', 'issuer', 'currency'] as const;
type Name = (typeof NAMES)[number];
/** The four that the set is judged by. */
const JUDGED: readonly Name[] = ['number', 'date', 'amount', 'issuer'];
const FIELD: Record<Name, FieldName> = {
  number: 'document-number',
  date: 'document-date',
  amount: 'total',
  issuer: 'issuer',
  currency: 'currency',
};

export const invoices: EvalSet = {
  name: 'invoices',
  describe: 'issuer, number, date, amount, currency and lines of invoices (PDF or text, with JSON beside)',
  run: async (dataDir, limit, onProgress) => {
    const files = (await filesWithTruth(dataDir, ['.pdf', '.txt', '.jpg', '.png'])).slice(0, limit);
    const room = await readingRoom();
    const tallies = new Map<Name, Tally>(NAMES.map((name) => [name, emptyTally()]));
    const items: EvalItem[] = [];
    let lines = 0;
    let linesFound = 0;
    let again = 0;
    try {
      for (const file of files) {
        const truth = Truths.parse(file.truth);
        const kind = file.path.endsWith('.pdf') ? 'pdf' : file.path.endsWith('.txt') ? 'text' : 'image';
        const { understood, looks, ms } = await room.read(file.path, kind);
        again += looks > 1 ? 1 : 0;
        const predicted = predictionOf(understood);
        const expected = expectedOf(truth);
        for (const name of NAMES) {
          const tally = tallies.get(name) ?? emptyTally();
          const given = comparable(name, predicted[name]);
          const wanted = comparable(name, expected[name]);
          count(tally, name === 'issuer' && sameName(given, wanted) ? wanted : given, wanted);
        }
        const priced = (truth?.lines ?? []).flatMap(({ price_subtotal }) => price_subtotal ?? []).filter(Boolean);
        lines += priced.length;
        const left = predicted.lines.map(({ amount }) => amount);
        for (const price of priced) {
          const at = left.indexOf(price);
          if (at >= 0) linesFound += left.splice(at, 1).length;
        }
        items.push({ id: file.id, predicted, expected: { ...expected, lines: truth?.lines }, ms });
        onProgress(items.length, files.length);
      }
    } finally {
      room.close();
    }
    const judged = JUDGED.map((name) => tallies.get(name) ?? emptyTally());
    const wanted = judged.reduce((sum, tally) => sum + tally.wanted, 0);
    const right = judged.reduce((sum, tally) => sum + tally.right, 0);
    const times = items.map(({ ms }) => ms);
    const metrics: Metrics = {
      reader: room.strong ? 'network' : 'packaged',
      right,
      of: wanted,
      invented: judged.reduce((sum, tally) => sum + Math.max(0, tally.given - tally.wanted), 0),
      fields: Object.fromEntries([...tallies].map(([name, tally]) => [name, `${tally.right} of ${tally.wanted}`])),
      f1: Object.fromEntries([...tallies].map(([name, tally]) => [name, f1(tally)])),
      pricedLines: `${linesFound} of ${lines}`,
      ms: { p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
      secondLooks: again,
    };
    return { n: items.length, metrics, items };
  },
};

interface Prediction extends Record<Name, string | number | null> {
  lines: { description: string; quantity: number; amount: number }[];
}

function predictionOf(understood: Understood | null): Prediction {
  const value = (name: Name) => understood?.fields.find((field) => field.name === FIELD[name])?.normalised ?? null;
  const total = value('amount');
  return {
    issuer: value('issuer'),
    number: value('number'),
    date: value('date'),
    amount: typeof total === 'number' ? total / 100 : null,
    currency: value('currency'),
    lines: (understood?.lines ?? []).map(({ description, quantity, amountMinor }) => ({
      description,
      quantity,
      amount: amountMinor / 100,
    })),
  };
}

function expectedOf(truth: z.infer<typeof Truth> | undefined): Record<Name, string | number | null> {
  return {
    issuer: truth?.issuer ?? null,
    number: truth?.invoice_number ?? null,
    date: truth?.date ?? null,
    amount: truth?.amount ?? null,
    currency: truth?.currency ?? null,
  };
}

/** Texts without case, spaces and punctuation; names of firms without their legal form; amounts in hundredths. */
function comparable(name: Name, value: string | number | null): string | number | null {
  if (value === null) return null;
  if (name === 'amount') return Math.round(Number(value) * 100);
  if (name === 'issuer') return plainText(String(value).replace(LEGAL_FORMS, ' '));
  return plainText(String(value));
}

/** One name is the beginning of the other: the truth names some issuers with a remark behind the name. */
function sameName(given: string | number | null, wanted: string | number | null): boolean {
  if (typeof given !== 'string' || typeof wanted !== 'string' || Math.min(given.length, wanted.length) < 3)
    return false;
  return given.startsWith(wanted) || wanted.startsWith(given);
}

/** `Free SAS` and `Free` are one firm, as are `ORLEN S.A.` and `ORLEN spółka akcyjna`. */
const LEGAL_FORMS =
  /(?<![\p{L}\d])(?:inc(?:orporated)?|ltd|limited|pvt|private|llc|llp|plc|corp(?:oration)?|gmbh|ag|kg|ohg|s\.?a\.?s?|s\.?a\.?r\.?l|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|sp\. ?z ?o\. ?o|spółka (?:akcyjna|z ograniczoną odpowiedzialnością)|s\.?l)\.?(?![\p{L}\d])/giu;
