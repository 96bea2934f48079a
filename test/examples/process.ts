/**
 * Example claims through the whole process: a worker with every real capability, the shared Temporal server, a real
 * database, real reading processes, and the scripted people of the demo. Every change gets a tenant of its own.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createLocalUsers } from '../../activities/authority/directory';
import type { ClaimProjection } from '../../activities/claimfile/contract';
import { importPolicies } from '../../activities/coverage/import-policies';
import { TermsLibrary } from '../../activities/coverage/terms';
import { ProcessPageImages } from '../../activities/documents/page-images';
import { importHistory } from '../../activities/fraud/import-history';
import { createLetterDrafts } from '../../activities/letters/draft';
import { loadLetterTemplates } from '../../activities/letters/templates';
import type { ApiServer } from '../../client/api/context';
import { buildApi } from '../../client/api/server';
import { AdjutantClient } from '../../client/sdk';
import { People } from '../../examples/demo/people';
import { type ClaimFolder, readClaimFolder, type Scenario, withChange, writeClaim } from '../../examples/generator';
import { FolderBlobStore } from '../../platform/blobs/store';
import { loadConfiguration } from '../../platform/config/configuration';
import { loadOrCreateSecret } from '../../platform/keys/secret';
import { projectFile } from '../../platform/paths';
import { buildCapabilities, type Capabilities } from '../../workers/capabilities';
import { bundleWorkflows, type RunningWorkers, startWorkers } from '../../workers/claims-worker';
import { dataFolders } from '../../workers/data-folders';
import { DecisionLetterPreviews } from '../../workers/letter-previews';
import { type ClaimPace, taskQueues } from '../../workflows/claims/contract';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { testDataConverter } from '../support/payloads';
import { testTemporal } from '../support/temporal';
import { until } from '../support/until';
import { replaced } from './pipeline';

Runtime.install({ logger: new DefaultLogger('ERROR') });

/** What takes days in earnest. */
const PACE = { reminderAfterMs: 1_000, informationDeadlineMs: 2_500, reviewDueMs: 60 * 60 * 1000 };

export interface Insurer {
  tenant: string;
  client: AdjutantClient;
  tokens: Record<string, string>;
}

export class ProcessWorld {
  private readonly pageImages: ProcessPageImages;

  private constructor(
    readonly home: string,
    private readonly db: TestDatabase,
    private readonly connection: Connection,
    private readonly capabilities: Capabilities,
    private readonly workers: RunningWorkers,
    private readonly queues: ReturnType<typeof taskQueues>,
  ) {
    this.pageImages = new ProcessPageImages({ blobs: new FolderBlobStore(dataFolders(home).blobs) });
  }

  /** @param modelSettings addresses and keys of models; none by default, whatever the environment has */
  static async start(modelSettings: Record<string, string> = {}): Promise<ProcessWorld> {
    const home = await mkdtemp(join(tmpdir(), 'adjutant-process-'));
    const { address, namespace } = testTemporal();
    const workflowBundle = await bundleWorkflows('ERROR');
    const dataConverter = await testDataConverter(home);
    const db = await createTestDatabase();
    const blobs = new FolderBlobStore(dataFolders(home).blobs);
    const configuration = loadConfiguration({ ADJUTANT_HOME: home });
    const capabilities = await buildCapabilities({
      configuration,
      database: db.database,
      blobs,
      modelSettings: (name) => modelSettings[name],
    });
    const queues = taskQueues(`test-${randomUUID().slice(0, 8)}`);
    const workers = await startWorkers({
      temporalAddress: address,
      namespace,
      dataConverter,
      capabilities,
      documentConcurrency: 2,
      workflowBundle,
      queues,
    });
    return new ProcessWorld(home, db, await Connection.connect({ address }), capabilities, workers, queues);
  }

  get database() {
    return this.db.database;
  }

  /** For processes of their own. */
  get databaseUrl(): string {
    return this.db.url;
  }

  async close(): Promise<void> {
    await this.workers.stop();
    this.pageImages.close();
    await this.connection.close();
    await this.capabilities.close();
    await this.db.close();
    await rm(this.home, { recursive: true, force: true });
  }

  /** An insurer with the sample policies and history. @param policies exact text of them, and what stands there instead */
  async insurer(policies?: [string, string], pace: ClaimPace = PACE): Promise<Insurer> {
    const tenant = `t-${randomUUID().slice(0, 12)}`;
    const { database } = this.db;
    const table = await readFile(projectFile('examples', 'policies.csv'), 'utf8');
    const changed = policies === undefined ? table : replaced(table, ...policies);
    const terms = new TermsLibrary(projectFile('config', 'products'));
    expect((await importPolicies(database, tenant, changed, terms)).errors).toEqual([]);
    const markKey = await loadOrCreateSecret(dataFolders(this.home).keys, 'marks');
    const history = await readFile(projectFile('examples', 'history.csv'), 'utf8');
    expect((await importHistory(database, tenant, history, markKey)).errors).toEqual([]);
    const tokens = await createLocalUsers(database, tenant);
    const client = new AdjutantClient({
      temporal: await this.temporal(),
      database,
      blobs: new FolderBlobStore(dataFolders(this.home).blobs),
      tenant,
      token: tokens['service-1']!,
      pace,
      queues: this.queues,
    });
    return { tenant, client, tokens };
  }

