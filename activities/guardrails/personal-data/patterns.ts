/** Personal data that can be told by its form: numbers with check digits, addresses of the net, phones, dates, ages. */
import { isPossiblePhoneNumber, isValidPhoneNumber } from 'libphonenumber-js';
import type { MaskType, PersonalDataSpan } from '../contract';
import { isIban, isIpAddress, isPaymentCard, isSocialSecurityNumber, isVin } from './checksums';

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const CLOCK = '(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?(?:\\s?[ap]\\.?m\\b\\.?)?';
const NUMERIC_DATE = '(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d{2}))(?![-/.]?\\d)';
const WRITTEN_DATE = `(?:\\d{1,2}(?:st|nd|rd|th)?(?:\\s+of)?\\s+${MONTH}\\b\\.?(?:,?\\s+\\d{4})?|${MONTH}\\b\\.?\\s+\\d{1,2}(?:st|nd|rd|th)?\\b(?:,?\\s+\\d{4})?|${MONTH}\\b\\.?,?\\s+\\d{4})`;

interface Pattern {
  entityType: MaskType;
  expression: RegExp;
  /** Group that is the value; 0 for the whole match. */
  group?: number;
  /** Without such a place in it a text has no match: looked for first, because it is found faster. */
  gate?: RegExp;
  /** Another type that a match is by what stands before it. */
  rather?: (before: string) => MaskType | null;
  /** Whether a match is one. The second argument is the text before it, at most 40 characters. */
  accept?: (value: string, before: string) => boolean;
  confidence: number;
  source: PersonalDataSpan['source'];
}

const PHONE_WORDS =
  /\b(?:phone|tel(?:ephone)?|cell(?:phone)?|mobile|mob|fax|call(?:\s+\w+)?(?:\s+(?:on|at|back))?|desk|office|home|work|reach\s+\w+\s+(?:on|at)|number(?:\s+is)?|dial|sms|text|whatsapp|contact|answering\s+at|registered)\W*$/i;
