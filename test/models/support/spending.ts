/** What parent and workers of spending.test.ts agree on. */
import type { ModelRequest } from '../../../activities/models/contract';
import { examplePolicy } from './gateway-parts';

export interface SpendingOrder {
  name: string;
  databaseUrl: string;
  providerUrl: string;
  from: number;
  count: number;
  leaseMs: number;
  die: { stage: 'before-send' | 'mid-response' | 'after-answer'; at: number };
}

/** A budget of 1.00; each call reserves about 0.0094 and costs 0.0086: 200 of them are too many. */
export function spendingPolicy(url: string) {
  const policy = examplePolicy(url);
  Object.assign(policy.models.small!, {
    prices: [{ from: '2025-01-01', input: '2.00', cachedInput: '0.20', output: '8.00' }],
    deployments: [{ ...policy.models.small!.deployments[0]!, timeoutMs: 5_000, concurrency: 20 }],
  });
  policy.tasks.answer.models = ['small'];
  policy.budgets = [
    { scope: 'tenant', per: 'ever', limit: '1.00' },
    { scope: 'claim', per: 'ever', limit: '0.60' },
  ];
  return policy;
}

/** Half of the questions belong to one claim, half to another. */
export function spendingQuestion(n: number): ModelRequest {
  const claimNumber = n % 2 === 0 ? 'CLM-2026-000001' : 'CLM-2026-000002';
  return {
    task: 'answer',
    claim: { tenant: 'acme', claimNumber, episode: 1 },
    process: { type: 'claims', workflowId: `claim/acme/${claimNumber}/1`, runId: 'run' },
    input: [{ type: 'text', label: 'question', text: `Question ${n}`, trust: 'trusted' }],
    risk: 'low',
    dataClass: 'internal',
    deadline: '2099-01-01T00:00:00.000Z',
  };
}
