/**
 * Closed claims that are opened again: the next episode is registered here before its process starts, and what earlier episodes have
 * left is read from PostgreSQL, so that it does not matter whether Temporal still has their histories.
 */
import { ApplicationFailure } from '@temporalio/common';
import { and, asc, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database/client';
import { claimProjections, claimReopenings, claims, ledgerRecords } from '../../platform/database/schema';
import { DocumentResult, DocumentType, SetAsideCode } from '../documents/contract';
import { LedgerEntry } from '../ledger/contract';
import { type ClaimKey, FileRef, ReopeningKind } from '../vocabulary';
import {
  ClaimProjection,
  DECIDED_OUTCOMES,
  type EarlierEpisodes,
  REOPENED_AFTER,
  type Reopening,
  type ReopeningResult,
} from './contract';

/** @see ClaimFileActivities.reopenClaim */
export async function reopenClaim(database: Database, reopening: Reopening): Promise<ReopeningResult> {
  const { tenant, claimNumber, kind, requestId } = reopening;
  const thisClaim = and(eq(claims.tenant, tenant), eq(claims.claimNumber, claimNumber));
  return database.transaction(async (transaction) => {
    // The lock makes the second of two wait, and then find the claim open.
    const [row] = await transaction.select().from(claims).where(thisClaim).for('update');
    if (row === undefined) throw notRegistered(tenant, claimNumber);
    const [known] = await transaction
      .select()
      .from(claimReopenings)
      .where(
        and(
          eq(claimReopenings.tenant, tenant),
          eq(claimReopenings.claimNumber, claimNumber),
          eq(claimReopenings.requestId, requestId),
        ),
      );
    const latest = await latestProjection(transaction, {
      tenant,
      claimNumber,
      episode: known?.episode ?? row.episode + 1,
    });
    if (known !== undefined && latest?.outcome != null) return accepted(known, row.policyNumber, latest.outcome);
    if (
      latest === null ||
      latest.claim.episode !== row.episode ||
      latest.status !== 'closed' ||
      latest.outcome === null
    ) {
      const reason = `Claim ${claimNumber} is open. Send documents to it, or decide its task.`;
      return { accepted: false, code: 'claim-open', reason };
    }
    const { outcome } = latest;
    if (!REOPENED_AFTER[kind].includes(outcome)) {
      const possible = ReopeningKind.options.filter((other) => REOPENED_AFTER[other].includes(outcome));
      const reason = `Claim ${claimNumber} ended as ${outcome}: it can be opened again for ${possible.join(', ')}, not for ${kind}.`;
      return { accepted: false, code: 'reopening-not-possible', reason };
    }
    const listed = FileRef.array().parse(row.files);
    // A document may have come too late for the last episode: listed, and read by none.
    const read = new Set(latest.documents.map((document) => document.fileId));
    const fresh = reopening.files.filter((file) => !listed.some((other) => other.fileId === file.fileId));
    const all = [...listed, ...fresh];
    const unread = all.flatMap(({ fileId, bytes, name }, index) =>
      read.has(fileId) ? [] : [{ fileId, bytes, name: `document-${index + 1}${extensionOf(name)}` }],
    );
    const episode = row.episode + 1;
    const entry = {
      tenant,
      claimNumber,
      episode,
      kind,
      requestId,
      reasonRef: reopening.reason.ref,
      byUser: reopening.by.userId,
      byRole: reopening.by.role,
      files: unread,
    };
    await transaction.insert(claimReopenings).values(entry);
    await transaction.update(claims).set({ episode, files: all }).where(thisClaim);
    return accepted(entry, row.policyNumber, outcome);
  });
}

function accepted(
  { tenant, claimNumber, episode, files }: { tenant: string; claimNumber: string; episode: number; files: unknown },
  policyNumber: string,
  earlierOutcome: NonNullable<ClaimProjection['outcome']>,
): ReopeningResult {
  const claim = { tenant, claimNumber, episode };
  return { accepted: true, claim, files: FileRef.array().parse(files), policyNumber, earlierOutcome };
}

/** Extensions are checked by readers and say nothing about anybody. */
function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? '';
}

