/**
 * The world outside: a bank and a letter service behind one HTTP server that no kill reaches. Both are slow, keep what
 * they accepted under its key, and lose every third first answer after accepting.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface PaymentTaken {
  key: string;
  currency: string;
  amountMinor: number;
  account: string;
  claimNumber: string;
}

export interface LetterTaken {
  /** Idempotency key as sent: tenant, claim and the letter's own key. */
  key: string;
  claimNumber: string;
  kind: string;
  sha256: string;
}

export class Receiver {
  /** What took effect, in order. A key that is there already has no second effect. */
  readonly payments: PaymentTaken[] = [];
  readonly letters: LetterTaken[] = [];
  /** A key that came again with other contents: a real service would have done something else the second time. */
  readonly conflicts: string[] = [];
  /** Requests that repeated a key, and answers lost on purpose. */
  repeats = 0;
  lostAnswers = 0;
  private openGate: () => void = () => {};
  private readonly gate = new Promise<void>((resolve) => {
    this.openGate = resolve;
  });
  private strike: { after: number; act: () => void } | undefined;
  private requests = 0;
  private server: Server | undefined;

  /** @returns the base address */
  async start(): Promise<string> {
    const server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.openGate();
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /**
   * Until this is called no payment is accepted. `act` runs between accepting payment number `after` and answering it; called again, for
   * another one.
   */
  open(after = Number.POSITIVE_INFINITY, act: () => void = () => {}): void {
    this.strike = { after, act };
    this.openGate();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    this.requests += 1;
    await wait(50 + ((this.requests * 37) % 101));
    const key = String(request.headers['idempotency-key']);
    const path = new URL(request.url ?? '/', 'http://outside').pathname;
    if (path === '/letters') return void this.takeLetter(key, body, response);
    if (request.method === 'GET')
      return void this.tell(decodeURIComponent(path.slice('/bank/payments/'.length)), response);
    if (path !== '/bank/payments') return void answer(response, 405, {});
    await this.gate;
    return void this.takePayment(key, body, response);
  }

  private takePayment(
    key: string,
    body: { currency: string; amountMinor: number; payee: { account: string }; reference: string },
    response: ServerResponse,
  ): void {
    const { currency, amountMinor, payee, reference } = body;
    const taken = { key, currency, amountMinor, account: payee.account, claimNumber: reference };
    const first = this.take(this.payments, taken);
    if (first && this.payments.length === this.strike?.after) {
      // Accepted and not yet answered: the moment at which nobody inside can know what happened.
      this.strike.act();
      return void this.tell(key, response);
    }
    if (first && this.loses(this.payments.length)) return void response.destroy();
    return void this.tell(key, response);
  }

  private takeLetter(
    key: string,
    body: { claim: string; kind: string; sha256: string },
    response: ServerResponse,
  ): void {
    const first = this.take(this.letters, { key, claimNumber: body.claim, kind: body.kind, sha256: body.sha256 });
    if (first && this.loses(this.letters.length)) return void response.destroy();
    return void answer(response, 201, { id: `LETTER-${this.letters.findIndex((letter) => letter.key === key) + 1}` });
  }

  /** @returns whether it took effect now */
  private take<Taken extends { key: string }>(book: Taken[], taken: Taken): boolean {
    const known = book.find((entry) => entry.key === taken.key);
    if (known === undefined) {
      book.push(taken);
      return true;
    }
    this.repeats += 1;
    if (JSON.stringify(known) !== JSON.stringify(taken)) this.conflicts.push(taken.key);
    return false;
  }

  /** Loses every third answer. */
  private loses(count: number): boolean {
    if (count % 3 !== 1) return false;
    this.lostAnswers += 1;
    return true;
  }

  private tell(key: string, response: ServerResponse): void {
    const at = this.payments.findIndex((payment) => payment.key === key);
    const payment = this.payments[at];
    if (payment === undefined) return void answer(response, 404, {});
    const { currency, amountMinor } = payment;
    return void answer(response, 200, { status: 'accepted', reference: `BANK-${at + 1}`, currency, amountMinor });
  }
}

function answer(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(content));
}
