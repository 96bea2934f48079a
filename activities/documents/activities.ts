/** Reading as an activity: check, read in a child process, store the reading, give back references and small facts. */
import { open } from 'node:fs/promises';
import { Context } from '@temporalio/activity';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database } from '../../platform/database/client';
import { putEvidence } from '../../platform/database/evidence';
import type { FileRef } from '../vocabulary';
import type { ReadOutcome } from './child/protocol';
import type { DocumentActivities, DocumentReading, DocumentResult, SetAsideCode } from './contract';
import { DEFAULT_LIMITS, type ReadLimits } from './limits';
import type { ReaderPool } from './reader-pool';
import { kindOfName, sniff } from './sniff';

/** Names the rules of reading; changes with them. */
export const READER_VERSION = 'documents/1';

export interface DocumentParts {
  database: Database;
  blobs: BlobStore;
  readers: ReaderPool;
  limits?: ReadLimits;
}

export function createDocumentActivities({
  database,
  blobs,
  readers,
  limits = DEFAULT_LIMITS,
}: DocumentParts): DocumentActivities {
  return {
    readDocument: async ({ claim, file }) => {
      const context = Context.current();
      context.heartbeat();
      const { mediaType, outcome, bytes } = await readFile(
        blobs,
        readers,
        limits,
        file,
        context.cancellationSignal,
        () => context.heartbeat(),
      );
      const attachments =
        outcome.status === 'read' ? await storeAttachments(blobs, file, outcome.attachments) : { refs: [], names: [] };
      const reading = toReading(file, bytes, mediaType, outcome, attachments.names);
      return toResult(file, reading, await putEvidence(database, claim, 'document-reading', reading), attachments.refs);
    },
  };
}

interface FileRead {
  mediaType: string;
  bytes: number;
  outcome: ReadOutcome;
}

/** Everything that can be said without parsing is said here; the rest in a child process. */
export async function readFile(
  blobs: BlobStore,
  readers: ReaderPool,
  limits: ReadLimits,
  file: FileRef,
  signal: AbortSignal,
  beat: () => void,
): Promise<FileRead> {
  const aside = (
    code: SetAsideCode,
    reason: string,
    mediaType = 'application/octet-stream',
    bytes = file.bytes,
  ): FileRead => ({ mediaType, bytes, outcome: { status: 'set-aside', code, reason, pages: 0 } });
  const bytes = await blobs.size(file.fileId);
  if (bytes === null) return aside('missing-from-store', 'The file is not in the store. Please send it again.');
  if (bytes === 0)
    return aside('empty-file', 'The file is empty (0 bytes). Please send it again.', 'application/x-empty', 0);
  if (bytes > limits.bytes)
    return aside(
      'too-large',
      `The file has ${Math.round(bytes / 1_048_576)} MB; at most ${Math.round(limits.bytes / 1_048_576)} MB are read. Please send a smaller one.`,
      undefined,
      bytes,
    );
  const { kind, mediaType } = sniff(await head(blobs.path(file.fileId)), file.name);
  const promised = kindOfName(file.name);
  if (kind === null)
    return aside(
      'unsupported-type',
      `Files of type ${mediaType} are not read. Please send PDF, a picture (JPG, PNG), an e-mail (.eml) or text.`,
      mediaType,
      bytes,
    );
  if (promised !== null && promised !== kind && !(promised === 'email' && kind === 'text')) {
    return aside(
      'type-mismatch',
      `The name says ${promised}, the content is ${mediaType}. Please send it under its real name.`,
      mediaType,
      bytes,
    );
  }
  const outcome = await readers.read(
    { path: blobs.path(file.fileId), fileId: file.fileId, name: file.name, kind, limits },
    signal,
    beat,
  );
  return { mediaType, bytes, outcome };
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

/** Attachments become files of the claim. Their names may hold personal data: they stay in the reading. */
async function storeAttachments(
  blobs: BlobStore,
  parent: FileRef,
  attachments: { name: string; content: Uint8Array }[],
): Promise<{ refs: FileRef[]; names: FileRef[] }> {
  const names = await Promise.all(
    attachments.map(async ({ name, content }) => {
      const { sha256, bytes } = await blobs.put(Buffer.from(content));
      return { fileId: sha256, bytes, name };
    }),
  );
  const stem = parent.name.replace(/\.[a-z0-9]+$/i, '');
  const refs = names.map((file, index) => ({
    ...file,
    name: `${stem}-attachment-${index + 1}${/\.[a-z0-9]{1,5}$/i.exec(file.name)?.[0].toLowerCase() ?? ''}`,
  }));
  return { refs, names };
}

function toReading(
  file: FileRef,
  bytes: number,
  mediaType: string,
  outcome: ReadOutcome,
  attachments: FileRef[],
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
      attachments: [],
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
    attachments,
    text: understood.text.replaceAll('\u0000', ' '),
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
