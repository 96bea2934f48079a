/** Files in a request: each goes into the store as it comes, under limits; what is wrong with the form is said before anything is kept. */
import { Readable } from 'node:stream';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { MOST_FILE_BYTES } from '../../activities/documents/contract';
import type { FileRef } from '../../activities/vocabulary';
import { AdjutantError } from '../sdk/errors';
import { ApiError } from './problems';

/** Files in one request, and their bytes together. */
export const MOST_FILES = 50;
export const MOST_UPLOAD_BYTES = 250 * 1024 * 1024;
/** Of what comes beside the files. */
const MOST_FIELD_BYTES = 256 * 1024;
const megabytes = (bytes: number) => Math.round(bytes / 1_048_576);

export interface UploadInput {
  /** A part with JSON that must come before the files; `take` throws when it is not acceptable, and no file is kept then. */
  field?: { name: string; take(value: unknown): void };
  /** Keep a file; reads the stream to its end. */
  keep(name: string, content: Readable): Promise<FileRef>;
}

/**
 * @returns what was kept, in the order of the form
 * @throws ApiError for a form that is cut off, too large or has parts that are not known; files kept until then belong to nobody
 */
export async function receiveFiles(request: FastifyRequest, { field, keep }: UploadInput): Promise<FileRef[]> {
  const files: FileRef[] = [];
  const budget = { left: MOST_UPLOAD_BYTES };
  let waitsFor = field?.name;
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.fieldname === field?.name) {
        if (waitsFor === undefined) throw badForm(`The part ${field.name} comes twice.`);
        waitsFor = undefined;
        field.take(await jsonOf(part));
        continue;
      }
      if (part.type !== 'file' || part.fieldname !== 'files') {
        const known = field === undefined ? 'files' : `${field.name} and files`;
        throw badForm(`A part has a name that is not known here, or is no file. Parts are ${known}.`);
      }
      if (waitsFor !== undefined) throw badForm(`The part ${waitsFor} must come before the files.`);
      files.push(await keep(part.filename ?? '', Readable.from(whole(part.file, budget))));
    }
    if (waitsFor !== undefined) throw badForm(`The part ${waitsFor} is missing.`);
    return files;
  } catch (error) {
    // What still comes is thrown away, so that the caller can read the answer.
    request.raw.unpipe();
    request.raw.resume();
    throw troubleOf(error);
  }
}

const LIMITS = {
  fileSize: MOST_FILE_BYTES,
  files: MOST_FILES,
  fields: 4,
  parts: MOST_FILES + 4,
  fieldSize: MOST_FIELD_BYTES,
  fieldNameSize: 100,
  headerPairs: 20,
};

/** Fails at its end when it was cut, so that a part of a file is never kept as if it were the file. */
async function* whole(file: MultipartFile['file'], budget: { left: number }): AsyncGenerator<Buffer> {
  for await (const chunk of file as AsyncIterable<Buffer>) {
    budget.left -= chunk.length;
    if (budget.left < 0) throw tooLarge(`The files together have more than ${megabytes(MOST_UPLOAD_BYTES)} MB.`);
    yield chunk;
  }
  if (file.truncated) throw tooLarge(`A file has more than ${megabytes(MOST_FILE_BYTES)} MB.`);
}

/** Browsers send JSON with a type as a file; others send it as text. */
async function jsonOf(part: Multipart): Promise<unknown> {
  let text: unknown;
  if (part.type === 'file') {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of part.file as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_FIELD_BYTES) throw tooLarge(`The part ${part.fieldname} is too large.`);
      chunks.push(chunk);
    }
    text = Buffer.concat(chunks).toString('utf8');
  } else {
    if (part.valueTruncated) throw tooLarge(`The part ${part.fieldname} is too large.`);
    // Parsed already when it said that it is JSON.
    text = part.value;
  }
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    throw badForm(`The part ${part.fieldname} is not JSON.`);
  }
}

function tooLarge(why: string): ApiError {
  return new ApiError(413, 'request-too-large', `${why} Send fewer or smaller files at once.`);
}

function badForm(why: string): ApiError {
  return new ApiError(400, 'invalid-input', why);
}

/** The library's errors about the form, told apart from trouble with the store. */
function troubleOf(error: unknown): unknown {
  if (error instanceof AdjutantError) return error;
  const { code, statusCode, name, syscall } = error as Partial<NodeJS.ErrnoException & { statusCode: number }>;
  if (statusCode === 413) return tooLarge(`The form has more than ${MOST_FILES} files or too many parts.`);
  if (code === 'FST_INVALID_JSON_FIELD_ERROR') return badForm('A part of the form is not JSON.');
  const ofForm = code?.startsWith('FST_') || code === 'ECONNRESET' || (name === 'Error' && syscall === undefined);
  return ofForm ? badForm('The form is cut off, or is not multipart/form-data as RFC 7578 has it.') : error;
}
