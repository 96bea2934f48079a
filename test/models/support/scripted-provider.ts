/**
 * Somebody else's model service, scripted: speaks Responses and Chat Completions, with faults, and keeps its own bill. What
 * it bills is what it really worked on, whatever it reports.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What happens to the next request. Faults before the work are not billed; those after it are. */
export type Fault =
  | { kind: 'status'; status: number; code?: string; type?: string; message?: string; headers?: Record<string, string> }
  | { kind: 'error-after-work'; status: number }
  | { kind: 'hang' }
  | { kind: 'cut'; after: 'headers' | 'half' }
  | { kind: 'truncated-json' }
  | { kind: 'invalid-json' }
  | { kind: 'html' }
  | { kind: 'other-shape' }
  | { kind: 'refusal' }
  | { kind: 'content-filter' }
  | { kind: 'length' }
  | { kind: 'usage'; usage: unknown }
  | { kind: 'slow'; milliseconds: number }
  | { kind: 'slow-stream'; pauseMs: number }
  | { kind: 'cut-stream' };

export interface Usage {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

export interface Billed {
  attemptId: string;
  model: string;
  usage: Usage;
  /** Billionths of a dollar. */
  nano: bigint;
}

export interface SeenRequest {
  path: string;
  attemptId: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  raw: string;
}

export interface Script {
  /** Vector of a text. */
  vector: (text: string) => number[];
  /** Text of the answer. */
  reply: string | ((request: SeenRequest) => string);
  usage: Usage;
  /** Billionths for a token: input, cached, output (reasoning too). */
  prices: { input: bigint; cached: bigint; output: bigint };
  headers: Record<string, string>;
  latencyMs: number;
}

export class ScriptedProvider {
  readonly seen: SeenRequest[] = [];
  readonly bill: Billed[] = [];
  faults: (Fault | null)[] = [];
  script: Script = {
    reply: 'It is covered.',
    vector: (text) => [text.length, 1],
    usage: { input: 1_000, cached: 0, output: 100, reasoning: 0 },
    prices: { input: 250n, cached: 25n, output: 2_000n },
    headers: {},
    latencyMs: 0,
  };
  /** Told when half of an answer was written. */
  onHalf: ((request: SeenRequest) => void) | undefined;
  private server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /** Everything that was billed, in billionths. */
  get total(): bigint {
    return this.bill.reduce((sum, { nano }) => sum + nano, 0n);
  }

  billOf(attemptId: string): bigint {
    return this.bill.filter((row) => row.attemptId === attemptId).reduce((sum, { nano }) => sum + nano, 0n);
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString();
    const request: SeenRequest = {
      path: incoming.url ?? '',
      attemptId: String(incoming.headers['x-client-request-id']),
      headers: incoming.headers,
      body: JSON.parse(raw),
      raw,
    };
    this.seen.push(request);
    const fault = this.faults.shift() ?? null;
    const answer = (status: number, content: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-request-id': `req_${this.seen.length}`,
        ...headers,
      });
      response.end(typeof content === 'string' ? content : JSON.stringify(content));
    };

