/** Passwords of local accounts: made, and kept as scrypt hashes that say how they were made. */
import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP Password Storage Cheat Sheet: scrypt with N=2^17, r=8, p=1 (128 MiB for each guess). */
const COST = { N: 2 ** 17, r: 8, p: 1 };
const KEY_BYTES = 32;
const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Without letters and digits that are taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A new password of 20 characters in groups, 99 bits of chance: to be typed once and changed, or kept in a manager. */
export function newPassword(): string {
  const characters = Array.from({ length: 20 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return characters.replace(/(.{5})(?!$)/g, '$1-');
}

/** @returns `scrypt$N$r$p$salt$key`, the last two in base64url */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await scryptKey(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Stands for the hash of an account that there is not, so that the time of an answer does not tell which ones there are. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/**
 * Whether a password is the one that was hashed. As slow for null, which no password matches.
 * @throws Error when the hash has another form
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [name, N, r, p, salt, key] = (hash ?? NOBODY).split('$');
  if (name !== 'scrypt' || salt === undefined || key === undefined) throw new Error('The password hash is not scrypt.');
  const wanted = Buffer.from(key, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const got = await scryptKey(password, Buffer.from(salt, 'base64url'), cost);
  return wanted.length === got.length && timingSafeEqual(wanted, got) && hash !== null;
}

function scryptKey(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  // The same characters may be typed in more than one form (é as one code point or two).
  return derive(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: 256 * cost.N * cost.r });
}
