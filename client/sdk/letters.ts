/** Letters of a claim as they were composed and sent. */
import { createHash } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { ComposedLetter, LetterKind } from '../../activities/letters/contract';
import { type Sha256, Sha256 as Sha256Schema } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { letters } from '../../platform/database/schema';
import { NotFoundError } from './errors';
import { readEvidence } from './shown-evidence';

/** A letter in the book of letters. Times are ISO 8601 instants. */
export const BookedLetter = z.object({
  /** One in its claim, e.g. `1/decision`. */
  key: z.string(),
  kind: LetterKind,
  /** `composed`: on its way, or held up by the delivery service. */
  status: z.enum(['composed', 'delivered']),
  /** Of the PDF. */
  sha256: Sha256Schema,
  composedAt: z.string(),
  deliveredAt: z.string().nullable(),
});
export type BookedLetter = z.infer<typeof BookedLetter>;

/** What a letter says, checked against the hashes that it was booked with; or why it cannot be shown. */
export type ShownLetter = { pdf: Buffer; text: string; sha256: Sha256 } | { problem: string };

export class Letters {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
    private readonly claims: { show(claimNumber: string): Promise<unknown> },
  ) {}

  /** In the order in which they were composed. @throws NotFoundError when there is no such claim */
  async list(claimNumber: string): Promise<BookedLetter[]> {
    await this.claims.show(claimNumber);
    const rows = await this.database
      .select()
      .from(letters)
      .where(and(eq(letters.tenant, this.tenant), eq(letters.claimNumber, claimNumber)))
      .orderBy(asc(letters.createdAt), asc(letters.key));
    return rows.map((row) =>
      BookedLetter.parse({
        ...row,
        composedAt: new Date(row.createdAt).toISOString(),
        deliveredAt: row.deliveredAt === null ? null : new Date(row.deliveredAt).toISOString(),
      }),
    );
  }

  /** @throws NotFoundError when the claim has no such letter */
  async show(claimNumber: string, key: string): Promise<ShownLetter> {
    const [row] = await this.database
      .select()
      .from(letters)
      .where(and(eq(letters.tenant, this.tenant), eq(letters.claimNumber, claimNumber), eq(letters.key, key)));
    if (row === undefined) throw new NotFoundError('letter of this claim', key);
    const source = { database: this.database, place: { tenant: this.tenant } };
    const reference = { ref: row.contentRef, kind: 'letter' };
    const shown = await readEvidence(source, claimNumber, reference, ComposedLetter);
    if ('problem' in shown) return { problem: shown.problem };
    const pdf = Buffer.from(shown.value.pdf, 'base64');
    if (createHash('sha256').update(pdf).digest('hex') !== row.sha256)
      return { problem: `The PDF of letter ${key} is not the one that was booked.` };
    return { pdf, text: shown.value.text, sha256: row.sha256 };
  }
}
