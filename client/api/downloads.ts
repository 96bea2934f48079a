/** Bytes in answers: files of strangers to be saved, and how the description of the API names them. */
import { create } from 'content-disposition';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { OriginalFile } from '../sdk/documents';

/** Types that a viewer on the machine may open; the rest is bytes. */
const KNOWN_TYPES = ['application/pdf', 'image/jpeg', 'image/png', 'image/tiff', 'image/webp'];
const BYTES = 'application/octet-stream';
/** Media types that `attach` answers with. */
export const ATTACHED_TYPES = [BYTES, ...KNOWN_TYPES];

/** What a name cannot have on some system, or what hides its real end from a person: marks of direction, control characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\/:*?"<>|]/gu;

/** A file to be saved and not opened in the browser; were it opened all the same, nothing in it may run. */
export function attach(reply: FastifyReply, { name, bytes, mediaType, content }: OriginalFile): FastifyReply {
  return reply
    .headers({
      'content-disposition': create(safeName(name)),
      'content-length': bytes,
      'content-security-policy': "sandbox; default-src 'none'",
    })
    .type(KNOWN_TYPES.includes(mediaType) ? mediaType : BYTES)
    .send(content);
}

/** Bytes to be shown where they stand. */
export function sendBytes(reply: FastifyReply, mediaType: string, bytes: Uint8Array): FastifyReply {
  return reply.type(mediaType).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** A name to save a file under, from one that a stranger chose. */
export function safeName(name: string): string {
  return name.replace(UNSAFE, '_').replace(/^[.\s_]+/, '') || 'document';
}

/** For the description of an address. */
export function binary(description: string, ...mediaTypes: string[]) {
  const schema = z.string().meta({ format: 'binary' });
  return { description, content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }])) };
}
