/** A mail server of its own for tests: a real SMTP server that can be told to fail in the ways in which others do. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export type MailFault =
  /** This reply to a command, and nothing is taken in. */
  | { at: 'connection' | 'sender' | 'recipient' | 'data'; reply: number; text?: string }
  /** Taken in, then the line is cut before the answer. */
  | 'accept-then-drop'
  /** Cut while the message comes in. */
  | 'drop-in-data'
  /** Taken in, but the answer takes longer than the client waits. */
  | 'slow';

/** A message that the server has taken responsibility for. */
export interface TakenIn {
  mail: ParsedMail;
  messageId: string;
  encrypted: boolean;
  user: string | null;
  envelope: { from: string; to: string[] };
}

export class TestMailServer {
  faults: MailFault[] = [];
  taken: TakenIn[] = [];
  /** Messages that came as far as a sender, also those that failed. */
  attempts = 0;
  private readonly sockets = new Set<Socket>();
  private readonly slowly: Promise<unknown>[] = [];
  private server!: SMTPServer;

  static async start(options: SMTPServerOptions = {}): Promise<TestMailServer> {
    const started = new TestMailServer();
    await started.listen(options);
    return started;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    await Promise.all(this.slowly);
  }

  private next(at: string): (Error & { responseCode: number }) | null {
    const [fault] = this.faults;
    if (typeof fault !== 'object' || fault.at !== at) return null;
    this.faults.shift();
    return Object.assign(new Error(fault.text ?? 'no'), { responseCode: fault.reply });
  }

  private async listen(options: SMTPServerOptions): Promise<void> {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onConnect: (_session, done) => done(this.next('connection')),
      onMailFrom: (_address, _session, done) => {
        this.attempts++;
        done(this.next('sender'));
      },
      onRcptTo: (_address, _session, done) => done(this.next('recipient')),
      onData: (stream, session, done) => {
        const fault = this.faults[0];
        if (fault === 'drop-in-data') {
          this.faults.shift();
          stream.once('data', () => this.cut());
          stream.resume();
          return;
        }
        void (async () => {
          const chunks: Buffer[] = [];
          for await (const chunk of stream) chunks.push(chunk as Buffer);
          const refusal = this.next('data');
          if (refusal !== null) return done(refusal);
          const mail = await simpleParser(Buffer.concat(chunks));
          this.taken.push({
            mail,
            messageId: mail.messageId ?? '',
            encrypted: session.secure,
            user: typeof session.user === 'string' ? session.user : null,
            envelope: {
              from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
              to: session.envelope.rcptTo.map(({ address }) => address),
            },
          });
          if (fault === 'accept-then-drop') {
            this.faults.shift();
            return this.cut();
          }
          if (fault === 'slow') {
            this.faults.shift();
            const late = wait(1_500).then(() => done());
            this.slowly.push(late);
            return late;
          }
          done();
        })();
      },
      ...options,
    });
    this.server.on('error', () => {});
    this.server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', () => resolve()));
  }

  private cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** A certificate for 127.0.0.1, made now, and trusted by nobody who is not told to. */
export function ownCertificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' });
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}
