/** The labels of fields, as forms, workshops, shops and the police print them: English first, and common ones of other languages on bills. */
import type { FieldName } from '../contract';
import * as read from './readers';

export interface Label {
  name: FieldName;
  pattern: RegExp;
  read: read.Reader;
  /** Of two fields of one name the higher rank counts; 0 by default. */
  rank?: number;
  /** Where the value stands: an amount stands at the end of its row, never below. */
  place?: 'row';
  /** The value is a paragraph: the rows that follow closely belong to it. */
  paragraph?: boolean;
}

const NUMBER = String.raw`\s*(?:number|no\.?|nos\.?|nr\.?|n°|nº|n\.º|num(?:ber|mer|éro|ero)?\.?|#|id|ref(?:erence)?\.?)`;
/** What a bill is called: English, German, French, Dutch, Polish, Spanish, Italian, Portuguese. */
const BILL = 'invoice|rechnungs?|factu(?:re|ur|ra)|faktura|fattura|fatura|nota fiscal';

function label(name: FieldName, words: string, reader: read.Reader, more: Partial<Label> = {}): Label {
  // A remark in brackets belongs to the label: `Account (routing and account number)`.
  return {
    name,
    pattern: new RegExp(String.raw`^(?:${words})(?!\p{L}|(?<=[\p{L}\d])\d)\s*(?:\([^)]*\))?\s*[:.#?]*\s*`, 'iu'),
    read: reader,
    ...more,
  };
}

