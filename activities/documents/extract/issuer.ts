/**
 * Who issued an invoice, an estimate or a receipt. No single place tells: a name may stand in the head, in the sender's line
 * above the recipient, behind a label, in the register line at the foot or in a web address. Each of these adds to a name's
 * score; standing in the recipient's block takes from it.
 */
import type { Field } from '../contract';
import { type Row, type Segment, segmentsOf, textOf, toSegment, type Word } from '../words';
import { columnsOf } from './columns';
import { LEGAL_FORM, TRADE } from './company-words';
import { toField } from './fields';
import { domainsOf, sameFirm } from './firm-domains';
import { isLabel, labelAt } from './labels';
import { RECIPIENT, REGISTER, SELLER } from './party-labels';

const TITLE =
  /^(?:(?:tax|sales|retail|repair|workshop|cash|official|simplified|original|customer|payment|vat|proforma|pro forma|kopie)\s+)*(?:invoices?|estimate|receipt|quotation|quote|bill|copy|rechnung|facture|factuur|faktura|fattura|factura|kostenvoranschlag|angebot|devis|offerte|page|seite|pagina|strona|original|welcome|thank you|duplicate)\b/i;
const NO_NAME =
  /@|https?:|www\.|^(?:tel|fax|phone|date|no\b|\(?\+?\d)|\b(?:street|road|avenue|suite|p\.?o\.? box)\b|\d{4,}/i;
/** A name at the head often has the paper's title on its row. */
const TITLE_BEHIND =
  /\s+(?:(?:tax|vat) )?(?:invoice|bill|receipt|estimate|quotation|rechnung|facture|factuur|faktura)\s*$/i;
/** A sender's line above the address window: name, street and town with marks between them. */
const BETWEEN_PARTS = /^(?:[-–—|·•*]|,)$/;

const LABELLED = 34;
const HOLDS_ACCOUNT = 14;
const HEAD = 8;
const LARGEST = 8;
const FORM = 8;
const BUSINESS = 4;
const REGISTERED = 8;
const SENDER_LINE = 10;
const WEB = 12;
const AGAIN = 4;
const MOST_AGAIN = 3;
const RECEIVES = -30;
/** A name above a street and a town, without telephone or register: the window of a letter, or a sender's plain head. */
const WINDOW = -7;
/** A town with its postal code, as in the last lines of an address. */
const POSTAL_TOWN = /(?:^|\s)\d{4,5}(?: ?[A-Z]{2})?\s+\p{L}{2,}|\p{L}{2,},? [A-Z]{2} \d{5}|\b\d{2}-\d{3} \p{L}/u;
const OTHER_LABELLED = /^[\p{L} .'’°-]{2,40}\s?:\s/u;
/** An imprint has the name first and the register a few rows below, at most so far apart (share of the page's height). */
const IMPRINT_ROWS = 4;
const IMPRINT_HEIGHT = 0.06;
const REACHABLE = /@|www\.|\btel\b|\bfax\b|phone/i;
/** Less than this is a guess. */
const CONVINCING = 14;

interface Candidate {
  words: Word[];
  name: string;
  score: number;
  /** Stands like a recipient in the window of a letter. */
  inWindow: boolean;
}

export function extractIssuer(rows: Row[], fileId: string): Field | null {
  const candidates = candidatesOf(rows);
  const domains = domainsOf(rows.map(({ text }) => text).join('\n'));
  const byName = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const known = byName.get(plain(candidate.name));
    byName.set(plain(candidate.name), known === undefined ? candidate : merged(known, candidate));
  }
  const text = plain(rows.map((row) => row.text).join(' '));
  const ranked = [...byName.values()]
    .map((candidate) => {
      const times = text.split(plain(candidate.name)).length - 2;
      const again = Math.min(MOST_AGAIN, Math.max(0, times)) * AGAIN;
      // Who prints an own address on the web is no recipient.
      const web = domains.some((domain) => sameFirm(domain, candidate.name));
      return { ...candidate, score: candidate.score + again + (web ? WEB : candidate.inWindow ? WINDOW : 0) };
    })
    .sort((a, b) => b.score - a.score);
  const [best, second] = ranked;
  if (best === undefined || best.score <= 0) return null;
  const field = toField('issuer', { value: best.name, normalised: best.name }, best.words, fileId);
  const clear = best.score >= CONVINCING && best.score - (second?.score ?? 0) >= 3;
  return {
    ...field,
    confidence: clear ? field.confidence : Math.min(field.confidence, best.score >= CONVINCING ? 0.8 : 0.6),
    alternatives: second === undefined || clear ? [] : [second.name],
  };
}

/** The same name in two places counts for more than in one. */
function merged(one: Candidate, other: Candidate): Candidate {
  const [better, worse] = one.score >= other.score ? [one, other] : [other, one];
  return { ...better, score: better.score + Math.max(0, worse.score) / 2, inWindow: one.inWindow || other.inWindow };
}

function candidatesOf(rows: Row[]): Candidate[] {
  const first = rows[0]?.page ?? null;
  const table = rows.findIndex((row) => columnsOf(row) !== null);
  const received = recipientBlocks(rows);
  const addresses = addressesOf(rows);
  const largest = Math.max(...rows.filter((row) => row.page === first && row.top < 0.5).map(heightOf), 0);
  const found: Candidate[] = [];
  let headNames = 0;
  rows.forEach((row, index) => {
    const inHead =
      row.page === first && (table < 0 || index < table) && (first === null ? index < 6 : row.top < 0.3) && index < 40;
    const registered = rows
      .slice(index, index + 1 + IMPRINT_ROWS)
      .some((near) => near.page === row.page && near.top - row.bottom < IMPRINT_HEIGHT && REGISTER.test(near.text));
    const segments = segmentsOf(row);
    segments.forEach((segment, at) => {
      const parts = partsOf(segment);
      for (const part of parts) found.push(...behindLabel(part, segments[at + 1], rows, index));
      const firm = registered ? firmAtStart(segment) : null;
      if (firm !== null) found.push({ ...firm, score: FORM + REGISTERED, inWindow: false });
      const inWindow = addresses.names.get(segment.words[0] as Word) === true;
      if (addresses.inside.has(segment.words[0] as Word)) return;
      // What stands behind another label is something else.
      if (OTHER_LABELLED.test(segment.text)) return;
      parts.forEach((part, place) => {
        const candidate = place > 0 && parts[place - 1]?.text.endsWith(',') ? null : named(part);
        if (candidate === null) return;
        const exact = part.words[0]?.method === 'text-layer';
        let score = 0;
        if (inHead) {
          score += Math.max(1, HEAD - headNames);
          headNames += 1;
          if (exact && heightOf(part) >= largest * 0.98) score += LARGEST;
          else if (exact && heightOf(part) >= largest * 0.6) score += LARGEST / 2;
        }
        if (LEGAL_FORM.test(candidate.name)) score += FORM;
        else if (TRADE.test(candidate.name)) score += BUSINESS;
        // Names far from the head count only where something else says that a firm stands there.
        if (registered && (inHead || LEGAL_FORM.test(candidate.name) || isAlone(row, part))) score += REGISTERED;
        if (place === 0 && parts.length >= 3 && /\d/.test(segment.text)) score += SENDER_LINE;
        if (received.some((block) => block.includes(part.words[0] as Word))) score += RECEIVES;
        if (score !== 0) found.push({ ...candidate, score, inWindow });
      });
    });
  });
  return found;
}

/** `Sold by: …`, or a label with the name below it. */
function behindLabel(segment: Segment, beside: Segment | undefined, rows: Row[], index: number): Candidate[] {
  const seller = SELLER.find(({ pattern }) => pattern.test(segment.text));
  if (seller === undefined) return [];
  const label = seller.pattern.exec(segment.text)?.[0] ?? '';
  const score = seller.weight === 'account' ? HOLDS_ACCOUNT : LABELLED;
  const rest = wordsBehind(segment.words, label.length);
  const below = rows
    .slice(index + 1, index + 4)
    .flatMap(segmentsOf)
    .filter((other) => Math.abs(other.left - segment.left) < 0.03 && !/^\(/.test(other.text));
  const places = rest.length > 0 ? [toSegment(rest)] : [beside, below[0]].flatMap((place) => place ?? []);
  for (const place of places) {
    const [part] = partsOf(place);
    const candidate = part === undefined ? null : named(part);
    if (candidate !== null) return [{ ...candidate, score, inWindow: false }];
  }
  return [];
}

/** `Free SAS au capital de …`: a firm's name at the start of a line of the register. */
function firmAtStart(segment: Segment): { words: Word[]; name: string } | null {
  const label = /^.{0,25}?:\s+/u.exec(segment.text)?.[0] ?? '';
  const words = wordsBehind(segment.words, label.trimEnd().length);
  for (let length = 2; length <= Math.min(8, words.length); length += 1) {
    const candidate = toSegment(words.slice(0, length));
    const next = words[length]?.text ?? '';
    if (LEGAL_FORM.test(words[0]?.text ?? '')) return null;
    if (LEGAL_FORM.test(candidate.text) && !LEGAL_FORM.test(next)) return named(candidate);
  }
  return null;
}

/** The block of an address: the segments below each other in one column without a gap. */
function blockBelow(head: Segment, rows: Row[], index: number): Segment[] {
  const block = [head];
  let bottom = head.bottom;
  for (const row of rows.slice(index + 1, index + 14)) {
    if (row.page !== rows[index]?.page || block.length > 9) break;
    const under = segmentsOf(row).find((other) => Math.abs(other.left - head.left) < 0.02);
    if (under === undefined) continue;
    if (under.words[0]?.box !== null && under.top - bottom > (under.bottom - under.top) * 1.6) break;
    block.push(under);
    bottom = under.bottom;
  }
  return block;
}

/**
 * Where addresses stand: their first rows may be names, what follows is none. An address without telephone, web or register
 * is rather the recipient's, in the window of a letter.
 */
function addressesOf(rows: Row[]): { names: Map<Word, boolean>; inside: Set<Word> } {
  const names = new Map<Word, boolean>();
  const inside = new Set<Word>();
  rows.forEach((row, index) => {
    for (const segment of segmentsOf(row)) {
      const [first] = segment.words;
      if (first === undefined || inside.has(first)) continue;
      const block = blockBelow(segment, rows, index);
      const town = block.findIndex(({ text }, at) => at > 0 && at < 6 && POSTAL_TOWN.test(text));
      if (town < 0) continue;
      names.set(first, !block.some(({ text }) => REACHABLE.test(text) || REGISTER.test(text)));
      for (const { words } of block.slice(1)) for (const word of words) inside.add(word);
    }
  });
  return { names, inside };
}

/** Words of the recipient: behind or below `Bill to` and its like, down to the next gap. */
function recipientBlocks(rows: Row[]): Word[][] {
  return rows.flatMap((row, index) =>
    segmentsOf(row).flatMap((segment) => {
      if (!RECIPIENT.test(segment.text)) return [];
      const block = [...segment.words];
      let bottom = segment.bottom;
      for (const below of rows.slice(index + 1, index + 9)) {
        if (below.page !== row.page) break;
        const under = segmentsOf(below).find((other) => Math.abs(other.left - segment.left) < 0.03);
        if (under === undefined) continue;
        if (under.words[0]?.box !== null && under.top - bottom > (under.bottom - under.top) * 2.5) break;
        block.push(...under.words);
        bottom = under.bottom;
      }
      return [block];
    }),
  );
}

/** A segment at its marks: `Name AG - Street 4 - 12345 Town` is three parts. */
function partsOf(segment: Segment): Segment[] {
  const parts: Word[][] = [[]];
  for (const word of segment.words) {
    const last = parts.at(-1) as Word[];
    if (BETWEEN_PARTS.test(word.text)) {
      parts.push([]);
      continue;
    }
    last.push(word);
    if (
      /\p{L},$/u.test(word.text) &&
      !/^(?:inc|ltd|llc)/i.test(segment.words[segment.words.indexOf(word) + 1]?.text ?? '')
    )
      parts.push([]);
  }
  return parts.filter((words) => words.length > 0).map(toSegment);
}

function named(segment: Segment): { words: Word[]; name: string } | null {
  if (!mayBeName(segment)) return null;
  const name = segment.text
    .trim()
    .replace(TITLE_BEHIND, '')
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}.)]+$/gu, '');
  return name.length < 2 ? null : { words: segment.words, name };
}

function mayBeName(segment: Segment): boolean {
  const text = segment.text.trim();
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (
    letters >= 3 &&
    letters > text.length * 0.5 &&
    text.length <= 80 &&
    text.split(/\s+/).length <= 9 &&
    // A name is written with a capital or stands in figures, and is not a sentence.
    /\p{Lu}/u.test(text) &&
    !/[?!]$|\p{Ll}{4}\.\s+\p{Lu}|:\s*$|:\s/u.test(text) &&
    !TITLE.test(text) &&
    !NO_NAME.test(text) &&
    !RECIPIENT.test(text) &&
    !REGISTER.test(text) &&
    !isLabel(text) &&
    labelAt(text)?.clear !== true
  );
}

function isAlone(row: Row, part: Segment): boolean {
  return textOf(row.words).length <= part.text.length + 3;
}

function wordsBehind(words: Word[], length: number): Word[] {
  let at = 0;
  return words.filter((word) => {
    const from = at;
    at += word.text.length + 1;
    return from >= length;
  });
}

function heightOf({ top, bottom }: { top: number; bottom: number }): number {
  return bottom - top;
}

function plain(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}
