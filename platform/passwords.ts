/**
 * Passwords: scrypt with a salt of its own for each, the parameters stored beside the hash, so that stronger ones can be taken for
 * new passwords while old ones are still checked. Tokens have 256 bits of chance and need none of this (`identity.ts`).
 */
import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { Semaphore } from 'async-mutex';

/**
 * OWASP Password Storage Cheat Sheet, "scrypt": N = 2^15 (32 MiB), r = 8, p = 3 is one of its equivalent minimum settings, the one
 * that costs little memory: several people may sign in at once beside the workers of the same process.
 */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** At once; each takes a thread and 32 MiB. */
const hashing = new Semaphore(2);

/** Shortest password that a person may choose, when it is all there is to a sign-in: NIST SP 800-63B-4, section 3.1.1.2. */
export const SHORTEST_PASSWORD = 15;
/** So that hashing a password is bounded work. */
export const LONGEST_PASSWORD = 200;

/** Without letters and digits that are read for each other (I l 1, O 0). */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A new password to be typed: four groups of five, 115 bits of chance. */
export function newPassword(): string {
  const group = () => Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** What the database keeps: `scrypt$N$r$p$salt$key`, the last two in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Whether this is the password. It takes as long when there is no stored one (null), so that nobody learns by the clock who has
 * an account.
 */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const [kind, N, r, p, salt, key] = (stored ?? NOBODYS).split('$');
  if (kind !== 'scrypt' || salt === undefined || key === undefined)
    throw new Error('A stored password has no known form.');
  const wanted = Buffer.from(key, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const got = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return wanted.length === got.length && timingSafeEqual(wanted, got) && stored !== null;
}

const NOBODYS = ['scrypt', COST.N, COST.r, COST.p, 'A'.repeat(22), 'A'.repeat(43)].join('$');

function derive(password: string, salt: Buffer, { N, r, p }: typeof COST): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 128 * r * (N + p) * 2 };
  // The same letters can be typed as different code points: NIST SP 800-63B-4 asks for one form of them.
  const typed = password.normalize('NFKC');
  return hashing.runExclusive(
    () =>
      new Promise((resolve, reject) => {
        scrypt(typed, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
      }),
  );
}
