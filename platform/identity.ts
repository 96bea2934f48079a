/** Tokens and tickets: how they are made, and how a token is looked up without being stored. */
import { createHash, randomBytes } from 'node:crypto';

/** A new access token: 256 random bits, shown once. */
export function newToken(): string {
  return `adj_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256 (hex) of a token: what the database keeps. A plain hash suffices, since a token has 256 bits of chance. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A new decision ticket: single use, short-lived, of no use to anybody but its claim. */
export function newTicket(): string {
  return `tkt_${randomBytes(24).toString('base64url')}`;
}
