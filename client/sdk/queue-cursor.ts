/** Where a page of the queue ended: what a caller sends back to get the next one. */
import { z } from 'zod';
import { InvalidInputError } from './errors';

/** Last millisecond of the year 9999, which PostgreSQL and ISO dates can both write. */
const LATEST_MS = 253_402_300_799_999;

const Cursor = z.strictObject({
  sort: z.string(),
  /** When the first page was read, in ms. */
  at: z.number().int().min(0).max(LATEST_MS),
  /** Of the last row, in the order asked for. */
  key: z.number().int().min(-LATEST_MS).max(LATEST_MS).nullable(),
  taskId: z.string().regex(/^[A-Za-z0-9/-]{1,80}$/),
});
export type Cursor = z.infer<typeof Cursor>;

export function cursorOf(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @throws InvalidInputError when it is none, or of another order */
export function readCursor(text: string, sort: string): Cursor {
  const parsed = Cursor.safeParse(jsonIn(text));
  if (parsed.success && parsed.data.sort === sort) return parsed.data;
  throw new InvalidInputError('The query', [
    { path: ['after'], message: `must be the next of a page of the same query, sorted by ${sort}` },
  ]);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