  /** The API for an insurer; whoever asks for it closes it. */
  async api({ client, tenant }: Insurer): Promise<ApiServer> {
    const { database } = this;
    const templates = await loadLetterTemplates(projectFile('config', 'letters'));
    return buildApi({
      client,
      database,
      place: { tenant, namespace: testTemporal().namespace, uiAddress: undefined },
      pageImages: this.pageImages,
      clockRules: this.capabilities.clockRules,
      letterPreviews: new DecisionLetterPreviews(database, createLetterDrafts({ database, templates }), PACE),
    });
  }

  private async temporal(): Promise<Client> {
    return new Client({ connection: this.connection, dataConverter: await testDataConverter(this.home) });
  }

  /** As retention does it, at once: Temporal knows nothing of the run any more. */
  async forget(workflowId: string): Promise<void> {
    const { namespace } = testTemporal();
    const client = await this.temporal();
    await client.workflow.getHandle(workflowId).result();
    await this.connection.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } });
    await until(
      `${workflowId} is gone`,
      () =>
        client.workflow
          .getHandle(workflowId)
          .describe()
          .then(
            () => false,
            (error: unknown) => error instanceof WorkflowNotFoundError,
          ),
      90_000,
    );
  }

  /** As an operator does it. @param to first or last workflow task that was completed */
  async reset(workflowId: string, to: 'first' | 'last'): Promise<void> {
    const { namespace } = testTemporal();
    const handle = (await this.temporal()).workflow.getHandle(workflowId);
    const { runId } = await handle.describe();
    const events = (await handle.fetchHistory()).events ?? [];
    const completed = events.filter(({ workflowTaskCompletedEventAttributes: done }) => done != null);
    await this.connection.workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId },
      reason: 'test',
      requestId: randomUUID(),
      workflowTaskFinishEventId: (to === 'first' ? completed[0] : completed.at(-1))?.eventId,
    });
  }

  async terminate(workflowId: string): Promise<void> {
    await (await this.temporal()).workflow.getHandle(workflowId).terminate('test');
  }

  async statusOf(workflowId: string): Promise<string> {
    return (await (await this.temporal()).workflow.getHandle(workflowId).describe()).status.name;
  }

  /** Past the client, as another system that holds the workflow's id could. */
  async signal(workflowId: string, name: string, payload: unknown): Promise<void> {
    await (await this.temporal()).workflow.getHandle(workflowId).signal(name, payload);
  }

  /** Past the client, as somebody with access to Temporal could. @returns why it failed */
  async startDirectly(workflow: string, workflowId: string, args: unknown[]): Promise<string> {
    const client = await this.temporal();
    const taskQueue = this.queues.claims;
    return client.workflow.execute(workflow, { workflowId, taskQueue, args }).then(
      () => 'it did not fail',
      (error: unknown) => {
        for (let cause = error; cause instanceof Error; cause = cause.cause)
          if (cause.cause === undefined) return cause.message;
        return String(error);
      },
    );
  }

  /** A claim as its scenario with a change makes it. */
  async changed(scenario: Scenario, change: (draft: Scenario) => void = () => {}): Promise<ClaimFolder> {
    const folder = join(this.home, 'claims', randomUUID());
    await writeClaim(withChange(scenario, change), folder);
    return readClaimFolder(folder);
  }

  /** Submit a claim and attend to it until it is closed. */
  async take(insurer: Insurer, folder: ClaimFolder): Promise<ClaimProjection> {
    const people = new People(insurer.client, insurer.tokens, () => {});
    return this.watch(insurer, folder, async (claim) => {
      if (claim.status === 'closed') return true;
      await people.attend(folder, claim);
      return false;
    });
  }

  /** Submit a claim, and leave it to the caller once it waits for a person: nobody attends to it. */
  takeToReview(insurer: Insurer, folder: ClaimFolder): Promise<ClaimProjection> {
    return this.watch(insurer, folder, async (claim) => claim.status === 'in-review');
  }

  private async watch(
    { client }: Insurer,
    { notice, documents, name }: ClaimFolder,
    enough: (claim: ClaimProjection) => Promise<boolean>,
  ): Promise<ClaimProjection> {
    const { claimNumber } = await client.claims.submit({ notice, files: documents, idempotencyKey: name });
    const deadline = Date.now() + 80_000;
    for (;;) {
      const claim = await client.claims.show(claimNumber);
      if (await enough(claim)) return claim;
      if (Date.now() > deadline) throw new Error(`${claimNumber} is still ${claim.status}: ${claim.waitingFor}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** The text of a letter that was delivered to the folder. */
export function letterText(claim: ClaimProjection, kind: string): Promise<string> {
  const letter = claim.letters.findLast((one) => one.kind === kind);
  if (letter === undefined) throw new Error(`There is no letter ${kind}, only ${claim.letters.map((one) => one.kind)}`);
  return readFile(letter.location.replace(/pdf$/, 'txt'), 'utf8').then((text) => text.replaceAll(/\s+/g, ' '));
}
