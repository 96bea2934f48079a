/** What kind of document this is, by cues in its words; each cue adds to its type's score. */
import type { DocumentType } from './contract';
import type { Row, Word } from './words';

const CUES: [DocumentType, RegExp, number][] = [
  [
    'claim-form',
    /\b(?:claim form|notice of (?:loss|claim)|claim notification|schadenanzeige|déclaration de sinistre)\b/i,
    4,
  ],
  ['claim-form', /\b(?:claimant'?s? details|account holder|account for payment|policy ?holder)\b/i, 1],
  ['claim-form', /\b(?:cause of loss|what happened|place of loss)\b/i, 2],
  ['claim-form', /\b(?:i declare|signature of (?:the )?(?:claimant|insured))\b/i, 2],
  ['claim-form', /\bdate of (?:loss|incident|accident)\b/i, 1],
  ['repair-estimate', /\b(?:estimate|quotation|kostenvoranschlag|devis|preliminary repair cost)\b/i, 3],
  ['repair-estimate', /\b(?:estimate (?:no|number|date|total)|quote (?:no|number)|valid (?:for|until))\b/i, 2],
  ['repair-invoice', /\b(?:repair invoice|workshop invoice|tax invoice)\b/i, 2],
  ['repair-invoice', /\b(?:invoice|rechnung|facture|factuur|faktura|fattura|factura|fatura)\b/i, 3],
  [
    'repair-invoice',
    /\b(?:invoice (?:no|number|date|total)|bill to|payment within|rechnungs(?:nummer|nr|datum)|factuur(?:nummer|datum)|sprzedawca|nabywca|data wystawienia)\b|\bfacture n|\bfaktura nr/i,
    2,
  ],
  ['repair-invoice', /\b(?:labou?r|parts|odometer|vin|warranted|body ?shop|auto ?glass|collision cent(?:er|re))\b/i, 1],
  ['purchase-receipt', /\breceipt\b/i, 3],
  [
    'purchase-receipt',
    /\b(?:till|cashier\w*|change due|change|thank you|tendered|barcode|your (?:purchase|visit)|please come again)\b/i,
    2,
  ],
  ['purchase-receipt', /\b(?:card payment|visa|mastercard|cash|contactless|rounding)\b/i, 2],
  ['purchase-receipt', /\btotal\b/i, 1],
  ['purchase-receipt', /\b(?:gst|sdn bhd|incl\.? (?:vat|tax|gst))\b/i, 1],
  [
    'loss-schedule',
    /\b(?:schedule of (?:loss|items|contents)|list of (?:lost|items|stolen|damaged)|inventory of loss|contents inventory)\b/i,
    5,
  ],
  ['loss-schedule', /\b(?:replacement (?:cost|value))\b/i, 2],
  ['loss-schedule', /\b(?:date (?:of purchase|bought)|purchased)\b/i, 1],
  ['police-report', /\bpolice (?:incident |crime )?report\b/i, 5],
  [
    'police-report',
    /\b(?:police department|garda(?: síochána)?|constabulary|sheriff|reporting officer|reporting person|polizei)\b/i,
    2,
  ],
  ['police-report', /\b(?:offen[cs]e|case number|crime (?:number|reference)|pulse)\b/i, 1],
  [
    'correspondence',
    /\b(?:dear (?:sir|madam|mr|mrs|ms|claims|all|team|colleagues)|to whom it may concern|kind regards|yours (?:sincerely|faithfully|truly)|sincerely|best regards|sehr geehrte|mit freundlichen grüßen)\b/i,
    4,
  ],
  ['correspondence', /^(?:subject|from|to):/im, 1],
];

/** Below this score a document is `unknown`: nobody is told that it is what it may not be. */
const ENOUGH = 4;
/** Words with at least this confidence count as text of a picture. */
const LEGIBLE = 0.55;
/** A picture with fewer legible words than this shows a thing, not a paper. */
const PHOTO_WORDS = 8;

/**
 * @param rows of all pages
 * @param text all words and form fields
 * @param isImage read from pixels
 */
export function classify(
  rows: Row[],
  words: Word[],
  text: string,
  isImage: boolean,
): { type: DocumentType; confidence: number } {
  const legible = words.filter((word) => word.confidence >= LEGIBLE && /[\p{L}\p{N}]{2}/u.test(word.text)).length;
  if (isImage && legible < PHOTO_WORDS) return { type: 'photo', confidence: 0.9 };
  const title = titleOf(rows);
  const head = text.slice(0, 500);
  const scores = new Map<DocumentType, number>();
  for (const [type, cue, weight] of CUES) {
    if (!cue.test(text)) continue;
    // A title says what a paper is; further down, a paper speaks of others.
    const times = 1 + (cue.test(head) ? 0.5 : 0) + (cue.test(title) ? 1.5 : 0);
    scores.set(type, (scores.get(type) ?? 0) + weight * times);
  }
  const [best, second] = [...scores.entries()].sort((a, b) => b[1] - a[1]);
  if (best === undefined || best[1] < ENOUGH)
    return { type: isImage && legible < 25 ? 'photo' : 'unknown', confidence: 0.5 };
  return { type: best[0], confidence: Math.round((best[1] / (best[1] + (second?.[1] ?? 0))) * 100) / 100 };
}

/** The largest print of the first page's upper half; the first lines where sizes are unknown. */
function titleOf(rows: Row[]): string {
  const first = rows[0]?.page ?? null;
  if (first === null)
    return rows
      .slice(0, 2)
      .map((row) => row.text)
      .join('\n');
  const upper = rows.filter((row) => row.page === first && row.top < 0.5).flatMap((row) => row.words);
  const heights = upper.map((word) => word.box?.height ?? 0).sort((a, b) => a - b);
  const usual = heights[Math.floor(heights.length / 2)] ?? 0;
  return upper
    .filter((word) => (word.box?.height ?? 0) > usual * 1.25)
    .map((word) => word.text)
    .join(' ');
}
