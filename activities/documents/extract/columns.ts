/** The columns of a table, by its header row. */
import { left, type Row, right, segmentsOf, textOf, type Word } from '../words';

export type ColumnKind = 'description' | 'quantity' | 'unit' | 'amount' | 'purchased' | 'other';

export interface Column {
  kind: ColumnKind;
  /** Horizontal range of its cells, as fractions of the page's width. */
  from: number;
  to: number;
}

/** In order: the first that fits the words of a header cell decides what the column holds. */
const KINDS: [ColumnKind, RegExp][] = [
  [
    'purchased',
    /^(?:date (?:of )?(?:purchased?|bought|acquired)|purchased?(?: (?:date|on))?|bought(?: on)?|acquired|kaufdatum|date d['’]achat)(?!\p{L})/iu,
  ],
  [
    'unit',
    /^(?:unit(?: (?:price|cost))?|price (?:each|per)|rate|each|einzelpreis|e-?preis|p\.?u\.?|prix unit\S*|prijs per stuk|stuksprijs|vk-?preis|cena(?: (?:netto|brutto|jedn\S*))?|precio(?: unitario)?|prezzo(?: unitario)?)(?!\p{L})/iu,
  ],
  [
    'quantity',
    /^(?:qty\.?|quantity|hours|hrs\.?|menge|anzahl|qté|quantité|units|aantal|hoeveelheid|ilo[śs][ćc]|cantidad|quantit[àa]|nombre)(?!\p{L})/iu,
  ],
  [
    'other',
    /^(?:tax|vat|gst|mwst|tva|btw|iva|disc(?:ount)?|rabatt|korting|rabat|jm)(?: ?(?:rate|%|amount|code))?(?!\p{L})/iu,
  ],
  [
    // `Prijs incl. BTW`: what is in an amount belongs to its name.
    'amount',
    /^(?:(?:line |net |gross |total )?(?:amount|total|price|cost|sum)|replacement (?:cost|value|price)|value|net|gross|gesamt(?:preis|betrag)?|zeilenbetrag|betrag|preis|summe|montant(?: ht| ttc)?|total ht|prix|bedrag|prijs|totaal|warto[śs][ćc](?: (?:netto|brutto))?|importe|importo)(?: \(?(?:in[ck]l|exc?k?l|ohne|hors|net|gross)\S*(?: (?:of )?\p{L}{2,4}\.?\)?)?)?(?!\p{L})/iu,
  ],
  [
    'description',
    /^(?:description|items?(?! ?(?:no|#|code))|article|details?|particulars|parts?(?! ?(?:no|#|code))|work|operation|service|product|bezeichnung|beschreibung|artikel|leistung|désignation|omschrijving|nazwa(?: towaru)?|descripci[óo]n|concepto|descrizione|title)(?!\p{L})/iu,
  ],
  [
    'other',
    /^(?:#|no\.?|nr\.?|pos\.?|part (?:no\.?|number)|item (?:no\.?|code)|code|sku|room|date|location|condition|age)(?!\p{L})/iu,
  ],
];

interface Head {
  kind: ColumnKind;
  words: Word[];
}

/** Columns when the row is the header of a table of priced items; null when it is not. */
export function columnsOf(row: Row): Column[] | null {
  const heads: Head[] = [];
  for (const segment of segmentsOf(row)) {
    let current: Head | null = null;
    for (let index = 0; index < segment.words.length; ) {
      const rest = textOf(segment.words.slice(index));
      const kind = KINDS.find(([, pattern]) => pattern.test(rest));
      const taken: number = kind === undefined ? 1 : wordsIn(kind[1].exec(rest)?.[0] ?? '');
      const words = segment.words.slice(index, index + taken);
      if (kind !== undefined && (current === null || current.kind !== kind[0])) {
        current = { kind: kind[0], words };
        heads.push(current);
      } else if (current !== null) {
        current.words.push(...words);
      } else {
        current = { kind: 'other', words };
        heads.push(current);
      }
      index += taken;
    }
  }
  const amounts = heads.filter((head) => head.kind === 'amount');
  if (!heads.some((head) => head.kind === 'description') || amounts.length === 0) return null;
  // Of several sums in a row the last is what the line comes to.
  for (const head of amounts.slice(0, -1)) head.kind = 'unit';
  const onlyOne = heads.filter((head) => head.kind === 'description');
  // `Artikel` and then `Omschrijving`: the first is a code.
  for (const head of onlyOne.slice(0, -1)) head.kind = 'other';
  return ranges(heads);
}

/** A header's cells are narrower than what stands below: texts go on to the right, numbers may begin further left. */
function ranges(heads: Head[]): Column[] {
  const edges = heads.map((head) => ({
    kind: head.kind,
    left: Math.min(...head.words.map(left)),
    right: Math.max(...head.words.map(right)),
  }));
  return edges.map((edge, index) => ({
    kind: edge.kind,
    from: index === 0 ? 0 : boundary(edges[index - 1], edge),
    to: index === edges.length - 1 ? 1 : boundary(edge, edges[index + 1]),
  }));
}

function boundary(
  one: { kind: ColumnKind; right: number } | undefined,
  other: { kind: ColumnKind; left: number } | undefined,
): number {
  const end = one?.right ?? 0;
  const start = other?.left ?? 1;
  const numbers = (kind: ColumnKind | undefined) => kind === 'quantity' || kind === 'unit' || kind === 'amount';
  if (!numbers(other?.kind)) return Math.max((end + start) / 2, start - 0.008);
  return numbers(one?.kind) ? (end + start) / 2 : Math.max((end + start) / 2, start - 0.035);
}

function wordsIn(text: string): number {
  return Math.max(1, text.trim().split(/\s+/).length);
}
