/** Parts that several answers have. */
import { z } from 'zod';
import type { Permission } from '../../activities/authority/contract';
import { Problem } from './problems';

/** A Bearer token or a session. */
const SIGNED_IN: Record<string, string[]>[] = [{ bearer: [] }, { cookie: [] }];

/** What a caller needs: a permission of config/authority.yaml, to be signed in, or nothing. */
export type Access = Permission | 'signed-in' | 'everybody';

/**
 * For the description of an address: who may call it. The server refuses all others before it reads what they sent
 * (`guard` of caller.ts), and /openapi.json says it as `x-permission`.
 */
export function access(needed: Access): { security: Record<string, string[]>[]; 'x-permission': Access } {
  return { security: needed === 'everybody' ? [] : SIGNED_IN, 'x-permission': needed };
}

/** For the description of an address: what is answered when it does not succeed. */
export const PROBLEM = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': { schema: Problem } },
};

export const HistoryLink = z.object({
  workflowId: z.string(),
  namespace: z.string(),
  /** Page of Temporal's UI; null where its address is not known. */
  url: z.string().nullable(),
});

/** A piece of evidence, or why it cannot be shown; null where the claim has none. */
export function shown<T extends z.ZodType>(value: T) {
  return z.union([z.null(), z.object({ ref: z.string(), value }), z.object({ ref: z.string(), problem: z.string() })]);
}

/** PostgreSQL keeps no zero bytes in text. */
export const withoutZero = (text: string) => !text.includes('\0');

/** In an address its slashes are written as `%2F`. */
export const TaskId = z.string().regex(/^[A-Za-z0-9/-]{1,80}$/);

/** The same key is the same message, however often it is sent. */
export const IdempotencyKey = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
