/** An e-mail as a mail server keeps it (RFC 5322, MIME): text and HTML of the same words, and attachments. */
import { createHash } from 'node:crypto';
import type { Email, Facts } from '../scenario';
import { INSURER } from './insurer';
import { wrapped } from './letter';

export interface Attachment {
  name: string;
  content: Buffer;
}

const MEDIA_TYPE: Record<string, string> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
};

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function writeEmail(facts: Facts, email: Email, attachments: Attachment[]): Buffer {
  const insurer = INSURER[facts.country];
  const mark = createHash('sha256').update(`${facts.claimant.email}/${email.sentAt}/${email.subject}`).digest('hex');
  const outer = `=_mixed_${mark.slice(0, 24)}`;
  const inner = `=_alternative_${mark.slice(24, 48)}`;
  const text = [...email.body.flatMap((paragraph) => [...wrapped(paragraph, 74), '']), facts.claimant.name].join(
    '\r\n',
  );
  const html = `<html><body>${email.body.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join('')}<p>${escaped(facts.claimant.name)}</p></body></html>`;
  const lines = [
    `Return-Path: <${facts.claimant.email}>`,
    `Message-ID: <${mark.slice(0, 16)}@${facts.claimant.email.split('@')[1] ?? 'example.com'}>`,
    `Date: ${mailDate(email.sentAt)}`,
    `From: ${word(facts.claimant.name)} <${facts.claimant.email}>`,
    `To: ${word(insurer.department)} <${insurer.email}>`,
    `Subject: ${word(email.subject)}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${outer}"`,
    '',
    'This is a message in MIME format.',
    `--${outer}`,
    `Content-Type: multipart/alternative; boundary="${inner}"`,
    '',
    `--${inner}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    quotedPrintable(text),
    `--${inner}`,
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    quotedPrintable(html),
    `--${inner}--`,
    '',
    ...attachments.flatMap(({ name, content }) => [
      `--${outer}`,
      `Content-Type: ${MEDIA_TYPE[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      ...(content.toString('base64').match(/.{1,76}/g) ?? []),
    ]),
    `--${outer}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'ascii');
}

/** `2026-03-17T09:12:00Z` → `Tue, 17 Mar 2026 09:12:00 +0000` (RFC 5322, 3.3). */
function mailDate(instant: string): string {
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${DAYS[at.getUTCDay()]}, ${two(at.getUTCDate())} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}

/** A header's words: as they are when plain, else as an encoded word (RFC 2047). */
function word(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Quoted-printable (RFC 2045, 6.7), lines of at most 76 characters. */
function quotedPrintable(text: string): string {
  const encode = (byte: number) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text
    .split('\r\n')
    .map((line) => {
      const bytes = [...Buffer.from(line, 'utf8')];
      const tokens = bytes.map((byte, index) => {
        const blankAtEnd = (byte === 0x20 || byte === 0x09) && index === bytes.length - 1;
        return byte >= 0x20 && byte <= 0x7e && byte !== 0x3d && !blankAtEnd ? String.fromCharCode(byte) : encode(byte);
      });
      const lines = [''];
      for (const token of tokens) {
        if ((lines.at(-1) ?? '').length + token.length > 75) {
          lines[lines.length - 1] += '=';
          lines.push('');
        }
        lines[lines.length - 1] += token;
      }
      return lines.join('\r\n');
    })
    .join('\r\n');
}
