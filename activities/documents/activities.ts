/** Reading as an activity: check, read in a child process, store the reading, give back references and small facts. */
import { open } from 'node:fs/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database } from '../../platform/database/client';
import { putEvidence } from '../../platform/database/evidence';
import type { FileRef } from '../vocabulary';
import type { Attachment, ReadOutcome } from './child/protocol';
import type { DocumentActivities, DocumentReading, DocumentResult, SetAsideCode } from './contract';
import { DEFAULT_LIMITS, type ReadLimits } from './limits';
import type { RecognitionModels } from './models';
import { ReaderPool } from './reader-pool';
import { refusalOf, sniff } from './sniff';

/** Names the rules of reading; changes with them. */
export const READER_VERSION = 'documents/2';

/** Heartbeats bring the news that the activity was cancelled. */
const HEARTBEAT_MS = 1_000;

export interface DocumentParts {
  database: Database;
  blobs: BlobStore;
  /** The processes that read; or how many of them (2 by default). Whoever gives a pool closes it. */
  readers?: ReaderPool | number;
  limits?: ReadLimits;
  /** Models of the strong recogniser; null, or none given: the recogniser of the npm package reads. */
  models?: () => Promise<RecognitionModels | null>;
}

/** @see DocumentActivities. Outside an activity (bench, evaluation) it works too, without heartbeats. */
export function createDocumentActivities({
  database,
  blobs,
  readers = 2,
  limits = DEFAULT_LIMITS,
  models = async () => null,
}: DocumentParts): DocumentActivities {
  const pool = typeof readers === 'number' ? new ReaderPool({ size: readers, memory: limits.memory }) : readers;
  return {
    readDocument: ({ claim, file }) =>
      whileBeating(async (signal) => {
        const { mediaType, outcome, bytes } = await readFile({ blobs, pool, limits, models }, file, signal);
        const attachments =
          outcome.status === 'read'
            ? await storeAttachments(blobs, file, outcome.attachments)
            : { refs: [], names: [], parts: [] };
        const reading = toReading(file, bytes, mediaType, outcome, attachments);
        return toResult(
          file,
          reading,
          await putEvidence(database, claim, 'document-reading', reading),
          attachments.refs,
        );
      }),
  };
}

async function whileBeating<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = currentActivity();
  if (context === null) return work(new AbortController().signal);
  context.heartbeat();
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  try {
    return await work(context.cancellationSignal);
  } catch (error) {
    if (context.cancellationSignal.aborted) throw new CancelledFailure('Reading the file was cancelled');
    throw error;
  } finally {
    clearInterval(beat);
  }
}

function currentActivity(): Context | null {
  try {
    return Context.current();
  } catch {
    return null;
  }
}

interface FileRead {
  mediaType: string;
  bytes: number;
  outcome: ReadOutcome;
}

/** Everything that can be said without parsing is said here, from size and first bytes; the rest in a child process. */
async function readFile(
  { blobs, pool, limits, models }: { pool: ReaderPool } & Required<Omit<DocumentParts, 'database' | 'readers'>>,
  file: FileRef,
  signal: AbortSignal,
): Promise<FileRead> {
  const aside = (code: SetAsideCode, reason: string, mediaType: string, bytes: number): FileRead => ({
    mediaType,
    bytes,
    outcome: { status: 'set-aside', code, reason, pages: 0 },
  });
  const unknown = 'application/octet-stream';
  const bytes = await blobs.size(file.fileId);
  if (bytes === null)
    return aside('missing-from-store', 'The file is not in the store. Please send it again.', unknown, file.bytes);
  if (bytes === 0)
    return aside('empty-file', 'The file is empty (0 bytes). Please send it again.', 'application/x-empty', 0);
  if (bytes > limits.bytes) {
    const reason = `The file has ${megabytes(bytes)} MB; at most ${megabytes(limits.bytes)} MB are read. Please send a smaller one.`;
    return aside('too-large', reason, unknown, bytes);
  }
  const path = blobs.path(file.fileId);
  const sniffed = sniff(await head(path), file.name);
  const refusal = refusalOf(sniffed, file.name);
  if (refusal !== null || sniffed.kind === null) {
    const { code, reason } = refusal ?? {
      code: 'unsupported-type' as const,
      reason: 'Files of this type are not read.',
    };
    return aside(code, reason, sniffed.mediaType, bytes);
  }
  const job = { path, fileId: file.fileId, name: file.name, kind: sniffed.kind, limits, models: await models() };
  const outcome = await pool.read(job, signal);
  return { mediaType: sniffed.mediaType, bytes, outcome };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}

