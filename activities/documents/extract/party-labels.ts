/** How papers name their parties: labels of the seller and of the recipient, and what registers and tax offices have printed. */

const START = String.raw`^\W*`;
const END = String.raw`(?![\p{L}\d])\s*(?:\([^)]*\))?\s*:?\s*`;

/** Labels before or above the seller's name. Who holds the account that is paid into is a weaker sign than who sold. */
export const SELLER: { pattern: RegExp; weight: 'seller' | 'account' }[] = [
  {
    weight: 'seller',
    pattern: new RegExp(
      `${START}(?:sold by|seller|supplier|vendor|(?:service )?provider|issued by|issuer|(?:payment )?received by|remit(?:tance)? to|verk[äa]ufer|lieferant|leistungserbringer|rechnungssteller|rechnungsaussteller|vendeur|fournisseur|[ée]metteur|prestataire|verkoper|leverancier|sprzedawca|wystawca|dostawca|vendedor|proveedor|emisor|fornitore|venditore|cedente(?: prestatore)?|fornecedor)${END}`,
      'iu',
    ),
  },
  {
    weight: 'account',
    pattern: new RegExp(
      `${START}(?:account (?:holder|name)|beneficiary(?: name)?|(?:cheques?|checks?|payments?)(?: \\p{L}+){0,3} payable to|kontoinhaber(?:in)?|titulaire(?: du compte)?|ten name van|t\\.n\\.v\\.|odbiorca|titular|intestat(?:o|ario)(?: a)?)${END}`,
      'iu',
    ),
  },
];

/** Labels before or above the recipient's name. */
export const RECIPIENT = new RegExp(
  `${START}(?:bill(?:ing|ed)?(?: to)?(?: address)?|ship(?:ping|ped)?(?: to)?(?: address)?|sold to|deliver(?:y|ed)?(?: to| address)|invoice(?:d)? to|customer(?: name)?|client|guest(?: name)?|attn|attention|buyer|purchaser|rechnungsadresse|lieferadresse|rechnung an|kunde|empf[äa]nger|adresse de (?:facturation|livraison)|factur[ée]e? [àa]|acheteur|destinataire|nom de l.abonn[ée]|adresse de l.installation|factuuradres|afleveradres|bezorgadres|klant|t\\.a\\.v|nabywca|odbiorca towaru|p[łl]atnik|cliente|comprador|destinatario|facturar a|spett\\.?(?:le)?|cessionario)(?![\\p{L}\\d])`,
  'iu',
);

/** What only the issuer has printed: registers of companies, tax numbers, capital, the seat. */
export const REGISTER =
  /\b(?:capital|registered (?:office|in)|regd\.? office|reg(?:istration)? (?:no|number)|company (?:no|number|reg\w*)|VAT (?:reg\w*|no|number|id)|si[èe]ge social|R\.?C\.?S|siren|siret|TVA|HRB|HRA|registergericht|amtsgericht|handelsregister|gesch[äa]ftsf[üu]hrer|vorstand|ust-?\s?id\w*|steuer-?nr|KvK|BTW(?:-nummer| nr| [A-Z]{2}\d)|NIP|REGON|KRS|GSTIN|CIN|ABN|EIN|C\.?I\.?F|N\.?I\.?F|P\.? ?IVA|partita iva)\b/i;
