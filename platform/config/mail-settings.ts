/** How letters leave by e-mail: LETTERS_SMTP_URL and what belongs to it, checked together. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** A mail server that takes letters in. Holds secrets: never printed as it is. */
export interface MailServer {
  host: string;
  port: number;
  /** `always`: from the first byte; `starttls`: required after the greeting; `off`: none. */
  tls: 'always' | 'starttls' | 'off';
  user?: string;
  password?: string;
  passwordFile?: string;
  sender: { name: string; address: string };
}

export const MailVariables = z.object({
  LETTERS_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an address such as smtp://user@mail.example:587' })
    .refine((address) => /^\/?$/.test(new URL(address).pathname) && !/[?#]/.test(address), 'must end after the port')
    .optional(),
  LETTERS_SMTP_FROM: z.string().optional(),
  LETTERS_SMTP_PASSWORD_FILE: z
    .string()
    .refine((path) => isAbsolute(path), 'must be the absolute path of a file')
    .optional(),
  LETTERS_SMTP_TLS: z.enum(['required', 'off'], { error: 'must be required or off' }).default('required'),
});

const PORTS = { always: 465, starttls: 587, off: 25 } as const;
const OWN_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @returns the mail server, undefined where none is set, or what is wrong, line by line; no secret is in a line */
export function mailServer(settings: z.infer<typeof MailVariables>): MailServer | undefined | { problems: string[] } {
  const { LETTERS_SMTP_URL: address, LETTERS_SMTP_PASSWORD_FILE: passwordFile } = settings;
  if (address === undefined) {
    const alone = (['LETTERS_SMTP_FROM', 'LETTERS_SMTP_PASSWORD_FILE'] as const).filter((name) => settings[name]);
    return alone.length === 0 ? undefined : { problems: alone.map((name) => `${name} needs LETTERS_SMTP_URL`) };
  }
  const url = new URL(address);
  const [user, password] = [url.username, url.password].map(decodeURIComponent) as [string, string];
  const off = settings.LETTERS_SMTP_TLS === 'off';
  const tls = url.protocol === 'smtps:' ? 'always' : off ? 'off' : 'starttls';
  const sender = senderOf(settings.LETTERS_SMTP_FROM);
  const problems: string[] = [];
  if (sender === null)
    problems.push('LETTERS_SMTP_FROM must be the sender, such as Harbour & Vale Claims <claims@harbourvale.example>');
  if (tls === 'always' && off) problems.push('LETTERS_SMTP_TLS cannot be off with smtps://');
  if (tls === 'off' && user !== '' && !OWN_MACHINE.has(url.hostname))
    problems.push('LETTERS_SMTP_TLS cannot be off for a server that is signed in to: the password would be readable');
  if (password !== '' && passwordFile !== undefined)
    problems.push('LETTERS_SMTP_PASSWORD_FILE and a password in LETTERS_SMTP_URL exclude each other');
  if (user === '' && (password !== '' || passwordFile !== undefined))
    problems.push('LETTERS_SMTP_URL has no user for the password');
  if (user !== '' && password === '' && passwordFile === undefined)
    problems.push('LETTERS_SMTP_PASSWORD_FILE must be set for the user in LETTERS_SMTP_URL');
  if (problems.length > 0 || sender === null) return { problems };
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? PORTS[tls] : Number(url.port),
    tls,
    sender,
    ...(user === '' ? {} : { user }),
    ...(password === '' ? {} : { password }),
    ...(passwordFile === undefined ? {} : { passwordFile }),
  };
}

/** `Name <address>` or an address alone. @returns null when it is neither */
function senderOf(text = ''): MailServer['sender'] | null {
  const [, named, inBrackets] = /^\s*"?([^"<>\r\n]*?)"?\s*<([^<>\s]+)>\s*$/.exec(text) ?? [];
  const address = inBrackets ?? text.trim();
  return z.email().safeParse(address).success ? { name: named ?? '', address } : null;
}

/** Without secrets. */
export function describeMailServer({ host, port, tls, user, sender }: MailServer): string {
  const words = { always: 'TLS', starttls: 'STARTTLS', off: 'not encrypted' }[tls];
  return `e-mail by ${host}:${port} (${words}, ${user === undefined ? 'not signed in' : 'signed in'}) from ${sender.address}`;
}
