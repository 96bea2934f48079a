/** Scanned receipts with company, date, address and total, as in ICDAR 2019 SROIE task 3: a picture and a JSON of one stem. */
import { z } from 'zod';
import type { FieldName } from '../../../activities/documents/contract';
import type { Understood } from '../../../activities/documents/extract/document';
import { percentile } from '../../statistics';
import { amountValue, count, dateValue, emptyTally, f1, plainText, type Tally } from '../compare';
import { filesWithTruth } from '../files';
import { readingRoom } from '../reading';
import { type Judged, reliability } from '../reliability';
import type { EvalItem, EvalSet, Metrics } from '../sets';

const Truth = z.object({
  company: z.string().nullish(),
  date: z.string().nullish(),
  address: z.string().nullish(),
  total: z.union([z.string(), z.number()]).nullish(),
});

type Name = keyof z.infer<typeof Truth>;
const FIELDS: Record<Name, FieldName> = {
  company: 'issuer',
  date: 'document-date',
  address: 'issuer-address',
  total: 'total',
};
const NAMES = Object.keys(FIELDS) as Name[];

/** Texts without case, spaces and punctuation; dates and amounts by value. */
const VALUE: Record<Name, (text: string) => string | number | null> = {
  company: plainText,
  date: dateValue,
  address: plainText,
  total: amountValue,
};

export const receipts: EvalSet = {
  name: 'receipts',
  describe: 'company, date, address and total of scanned receipts (SROIE task 3 layout)',
  run: async (dataDir, limit, onProgress) => {
    const files = (await filesWithTruth(dataDir, ['.jpg', '.jpeg', '.png'])).slice(0, limit);
    const room = await readingRoom();
    const tallies = new Map<Name, Tally>(NAMES.map((name) => [name, emptyTally()]));
    const all = emptyTally();
    const judged: Judged[] = [];
    const items: EvalItem[] = [];
    let again = 0;
    try {
      for (const file of files) {
        const truth = Truth.parse(file.truth);
        const { understood, looks, ms } = await room.read(file.path, 'image');
        again += looks > 1 ? 1 : 0;
        const predicted = predictionOf(understood);
        for (const name of NAMES) {
          const given = predicted[name];
          const wanted = truth[name];
          const right = count(
            tallies.get(name) ?? emptyTally(),
            given === null ? null : VALUE[name](given),
            wanted === null || wanted === undefined ? null : VALUE[name](String(wanted)),
          );
          const confidence = fieldOf(understood, FIELDS[name])?.confidence;
          if (given !== null && confidence !== undefined) judged.push({ confidence, right });
        }
        items.push({ id: file.id, predicted, expected: truth, ms });
        onProgress(items.length, files.length);
      }
    } finally {
      room.close();
    }
    for (const tally of tallies.values()) {
      all.right += tally.right;
      all.given += tally.given;
      all.wanted += tally.wanted;
    }
    const times = items.map(({ ms }) => ms);
    const metrics: Metrics = {
      reader: room.strong ? 'network' : 'packaged',
      f1: f1(all),
      precision: all.given === 0 ? null : (100 * all.right) / all.given,
      recall: all.wanted === 0 ? null : (100 * all.right) / all.wanted,
      fields: Object.fromEntries([...tallies].map(([name, tally]) => [name, f1(tally)])),
      ms: { p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
      secondLooks: again,
      reliability: reliability(judged),
    };
    return { n: items.length, metrics, items };
  },
};

function fieldOf(understood: Understood | null, name: FieldName) {
  return understood?.fields.find((field) => field.name === name);
}

/** Dates in ISO form, the total with a point and two decimals; null for what the receipt was not seen to say. */
function predictionOf(understood: Understood | null): Record<Name, string | null> {
  const text = (name: FieldName) => {
    const value = fieldOf(understood, name)?.normalised;
    return typeof value === 'string' ? value : null;
  };
  const total = fieldOf(understood, 'total')?.normalised;
  return {
    company: text('issuer'),
    date: text('document-date'),
    address: text('issuer-address'),
    total: typeof total === 'number' ? (total / 100).toFixed(2) : null,
  };
}