/** In order: the first that fits decides. */
export const LABELS: Label[] = [
  label(
    'policy-number',
    `(?:your |insurance )?polic(?:y|e)${NUMBER}|policy(?=\\s*:)|versicherungs(?:schein)?nummer|numéro de (?:police|contrat)`,
    read.code,
  ),
  label(
    'loss-date',
    '(?:date (?:and time )?of (?:the )?(?:loss|incident|accident|damage|offen[cs]e|occurrence|event|theft|collision)|loss date|incident date|accident date|date of incident|(?:incident |offence )?occurred on|schadent?ag|schadensdatum|date du sinistre)',
    read.date,
  ),
  label(
    'loss-cause',
    'cause(?: of (?:the )?(?:loss|damage))?|type of (?:loss|incident)|peril|schadenursache|offen[cs]e(?: type)?',
    read.words,
  ),
  label(
    'description',
    'what happened|description of (?:the )?(?:loss|incident|damage|accident)|circumstances(?: of (?:the )?loss)?|narrative',
    read.words,
    { paragraph: true },
  ),
  label('police-report-date', 'date (?:of (?:the )?report|reported)|report date|reported on', read.date),
  label(
    'police-report-number',
    `(?:police )?(?:incident )?(?:report|case|crime|incident|pulse)${NUMBER}|aktenzeichen`,
    read.code,
  ),
  label(
    'payee-name',
    'account holder(?: name)?|name of account holder|account name|payee(?: name)?|pay(?:able)? to|beneficiary(?: name)?|kontoinhaber(?:in)?|titulaire(?: du compte)?',
    read.name,
  ),
  label(
    'payee-iban',
    'iban(?: number)?|account (?:number|no\\.?)|bank account(?: number| no\\.?)?|account(?=\\s*\\()|account(?=\\s*:)|kontonummer',
    read.account,
  ),
  label(
    'claimant-name',
    "name of (?:the )?claimant|claimant(?:'s)?(?: (?:full )?name)?|full name|name of insured|insured(?: name)?|policy ?holder(?: name)?|reporting person|reported by|bill(?:ed)? to|prepared for|customer(?: name)?|name",
    read.name,
  ),
  label(
    'claimant-phone',
    "(?:claimant(?:'s)? )?(?:tele)?phone(?: number| no\\.?)?|tel\\.?|mobile(?: number| no\\.?)?|telefon|téléphone",
    read.phone,
  ),
  label('claimant-email', "(?:claimant(?:'s)? )?e[- ]?mail(?: address)?|courriel", read.email),
  label(
    'vehicle-registration',
    `(?:vehicle )?registration(?:${NUMBER}| mark| plate)?|(?:vehicle )?reg\\.?(?:${NUMBER})?|licen[cs]e plate(?:${NUMBER})?|number ?plate|plate(?:${NUMBER})?|kennzeichen|immatriculation`,
    read.plate,
  ),
  label(
    'document-date',
    `(?:tax )?(?:${BILL})[ -]?dat(?:e|um)|(?:date|fecha|data)(?: (?:of|de la|de|della|da|di|d['’]?))? ?(?:the )?(?:${BILL}|issue|[ée]mission|emisi[óo]n|emissione|emiss[ãa]o)|data wystawienia|ausstellungsdatum|factuurdatum`,
    read.date,
    { rank: 2 },
  ),
  label(
    'document-date',
    "(?:estimate|quotation|quote|receipt|issue|document|billing|bill)\\s*date|date(?: of (?:estimate|receipt|purchase))?(?!\\s+(?:of|du|de|d’|d'|limite|reported|prévue))|(?:beleg)?datum|fecha|data|issued(?: on)?|dated",
    read.date,
    { rank: 1 },
  ),
  label('document-date', 'order\\s*date', read.date),
  label(
    'document-number',
    `(?:tax |vat )?(?:${BILL})(?: vat)?${NUMBER}|(?:rechnungs|factuur)nummer|n(?:úmero|umero|º|°|\\.)? (?:de |della |da )?(?:${BILL})`,
    read.code,
    { rank: 2 },
  ),
  label(
    'document-number',
    `(?:estimate|quotation|quote|receipt|bill|document|ticket|devis|angebots?|offerte)${NUMBER}|(?:angebots|beleg)nummer|(?:our )?reference|receipt`,
    read.code,
    { rank: 1 },
  ),
  label('document-number', `(?:${BILL})(?! (?:dat|to\\b|address|period|summary|tota|amount|line|note))`, read.code, {
    rank: 1,
  }),
  label('document-number', `(?:booking|reservation|order)${NUMBER}`, read.code),
  label(
    'subtotal',
    'sub-?\\s?total|net(?:to)?(?: amount| total| sum|betrag)?|total (?:net|before tax|(?:sales |amount )?\\(?excl?\\w*\\.?(?: of)?(?: tax| vat| gst)?\\)?|ht)|zwischensumme|sous-total|total ht|subtotaal|(?:totaal )?(?:exclusief|excl.?) btw|subtotale|imponibile|base imponible|razem netto|warto[śs][ćc] netto',
    read.amount,
    { place: 'row' },
  ),
  label(
    'tax',
    '(?:incl\\w*\\.?\\s+|plus |includes )?(?:\\d{1,2}(?:[.,]\\d{1,3})?\\s?%\\s*)?(?:state |local )?(?:sales tax|vat|value added tax|tax|gst|hst|mwst\\.?|ust\\.?|umsatzsteuer|mehrwertsteuer|tva|iva|btw|kwota vat)(?!\\s*(?:reg|id\\b|no\\b|nr|number|invoice|code|summary|rate|date|point))(?:\\s*(?:at|@|à)?\\s*\\(?\\d{1,2}(?:[.,]\\d{1,3})?\\s?%\\)?)?',
    read.amount,
    { place: 'row' },
  ),
  label(
    'total',
    'grand total|(?:total )?amount (?:due|payable)|balance due|total (?:amount )?(?:due|payable|to pay)|(?:invoice|estimate|quote|order) total|total (?:claimed|loss|replacement cost|(?:(?:sales|amount|amt) )?\\(?incl\\w*\\.?(?: of)?(?: tax| vat| gst)?\\)?|ttc|rounded|after rounding(?: adj\\w*)?)|(?:gesamt|rechnungs|end|zahl)betrag|(?:noch )?zu zahlen(?:der betrag)?|net(?:t)? (?:à|a) payer|(?:somme|montant|total) (?:à|a) payer|montant ttc|(?:factuur|factuurbedrag) ?totaal|totaal (?:te betalen|incl\\w*\\.?(?: btw)?)|te betalen|totaalbedrag|do zap[łl]aty|nale[żz]no[śs][ćc](?: og[óo][łl]em)?|razem brutto|total a pagar|importe total|totale (?:fattura|documento|da pagare|dovuto)|valor total|total for this (?:invoice|bill)',
    read.amount,
    { place: 'row', rank: 2 },
  ),
  label(
    'total',
    'total(?!.{0,12}\\bexcl)(?! ?(?:includes|qty|quantit|items?\\b|sav|disc|tax|vat|gst|hours|paid|net\\b|excl|before|lines|pages|ht\\b|labou?r|parts|pieces|points|no\\b|customer))(?: (?:amount|amt|sales|price|sum|cost|rm|eur|usd|gbp))*|gesamt(?:summe)?|summe|montant total|totaal|totale|razem|total facture|importe',
    read.amount,
    { place: 'row', rank: 1 },
  ),
];

/** Labels of what we do not read: what stands beside a label is no value when it is a label itself. */
export const OTHER_LABELS =
  /^(?:address|place of (?:loss|accident|incident)|location|make(?: and model)?|model|vehicle|vin|odometer|mileage|year|colou?r|room|date of birth|occupation|signature|station|reporting officer|officer|terms|due date|payment|bic|swift|sort code|bank(?: name)?|routing number|time|till|cashier|ship to|sold to|from|to|subject|page|qty|quantity|unit price|amount|item|description)\b[\s:.#?]*/i;

const LABELLED = /[:#]\s*$/;

export interface Labelled {
  label: Label;
  /** Characters of the text that the label takes. */
  length: number;
  /** The label is all of the text, or ends in a colon: what follows is its value whatever it looks like. */
  clear: boolean;
}

/** The label that a text begins with; null when it begins with none. */
export function labelAt(text: string): Labelled | null {
  for (const label of LABELS) {
    const match = label.pattern.exec(text);
    if (match === null || match[0] === '') continue;
    return { label, length: match[0].length, clear: match[0].length >= text.length || LABELLED.test(match[0]) };
  }
  return null;
}

/** Whether a text is a label, ours or another. */
export function isLabel(text: string): boolean {
  return OTHER_LABELS.test(text) || labelAt(text)?.clear === true;
}
