/**
 * A configured model judges clauses in free words by the same questions and checks as in the claims process: several answers,
 * quotes verified, split ones left to a person. Budgets and records are those of the gateway, in a database of its own that
 * is removed at the end, or in that of DATABASE_URL.
 */

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { askForOpinion, OPINION_TASK } from '../../../activities/coverage/opinion/ask';
import { GuardThread } from '../../../activities/guardrails/thread/thread';
import { AnchorFolder } from '../../../activities/ledger/anchors';
import { LedgerAppender } from '../../../activities/ledger/appender';
import type { ModelGateway } from '../../../activities/models/contract';
import { Gateway } from '../../../activities/models/gateway';
import { PolicyFile } from '../../../activities/models/policy-file';
import { PromptLibrary } from '../../../activities/models/prompts';
import { ProviderRegistry } from '../../../activities/models/providers/registry';
import { DatabaseSwitches } from '../../../activities/switches/board';
import { FolderBlobStore } from '../../../platform/blobs/store';
import { silentLog } from '../../../platform/config/log';
import { connectDatabase } from '../../../platform/database/client';
import { migrateDatabase } from '../../../platform/database/migrate';
import { SigningKeys } from '../../../platform/keys/signing';
import { choosePort } from '../../../platform/local/ports';
import { clusterUrl, POSTGRES_STOP, prepareCluster, startCluster } from '../../../platform/local/postgres';
import { stopProcess } from '../../../platform/local/processes';
import { projectFile } from '../../../platform/paths';
import { type Judge, type Judgement, judgeByFigures } from './judge';

const JUDGEMENT: Record<string, Judgement> = { covered: 'covered', 'not-covered': 'not covered' };

/**
 * @param policyPath such as `config/models.yaml`
 * @throws Error where no model of the task has a key
 */
export async function modelJudge(policyPath: string): Promise<{ ask: Judge; close(): Promise<void> }> {
  const { gateway, close } = await openGateway(resolve(policyPath));
  if (!gateway.available(OPINION_TASK)) {
    await close();
    throw new Error(`${policyPath} has no model with a key for the task ${OPINION_TASK}. See docs/models.md.`);
  }
  return { ask: judgeWith(gateway), close };
}

/** Code first; what it leaves open is asked of the models, and counts only where they agree. */
export function judgeWith(gateway: ModelGateway): Judge {
  return async (clause, situation, number) => {
    const byFigures = await judgeByFigures(clause, situation, number);
    if (byFigures !== 'a person decides') return byFigures;
    const { verdict } = await askForOpinion(
      {
        question: 'Is the loss of the situation covered by the clause?',
        clauses: [{ clause: '1', heading: 'Clause', text: clause }],
        facts: [{ fact: 'situation', text: situation, trusted: false }],
      },
      {
        gateway,
        claim: { tenant: 'evaluation', claimNumber: `EVAL-${String(number + 1).padStart(6, '0')}`, episode: 1 },
        process: { type: 'evaluation', workflowId: `evaluation/coverage/${number}`, runId: 'evaluation' },
        dataClass: 'public',
        known: [],
      },
    );
    return JUDGEMENT[verdict ?? ''] ?? 'a person decides';
  };
}

async function openGateway(policyPath: string): Promise<{ gateway: Gateway; close(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'adjutant-eval-'));
  const undo: (() => Promise<unknown> | unknown)[] = [() => rmSync(home, { recursive: true, force: true })];
  const close = async () => {
    for (const step of undo.toReversed()) await step();
  };
  try {
    // Started by root, the cluster runs as another user, who must be able to pass through.
    chmodSync(home, 0o711);
    const url = process.env.DATABASE_URL ?? (await ownDatabase(home, undo));
    await migrateDatabase(url);
    const database = connectDatabase(url);
    undo.push(() => database.$client.end());
    const keys = await SigningKeys.open(join(home, 'keys'));
    const ledger = new LedgerAppender({ database, keys, anchors: new AnchorFolder(join(home, 'anchors')) });
    undo.push(() => ledger.close());
    const guardrails = new GuardThread(projectFile('config', 'guardrails', 'personal-data.model'));
    undo.push(() => guardrails.close());
    const gateway = new Gateway({
      database,
      switches: new DatabaseSwitches(database),
      ledger,
      guardrails,
      policy: new PolicyFile(policyPath),
      prompts: new PromptLibrary(projectFile('config', 'prompts')),
      providers: new ProviderRegistry((name) => process.env[name]),
      blobs: new FolderBlobStore(join(home, 'blobs')),
    });
    undo.push(() => gateway.close());
    return { gateway, close };
  } catch (problem) {
    await close();
    throw problem;
  }
}

async function ownDatabase(home: string, undo: (() => Promise<unknown> | unknown)[]): Promise<string> {
  await mkdir(join(home, 'logs'), { recursive: true });
  const cluster = await prepareCluster(home, silentLog);
  const port = await choosePort(54_500, new Set());
  const server = await startCluster(cluster, port);
  undo.push(() => stopProcess(server, POSTGRES_STOP));
  return clusterUrl(cluster, port);
}
