/** Sends requests at their times, whether or not earlier ones are answered: a process of its own, so that it takes none of the API's time. */
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../random';

export interface LoadOrder {
  address: string;
  token: string;
  rate: number;
  warmUpSeconds: number;
  seconds: number;
  /** Paths by kind, with how often a kind is asked for beside the others. */
  reads: { kind: string; weight: number; paths: string[] }[];
}

export interface LoadResult {
  kind: string;
  /** From when it was due to the last byte. */
  ms: number;
  status: number;
  bytes: number;
}

async function run({ address, token, rate, warmUpSeconds, seconds, reads }: LoadOrder): Promise<LoadResult[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const random = new Random(7);
  const wheel = reads.flatMap((read) => Array.from({ length: read.weight }, () => read));
  const results: LoadResult[] = [];
  const warmUp = warmUpSeconds * rate;
  const count = warmUp + seconds * rate;
  const began = performance.now();
  const under: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const due = began + (index * 1000) / rate;
    const early = due - performance.now();
    if (early > 1) await wait(early);
    const { kind, paths } = random.pick(wheel);
    under.push(
      get(agent, `${address}${random.pick(paths)}`, token).then(({ status, bytes }) => {
        if (index >= warmUp) results.push({ kind, ms: performance.now() - due, status, bytes });
      }),
    );
  }
  await Promise.all(under);
  agent.destroy();
  return results;
}

function get(agent: Agent, url: string, token: string): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

process.once('message', (order: LoadOrder) => {
  run(order).then(
    (results) => process.send?.(results, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
