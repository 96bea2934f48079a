/**
 * Letters by e-mail, through a mail server that takes them in (SMTP submission, RFC 5321 and 6409). E-mail is at least once by nature: a
 * connection that breaks after the server has taken a letter, and before it has said so, looks like one that broke before.
 * The letter is then sent again under the same Message-ID, by which a mail program knows it as the same.
 *
 * 5xx to the sender, the recipient or the message: the letter is refused, now and later. 4xx, no answer, a broken
 * connection, and all that has to do with the way to the server (greeting, TLS, sign-in): temporary.
 *
 * What a server answers may repeat the claimant's address, so no word of it is kept: only its codes.
 */
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { type Delivery, DeliveryRefused, DeliveryUnavailable, type OutgoingLetter } from './delivery';
import { messageIdOf, messageOf, type Sender } from './smtp-message';

export interface SmtpDeliverySettings {
  host: string;
  port: number;
  /** `always`: TLS from the first byte (port 465); `starttls`: required after the greeting; `off`: none. */
  tls: 'always' | 'starttls' | 'off';
  user?: string;
  /** Read again for each letter, so that it can be changed while the worker runs. */
  passwordFile?: string;
  password?: string;
  sender: Sender;
  /** For one attempt, from connecting to the server's last answer. Below the activity's 45 s. Default 40,000 ms. */
  timeoutMs?: number;
  /** Certificates that are trusted besides those of Node; for tests. */
  tlsOptions?: Pick<ConnectionOptions, 'ca' | 'servername'>;
}

/** What the mail library tells of a failure. `response` is left out on purpose. */
interface SmtpFailure {
  code?: string;
  responseCode?: number;
  command?: string;
  response?: string;
}

/** "Authenticate first", "use TLS first", "bad sequence": about the session, not about the letter. */
const OF_THE_SESSION = new Set([503, 530, 534, 535, 538]);

/** The library's own findings about a letter that no server would change its mind about. */
const NEVER = new Set(['EENVELOPE', 'EMESSAGE']);

export class SmtpDelivery implements Delivery {
  private readonly place: string;
  private readonly timeoutMs: number;

  /** @param post where letters go that have no e-mail address, or that are to go by post */
  constructor(
    private readonly settings: SmtpDeliverySettings,
    private readonly post: Delivery,
  ) {
    this.place = `${settings.host}:${settings.port}`;
    this.timeoutMs = settings.timeoutMs ?? 40_000;
  }

  /** @returns `mid:` with the Message-ID (RFC 2392), or where the post keeps it */
  async deliver(letter: OutgoingLetter, signal?: AbortSignal): Promise<string> {
    const { email } = letter.recipient;
    if (email === null || letter.byPost === true) return this.post.deliver(letter, signal);
    const { sender } = this.settings;
    const message = await messageOf(letter, sender);
    const timeout = AbortSignal.timeout(this.timeoutMs);
    const stop = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    const session = new Session(this.connection());
    const cut = () => session.cut();
    stop.addEventListener('abort', cut, { once: true });
    try {
      stop.throwIfAborted();
      await session.open(await this.credentials());
      await session.send({ from: sender.address, to: [email] }, message);
      session.leave();
      return `mid:${messageIdOf(letter, sender)}`;
    } catch (error) {
      signal?.throwIfAborted();
      throw this.failureOf(error, session.stage, letter, timeout.aborted);
    } finally {
      stop.removeEventListener('abort', cut);
      session.close();
    }
  }

  private connection(): SMTPConnection {
    const { host, port, tls, tlsOptions } = this.settings;
    return new SMTPConnection({
      host,
      port,
      secure: tls === 'always',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'off',
      // The deadline of the attempt is ours; these only bound what it leaves behind.
      connectionTimeout: this.timeoutMs,
      greetingTimeout: this.timeoutMs,
      dnsTimeout: this.timeoutMs,
      socketTimeout: this.timeoutMs,
      logger: false,
      ...(tlsOptions === undefined ? {} : { tls: tlsOptions }),
    });
  }

  private async credentials(): Promise<{ user: string; pass: string } | null> {
    const { user, password, passwordFile } = this.settings;
    if (user === undefined) return null;
    if (passwordFile === undefined) return { user, pass: password ?? '' };
    try {
      return { user, pass: (await readFile(passwordFile, 'utf8')).trim() };
    } catch (error) {
      const { code = 'no code' } = error as NodeJS.ErrnoException;
      throw new DeliveryUnavailable(`The file with the mail server's password cannot be read (${code})`);
    }
  }

  private failureOf(error: unknown, stage: Session['stage'], letter: OutgoingLetter, late: boolean): Error {
    if (error instanceof DeliveryUnavailable) return error;
    const failure = (error ?? {}) as SmtpFailure;
    const key = `${letter.tenant}/${letter.claimNumber}/${letter.key}`;
    if (late) return new DeliveryUnavailable(`The mail server at ${this.place}: no answer within ${this.timeoutMs} ms`);
    const what = `The mail server at ${this.place}: ${codesOf(failure)} for ${key}`;
    return stage === 'message' && isForGood(failure) ? new DeliveryRefused(what) : new DeliveryUnavailable(what);
  }
}

/** One connection, as promises. */
class Session {
  /** How far it came: whose fault a failure is. */
  stage: 'way' | 'message' = 'way';
  private readonly broken: Promise<never>;
  private fail!: (error: unknown) => void;

  constructor(private readonly connection: SMTPConnection) {
    this.broken = new Promise<never>((_resolve, reject) => {
      this.fail = reject;
    });
    // A connection that breaks while nobody waits for it has its say when somebody does.
    this.broken.catch(() => {});
    connection.on('error', this.fail);
    connection.once('end', () => this.fail({ code: 'ECONNECTION' }));
  }

  async open(credentials: { user: string; pass: string } | null): Promise<void> {
    await this.step((done) => this.connection.connect(done));
    if (credentials !== null) await this.step((done) => this.connection.login({ credentials }, done));
  }

  async send(envelope: { from: string; to: string[] }, message: Buffer): Promise<void> {
    this.stage = 'message';
    await this.step((done) => this.connection.send({ ...envelope, size: message.length }, message, done));
  }

  /** End at once, whatever is under way. */
  cut(): void {
    this.fail({ code: 'ETIMEDOUT' });
    this.connection.close();
  }

  /** Say goodbye. What comes of it changes nothing: the letter has been taken in. */
  leave(): void {
    this.connection.quit();
  }

  close(): void {
    this.connection.close();
  }

  private step(begin: (done: (error?: unknown) => void) => void): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      begin((error) => (error == null ? resolve() : reject(error)));
    });
    return Promise.race([done, this.broken]);
  }
}

function isForGood({ code = '', responseCode }: SmtpFailure): boolean {
  if (responseCode === undefined) return NEVER.has(code);
  return responseCode >= 500 && responseCode < 600 && !OF_THE_SESSION.has(responseCode);
}

/** `550 5.1.1 to RCPT TO`: the codes, and to which command; the words stay out. */
function codesOf({ code, responseCode, command, response }: SmtpFailure): string {
  if (responseCode === undefined) return `no answer (${code ?? 'no code'})`;
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  return [responseCode, enhanced, 'to', /^[A-Z0-9 -]{1,20}$/.test(command ?? '') ? command : 'a command']
    .filter((part) => part !== undefined)
    .join(' ');
}
