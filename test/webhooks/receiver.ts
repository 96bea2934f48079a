/** An address of somebody else: keeps what it is sent, and answers as it is told. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  headers: Record<string, string>;
  body: string;
  event: { id: string; type: string; subject: string; data: Record<string, unknown> };
}

export class Receiver {
  readonly received: Received[] = [];
  /** Of the next requests, in order; then 204. `hang`: no answer; `reset`: the connection ends. */
  answers: (number | 'hang' | 'reset')[] = [];
  private server: Server | undefined;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        this.received.push({ headers, body, event: JSON.parse(body) });
        const answer = this.answers.shift() ?? 204;
        if (answer === 'hang') return;
        if (answer === 'reset') request.socket.destroy();
        else {
          // A redirect into a network is not followed.
          if (answer === 302) response.setHeader('location', 'http://169.254.169.254/');
          response.statusCode = answer;
          response.end('what is said here is not read');
        }
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
