/** Sending a letter: composed from evidence, checked, written down, delivered once per key. */
import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type ComposedLetter, type LetterActivities, type LetterProblem, LetterRequest } from './contract';
import { type Delivery, DeliveryConflict, DeliveryRefused } from './delivery';
import { type DraftDependencies, draftLetter } from './draft';
import {
  bookDelivery,
  bookLetter,
  contentOf,
  dropRefused,
  findLetter,
  letterConflict,
  letterIdentity,
  refuseOther,
  resultOf,
} from './letter-book';
import { letterPdf } from './pdf';
import { letterText } from './text';

/** Heartbeats bring the news that the activity was cancelled. */
const HEARTBEAT_MS = 2_000;

export interface LetterDependencies extends DraftDependencies {
  delivery: Delivery;
}

/** @see LetterActivities for what is thrown; delivery that is away is an ordinary Error, retried by Temporal. */
export function createLetterActivities(dependencies: LetterDependencies): LetterActivities {
  const { database, delivery } = dependencies;
  return {
    async sendLetter(input) {
      const request = checked(input);
      const requestHash = letterIdentity(request);
      let row = await findLetter(database, request);
      if (row !== null) refuseOther(row, requestHash);
      if (row?.status === 'delivered') return resultOf(row);

      if (row === null) {
        row = await bookLetter(database, request, requestHash, await compose(dependencies, request));
        refuseOther(row, requestHash);
        if (row.status === 'delivered') return resultOf(row);
      }
      const letter = await contentOf(database, row);
      const { claim, key, kind } = request;
      const { recipient, sha256, text, date, subject = 'Your claim' } = letter;
      const outgoing = {
        tenant: claim.tenant,
        claimNumber: claim.claimNumber,
        key,
        kind,
        date,
        recipient,
        sha256,
        text,
        subject,
        ...(request.byPost === undefined ? {} : { byPost: request.byPost }),
      };
      const location = await whileBeating((signal) =>
        delivery.deliver({ ...outgoing, pdf: Buffer.from(letter.pdf, 'base64') }, signal),
      ).catch(async (error: unknown) => {
        if (error instanceof DeliveryConflict) throw letterConflict(key);
        if (!(error instanceof DeliveryRefused)) throw error;
        await dropRefused(database, request);
        throw ApplicationFailure.nonRetryable(`${error.message}. Deliver the letter another way.`, 'letter-refused');
      });
      return bookDelivery(database, request, location);
    },
  };
}

/** Compose and check: nothing required is missing, nothing is said that may not be said. */
async function compose(dependencies: LetterDependencies, request: LetterRequest): Promise<ComposedLetter> {
  const { letter, material, problems } = await draftLetter(dependencies, request);
  const [problem] = problems;
  if (problem !== undefined) throw notSent(request, problem);
  const pdf = await letterPdf(letter);
  return {
    kind: request.kind,
    date: request.date,
    recipient: { name: material.notice.claimant.name, email: material.notice.claimant.email ?? null },
    sha256: createHash('sha256').update(pdf).digest('hex'),
    pdf: pdf.toString('base64'),
    text: letterText(letter),
    subject: letter.subject,
    templates: dependencies.templates.sha256,
  };
}

function notSent({ kind, claim }: LetterRequest, { code, text, parts }: LetterProblem): ApplicationFailure {
  const message = `The letter ${kind} of claim ${claim.claimNumber} is not sent. ${text}`;
  switch (code) {
    case 'letter-incomplete':
      return ApplicationFailure.nonRetryable(message, 'letter-incomplete', parts);
    case 'letter-accuses':
      return ApplicationFailure.nonRetryable(message, 'letter-accuses');
    case 'letter-discloses-policy':
      return ApplicationFailure.nonRetryable(message, 'letter-discloses-policy');
  }
}

/** @throws non-retryable `letter-request-invalid` */
function checked(input: LetterRequest): LetterRequest {
  const parsed = LetterRequest.safeParse(input);
  if (parsed.success && !Number.isNaN(Date.parse(parsed.data.date.slice(0, 10)))) return parsed.data;
  const fields = parsed.success ? ['date'] : parsed.error.issues.map((issue) => issue.path.join('.'));
  throw ApplicationFailure.nonRetryable(
    `The letter request is malformed: ${fields.join(', ')}.`,
    'letter-request-invalid',
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
