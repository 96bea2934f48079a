/** A gateway over a real database, a real ledger and the scripted provider, with a policy that each test may change. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createGuardrails } from '../../../activities/guardrails/inspect';
import { loadModel } from '../../../activities/guardrails/personal-data/model-file';
import { AnchorFolder } from '../../../activities/ledger/anchors';
import { LedgerAppender } from '../../../activities/ledger/appender';
import type { ModelRequest } from '../../../activities/models/contract';
import { Gateway, type GatewayParts } from '../../../activities/models/gateway';
import { PolicyFile } from '../../../activities/models/policy-file';
import { PromptLibrary } from '../../../activities/models/prompts';
import { ProviderRegistry } from '../../../activities/models/providers/registry';
import { DatabaseSwitches } from '../../../activities/switches/board';
import { FolderBlobStore } from '../../../platform/blobs/store';
import type { Database } from '../../../platform/database/client';
import { SigningKeys } from '../../../platform/keys/signing';
import { projectFile } from '../../../platform/paths';

/** In this thread: what is tested runs from its sources. `test/guardrails/thread.test.ts` has the thread. */
const guardrails = createGuardrails(loadModel(projectFile('config', 'guardrails', 'personal-data.model')));

/** Prices of the small model are those of the scripted provider's default script: 0.25, 0.025 and 2.00 for a million. */
export function examplePolicy(url: string, protocol: 'responses' | 'chat' = 'responses') {
  const model = (id: string, input: string, cachedInput: string, output: string) => ({
    contextTokens: 100_000,
    maxOutputTokens: 8_000,
    structured: 'strict',
    images: true,
    pdf: true,
    tokensPerPageMax: 2_000,
    dataClasses: ['public', 'internal', 'personal'],
    prices: [{ from: '2025-01-01', input, cachedInput, output }],
    deployments: [{ id, provider: 'scripted', name: id, region: 'eu', timeoutMs: 400, concurrency: 50 }],
  });
  return {
    version: 'test',
    enabled: true,
    currency: 'USD',
    regions: { default: ['eu'] } as { default: string[]; tenants?: Record<string, string[]> },
    providers: { scripted: { protocol, baseUrl: url, keyFrom: 'SCRIPTED_KEY' } } as Record<string, object>,
    models: {
      small: model('small-1', '0.25', '0.025', '2.00'),
      large: model('large-1', '1.25', '0.125', '10.00'),
    } as Record<string, ReturnType<typeof model> & { enabled?: boolean }>,
    tasks: {
      answer: {
        prompt: 'answer@1',
        kind: 'recommend',
        models: ['small', 'large'],
        maxOutputTokens: 1_000,
        maxCost: '0.50',
      } as Record<string, unknown>,
    },
    budgets: [
      { scope: 'tenant', per: 'ever', limit: '100.00' },
      { scope: 'claim', per: 'ever', limit: '50.00' },
    ] as Record<string, unknown>[],
  };
}
export type ExamplePolicy = ReturnType<typeof examplePolicy>;

export interface Bench {
  gateway: Gateway;
  folder: string;
  policyPath: string;
  write(policy: ExamplePolicy): void;
  blobs: FolderBlobStore;
  close(): Promise<void>;
}

export async function buildGateway(
  database: Database,
  policy: ExamplePolicy,
  more: Partial<GatewayParts> = {},
): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-models-'));
  const policyPath = join(folder, 'models.yaml');
  const write = (changed: ExamplePolicy) => writeFileSync(policyPath, stringify(changed));
  write(policy);
  mkdirSync(join(folder, 'prompts', 'answer'), { recursive: true });
  writeFileSync(join(folder, 'prompts', 'answer', '1.md'), 'You answer questions about a claim.');
  writeFileSync(join(folder, 'prompts', 'answer', '2.md'), 'You answer questions about a claim, briefly.');
  const keys = await SigningKeys.open(join(folder, 'keys'));
  const ledger = new LedgerAppender({ database, keys, anchors: new AnchorFolder(join(folder, 'anchors')) });
  const blobs = new FolderBlobStore(join(folder, 'blobs'));
  const gateway = new Gateway({
    database,
    switches: new DatabaseSwitches(database),
    ledger,
    policy: new PolicyFile(policyPath),
    prompts: new PromptLibrary(join(folder, 'prompts')),
    providers: new ProviderRegistry((name) => (name === 'SCRIPTED_KEY' ? 'secret' : undefined)),
    blobs,
    guardrails,
    ...more,
  });
  return {
    gateway,
    folder,
    policyPath,
    write,
    blobs,
    close: async () => {
      await gateway.close();
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let questions = 0;

/** A new question each time, unless the text is given. */
export function question(
  more: Partial<ModelRequest> & { text?: string; claimNumber?: string; tenant?: string } = {},
): ModelRequest {
  const { text, claimNumber = 'CLM-2026-000001', tenant = 'acme', ...rest } = more;
  questions += 1;
  return {
    task: 'answer',
    claim: { tenant, claimNumber, episode: 1 },
    process: { type: 'claims', workflowId: `claim/${tenant}/${claimNumber}/1`, runId: 'run-1' },
    input: [{ type: 'text', label: 'question', text: text ?? `Is it covered? (${questions})`, trust: 'trusted' }],
    risk: 'low',
    dataClass: 'internal',
    deadline: new Date(Date.now() + 60_000).toISOString(),
    ...rest,
  };
}

export interface AttemptRow {
  id: string;
  key: string;
  model: string;
  deployment: string;
  rung: number;
  status: string;
  outcome: string | null;
  reserved: bigint;
  settled: bigint | null;
}

export async function attemptRows(database: Database, key?: string): Promise<AttemptRow[]> {
  const { rows } = await database.$client.query(
    `SELECT id, key, model, deployment, rung, status, outcome, reserved_nano::text AS reserved, settled_nano::text AS settled
     FROM model_attempts WHERE $1::text IS NULL OR key = $1 ORDER BY started_at`,
    [key ?? null],
  );
  return rows.map((row) => ({
    ...row,
    reserved: BigInt(row.reserved),
    settled: row.settled === null ? null : BigInt(row.settled),
  }));
}

/** Budget rows say what the attempts say. Throws where they do not. */
export async function expectBooksToAgree(database: Database): Promise<void> {
  const { rows } = await database.$client.query(`
    SELECT b.tenant, b.scope, b.reserved_nano::text, b.settled_nano::text,
      coalesce(sum(a.reserved_nano) FILTER (WHERE a.status = 'open'), 0)::text AS open,
      coalesce(sum(a.settled_nano) FILTER (WHERE a.status <> 'open'), 0)::text AS closed
    FROM model_budgets b LEFT JOIN model_attempts a ON a.tenant = b.tenant AND a.scopes ? b.scope
    GROUP BY b.tenant, b.scope, b.reserved_nano, b.settled_nano`);
  for (const row of rows) {
    expect({ scope: row.scope, reserved: row.reserved_nano, settled: row.settled_nano }).toEqual({
      scope: row.scope,
      reserved: row.open,
      settled: row.closed,
    });
  }
}
