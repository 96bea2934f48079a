/** E-mail: headers and body as text; attachments become files of their own, messages inside messages are opened up. */
import { readFile } from 'node:fs/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import type { Word } from '../words';
import { type Attachment, SetAside } from './protocol';
import { wordsOfText } from './text';

const MOST_ATTACHMENTS = 30;
/** A message in a message in a message is opened; what is deeper is not. */
const DEEPEST = 3;
/** Pictures that an e-mail shows inside its text are signatures and logos when they are this small. */
const LOGO_BYTES = 12_288;

export interface EmailContent {
  words: Word[];
  attachments: Attachment[];
  /** Messages below the deepest level. */
  unopened: number;
}

/** @throws SetAside when it is not a message or has too many attachments */
export async function readEmail(path: string): Promise<EmailContent> {
  const content: EmailContent = { words: [], attachments: [], unopened: 0 };
  await open(await readFile(path), 1, content);
  return content;
}

async function open(bytes: Buffer, depth: number, content: EmailContent): Promise<void> {
  const mail = await simpleParser(bytes, { skipImageLinks: true, maxHtmlLengthToParse: 2_000_000 }).catch(() => {
    throw new SetAside('corrupt', 'The e-mail cannot be read. Please send its attachments as files.');
  });
  if (depth === 1 && mail.headerLines.length === 0) {
    throw new SetAside(
      'corrupt',
      'The file is not an e-mail: it has no headers. Please send its attachments as files.',
    );
  }
  const firstLine = content.words.length === 0 ? 0 : (content.words.at(-1)?.line ?? 0) + 2;
  const headers = headersOf(mail);
  content.words.push(
    ...wordsOfText(headers.join('\n'), 'email-header', firstLine),
    ...wordsOfText(mail.text ?? '', 'plain-text', firstLine + headers.length + 1),
  );
  for (const attachment of mail.attachments) {
    if (attachment.related && attachment.contentType.startsWith('image/') && attachment.size < LOGO_BYTES) continue;
    if (attachment.contentType === 'message/rfc822') {
      if (depth < DEEPEST) await open(attachment.content, depth + 1, content);
      else content.unopened += 1;
      continue;
    }
    content.attachments.push({
      name: safeName(attachment.filename, content.attachments.length + 1, attachment.contentType),
      content: attachment.content,
    });
    if (content.attachments.length > MOST_ATTACHMENTS) {
      throw new SetAside(
        'too-large',
        `The e-mail has more than ${MOST_ATTACHMENTS} attachments. Please send them in several e-mails.`,
      );
    }
  }
}

function headersOf(mail: ParsedMail): string[] {
  const to = Array.isArray(mail.to) ? mail.to.map((entry) => entry.text).join(', ') : mail.to?.text;
  const sent =
    mail.date instanceof Date && !Number.isNaN(mail.date.getTime()) ? mail.date.toISOString().slice(0, 10) : '';
  return [`From: ${mail.from?.text ?? ''}`, `To: ${to ?? ''}`, `Sent: ${sent}`, `Subject: ${mail.subject ?? ''}`].map(
    (line) => line.replace(/[\r\n]+/g, ' '),
  );
}

const EXTENSION: Record<string, string> = {
  'application/pdf': '.pdf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'text/plain': '.txt',
};

/** The last part of a path, without what could steer a terminal, a file system or a reader of right-to-left text. */
export function safeName(name: string | false | undefined, number: number, mediaType: string): string {
  const last = (name === false ? '' : (name ?? '')).split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}<>:"|?*]/gu, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(plain)?.[0] ?? '';
  const stem = plain.slice(0, plain.length - extension.length).slice(0, 120);
  return stem === '' ? `attachment-${number}${extension || (EXTENSION[mediaType] ?? '')}` : `${stem}${extension}`;
}