    if (fault?.kind === 'status') {
      const message = fault.message ?? `scripted ${fault.status}`;
      const error = { message, code: fault.code ?? null, type: fault.type ?? null };
      return answer(fault.status, { error }, fault.headers);
    }
    if (this.script.latencyMs > 0) await wait(this.script.latencyMs);
    if (fault?.kind === 'slow') await wait(fault.milliseconds);
    this.charge(request);
    if (request.path.endsWith('/embeddings')) {
      const texts = request.body.input as string[];
      // In another order than asked: the index says which is which.
      const data = texts.map((text, index) => ({ index, embedding: this.script.vector(text) })).reverse();
      const { input } = this.script.usage;
      return answer(200, { model: request.body.model, data, usage: { prompt_tokens: input, total_tokens: input } });
    }
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'error-after-work') return answer(fault.status, { error: { message: 'lost' } });
    if (fault?.kind === 'invalid-json') return answer(200, '{"output": [}');
    if (fault?.kind === 'html') return answer(200, '<html>gateway</html>');
    if (fault?.kind === 'other-shape') return answer(200, { result: 'fine' });
    if (request.body.stream === true) return this.stream(request, response, fault);

    const body = JSON.stringify(this.answerTo(request, fault));
    const half = Math.floor(body.length / 2);
    if (fault?.kind === 'truncated-json') return answer(200, body.slice(0, half));
    if (fault?.kind === 'cut' || this.onHalf !== undefined) {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      });
      response.flushHeaders();
      if (!(fault?.kind === 'cut' && fault.after === 'headers')) response.write(body.slice(0, half));
      await wait(20);
      if (fault?.kind === 'cut') return void response.destroy();
      this.onHalf?.(request);
      await wait(5);
      response.end(body.slice(half));
      return;
    }
    answer(200, body, this.script.headers);
  }

  private charge(request: SeenRequest): void {
    const { prices } = this.script;
    const embeds = request.path.endsWith('/embeddings');
    const usage = embeds ? { ...this.script.usage, cached: 0, output: 0, reasoning: 0 } : this.script.usage;
    const half = request.body.service_tier === 'flex' ? 2n : 1n;
    const full =
      BigInt(usage.input - usage.cached) * prices.input +
      BigInt(usage.cached) * prices.cached +
      BigInt(usage.output) * prices.output;
    const nano = full / half;
    this.bill.push({ attemptId: request.attemptId, model: String(request.body.model), usage: { ...usage }, nano });
  }

  private textFor(request: SeenRequest): string {
    const { reply } = this.script;
    return typeof reply === 'string' ? reply : reply(request);
  }

  private usageFor(request: SeenRequest, fault: Fault | null): unknown {
    if (fault?.kind === 'usage') return fault.usage;
    const { input, cached, output, reasoning } = this.script.usage;
    return isChat(request)
      ? {
          prompt_tokens: input,
          prompt_tokens_details: { cached_tokens: cached },
          completion_tokens: output,
          completion_tokens_details: { reasoning_tokens: reasoning },
          total_tokens: input + output,
        }
      : {
          input_tokens: input,
          input_tokens_details: { cached_tokens: cached },
          output_tokens: output,
          output_tokens_details: { reasoning_tokens: reasoning },
          total_tokens: input + output,
        };
  }

  private answerTo(request: SeenRequest, fault: Fault | null): unknown {
    const text = this.textFor(request);
    const usage = this.usageFor(request, fault);
    const id = `resp_${this.seen.length}`;
    const { model, service_tier = 'default' } = request.body;
    if (isChat(request)) {
      const refused = fault?.kind === 'refusal';
      const finish = fault?.kind === 'content-filter' ? 'content_filter' : fault?.kind === 'length' ? 'length' : 'stop';
      const message = { role: 'assistant', content: refused ? null : text, refusal: refused ? 'I cannot help.' : null };
      return {
        id,
        object: 'chat.completion',
        model,
        service_tier,
        choices: [{ index: 0, finish_reason: finish, message }],
        usage,
      };
    }
    const content =
      fault?.kind === 'refusal' ? { type: 'refusal', refusal: 'I cannot help.' } : { type: 'output_text', text };
    const cut =
      fault?.kind === 'length' ? 'max_output_tokens' : fault?.kind === 'content-filter' ? 'content_filter' : null;
    return {
      id,
      object: 'response',
      model,
      service_tier,
      status: cut === null ? 'completed' : 'incomplete',
      incomplete_details: cut === null ? null : { reason: cut },
      output: [
        { type: 'reasoning', summary: [] },
        { type: 'message', role: 'assistant', content: [content] },
      ],
      usage,
    };
  }

  private async stream(request: SeenRequest, response: ServerResponse, fault: Fault | null): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...this.script.headers });
    response.flushHeaders();
    const say = (event: object) => void response.write(`data: ${JSON.stringify(event)}\n\n`);
    const pieces = this.textFor(request).match(/[\s\S]{1,12}/g) ?? [];
    const chat = isChat(request);
    const { model } = request.body;
    for (const [index, piece] of pieces.entries()) {
      if (fault?.kind === 'slow-stream') await wait(fault.pauseMs);
      if (fault?.kind === 'cut-stream' && index === 1) return void response.destroy();
      if (chat) say({ id: 'c', model, choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] });
      else say({ type: 'response.output_text.delta', delta: piece });
    }
    if (chat) {
      say({ id: 'c', model, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
      say({ id: 'c', model, choices: [], usage: this.usageFor(request, fault) });
      response.end('data: [DONE]\n\n');
      return;
    }
    say({ type: 'response.completed', response: this.answerTo(request, fault) });
    response.end();
  }
}

function isChat({ path }: SeenRequest): boolean {
  return path.endsWith('/chat/completions');
}
