/** The head of a bill or a receipt: what each row above its body says about whoever issued it. */
import { type Row, textOf } from '../words';
import { columnsOf } from './columns';
import { LEGAL_FORM, TRADE, withoutRegisterNumber } from './company-words';
import { findDate } from './dates';

export type HeadKind =
  /** `TAX INVOICE`, `Welcome`. */
  | 'title'
  /** Telephone, web and tax or register numbers: they stand around a name and an address, and are neither. */
  | 'contact'
  /** A place: a street, a house, a town. */
  | 'place'
  /** Something else with letters: a name, the rest of an address, a slogan. */
  | 'words'
  /** A stray mark or number. */
  | 'mark'
  /** The first row of the body: a date, a label with its value, a price, the head of a table, another party. */
  | 'body';

export interface HeadRow {
  row: Row;
  /** The row's text; the name's part of it where a register number follows on the same row. */
  text: string;
  kind: HeadKind;
}

const TITLE =
  /^\W*(?:(?:tax|sales|cash|official|simplified|original|customer|duplicate|repair|payment|guest|credit|debit|a)\s*)*(?:invoice|receipt|bill|sales|estimate|quotation|quote|copy|slip|rechnung|quittung|kassenbon|beleg|facture|reçu|ticket|bon|factuur|welcome|thank you|duplicate|reprint|page|original|adjustment note|original)\b(?!.*\b(?:ltd|sdn|bhd|gmbh|inc|enterprise)\b)/iu;
const CONTACT =
  /@|https?:|www\.|\.(?:com|net|org)\b|^\W*(?:tel|te1|fax|phone|telephone|mobile|mob|hotline|h\/?p|hp|e-?mail|website|attn|customer (?:service|care)|guest|t:|f:|e:|site\s*[:#\d])|\b(?:(?:gst|vat|tax|sst|btw|tva|ust)[ -]?(?:reg|id|no|nr|idnr)|gstid|noid gst|gst no|abn|ein|siret|siren|kvk|(?:co|company|comp|compary|roc|reg|registration|business)\.?\s*(?:reg\w*|no)\b|roc\b|co\.?\s*reg)/i;
/** Rows that are nothing but a number of a register, a tax or a telephone: `(65351-M)`, `002105827328`, `03-7845 8155`. */
const NUMBER = /^\W*(?:[a-z]{0,3}\W?\d[\d\s./-]{5,}\W*[a-z]{0,2}|\d{4,7}\W{1,2}[a-z])\W*$/i;
const STREET =
  /\b(?:jalan|jaian|jln|jl|jin|lorong|lrg|taman|tmn|kampung|kg|bandar|lebuh|lebuhraya|persiaran|seksyen|section|kawasan|medan|plaza|wisma|menara|bangunan|tingkat|street|st\.|road|rd\.?|avenue|ave\.?|lane|drive|boulevard|blvd|highway|hwy|suite|floor|level|leve1|block|building|lot|unit|p\.?\s?o\.?\s?box|straße|strasse|str\.|platz|gasse|weg|allee|rue|place|chemin|straat|laan|plein|via|calle|shopping (?:centre|center|mall)|industrial (?:park|estate|area))(?=\W|\d|$)/i;
const HOUSE = /^\W*(?:no\.?\s?\d|lot\b|hq\s*:|\d+[-\w/]*\s*[,.]|[a-z]{0,3}\d[\w-]*\s*,|\d+[a-z]?\s+\p{L}{3,})/iu;
const TOWN =
  /(?:^|[\s,.])\d{5}(?!\d|[\d-]*[a-z]?\))\s*\p{L}{2,}|\b\d{4}\s?[A-Z]{2}\b\s+\p{L}|\b[A-Z]{2}\s\d{5}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b\d{5}$/u;
const BODY =
  /^\W*(?:bill(?:ed)? to|sold to|ship to|deliver to|customer|member|cashier|cash\s*sales?\b|staff|server|operator|table|tab1e|pax|order|invoice|inv\b|receipt|bi11|bill|doc(?:ument)?\b|document|date|time|terminal|pos\b|counter|trans|qty|item|desc|cash\b|salesperson|entry|reg\b|mc #|ticket|terms|ref|your|pump|card)/i;
const PRICE = /\d[.,]\d{2}\s*[a-z*]{0,3}$/i;

/**
 * Rows of a first page's head, top to bottom.
 * @param rows of all pages
 */
export function headRows(rows: Row[]): HeadRow[] {
  const page = rows[0]?.page ?? null;
  const head: HeadRow[] = [];
  for (const row of rows) {
    if (row.page !== page) break;
    const entry = { row, text: textOf(row.words), kind: kindOf(row) };
    const inHead = head.filter(({ kind }) => kind === 'place').length > 0;
    // Above the name there may be a date or a table number; below an address the body begins.
    if (entry.kind === 'body' && (inHead || head.length > 7)) break;
    head.push(entry);
    if (head.length >= 24) break;
  }
  return head;
}

function kindOf(row: Row): HeadKind {
  const text = textOf(row.words).trim();
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (columnsOf(row) !== null) return 'body';
  const name = textOf(withoutRegisterNumber(row.words));
  if (LEGAL_FORM.test(name) && !BODY.test(text)) return 'words';
  if (CONTACT.test(text)) return 'contact';
  if (TITLE.test(text)) return 'title';
  if (NUMBER.test(text)) return 'contact';
  const place = STREET.test(text) || TOWN.test(text) || (HOUSE.test(text) && letters >= 3 && !TRADE.test(text));
  if (!place && (findDate(text, 'day-first') !== null || BODY.test(text) || PRICE.test(text))) return 'body';
  if (place && !/[:#]\s*\S*\d{4,}/.test(text) && findDate(text, 'day-first') === null) return 'place';
  if (letters < 3 || (/\d/.test(text) && !/\s/.test(text) && letters < 5)) return 'mark';
  return 'words';
}
