/** E-mail: headers and body as text, attachments as files of their own. */
import { readFile } from 'node:fs/promises';
import { simpleParser } from 'mailparser';
import type { Word } from '../words';
import { SetAside } from './protocol';
import { wordsOfText } from './text';

const MOST_ATTACHMENTS = 30;

/** @throws SetAside when it is not a message */
export async function readEmail(
  path: string,
): Promise<{ words: Word[]; attachments: { name: string; content: Uint8Array }[] }> {
  const mail = await simpleParser(await readFile(path), { skipImageLinks: true, skipTextToHtml: true }).catch(() => {
    throw new SetAside('corrupt', 'The e-mail cannot be read. Please send its attachments as files.');
  });
  if (mail.attachments.length > MOST_ATTACHMENTS) {
    throw new SetAside(
      'too-large',
      `The e-mail has ${mail.attachments.length} attachments; at most ${MOST_ATTACHMENTS} are read. Please send them in several e-mails.`,
    );
  }
  const to = Array.isArray(mail.to) ? mail.to.map((entry) => entry.text).join(', ') : mail.to?.text;
  const headers = [`From: ${mail.from?.text ?? ''}`, `To: ${to ?? ''}`, `Subject: ${mail.subject ?? ''}`].join('\n');
  const words = wordsOfText(`${headers}\n${mail.text ?? ''}`).map((word) =>
    (word.line ?? 0) < 3 ? { ...word, method: 'email-header' as const } : word,
  );
  // A picture of a signature is not a document.
  const files = mail.attachments.filter((attachment) => !(attachment.related && attachment.size < 8_192));
  return {
    words,
    attachments: files.map((attachment, index) => ({
      name:
        (attachment.filename ?? `attachment-${index + 1}`).replace(/[\\/\0]/g, '_').slice(-200) ||
        `attachment-${index + 1}`,
      content: attachment.content,
    })),
  };
}
