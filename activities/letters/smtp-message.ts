/**
 * A letter as an e-mail: the text as its body, the PDF attached. Every attempt sends the same under the same Message-ID, so that a
 * mail program that gets it twice knows it as one.
 */
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingLetter } from './delivery';

export interface Sender {
  name: string;
  address: string;
}

/**
 * The Message-ID of a letter, without brackets: the same for the same letter under the same key, whoever asks and whenever.
 * A letter that was put right after it had been refused is another message and has another one (RFC 5322, 3.6.4).
 */
export function messageIdOf(letter: OutgoingLetter, sender: Sender): string {
  const { tenant, claimNumber, key, sha256 } = letter;
  const hash = createHash('sha256')
    .update(JSON.stringify([tenant, claimNumber, key, sha256]))
    .digest('hex');
  return `${hash.slice(0, 40)}@${domainOf(sender.address)}`;
}

/** @throws Error when the letter has no e-mail address */
export async function messageOf(letter: OutgoingLetter, sender: Sender): Promise<Buffer> {
  const { email, name } = letter.recipient;
  if (email === null) throw new Error('A letter without an e-mail address is no e-mail');
  const messageId = messageIdOf(letter, sender);
  const composer = new MailComposer({
    from: sender,
    to: { name, address: email },
    subject: subjectOf(letter),
    messageId: `<${messageId}>`,
    // RFC 3834: nothing that answers by itself should answer this.
    headers: { 'Auto-Submitted': 'auto-generated' },
    baseBoundary: messageId.slice(0, 24),
    text: letter.text,
    attachments: [
      {
        filename: `${letter.claimNumber}-${letter.kind}.pdf`,
        content: letter.pdf,
        contentType: 'application/pdf',
      },
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** Domain of an e-mail address. */
function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function subjectOf({ subject, claimNumber }: OutgoingLetter): string {
  return `${subject} (${claimNumber})`;
}
