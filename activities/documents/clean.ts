/** Text from strangers' files made fit to store: PostgreSQL's jsonb takes no NUL and no half of a surrogate pair. */

/** The same value with every string cleaned. */
export function cleaned<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/\p{Cs}/gu, '\ufffd').replaceAll('\u0000', ' ') as T;
  if (Array.isArray(value)) return value.map((entry) => cleaned(entry)) as T;
  if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, cleaned(entry)])) as T;
  }
  return value;
}
