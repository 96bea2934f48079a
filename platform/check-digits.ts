/** Check digits of numbers that prove themselves. What length and which first signs a number has is the caller's to say. */

/** Luhn's check digit (ISO/IEC 7812-1 annex B). @param digits nothing but digits */
export function luhnHolds(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const counted = place % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}

/**
 * Check digits of an IBAN (ISO 13616, ISO 7064 mod 97-10): the four first signs to the end, letters as numbers from 10,
 * remainder 1. @param account letters A to Z and digits, without spaces
 */
export function mod97Holds(account: string): boolean {
  let remainder = 0;
  for (const sign of account.slice(4) + account.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
