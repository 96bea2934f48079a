/** What is asked in the measurement: a letter of a given size with personal data in it, another one each time. */
import { z } from 'zod';
import type { KnownPersonalData, ModelRequest } from '../../activities/models/contract';
import type { ModelsPolicy } from '../../activities/models/policy';

export const OPINION = {
  name: 'opinion',
  wire: z.object({
    covered: z.boolean(),
    clause: z.string(),
    quote: z.string(),
    page: z.int(),
    ms: z.number(),
  }),
};

const SENTENCES = [
  'On 3 May 2026 water escaped from the burst pipe in the kitchen and ran into the hall before anybody was at home.',
  'The plumber shut the valve at about 18:40 and wrote on his invoice that the seal had been worn for some time.',
  'The parquet in the hall has risen along the wall; the carpenter asks 1,240.50 EUR for taking it up and laying it again.',
  'Clause 4.2 of the wording covers loss by escape of water, clause 7.1 takes out wear and gradual deterioration.',
  'Frau Schneider from the flat below rang on +49 170 1234567 and wrote from k.schneider@example.org about her ceiling.',
  'Please pay to DE89 3704 0044 0532 0130 00 and send the letter to Lindenweg 12, where Anna Maria Berg lives.',
];

export const KNOWN: KnownPersonalData[] = [
  { kind: 'PERSON', text: 'Anna Maria Berg' },
  { kind: 'ADDRESS', text: 'Lindenweg 12' },
];

/** A text of about so many bytes. */
export function letter(number: number, bytes: number): string {
  const parts = [`Letter ${number} about the loss in the kitchen.`];
  let length = 0;
  for (let n = number; length < bytes; n += 1) {
    const sentence = SENTENCES[n % SENTENCES.length] ?? '';
    parts.push(sentence);
    length += sentence.length + 1;
  }
  return parts.join(' ').slice(0, bytes);
}

/** @param asks calls about the same letter, each for a reason of its own */
export function opinionRequest(number: number, bytes: number, asks: number): ModelRequest {
  const text = letter(Math.floor(number / asks), bytes);
  // Many claims, as it would be: a hundred calls each.
  const claimNumber = `CLM-2026-${String(Math.floor(number / 100)).padStart(6, '0')}`;
  return {
    task: 'coverage-opinion',
    claim: { tenant: 'bench', claimNumber, episode: 1 },
    process: { type: 'claims', workflowId: `claim/bench/${claimNumber}/1`, runId: 'run' },
    input: [{ type: 'text', label: 'letter of the claimant', text, trust: 'untrusted' }],
    evidence: [{ document: 'letter', pages: [text] }],
    known: KNOWN,
    again: String(number),
    risk: 'medium',
    dataClass: 'personal',
    deadline: new Date(Date.now() + 60_000).toISOString(),
  };
}

/** Everything on: two rungs, learned routing, four budgets, all guards and verifiers. */
export function benchPolicy(url: string): z.input<typeof ModelsPolicy> {
  const model = (id: string) => ({
    contextTokens: 200_000,
    maxOutputTokens: 8_000,
    structured: 'strict' as const,
    dataClasses: ['internal' as const, 'personal' as const],
    prices: [{ from: '2025-01-01', input: '0.25', cachedInput: '0.025', output: '2.00' }],
    deployments: [1, 2].map((n) => ({ id: `${id}-${n}`, provider: 'bench', name: id, region: 'eu', concurrency: 200 })),
  });
  return {
    version: 'bench',
    currency: 'USD',
    regions: { default: ['eu'] },
    providers: { bench: { protocol: 'responses', baseUrl: url, keyFrom: 'BENCH_KEY' } },
    models: { small: model('small'), large: model('large') },
    tasks: {
      'coverage-opinion': {
        prompt: 'coverage-opinion@1',
        kind: 'recommend',
        models: ['small', 'large'],
        routing: 'learned',
        qualityFloor: 0.5,
        maxOutputTokens: 1_000,
        maxCost: '0.50',
        verifiers: ['quotes', 'arithmetic'],
        guards: { grounding: 'flag', outputPolicy: 'block' },
      },
    },
    budgets: [
      { scope: 'tenant', per: 'month', limit: '100000.00' },
      { scope: 'process', per: 'day', limit: '100000.00' },
      { scope: 'claim', per: 'ever', limit: '100.00' },
      { scope: 'task', per: 'day', limit: '100000.00' },
    ],
  };
}
