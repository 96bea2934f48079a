/** Sending a claim in and waiting for its end, by the claims process or by a bare workflow. */
import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { sql } from 'drizzle-orm';
import { AdjutantClient } from '../../client/sdk';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database } from '../../platform/database/client';
import { claims } from '../../platform/database/schema';
import type { ClaimResult } from '../../workflows/claims/contract';
import type { BareResult, bareClaim } from './bare-workflow';
import type { RoutineClaim } from './routine-claims';
import { BARE_QUEUE, type Series, tenantOf } from './variants';

export interface IntakeParts {
  /** As an installation's clients are: it encrypts. */
  temporal: Client;
  /** For bare workflows, whose payloads are in clear: encryption is a cost of Adjutant. */
  plainTemporal: Client;
  database: Database;
  blobs: BlobStore;
}

export interface ClosedClaim {
  tenant: string;
  claimNumber: string;
  /** From the call that sends it in to the end of its workflow. */
  wallMs: number;
  handle: WorkflowHandle;
}

const PATIENCE_MS = 120_000;

/**
 * Send one claim in and wait until it is closed.
 * @throws Error when it was not settled straight through: then something else was measured
 */
export async function sendIn(parts: IntakeParts, series: Series, claim: RoutineClaim): Promise<ClosedClaim> {
  const tenant = tenantOf(series);
  const began = performance.now();
  const sent =
    series.variant === 'adjutant' ? await byAdjutant(parts, tenant, claim) : await byBareWorkflow(parts, series, claim);
  const wallMs = performance.now() - began;
  if (!sent.straightThrough)
    throw new Error(`A claim of ${tenant} (${sent.claimNumber}) did not go straight through: ${sent.why}`);
  const handle = parts.temporal.workflow.getHandle(sent.workflowId);
  return { tenant, claimNumber: sent.claimNumber, wallMs, handle };
}

interface Sent {
  claimNumber: string;
  workflowId: string;
  straightThrough: boolean;
  why: string;
}

async function byAdjutant(parts: IntakeParts, tenant: string, { notice, invoice }: RoutineClaim): Promise<Sent> {
  const client = new AdjutantClient({ ...parts, tenant });
  const { claimNumber, workflowId } = await client.claims.submit({ notice, files: [invoice] });
  const result: ClaimResult | null = await inTime(parts.temporal.workflow.getHandle(workflowId).result());
  if (result === null) {
    const { status, reasons } = await client.claims.show(claimNumber);
    return { claimNumber, workflowId, straightThrough: false, why: JSON.stringify({ status, reasons }) };
  }
  const straightThrough = result.outcome === 'paid' && result.decidedBy.includes('straight-through');
  return { claimNumber, workflowId, straightThrough, why: JSON.stringify(result) };
}

/** A claim that waits for a person would wait for ever. */
function inTime<T>(result: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  return Promise.race([result, patience]).finally(() => clearTimeout(timer));
}

/** The same intake without the idempotency of the real one: file into the store, a row for the activities to read, start. */
async function byBareWorkflow(parts: IntakeParts, series: Series, { notice, invoice }: RoutineClaim): Promise<Sent> {
  const tenant = tenantOf(series);
  const { sha256, bytes } = await parts.blobs.put(invoice.content);
  const file = { fileId: sha256, bytes, name: 'document-1.pdf' };
  const serials = await parts.database.execute<{ serial: string }>(
    sql`SELECT nextval(pg_get_serial_sequence('claims', 'serial')) AS serial`,
  );
  const serial = Number(serials.rows[0]?.serial);
  const claimNumber = `CLM-2026-${String(serial).padStart(6, '0')}`;
  await parts.database.insert(claims).values({
    tenant,
    claimNumber,
    serial,
    idempotencyKey: randomUUID(),
    requestHash: sha256,
    notice: { ...notice, reportedAt: notice.reportedAt ?? new Date().toISOString() },
    files: [file],
    policyNumber: notice.policyNumber,
    lossDate: notice.lossDate,
    cause: notice.causeOfLoss,
  });
  const claim = { tenant, claimNumber, episode: 1 };
  const workflowId = `bare/${tenant}/${claimNumber}`;
  const result: BareResult = await parts.plainTemporal.workflow.execute<typeof bareClaim>('bareClaim', {
    workflowId,
    taskQueue: BARE_QUEUE,
    args: [{ claim, files: [file], local: series.variant === 'bare-local' }],
  });
  return { claimNumber, workflowId, straightThrough: result.paidMinor > 0, why: JSON.stringify(result) };
}