async function head(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

interface Stored {
  /** With neutral names, for the workflow. */
  refs: FileRef[];
  /** With their own names. */
  names: FileRef[];
  parts: DocumentReading['parts'];
}

function placeOf(attachment: Attachment | undefined, index: number): string {
  const pages = attachment?.pages;
  if (pages === undefined) return `attachment-${index + 1}`;
  return pages.first === pages.last ? `page-${pages.first}` : `pages-${pages.first}-${pages.last}`;
}

/** Attachments and the papers of a PDF with several become files of the claim. Their names may hold personal data: they stay in the reading. */
async function storeAttachments(blobs: BlobStore, parent: FileRef, attachments: Attachment[]): Promise<Stored> {
  const names = await Promise.all(
    attachments.map(async ({ name, content }) => {
      const { sha256, bytes } = await blobs.put(Buffer.from(content));
      return { fileId: sha256, bytes, name };
    }),
  );
  const stem = parent.name.replace(/\.[a-z0-9]+$/i, '');
  const refs = names.map((file, index) => ({
    ...file,
    name: `${stem}-${placeOf(attachments[index], index)}${/\.[a-z0-9]{1,5}$/i.exec(file.name)?.[0].toLowerCase() ?? ''}`,
  }));
  const parts = names.flatMap(({ fileId }, index) => {
    const pages = attachments[index]?.pages;
    return pages === undefined ? [] : [{ fileId, firstPage: pages.first, lastPage: pages.last }];
  });
  return { refs, names, parts };
}

function toReading(
  file: FileRef,
  bytes: number,
  mediaType: string,
  outcome: ReadOutcome,
  { names, parts }: Stored,
): DocumentReading {
  const base = {
    fileId: file.fileId,
    name: file.name,
    mediaType,
    bytes,
    pages: outcome.status === 'read' ? outcome.pages : 0,
  };
  if (outcome.status === 'set-aside') {
    return {
      ...base,
      status: 'set-aside',
      setAside: { code: outcome.code, reason: outcome.reason },
      type: 'unknown',
      typeConfidence: 0,
      fields: [],
      lines: [],
      flags: [],
      forms: [],
      photo: null,
      attachments: [],
      parts: [],
      turns: [],
      text: '',
      reader: { version: READER_VERSION, method: [] },
    };
  }
  const { understood } = outcome;
  return {
    ...base,
    status: 'read',
    setAside: null,
    type: understood.type,
    typeConfidence: understood.typeConfidence,
    fields: understood.fields,
    lines: understood.lines,
    flags: understood.flags,
    forms: understood.forms,
    photo: outcome.photo,
    attachments: names,
    parts,
    turns: outcome.turns,
    text: understood.text,
    reader: { version: READER_VERSION, method: understood.methods },
  };
}

function toResult(
  file: FileRef,
  reading: DocumentReading,
  reference: DocumentResult['reading'],
  attachments: FileRef[],
): DocumentResult {
  return {
    file,
    status: reading.status,
    type: reading.type,
    reading: reference,
    setAsideCode: reading.setAside?.code ?? null,
    setAsideReason: reading.setAside?.reason ?? null,
    flags: [...new Set(reading.flags.map((flag) => flag.code))],
    attachments,
  };
}
