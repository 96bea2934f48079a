/**
 * What a claimant and the claims team write to each other. A table of its own and not documents of the claim: a document wakes the process,
 * withdraws the open question to a person and counts as evidence, and a closed claim takes none; a message does none of that and
 * can be sent at any time.
 */
import { and, asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../platform/database/client';
import { claimMessages, claims } from '../../platform/database/schema';
import { IdempotencyConflictError, NotFoundError } from './errors';

export const MessageText = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  // PostgreSQL keeps no zero bytes in text.
  .refine((text) => !text.includes('\0'), 'must not have a zero byte');

export const Message = z.object({
  messageId: z.string(),
  sender: z.enum(['claimant', 'team']),
  userId: z.string(),
  text: z.string(),
  sentAt: z.string(),
});
export type Message = z.infer<typeof Message>;

/** A claim whose newest message is the claimant's: somebody of the team is to answer. */
export const Unanswered = z.object({
  claimNumber: z.string(),
  /** Since when the claimant waits for an answer. */
  since: z.string(),
  messages: z.number().int(),
});
export type Unanswered = z.infer<typeof Unanswered>;

export class Messages {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /**
   * Send a message; the same id again is the same message.
   * @throws NotFoundError without such a claim; IdempotencyConflictError when the id belongs to another text
   */
  async send(claimNumber: string, message: Omit<Message, 'sentAt'>): Promise<Message> {
    const [claim] = await this.database
      .select({ claimNumber: claims.claimNumber })
      .from(claims)
      .where(and(eq(claims.tenant, this.tenant), eq(claims.claimNumber, claimNumber)));
    if (claim === undefined) throw new NotFoundError('claim', claimNumber);
    await this.database
      .insert(claimMessages)
      .values({ tenant: this.tenant, claimNumber, ...message })
      .onConflictDoNothing();
    const sent = (await this.list(claimNumber)).find(({ messageId }) => messageId === message.messageId);
    const same = sent?.text === message.text && sent.userId === message.userId;
    if (sent === undefined || !same) throw new IdempotencyConflictError(message.messageId, claimNumber, 'message');
    return sent;
  }

  /** All messages of a claim, oldest first. */
  async list(claimNumber: string): Promise<Message[]> {
    const rows = await this.database
      .select()
      .from(claimMessages)
      .where(and(eq(claimMessages.tenant, this.tenant), eq(claimMessages.claimNumber, claimNumber)))
      .orderBy(asc(claimMessages.sentAt), asc(claimMessages.messageId));
    return rows.map((row) => Message.parse({ ...row, sentAt: new Date(row.sentAt).toISOString() }));
  }

  /** Claims in which a claimant waits for an answer, the longest wait first. */
  async unanswered(limit = 100): Promise<Unanswered[]> {
    const { rows } = await this.database.execute<{
      claimNumber: string;
      since: string;
      messages: number;
    }>(sql`
      SELECT m.claim_number AS "claimNumber", min(m.sent_at) AS since, count(*)::int AS messages
      FROM claim_messages m
      WHERE m.tenant = ${this.tenant} AND m.sender = 'claimant' AND m.sent_at > coalesce((
        SELECT max(a.sent_at) FROM claim_messages a
        WHERE a.tenant = m.tenant AND a.claim_number = m.claim_number AND a.sender = 'team'), '-infinity')
      GROUP BY m.claim_number ORDER BY since LIMIT ${limit}`);
    return rows.map((row) => Unanswered.parse({ ...row, since: new Date(row.since).toISOString() }));
  }
}
