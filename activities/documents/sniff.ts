/** What a file is by its first bytes; its name is only compared with that. */
import type { SetAsideCode } from './contract';

export type FileKind = 'pdf' | 'image' | 'email' | 'text';

export interface Sniffed {
  /** Null for what is not read. */
  kind: FileKind | null;
  mediaType: string;
}

type Signature = [mediaType: string, kind: FileKind | null, bytes: (number | null)[]];

const SIGNATURES: Signature[] = [
  ['image/png', 'image', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', 'image', [0xff, 0xd8, 0xff]],
  ['image/tiff', 'image', [0x49, 0x49, 0x2a, 0x00]],
  ['image/tiff', 'image', [0x4d, 0x4d, 0x00, 0x2a]],
  ['image/webp', 'image', [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50]],
  ['image/gif', null, [0x47, 0x49, 0x46, 0x38]],
  ['image/heic', null, [null, null, null, null, 0x66, 0x74, 0x79, 0x70]],
  ['application/zip', null, [0x50, 0x4b, 0x03, 0x04]],
  ['application/zip', null, [0x50, 0x4b, 0x05, 0x06]],
  ['application/gzip', null, [0x1f, 0x8b]],
  ['application/x-7z-compressed', null, [0x37, 0x7a, 0xbc, 0xaf]],
  ['application/vnd.rar', null, [0x52, 0x61, 0x72, 0x21]],
  ['application/x-ole-storage', null, [0xd0, 0xcf, 0x11, 0xe0]],
  ['application/rtf', null, [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['application/x-executable', null, [0x7f, 0x45, 0x4c, 0x46]],
  ['application/x-msdownload', null, [0x4d, 0x5a]],
];

const KIND_OF_EXTENSION: Record<string, FileKind> = {
  '.pdf': 'pdf',
  '.png': 'image',
  '.jpg': 'image',
  '.jpeg': 'image',
  '.webp': 'image',
  '.tif': 'image',
  '.tiff': 'image',
  '.eml': 'email',
  '.txt': 'text',
  '.text': 'text',
  '.md': 'text',
};

const SAID: Record<FileKind, string> = { pdf: 'a PDF', image: 'a picture', email: 'an e-mail', text: 'plain text' };
const WE_READ = 'Please send a PDF, a picture (JPG, PNG, WEBP, TIFF), an e-mail (.eml) or plain text.';

/** @param head at least the first 4,096 bytes, or all */
export function sniff(head: Buffer, name: string): Sniffed {
  // Readers accept a PDF whose header is not at the very start.
  if (head.subarray(0, 1024).includes('%PDF-')) return { kind: 'pdf', mediaType: 'application/pdf' };
  for (const [mediaType, kind, bytes] of SIGNATURES) {
    if (head.length >= bytes.length && bytes.every((byte, index) => byte === null || head[index] === byte))
      return { kind, mediaType };
  }
  if (!isText(head)) return { kind: null, mediaType: 'application/octet-stream' };
  const extension = extensionOf(name);
  if (extension === '.eml' || (extension === '' && isMessage(head.toString('latin1'))))
    return { kind: 'email', mediaType: 'message/rfc822' };
  if (extension === '' || KIND_OF_EXTENSION[extension] !== undefined) return { kind: 'text', mediaType: 'text/plain' };
  // Pages, drawings, tables and programs are text too, but their words are not what a person sees.
  return { kind: null, mediaType: 'text/x-other' };
}

export interface Refusal {
  code: SetAsideCode;
  reason: string;
}

/** Whether a file is one that is read, and is what its name says; null when both hold. */
export function refusalOf({ kind, mediaType }: Sniffed, name: string): Refusal | null {
  const promised = KIND_OF_EXTENSION[extensionOf(name)] ?? null;
  if (promised !== null && promised !== kind) {
    if (kind === null && mediaType === 'application/octet-stream') {
      return {
        code: 'corrupt',
        reason: `The name says ${SAID[promised]}, but the content is none: it is damaged. Please send it again.`,
      };
    }
    const real = kind === null ? `of type ${mediaType}` : SAID[kind];
    return {
      code: 'type-mismatch',
      reason: `The name says ${SAID[promised]}, but the content is ${real}. Please send it under its real name.`,
    };
  }
  if (kind === null) return { code: 'unsupported-type', reason: `Files of type ${mediaType} are not read. ${WE_READ}` };
  return null;
}

function extensionOf(name: string): string {
  return /\.[a-z0-9]+$/i.exec(name)?.[0].toLowerCase() ?? '';
}

/** RFC 5322 header fields at the start. */
function isMessage(text: string): boolean {
  return (
    /^[\w-]+:[ \t]/.test(text) &&
    /^(?:from|received|return-path)\s*:/im.test(text) &&
    /^(?:mime-version|message-id|date)\s*:/im.test(text)
  );
}

function isText(head: Buffer): boolean {
  if (head[0] === 0xff && head[1] === 0xfe) return true;
  if (head.includes(0)) return false;
  const control = head.filter((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27)).length;
  return control <= head.length / 200;
}
