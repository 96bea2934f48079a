/** Somebody else's bank over HTTP, scripted with faults. It counts what it was asked and what it effectively paid. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What happens to the next instruction. `status` answers without booking; the others book first. */
export type Fault =
  | { kind: 'status'; status: number; body?: unknown }
  | { kind: 'accept-then-silence' }
  | { kind: 'accept-then-reset' }
  | { kind: 'reset' }
  | { kind: 'slow'; milliseconds: number }
  | { kind: 'nonsense' };

interface Booked {
  status: string;
  currency: string;
  amountMinor: number;
  account: string;
}

export class ScriptedBank {
  readonly calls: string[] = [];
  readonly bookings = new Map<string, Booked>();
  /** Payments carried out, by key: more than one for a key is money paid twice. */
  readonly effective = new Map<string, number>();
  faults: Fault[] = [];
  queryFaults: number[] = [];
  authorization: string | undefined;
  private server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    this.authorization = request.headers.authorization;
    const [, , keyPart, verb] = new URL(request.url ?? '/', 'http://bank').pathname.split('/').slice(1);
    const answer = (status: number, content: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(content));
    };

    if (request.method === 'GET') {
      const key = decodeURIComponent(keyPart ?? '');
      this.calls.push(`query ${key}`);
      const fault = this.queryFaults.shift();
      if (fault !== undefined) return answer(fault, {});
      return this.bookings.has(key) ? answer(200, this.told(key)) : answer(404, {});
    }
    if (verb === 'void') {
      const key = decodeURIComponent(keyPart ?? '');
      this.calls.push(`void ${key}`);
      const booked = this.bookings.get(key);
      if (booked === undefined) return answer(404, {});
      if (booked.status === 'released') return answer(409, {});
      if (booked.status === 'accepted') {
        booked.status = 'voided';
        this.effective.set(key, (this.effective.get(key) ?? 0) - 1);
      }
      return answer(200, this.told(key));
    }

    const key = String(request.headers['idempotency-key']);
    this.calls.push(`instruct ${key}`);
    const fault = this.faults.shift();
    if (fault?.kind === 'status') return answer(fault.status, fault.body ?? {});
    if (fault?.kind === 'reset') return void response.destroy();
    if (fault?.kind === 'slow') await wait(fault.milliseconds);
    if (!this.bookings.has(key)) {
      this.bookings.set(key, {
        status: 'accepted',
        currency: body.currency,
        amountMinor: body.amountMinor,
        account: body.payee.account,
      });
      this.effective.set(key, (this.effective.get(key) ?? 0) + 1);
    }
    if (fault?.kind === 'accept-then-silence') return;
    if (fault?.kind === 'accept-then-reset') return void response.destroy();
    if (fault?.kind === 'nonsense') return answer(200, { status: 'perhaps' });
    return answer(201, this.told(key));
  }

  private told(key: string): unknown {
    const booked = this.bookings.get(key);
    return { ...booked, account: undefined, reference: `BANK-${key.length}` };
  }
}
