/** Personal data out, tokens in, and back again. */
import type { PersonalDataSpan, Vault } from '../contract';

/** A token of ours, or a sign that could be taken for one. */
const TOKEN = /⟦([A-Z_]+_\d+)⟧/g;

/**
 * Replace spans by tokens. The same value of the same type has the same token, so that a model can still tell who did
 * what; a new value takes the next number. Signs ⟦ and ⟧ of the text itself are kept in the vault too, so that whatever
 * the text looks like, restoring gives it back.
 *
 * @param spans in order of their place, without overlap
 * @param vault of earlier texts of the same call; it is not changed
 */
export function maskSpans(text: string, spans: PersonalDataSpan[], vault: Vault = {}): { text: string; vault: Vault } {
  const next: Vault = { ...vault };
  const tokens = new Map(Object.entries(next).map(([token, value]) => [keyOf(typeOf(token), value), token]));
  const numbers = new Map<string, number>();
  for (const token of Object.keys(next)) {
    const number = Number(/_(\d+)⟧$/.exec(token)?.[1] ?? 0);
    numbers.set(typeOf(token), Math.max(number, numbers.get(typeOf(token)) ?? 0));
  }
  const tokenFor = (type: string, value: string): string => {
    const known = tokens.get(keyOf(type, value));
    if (known !== undefined) return known;
    const number = (numbers.get(type) ?? 0) + 1;
    const token = `⟦${type}_${number}⟧`;
    numbers.set(type, number);
    tokens.set(keyOf(type, value), token);
    next[token] = value;
    return token;
  };
  const literal = (part: string) => part.replace(/[⟦⟧]/g, (sign) => tokenFor('REFERENCE', sign));
  let masked = '';
  let at = 0;
  for (const { start, end, entityType } of spans) {
    masked += literal(text.slice(at, start)) + tokenFor(entityType, text.slice(start, end));
    at = end;
  }
  return { text: masked + literal(text.slice(at)), vault: next };
}

const keyOf = (type: string, value: string) => `${type}\n${value}`;
const typeOf = (token: string) => token.replace(/^⟦|_\d+⟧$/g, '');

/** Put the values back. What the vault does not have stays as it is. Values are not looked at again. */
export function restoreTokens(text: string, vault: Vault): string {
  return text.replace(TOKEN, (token) => (Object.hasOwn(vault, token) ? (vault[token] ?? token) : token));
}