function notRegistered(tenant: string, claimNumber: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Claim ${claimNumber} is not registered for tenant ${tenant}.`,
    'claim-not-registered',
  );
}

/** Of the newest episode before this one that wrote anything. */
async function latestProjection(
  database: Database | Transaction,
  { tenant, claimNumber, episode }: ClaimKey,
): Promise<ClaimProjection | null> {
  const rows = await database
    .select({ episode: claimProjections.episode, body: claimProjections.body })
    .from(claimProjections)
    .where(and(eq(claimProjections.tenant, tenant), eq(claimProjections.claimNumber, claimNumber)))
    .orderBy(desc(claimProjections.episode));
  const found = rows.find((row) => row.episode < episode);
  return found === undefined ? null : ClaimProjection.parse(found.body);
}

/**
 * What an episode after the first starts from.
 * @throws non-retryable `claim-not-reopened` where nobody registered the episode
 */
export async function earlierEpisodes(database: Database, claim: ClaimKey): Promise<EarlierEpisodes> {
  const { tenant, claimNumber, episode } = claim;
  const [registered] = await database
    .select()
    .from(claimReopenings)
    .where(
      and(
        eq(claimReopenings.tenant, tenant),
        eq(claimReopenings.claimNumber, claimNumber),
        eq(claimReopenings.episode, episode),
      ),
    );
  const latest = await latestProjection(database, claim);
  if (registered === undefined || latest === null || latest.outcome === null)
    throw ApplicationFailure.nonRetryable(
      `Episode ${episode} of claim ${claimNumber} was not registered. Open claims again through the client, which has it judged and registered first.`,
      'claim-not-reopened',
    );
  const entries = await earlierEntries(database, claim);
  const decisions = entries.filter(({ action }) => action === 'decision-accepted');
  const taken = new Set(decisions.map(({ facts }) => facts.action));
  return {
    kind: ReopeningKind.parse(registered.kind),
    outcome: latest.outcome,
    decided: DECIDED_OUTCOMES.includes(latest.outcome),
    paidMinor: latest.paidMinor,
    deciders: [...new Set(decisions.map(({ actor }) => actor.id))],
    investigationCleared: taken.has('clear-investigation'),
    investigationReported: taken.has('report-findings'),
    documents: documentsOf(latest, entries),
    version: latest.version,
  };
}

const REMEMBERED = ['document-read', 'document-set-aside', 'decision-accepted'];

/** Entries of earlier episodes that later ones go by, oldest first. */
async function earlierEntries(database: Database, { tenant, claimNumber, episode }: ClaimKey): Promise<LedgerEntry[]> {
  const rows = await database
    .select({ episode: ledgerRecords.episode, body: ledgerRecords.body })
    .from(ledgerRecords)
    .where(and(eq(ledgerRecords.tenant, tenant), eq(ledgerRecords.claimNumber, claimNumber)))
    .orderBy(asc(ledgerRecords.seq));
  const Body = z.object({ entry: LedgerEntry });
  return rows
    .filter((row) => row.episode < episode)
    .map(({ body }) => Body.parse(body).entry)
    .filter(({ action }) => REMEMBERED.includes(action));
}

/** The documents of the last episode, each with its newest reading on record. */
function documentsOf(latest: ClaimProjection, entries: LedgerEntry[]): DocumentResult[] {
  const readings = new Map(entries.flatMap((entry) => (entry.output === null ? [] : [[entry.inputs[0]?.ref, entry]])));
  return latest.documents.flatMap(({ fileId, name, type, status, reason }) => {
    const entry = readings.get(fileId);
    if (entry === undefined) return [];
    const flags = String(entry.facts.flags ?? '');
    const result = DocumentResult.safeParse({
      file: { fileId, name, bytes: Number(entry.facts.bytes ?? 0) },
      status,
      type: DocumentType.safeParse(type).data ?? 'unknown',
      reading: entry.output,
      setAsideCode: status === 'read' ? null : (SetAsideCode.safeParse(entry.reasons[0]?.code).data ?? null),
      setAsideReason: reason,
      flags: flags === '' ? [] : flags.split(','),
      attachments: [],
    });
    return result.success ? [result.data] : [];
  });
}
