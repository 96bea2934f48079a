/** What a file is by its first bytes; its name is only compared with that. */

export type FileKind = 'pdf' | 'image' | 'email' | 'text';

export interface Sniffed {
  kind: FileKind | null;
  mediaType: string;
}

const SIGNATURES: [mediaType: string, kind: FileKind | null, bytes: number[]][] = [
  ['image/png', 'image', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', 'image', [0xff, 0xd8, 0xff]],
  ['image/tiff', 'image', [0x49, 0x49, 0x2a, 0x00]],
  ['image/tiff', 'image', [0x4d, 0x4d, 0x00, 0x2a]],
  ['application/zip', null, [0x50, 0x4b, 0x03, 0x04]],
  ['application/gzip', null, [0x1f, 0x8b]],
  ['application/x-7z-compressed', null, [0x37, 0x7a, 0xbc, 0xaf]],
  ['application/vnd.ms-office', null, [0xd0, 0xcf, 0x11, 0xe0]],
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
  '.md': 'text',
};

/** @param head at least the first 4,096 bytes, or all */
export function sniff(head: Buffer, name: string): Sniffed {
  // Readers accept a PDF whose header is not at the very start.
  if (head.subarray(0, 1024).includes('%PDF-')) return { kind: 'pdf', mediaType: 'application/pdf' };
  if (head.subarray(0, 4).toString('latin1') === 'RIFF' && head.subarray(8, 12).toString('latin1') === 'WEBP')
    return { kind: 'image', mediaType: 'image/webp' };
  for (const [mediaType, kind, bytes] of SIGNATURES) {
    if (bytes.every((byte, index) => head[index] === byte)) return { kind, mediaType };
  }
  if (!isText(head)) return { kind: null, mediaType: 'application/octet-stream' };
  const text = head.toString('latin1');
  const headers = /^(from|received|return-path|message-id|date|subject|mime-version|to|delivered-to)\s*:/im;
  if (extensionOf(name) === '.eml' || (headers.test(text.split('\n')[0] ?? '') && /^mime-version\s*:/im.test(text)))
    return { kind: 'email', mediaType: 'message/rfc822' };
  return { kind: 'text', mediaType: 'text/plain' };
}

/** What the name promises; null when it promises nothing we know. */
export function kindOfName(name: string): FileKind | null {
  return KIND_OF_EXTENSION[extensionOf(name)] ?? null;
}

function extensionOf(name: string): string {
  return /\.[a-z0-9]+$/i.exec(name)?.[0].toLowerCase() ?? '';
}

function isText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  const control = head.filter((byte) => byte < 9 || (byte > 13 && byte < 32)).length;
  return control < head.length / 100;
}
