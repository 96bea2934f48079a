/** The model provider of the measurement, in a process of its own: answers after a fixed time and says how long it took. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

process.once('message', ({ latencyMs }: { latencyMs: number }) => {
  const server = createServer(async (request, response) => {
    const began = performance.now();
    let bytes = 0;
    for await (const chunk of request) bytes += (chunk as Buffer).length;
    await wait(latencyMs);
    const quote = 'water escaped from the burst pipe in the kitchen';
    const reply = { covered: true, clause: '4.2', quote, page: 1, ms: 0 };
    // From the first byte to the last word: what a caller cannot have sooner.
    reply.ms = performance.now() - began;
    const body = {
      id: 'resp_1',
      object: 'response',
      model: 'bench',
      status: 'completed',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: JSON.stringify(reply) }] }],
      usage: {
        input_tokens: Math.ceil(bytes / 4),
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 60,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: Math.ceil(bytes / 4) + 60,
      },
    };
    response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_bench' });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
});
process.once('disconnect', () => process.exit(0));
