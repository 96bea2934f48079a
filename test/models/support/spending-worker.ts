/**
 * A worker process that asks many questions at once, and dies at a given point. Run by spending.test.ts; prints nothing, tells
 * its parent when it is ready and when it is done.
 */
import { ProviderRegistry, type Providers } from '../../../activities/models/providers/registry';
import { connectDatabase } from '../../../platform/database/client';
import { buildGateway } from './gateway-parts';
import { type SpendingOrder, spendingPolicy, spendingQuestion } from './spending';

/** Dies at the n-th request: before it is sent, or when its answer is there and not yet stored. */
function mortal(providers: Providers, { stage, at }: SpendingOrder['die']): Providers {
  let count = 0;
  const dieAt = (point: SpendingOrder['die']['stage']) => {
    if (point !== stage) return;
    count += 1;
    if (count === at) process.kill(process.pid, 'SIGKILL');
  };
  return {
    get: (policy) => {
      const provider = providers.get(policy);
      if (provider === null) return null;
      return {
        generate: async (request) => {
          dieAt('before-send');
          const answer = await provider.generate(request);
          dieAt('after-answer');
          return answer;
        },
      };
    },
  };
}

process.once('message', async (order: SpendingOrder) => {
  const database = connectDatabase(order.databaseUrl, 6);
  const registry = new ProviderRegistry((name) => (name === 'SCRIPTED_KEY' ? order.name : undefined));
  const bench = await buildGateway(database, spendingPolicy(order.providerUrl), {
    providers: mortal(registry, order.die),
    leaseMs: order.leaseMs,
  });
  const numbers = Array.from({ length: order.count }, (_, n) => order.from + n);
  const ends = await Promise.all(
    numbers.map((n) => bench.gateway.run(spendingQuestion(n)).then((result) => result.outcome, String)),
  );
  process.send?.({ done: ends });
});
process.send?.({ ready: true });
