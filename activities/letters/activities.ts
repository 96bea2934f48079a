/** Sending a letter: composed from evidence, checked, written down, delivered once per key. */
import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Database } from '../../platform/database/client';
import { projectFile } from '../../platform/paths';
import { composeLetter } from './compose';
import { type ComposedLetter, type LetterActivities, LetterRequest } from './contract';
import { type Delivery, DeliveryConflict, DeliveryRefused } from './delivery';
import { type LetterDocument, ownWords } from './document';
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
import { gatherMaterial, type LetterMaterial } from './material';
import { letterPdf } from './pdf';
import { accusation } from './plain-speech';
import type { LetterTemplate, LetterTemplates } from './templates';
import { letterText } from './text';

/** Heartbeats bring the news that the activity was cancelled. */
const HEARTBEAT_MS = 5_000;

export interface LetterDependencies {
  database: Database;
  delivery: Delivery;
  templates: LetterTemplates;
  /** Folder of the products' wordings; config/products by default. */
  products?: string;
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
      const { recipient, sha256, text, date } = letter;
      const outgoing = {
        tenant: claim.tenant,
        claimNumber: claim.claimNumber,
        key,
        kind,
        date,
        recipient,
        sha256,
        text,
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
async function compose(
  { database, templates, products }: LetterDependencies,
  request: LetterRequest,
): Promise<ComposedLetter> {
  const material = await gatherMaterial(database, products ?? projectFile('config', 'products'), request);
  const template = templates.forJurisdiction(material.jurisdiction);
  const letterhead = templates.letterhead(request.claim.tenant, material.jurisdiction);
  const { letter, missing } = composeLetter(material, template, letterhead);
  if (missing.length > 0)
    throw ApplicationFailure.nonRetryable(
      `The letter ${request.kind} of claim ${request.claim.claimNumber} is not sent. It lacks ${missing.map(({ part, why }) => `${part} (${why})`).join('; ')}.`,
      'letter-incomplete',
      missing.map(({ part }) => part),
    );
  refuseAccusation(letter, template, material);
  refuseDisclosure(letter, material);

  const pdf = await letterPdf(letter);
  return {
    kind: request.kind,
    date: request.date,
    recipient: { name: material.notice.claimant.name, email: material.notice.claimant.email ?? null },
    sha256: createHash('sha256').update(pdf).digest('hex'),
    pdf: pdf.toString('base64'),
    text: letterText(letter),
    templates: templates.sha256,
  };
}

function refuseAccusation(letter: LetterDocument, template: LetterTemplate, material: LetterMaterial): void {
  const items = material.coverage?.lines.map((line) => line.description) ?? [];
  // Questions of an assessment quote the first 80 characters of an item.
  const borrowed = [...items, ...items.map((item) => item.slice(0, 80)), letter.recipient];
  const found = accusation(ownWords(letter), template.neverSay, borrowed);
  if (found === null) return;
  throw ApplicationFailure.nonRetryable(
    `The letter ${material.request.kind} of claim ${material.request.claim.claimNumber} is not sent: it says "${found.word}". A letter gives reasons and clauses, never an accusation. Put the reason in other words, or decide on another ground.`,
    'letter-accuses',
  );
}

/** The last line of defence: templates and reasons for third parties name nothing of the policy. */
function refuseDisclosure(letter: LetterDocument, material: LetterMaterial): void {
  if (!material.thirdParty) return;
  const said = ownWords(letter).join('\n');
  const { policyNumber } = material.notice;
  if (!said.includes(policyNumber) && !letter.references.flat().includes(policyNumber)) return;
  throw ApplicationFailure.nonRetryable(
    `The letter ${material.request.kind} of claim ${material.request.claim.claimNumber} is not sent: it would tell a third party the policy number.`,
    'letter-discloses-policy',
  );
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
