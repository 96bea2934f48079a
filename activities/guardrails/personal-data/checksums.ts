/** Numbers that prove themselves: check digits and structural rules. Each takes the value as it is written. */
import { luhnHolds, mod97Holds } from '../../../platform/check-digits';

/** Luhn's check digit (ISO/IEC 7812-1 annex B) over 12 to 19 digits. */
export function isLuhnValid(written: string): boolean {
  const digits = written.replace(/[ -]/g, '');
  if (!/^\d{12,19}$/.test(digits) || /^0+$/.test(digits)) return false;
  return luhnHolds(digits);
}

/** First digits of payment cards (major industry identifiers 2 to 6 of ISO/IEC 7812; JCB's 15-digit 1800). */
export function isPaymentCard(written: string): boolean {
  return /^(?:[2-6]|1800)/.test(written) && isLuhnValid(written);
}

/** Length of an IBAN by country (IBAN registry of SWIFT); countries that are not here are judged by the check digits. */
const IBAN_LENGTHS: Record<string, number> = {
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BR: 29, CH: 21, CR: 22, CY: 28, CZ: 24,
  DE: 22, DK: 18, DO: 28, EE: 20, ES: 24, FI: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28,
  HR: 21, HU: 28, IE: 22, IL: 23, IS: 26, IT: 27, KW: 30, KZ: 20, LB: 28, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27,
  MD: 24, ME: 22, MK: 19, MT: 31, NL: 18, NO: 15, PK: 24, PL: 28, PT: 25, QA: 29, RO: 24, RS: 22, SA: 24, SE: 24,
  SI: 19, SK: 24, SM: 27, TN: 24, TR: 26, UA: 29, XK: 20,
}; // biome-ignore format: a table

/** ISO 13616: length of the country and remainder 1 modulo 97. */
export function isIban(written: string): boolean {
  const plain = written.replace(/[ -]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain)) return false;
  const length = IBAN_LENGTHS[plain.slice(0, 2)];
  if (length !== undefined && length !== plain.length) return false;
  return mod97Holds(plain);
}

/** A United States social security number that can have been issued (SSA, POMS RM 10201.035): no 000, 666 or 9xx area. */
export function isSocialSecurityNumber(written: string): boolean {
  const digits = written.replace(/[ -]/g, '');
  if (!/^\d{9}$/.test(digits)) return false;
  const area = digits.slice(0, 3);
  return area !== '000' && area !== '666' && area < '900' && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000';
}

/** IPv4 in four decimal parts, or IPv6 (RFC 4291) in full or shortened form. */
export function isIpAddress(written: string): boolean {
  if (/^\d/.test(written) && written.includes('.') && !written.includes(':')) {
    const parts = written.split('.');
    return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  }
  const groups = written.split(':');
  const shortened = written.split('::').length - 1;
  if (!groups.every((group) => /^[0-9a-fA-F]{0,4}$/.test(group)) || shortened > 1) return false;
  return shortened === 1
    ? groups.length <= 8 && groups.some((group) => group !== '')
    : groups.length === 8 && groups.every((group) => group !== '');
}

const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Value of a sign of a vehicle identification number (49 CFR 565.15, table III); `I`, `O` and `Q` are never used. */
function vinValue(sign: string): number {
  if (/\d/.test(sign)) return Number(sign);
  const place = 'ABCDEFGH.JKLMN.P.R..STUVWXYZ'.indexOf(sign);
  return place < 0 ? Number.NaN : place < 20 ? (place % 9) + 1 : place - 18;
}

/** A vehicle identification number whose ninth sign is its check digit (49 CFR 565.15: `X` for ten). */
export function isVin(written: string): boolean {
  if (!/^[A-HJ-NPR-Z0-9]{17}$/i.test(written)) return false;
  const vin = written.toUpperCase();
  const sum = [...vin].reduce((all, sign, place) => all + vinValue(sign) * (VIN_WEIGHTS[place] ?? 0), 0);
  return vin[8] === (sum % 11 === 10 ? 'X' : String(sum % 11));
}
