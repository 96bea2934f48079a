/** Who issued an invoice, an estimate or a receipt. */
import type { Field } from '../contract';
import { type Row, type Segment, segmentsOf } from '../words';
import { columnsOf } from './columns';
import { toField } from './fields';
import { isLabel, labelAt } from './labels';

const TITLE =
  /^(?:(?:tax|sales|repair|workshop|cash|official|simplified|original|customer)\s+)*(?:invoice|estimate|receipt|quotation|quote|bill|copy|rechnung|facture|kostenvoranschlag|devis|page|original|welcome|thank you|duplicate)\b/i;
const NO_NAME = /@|https?:|www\.|^(?:tel|fax|phone|date|no\b|\(?\+?\d)|\b(?:street|road|avenue|suite|p\.?o\.? box)\b/i;
const COMPANY =
  /\b(?:ltd|limited|inc|llc|gmbh|ag|s\.?a\.?|sdn|bhd|b\.?v\.?|plc|co\.|company|corp|center|centre|garage|store|shop|motors?|glass|collision|market|restaurant|services?|trading|enterprise)\b/i;

/**
 * The name at the head of the paper: the largest print of the upper part where sizes are known for certain, else the first
 * line that can be a name.
 */
export function extractIssuer(rows: Row[], fileId: string): Field | null {
  const first = rows[0]?.page ?? null;
  const table = rows.findIndex((row) => columnsOf(row) !== null);
  const head = rows
    .slice(0, table < 0 ? undefined : table)
    .filter((row, index) => row.page === first && (first === null ? index < 6 : row.top < 0.3))
    .slice(0, 14);
  const candidates = head.flatMap(segmentsOf).filter(mayBeName);
  const [top] = candidates;
  if (top === undefined) return null;
  const exact = top.words[0]?.method === 'text-layer';
  const score = (segment: Segment, index: number) =>
    (exact ? Math.round((segment.bottom - segment.top) * 1000) : 0) * 10 -
    index * (exact ? 1 : 4) +
    (COMPANY.test(segment.text) ? 10 : 0);
  const best = candidates
    .map((segment, index) => ({ segment, score: score(segment, index) }))
    .sort((a, b) => b.score - a.score)[0]?.segment;
  if (best === undefined) return null;
  const value = best.text.trim().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}.)]+$/gu, '');
  return toField('issuer', { value, normalised: value }, best.words, fileId);
}

function mayBeName(segment: Segment): boolean {
  const text = segment.text.trim();
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (
    letters >= 3 &&
    letters > text.length * 0.5 &&
    text.length <= 80 &&
    !TITLE.test(text) &&
    !NO_NAME.test(text) &&
    !isLabel(text) &&
    labelAt(text)?.clear !== true
  );
}
