/**
 * A claimant's own claims, in what concerns them: where it stands, what is asked of them, letters, what was paid and how it was worked out.
 * Never indicators of fraud, reserves, notes, evidence or the names of others; an investigation is "with a person of the claims team".
 */
import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ClaimOutcome, ClaimProjection, NoticeOfLoss } from '../../activities/claimfile/contract';
import { CoverageAssessment } from '../../activities/coverage/contract';
import { LedgerEntry } from '../../activities/ledger/contract';
import { ComposedLetter, LetterKind } from '../../activities/letters/contract';
import { CurrencyCode, IsoDate, MinorUnits, ReopeningKind } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { getEvidence } from '../../platform/database/evidence';
import { claimProjections, claims, ledgerRecords, letters } from '../../platform/database/schema';
import { NotFoundError } from './errors';
import type { SignIn } from './sign-in';

/** Where a claim stands, as its claimant needs to know it. */
export const OwnStage = z.enum([
  'received',
  'being-checked',
  'waiting-for-you',
  'with-a-person',
  'being-settled',
  'closed',
]);
export type OwnStage = z.infer<typeof OwnStage>;

/** Every state of the process, without what it would give away. */
const STAGES: Record<ClaimProjection['status'], OwnStage> = {
  notified: 'received',
  'reading-documents': 'being-checked',
  assessing: 'being-checked',
  'awaiting-information': 'waiting-for-you',
  'under-investigation': 'with-a-person',
  'in-review': 'with-a-person',
  'awaiting-second-approval': 'with-a-person',
  settling: 'being-settled',
  closed: 'closed',
};

/** In plain words; pages in other languages go by the codes. */
const STAGE_WORDS: Record<OwnStage, string> = {
  received: 'We have received your claim.',
  'being-checked': 'We are reading your documents and checking your claim.',
  'waiting-for-you': 'We need something from you before we can go on.',
  'with-a-person': 'A person of the claims team is looking at your claim.',
  'being-settled': 'Your claim has been decided. The payment and the letter are on their way.',
  closed: 'Your claim is closed.',
};
const OUTCOME_WORDS: Record<ClaimOutcome, string> = {
  paid: 'We have paid your claim.',
  'paid-in-part': 'We have paid a part of your claim. The letter says which part, and why.',
  denied: 'We cannot pay this claim. The letter says why, and what you can do.',
  withdrawn: 'The claim was withdrawn.',
  'closed-no-answer':
    'We have closed the claim because we did not get what we asked for. Write to us if you have it now.',
  'closed-duplicate': 'This loss was reported twice. We go on with your other claim.',
  'closed-nothing-payable': 'Nothing is payable on this claim. The letter says why.',
  'decision-stands': 'We have looked at your claim again. What we decided before stands; the letter says why.',
  cancelled: 'The claim was cancelled.',
};

