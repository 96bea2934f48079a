/** Words by which the name of a firm is known. */
import type { Word } from '../words';

/** Forms of companies, as registers write them. */
export const LEGAL_FORM =
  /\b(?:s[do0]n\.?\s*bh[do0]|bhd|s\/b|pte|ltd|limited|inc|incorporated|llc|llp|plc|corp(?:oration)?|gmbh|ag|kg|ohg|e\.k|s\.?a\.?r\.?l|s\.a\.s|s\.r\.l|s\.p\.a|b\.?v|n\.?v|pty|pvt|s\.?a\.?s|s\.a|sp\. ?z ?o\. ?o|spółka akcyjna|s\.l|lda|oy|aps|kft|s\.r\.o)(?![\p{L}\d])/iu;
/** What firms call themselves where they have no such form. */
export const TRADE =
  /\b(?:enterprises?|trading|traders|restauran[td]?|restoran|cafe|café|kopitiam|bistro|hotel|store|stores|shop|mart|market|supermarket|pharmacy|farmasi|bakery|bakeries|hardware|machinery|motors?|garage|company|supply|supplies|services?|station|centre|center|clinic|klinik|kedai|electrical|marketing|international|industries|holdings|group|books?|foods?|seafood|house|boutique|salon|optik|apotheke|bäckerei|autohaus|boulangerie|pharmacie)\b/i;

/** Words of the name: not a register number that follows it on the row. */
export function withoutRegisterNumber(words: Word[]): Word[] {
  const at = words.findIndex(
    ({ text }, index) =>
      index > 0 && (/^[([{]?\W*[a-z]{0,3}\d{4,}/i.test(text) || /^\((?:co|reg|roc|company|registration)\b/i.test(text)),
  );
  return at < 0 ? words : words.slice(0, at);
}