const SSN_WORDS = /\b(?:ssn|social(?:\s+security)?(?:\s+(?:number|no))?)\b[^.\n]*$/i;
const LICENSE_WORDS = /\blicen[cs]e(?:\s+(?:number|no|is|id|#))*\W*(?:is\s+|:\s*)?$/i;
const BIRTH_WORDS =
  /\b(?:born(?:\s+on)?|birth\s*da(?:te|y)|date\s+of\s+birth|d\.?o\.?b\.?|geboren(?:\s+am)?|geburtsdatum|n[ée]e?\s+le|date\s+de\s+naissance)\W*(?:is\s+|was\s+)?$/iu;
const VIN_WORDS = /\b(?:vin|chassis|vehicle\s+identification|fahrgestell\w*|fin)\b[^.\n]*$/i;
const PLATE_WORDS =
  /\b(?:(?:licen[cs]e|number|registration|vehicle)\s+plates?|plates?|registration|reg|kennzeichen|immatriculation)(?:\s*(?:number|no|nr|mark|is|was|:|\.))*\W*$/i;
const REFERENCE_WORDS =
  /\b(?:policy|claim|case|file|account|customer|member(?:ship)?|insurance|reference|ref|police|versicherungsschein|schaden|kunden|vertrags?)[\s-]*(?:number|numbers|no|nr|nummer|id|ref|reference)?\.?\s*(?:is|was|:|#|=)?\s*$/i;
/** Countries whose national numbers are tried where no calling code is written: large ones, and most forms of number. */
const COUNTRIES = ['US', 'GB', 'DE', 'FR', 'ES', 'IT', 'NL', 'SE', 'PL', 'AU', 'IE', 'CH', 'BR', 'IN'] as const;

/** In order of precedence: an earlier one keeps its place against a later one. */
const PATTERNS: Pattern[] = [
  { entityType: 'EMAIL_ADDRESS', expression: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu, confidence: 0.99, source: 'pattern' },
  { entityType: 'DOMAIN_NAME', expression: /\b(?:https?:\/\/|ftp:\/\/|www\.)[^\s<>"'()|]*[^\s<>"'()|.,;:!?]/giu, confidence: 0.97, source: 'pattern' },
  { entityType: 'DOMAIN_NAME', expression: /(?<![\p{L}\p{N}@.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|org|net|edu|gov|info|biz|io|co|dev|app|eu|uk|de|fr|nl|ie|es|it|at|ch|be|dk|se|no|fi|pl|cz|hu|pt|ru|br|au|nz|us|ca|jp|in)(?:\/[^\s<>"')|]*)?(?![\p{L}\p{N}])/giu, gate: /[a-z0-9]\.[a-z]{2}/i, confidence: 0.9, source: 'pattern' },
  { entityType: 'IBAN_CODE', expression: /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b/giu, accept: isIban, confidence: 1, source: 'checksum' },
  { entityType: 'IP_ADDRESS', expression: /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?![\w:]|\.\d)/giu, gate: /\d\.\d{1,3}\.\d|:[0-9a-f]{0,4}:/i, accept: (value) => isIpAddress(value) && (value.includes('.') || /[0-9a-f]/i.test(value)), confidence: 0.98, source: 'checksum' },
  { entityType: 'CREDIT_CARD', expression: /(?<![\d.,-])\d(?:[ -]?\d){11,18}(?![\d-])/gu, accept: isPaymentCard, confidence: 1, source: 'checksum' },
  { entityType: 'US_DRIVER_LICENSE', expression: /\b(?:[A-Z]{0,3}\d[A-Z0-9]{0,20}(?:[- ][A-Z0-9]{0,8}\d[A-Z0-9]{0,8}){0,4})\b/giu, gate: /licen[cs]e/i, accept: (value, before) => LICENSE_WORDS.test(before) && value.replace(/\D/g, '').length >= 4, confidence: 0.9, source: 'pattern' },
  { entityType: 'US_SSN', expression: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/gu, accept: isSocialSecurityNumber, confidence: 0.95, source: 'checksum' },
  { entityType: 'US_SSN', expression: /(?<![\d-])\d{3}[ -]?\d{2}[ -]?\d{4}(?![\d-])/gu, accept: (value, before) => SSN_WORDS.test(before) && isSocialSecurityNumber(value), confidence: 0.95, source: 'checksum' },
  { entityType: 'VEHICLE_ID', expression: /\b[A-HJ-NPR-Z0-9]{17}\b/gu, accept: (value, before) => /\d/.test(value) && /[A-Z]/.test(value) && (isVin(value) || VIN_WORDS.test(before)), confidence: 1, source: 'checksum' },
  { entityType: 'LICENSE_PLATE', expression: /(?<![\p{L}\p{N}-])(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?|[A-Z]{2}-\d{3}-[A-Z]{2}|\d{2,3}-[A-Z]{1,2}-\d{1,6})(?![\p{L}\p{N}-])/gu, confidence: 0.85, source: 'pattern' },
  { entityType: 'LICENSE_PLATE', gate: /plate|registration|\breg\b|kennzeichen|immatriculation/i, expression: /\b(?<!-)[A-Z0-9]{1,8}(?:[- ][A-Z0-9]{1,4}){0,3}(?![\p{L}\p{N}-])/gu, accept: (value, before) => value.length >= 4 && /\d/.test(value) && /[A-Z]/.test(value) && PLATE_WORDS.test(before), confidence: 0.85, source: 'pattern' },
  { entityType: 'REFERENCE', expression: /\b(?<![\p{L}-])[A-Z0-9]{1,8}(?:[-/][A-Z0-9]{1,10}){1,5}(?![\p{L}\p{N}-])|\b(?<![\p{L}.,-])[A-Z]{0,4}\d{5,14}(?![\p{L}\p{N}-]|[.,]\d)/gu, accept: (value, before) => value.replace(/\D/g, '').length >= 4 && value.length >= 5 && REFERENCE_WORDS.test(before), confidence: 0.85, source: 'pattern' },
  { entityType: 'DATE_TIME', expression: new RegExp(`(?<![\\d.-])${NUMERIC_DATE}(?:[T ,]+${CLOCK}(?:Z|[+-]\\d{2}:?\\d{2})?)?`, 'giu'), accept: isCalendarDate, rather: birthday, confidence: 0.95, source: 'pattern' },
  { entityType: 'DATE_TIME', expression: new RegExp(`(?<![\\p{L}\\p{N}])${WRITTEN_DATE}(?![\\p{L}\\p{N}])`, 'giu'), rather: birthday, confidence: 0.9, source: 'pattern' },
  { entityType: 'PHONE_NUMBER', expression: /(?<![\w.,:/-])(?:\+|\(|\d)(?:[\d() ./-]{5,22})\d(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w]|[.,]\d)/giu, accept: isPhone, confidence: 0.9, source: 'pattern' },
  { entityType: 'AGE', expression: /\b(\d{1,3})(?=[\s-]*(?:years?|yrs?)[\s-]+(?:old|of\s+age)\b|[\s-]*y\/?o\b)/giu, accept: isAge, confidence: 0.95, source: 'pattern' },
  { entityType: 'AGE', expression: /\b(?:aged?|age\s+(?:is|of)|turn(?:ed|s|ing)?|age:)\s+(\d{1,3})\b(?!\s*(?:%|percent|euro|pound|dollar|page|mile|degree))/giu, group: 1, accept: isAge, confidence: 0.85, source: 'pattern' },
  { entityType: 'ZIP_CODE', expression: /\b(?:zip|post(?:al)?)(?:\s*code)?\s*(?::|is|=)?\s+([A-Z0-9]{0,5}\d[A-Z0-9]{0,5}(?:[- ][A-Z0-9]{0,5}\d[A-Z0-9]{0,5})?)\b/giu, group: 1, confidence: 0.85, source: 'pattern' },
]; // biome-ignore format: a table

/** All that patterns find, in order of their place, without overlap. */
export function findPatterns(text: string): PersonalDataSpan[] {
  const spans: PersonalDataSpan[] = [];
  for (const { entityType, expression, group = 0, gate, rather, accept, confidence, source } of PATTERNS) {
    if (gate?.test(text) === false) continue;
    expression.lastIndex = 0;
    for (const match of text.matchAll(expression)) {
      const value = match[group];
      if (value === undefined || value === '') continue;
      const start = match.index + (group === 0 ? 0 : match[0].lastIndexOf(value));
      const end = start + value.length;
      if (spans.some((span) => span.start < end && start < span.end)) continue;
      const before = text.slice(Math.max(0, start - 40), start);
      if (accept !== undefined && !accept(value, before)) continue;
      spans.push({ entityType: rather?.(before) ?? entityType, start, end, value, confidence, source });
    }
  }
  return spans.sort((one, other) => one.start - other.start);
}

/** A date after words such as "born on". */
function birthday(before: string): MaskType | null {
  return BIRTH_WORDS.test(before) ? 'DATE_OF_BIRTH' : null;
}

/** Whether the numbers can be year, month and day in one of the usual orders. */
function isCalendarDate(value: string): boolean {
  const parts = value.split(/[T ,]/)[0]?.split(/[-/.]/).map(Number) ?? [];
  const [first = 0, second = 0, third = 0] = parts;
  const isDay = (day: number) => day >= 1 && day <= 31;
  const isMonth = (month: number) => month >= 1 && month <= 12;
  if (first > 31) return first >= 1000 && isMonth(second) && isDay(third);
  return (isDay(first) && isMonth(second)) || (isMonth(first) && isDay(second));
}

function isAge(value: string): boolean {
  return Number(value) <= 120;
}

/**
 * A number with a calling code; one that is written in groups as phones are and is one in some country; or any number
 * of the right length after a word such as "phone".
 */
function isPhone(written: string, before: string): boolean {
  const value = written.trim();
  const digits = value.replace(/(?:x|ext).*$/i, '').replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 15 || /\d{4}-\d{2}-\d{2}/.test(value)) return false;
  if (value.startsWith('+')) return isPossiblePhoneNumber(value.replace(/\s?(?:x|ext).*$/i, ''));
  if (/[€$£]\s*$|[#.]\s*$/.test(before)) return false;
  if (PHONE_WORDS.test(before)) return true;
  if (/^\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}/.test(value) || /^\(\d{2,5}\)/.test(value)) return true;
  if (!/[ ()-]/.test(value) || /\//.test(value)) return false;
  return value.startsWith('0') && COUNTRIES.some((country) => isValidPhoneNumber(value, country));
}