export const OwnClaimSummary = z.object({
  claimNumber: z.string(),
  stage: OwnStage,
  /** The stage, or how it ended, in a sentence. */
  inWords: z.string(),
  outcome: ClaimOutcome.nullable(),
  policyNumber: z.string(),
  lossDate: IsoDate,
  causeOfLoss: NoticeOfLoss.shape.causeOfLoss,
  openedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type OwnClaimSummary = z.infer<typeof OwnClaimSummary>;

/** How a decided amount was worked out. Minor units of `currency`. */
export const OwnWorking = z.object({
  currency: CurrencyCode.nullable(),
  lines: z.array(
    z.object({
      description: z.string(),
      claimedMinor: MinorUnits,
      /** After depreciation and limits of its kind, before the deductible. */
      adjustedMinor: MinorUnits,
      paid: z.boolean(),
      why: z.string(),
      clause: z.string().nullable(),
      working: z.array(z.string()),
    }),
  ),
  deductibleMinor: MinorUnits,
  payableMinor: MinorUnits,
  working: z.array(z.string()),
});

export const OwnClaim = OwnClaimSummary.extend({
  description: z.string(),
  documentsReceived: z.number().int(),
  /** What we need from the claimant; null when nothing is asked. */
  asked: z.object({ items: z.array(z.string()), answerBy: z.string().nullable() }).nullable(),
  /** Minor units of `currency`; null until something was paid. */
  paid: z.object({ amountMinor: MinorUnits, currency: CurrencyCode.nullable() }).nullable(),
  /** Once decided as assessed; where a person decided otherwise, the letter has it. */
  working: OwnWorking.nullable(),
  letters: z.array(z.object({ key: z.string(), kind: LetterKind, date: z.string() })),
  /** Why the claim was opened again, where it was. */
  reopened: ReopeningKind.nullable(),
});
export type OwnClaim = z.infer<typeof OwnClaim>;

export class OwnClaims {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
    private readonly signIn: SignIn,
  ) {}

  /** Claims of whoever is signed in, newest first. @throws SignInError */
  async list(): Promise<OwnClaimSummary[]> {
    const rows = await this.rows();
    return rows.map(({ row, projection }) => summary(row, projection));
  }

  /** @throws SignInError; NotFoundError for a claim that is not theirs, as for one that does not exist */
  async show(claimNumber: string): Promise<OwnClaim> {
    const [found] = await this.rows(claimNumber);
    if (found === undefined) throw new NotFoundError('claim', claimNumber);
    const { row, projection } = found;
    const { description } = NoticeOfLoss.parse(row.notice);
    const paidMinor = projection?.paidMinor ?? 0;
    return {
      ...summary(row, projection),
      description,
      documentsReceived: (row.files as unknown[]).length,
      asked: projection?.status === 'awaiting-information' ? await this.asked(claimNumber, projection) : null,
      paid: paidMinor > 0 ? { amountMinor: paidMinor, currency: projection?.currency ?? null } : null,
      working: projection === null ? null : await this.working(claimNumber, projection),
      letters: await this.letters(claimNumber),
      reopened: projection?.reopened?.kind ?? null,
    };
  }

  /** A letter that has gone out, as it was sent. @throws SignInError, NotFoundError */
  async letter(
    claimNumber: string,
    key: string,
  ): Promise<Pick<ComposedLetter, 'kind' | 'date' | 'text'> & { pdf: Buffer }> {
    await this.mustBeTheirs(claimNumber);
    const [row] = await this.database
      .select({ contentRef: letters.contentRef })
      .from(letters)
      .where(and(this.delivered(claimNumber), eq(letters.key, key)));
    if (row === undefined) throw new NotFoundError('letter', key);
    const owner = { tenant: this.tenant, claimNumber };
    const { kind, date, text, pdf } = await getEvidence(
      this.database,
      owner,
      { ref: row.contentRef, kind: 'letter' },
      ComposedLetter,
    );
    return { kind, date, text, pdf: Buffer.from(pdf, 'base64') };
  }

  /** @returns the user whose claim it is @throws SignInError; NotFoundError when it is not that of the signed-in user */
  async mustBeTheirs(claimNumber: string): Promise<string> {
    const { userId } = await this.signIn.user();
    const [row] = await this.database
      .select({ claimNumber: claims.claimNumber })
      .from(claims)
      .where(and(this.of(userId), eq(claims.claimNumber, claimNumber)));
    if (row === undefined) throw new NotFoundError('claim', claimNumber);
    return userId;
  }

  private async rows(claimNumber?: string) {
    const { userId } = await this.signIn.user();
    const rows = await this.database
      .select({ row: claims, body: claimProjections.body })
      .from(claims)
      .leftJoin(
        claimProjections,
        and(
          eq(claimProjections.tenant, claims.tenant),
          eq(claimProjections.claimNumber, claims.claimNumber),
          eq(claimProjections.episode, claims.episode),
        ),
      )
      .where(and(this.of(userId), claimNumber === undefined ? undefined : eq(claims.claimNumber, claimNumber)))
      .orderBy(desc(claims.claimNumber))
      .limit(200);
    return rows.map(({ row, body }) => ({ row, projection: body === null ? null : ClaimProjection.parse(body) }));
  }

  private of(userId: string) {
    return and(eq(claims.tenant, this.tenant), sql`${claims.notice}->'claimant'->>'userId' = ${userId}`);
  }

  private delivered(claimNumber: string) {
    return and(eq(letters.tenant, this.tenant), eq(letters.claimNumber, claimNumber), eq(letters.status, 'delivered'));
  }

  private async letters(claimNumber: string): Promise<OwnClaim['letters']> {
    const rows = await this.database
      .select({ key: letters.key, kind: letters.kind, date: letters.createdAt })
      .from(letters)
      .where(this.delivered(claimNumber))
      .orderBy(letters.createdAt);
    return rows.map(({ key, kind, date }) => ({
      key,
      kind: LetterKind.parse(kind),
      date: new Date(date).toISOString(),
    }));
  }

  /** As the newest request on record has it. */
  private async asked(claimNumber: string, projection: ClaimProjection): Promise<OwnClaim['asked']> {
    const [record] = await this.database
      .select({ body: ledgerRecords.body })
      .from(ledgerRecords)
      .where(
        and(
          eq(ledgerRecords.tenant, this.tenant),
          eq(ledgerRecords.claimNumber, claimNumber),
          sql`${ledgerRecords.body}->'entry'->>'action' = 'information-requested'`,
        ),
      )
      .orderBy(desc(ledgerRecords.seq))
      .limit(1);
    const entry = z.object({ entry: LedgerEntry.pick({ reasons: true }) }).safeParse(record?.body).data?.entry;
    return { items: entry?.reasons.map(({ text }) => text) ?? [], answerBy: projection.dueAt };
  }

  /** Only where what was decided is what was assessed: the words for anything else are those of the letter. */
  private async working(claimNumber: string, projection: ClaimProjection): Promise<OwnClaim['working']> {
    const { evidence, outcome, paidMinor } = projection;
    const decided = ['paid', 'paid-in-part', 'denied', 'closed-nothing-payable'].includes(outcome ?? '');
    if (!decided || evidence.coverage === null) return null;
    const owner = { tenant: this.tenant, claimNumber };
    const assessment = await getEvidence(this.database, owner, evidence.coverage, CoverageAssessment).catch(() => null);
    if (assessment === null || assessment.payableMinor + (assessment.alreadyPaidMinor ?? 0) !== paidMinor) return null;
    return {
      currency: assessment.currency,
      lines: assessment.lines.map(
        ({ description, claimedMinor, adjustedMinor, outcome: covered, reason, working }) => ({
          description,
          claimedMinor,
          adjustedMinor,
          paid: covered === 'covered',
          why: reason.text,
          clause: reason.clause,
          working,
        }),
      ),
      deductibleMinor: assessment.deductibleMinor,
      payableMinor: assessment.payableMinor,
      working: assessment.working,
    };
  }
}

function summary(row: typeof claims.$inferSelect, projection: ClaimProjection | null): OwnClaimSummary {
  const stage = STAGES[projection?.status ?? 'notified'];
  const outcome = projection?.outcome ?? null;
  return {
    claimNumber: row.claimNumber,
    stage,
    inWords: stage === 'closed' && outcome !== null ? OUTCOME_WORDS[outcome] : STAGE_WORDS[stage],
    // How it will end is said when it has ended.
    outcome: stage === 'closed' ? outcome : null,
    policyNumber: row.policyNumber,
    lossDate: row.lossDate,
    causeOfLoss: NoticeOfLoss.shape.causeOfLoss.parse(row.cause),
    openedAt: new Date(row.createdAt).toISOString(),
    closedAt: projection?.closedAt ?? null,
  };
}
