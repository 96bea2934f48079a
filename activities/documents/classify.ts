/** What kind of document this is, by cues in its words; each cue adds to its type's score. */
import type { DocumentType } from './contract';

const CUES: [DocumentType, RegExp, number][] = [
  ['claim-form', /\b(claim form|notice of (loss|claim)|claimant'?s? details|motor claim|contents claim)\b/i, 4],
  ['claim-form', /\baccount holder\b/i, 1],
  ['claim-form', /\bdate of (loss|incident|accident)\b/i, 1],
  ['repair-estimate', /\b(estimate|quotation|quote|kostenvoranschlag|devis|preliminary repair cost)\b/i, 3],
  ['repair-invoice', /\b(repair invoice|workshop invoice|body ?shop|auto ?glass|collision cent(er|re))\b/i, 2],
  ['repair-invoice', /\binvoice\b/i, 2],
  ['repair-invoice', /\b(rechnung|facture|tax invoice)\b/i, 2],
  ['repair-invoice', /\b(labou?r|parts|vehicle|registration|licen[cs]e plate|odometer)\b/i, 1],
  ['purchase-receipt', /\b(receipt|till|cashier|change due|thank you for (shopping|your (purchase|visit)))\b/i, 3],
  ['purchase-receipt', /\b(card payment|visa|mastercard|cash)\b/i, 1],
  ['loss-schedule', /\b(schedule of (loss|items|contents)|list of (items|stolen|damaged)|inventory of loss)\b/i, 5],
  ['loss-schedule', /\b(replacement (cost|value)|date (of purchase|bought)|purchased)\b/i, 1],
  [
    'police-report',
    /\b(police (report|department)|garda|incident report|crime report|offence|reporting officer|case number)\b/i,
    2,
  ],
  ['police-report', /\bpolice (incident )?report\b/i, 3],
  [
    'correspondence',
    /\b(dear (sir|madam|mr|mrs|ms|claims)|kind regards|yours (sincerely|faithfully)|best regards)\b/i,
    3,
  ],
  ['correspondence', /^(subject|from|to):/im, 1],
];

/** Below this score a document is `unknown`: nobody is told that it is what it may not be. */
const ENOUGH = 3;

/** @param words number of words on the page(s): a picture with next to none is a photo */
export function classify(text: string, words: number, isImage: boolean): { type: DocumentType; confidence: number } {
  if (isImage && words < 6) return { type: 'photo', confidence: 0.9 };
  const scores = new Map<DocumentType, number>();
  // A title counts more than a mention further down.
  const head = text.slice(0, 400);
  for (const [type, cue, weight] of CUES) {
    if (!cue.test(text)) continue;
    scores.set(type, (scores.get(type) ?? 0) + weight + (cue.test(head) ? weight : 0));
  }
  const ranked = [...scores.entries()].sort((a, b) => b[1] - a[1]);
  const [best, second] = ranked;
  if (best === undefined || best[1] < ENOUGH)
    return { type: isImage && words < 25 ? 'photo' : 'unknown', confidence: 0.5 };
  return { type: best[0], confidence: Math.round((best[1] / (best[1] + (second?.[1] ?? 0))) * 100) / 100 };
}
