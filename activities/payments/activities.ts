/** Instructing and voiding payments: the row first, then the bank is asked, and only then told. */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../platform/database/client';
import { getEvidence } from '../../platform/database/evidence';
import { claims } from '../../platform/database/schema';
import { ClaimFacts } from '../documents/contract';
import { splitBySection } from '../exposures/contract';
import { ClaimKey, type EvidenceRef } from '../vocabulary';
import { type Bank, type BankAnswer, BankKeyConflict, BankUnavailable, type PaymentOrder } from './bank';
import { type PaymentActivities, PaymentRequest, type PaymentResult } from './contract';
import { KeyLock } from './key-lock';
import {
  bookOutcome,
  keyConflict,
  type Outcome,
  openPayment,
  openWithinLimits,
  refuseConflict,
  refuseOverReserve,
  resultOf,
  type SectionShare,
  type YearlyLimit,
} from './payment-book';
import { safeReference, withoutPayee } from './scrub';
import { CoverageSections, claimedUnder, payableBySection } from './section-split';

/** Heartbeats bring the news that the activity was cancelled; a payment that takes milliseconds needs none. */
const HEARTBEAT_MS = 2_000;

export interface PaymentDependencies {
  database: Database;
  bank: Bank;
}

/** @see PaymentActivities for what is thrown; a bank that is away is an ordinary Error, retried by Temporal. */
export function createPaymentActivities({ database, bank }: PaymentDependencies): PaymentActivities {
  const lock = new KeyLock(database);

  return {
    async instructPayment(input) {
      const request = checked(PaymentRequest, input);
      const { claim, key, currency, amountMinor } = request;
      refuseForeignKey(claim, key);
      const { order, sections, within } = await prepare(database, request);

      return whileBeating((signal) =>
        lock.hold(
          key,
          async (held) => {
            await refuseOverReserve(held, request);
            const { row, existed } = await openWithinLimits(
              held,
              claim,
              key,
              { currency, amountMinor, sections },
              within,
            );
            if (row.status === 'voided') return resultOf(row);
            refuseConflict(key, row, { currency, amountMinor, claimNumber: claim.claimNumber });
            if (row.status !== 'instructing') return resultOf(row);
            // An earlier attempt may have reached the bank: ask before anything is sent.
            const known = existed ? await bank.query(key, signal) : null;
            const answer = known ?? (await instructOrAsk(bank, key, order, signal));
            if (answer.booked !== null)
              refuseConflict(key, answer.booked, { currency, amountMinor, claimNumber: claim.claimNumber });
            return bookOutcome(held, claim, key, outcomeOf(answer, order.payee));
          },
          signal,
        ),
      );
    },

    async voidPayment(input) {
      const { claim, key } = checked(VoidRequest, input);
      refuseForeignKey(claim, key);
      return whileBeating((signal) =>
        lock.hold(
          key,
          async (held): Promise<PaymentResult> => {
            const { row, existed } = await openPayment(held, claim, key, null);
            if (row.claimNumber !== claim.claimNumber) throw keyConflict(key);
            // Without a row nothing was ever sent; the key is now closed for attempts that come late.
            if (!existed || (row.status !== 'instructing' && row.status !== 'accepted')) return resultOf(row);
            const answer = await bank.void(key, signal);
            const unknownToBank: Outcome = { status: 'voided', bankReference: null, rejection: null };
            return bookOutcome(held, claim, key, answer === null ? unknownToBank : outcomeOf(answer, NO_PAYEE));
          },
          signal,
        ),
      );
    },
  };
}

/** A void is done without reading the facts: whatever looks like an account is taken out all the same. */
const NO_PAYEE = { name: null, account: '' };
const VoidRequest = z.object({ claim: ClaimKey, key: PaymentRequest.shape.key });

/** Instruct; when the outcome is unknown, ask once right away. Unknown still: temporary, and the next attempt asks first. */
async function instructOrAsk(bank: Bank, key: string, order: PaymentOrder, signal?: AbortSignal): Promise<BankAnswer> {
  try {
    return await bank.instruct(key, order, signal);
  } catch (error) {
    if (error instanceof BankKeyConflict) throw keyConflict(key);
    if (!(error instanceof BankUnavailable)) throw error;
    const known = await bank.query(key, signal).catch(() => null);
    if (known === null) throw error;
    return known;
  }
}

/** Everything that the payment needs, read before the bank is called: nothing may be missing once it has accepted. */
async function prepare(
  database: Database,
  request: PaymentRequest,
): Promise<{
  order: PaymentOrder;
  sections: SectionShare[];
  within: { policyNumber: string; limits: YearlyLimit[] };
}> {
  const { claim } = request;
  const [claimRow] = await database
    .select()
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  if (claimRow === undefined)
    throw ApplicationFailure.nonRetryable(
      `Claim ${claim.claimNumber} is not registered: nothing is paid for it.`,
      'claim-not-found',
    );
  const facts = await getEvidence(database, claim, request.facts, ClaimFacts);
  if (facts.payee === null || facts.payee.iban.trim() === '')
    throw ApplicationFailure.nonRetryable(
      `Claim ${claim.claimNumber} has no account to pay to. Ask the claimant for it and pay again.`,
      'payee-missing',
    );
  const interest = request.purpose === 'interest';
  const coverage = await coverageOf(database, claim, interest ? null : (request.coverage ?? null));
  const sections = (interest ? [] : splitBySection(request.amountMinor, payableBySection(coverage))).map((part) => ({
    ...part,
    claimedMinor: claimedUnder(coverage, part.section) ?? facts.claimedMinor,
  }));
  return {
    order: {
      currency: request.currency,
      amountMinor: request.amountMinor,
      payee: { name: facts.payee.name, account: facts.payee.iban.replaceAll(/\s/g, '').toUpperCase() },
      reference: claim.claimNumber,
    },
    sections,
    within: { policyNumber: claimRow.policyNumber, limits: coverage.yearlyLimits ?? [] },
  };
}

async function coverageOf(
  database: Database,
  claim: ClaimKey,
  reference: EvidenceRef | null,
): Promise<CoverageSections> {
  if (reference === null) return { lines: [] };
  return getEvidence(database, claim, reference, z.unknown()).then((body) => CoverageSections.parse(body));
}

function outcomeOf(answer: BankAnswer, payee: PaymentOrder['payee']): Outcome {
  return {
    status: answer.status,
    bankReference: safeReference(answer.reference, payee.account),
    rejection: answer.reason === null ? null : withoutPayee(answer.reason, payee),
  };
}

/** @throws non-retryable `payment-request-invalid` */
function checked<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw ApplicationFailure.nonRetryable(
    `The payment request is malformed: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}.`,
    'payment-request-invalid',
  );
}

/** The bank knows the key only: one that does not name tenant and claim could meet another tenant's. */
function refuseForeignKey(claim: ClaimKey, key: string): void {
  if (key.startsWith(`payment/${claim.tenant}/${claim.claimNumber}/`)) return;
  throw ApplicationFailure.nonRetryable(
    `A payment key of this claim begins with payment/${claim.tenant}/${claim.claimNumber}/.`,
    'payment-request-invalid',
  );
}

/** Run with the activity's cancellation and heartbeats; outside an activity (tests, tools) with neither. */
async function whileBeating<T>(work: (signal?: AbortSignal) => Promise<T>): Promise<T> {
  let context: Context;
  try {
    context = Context.current();
  } catch {
    return work();
  }
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(beat);
  }
}
