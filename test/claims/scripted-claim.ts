/**
 * A claims worker whose rules are scripted, so that a test can bring a claim to any stage at will. The process, its
 * messages, the server and the history are real; only what the rules answer is written down here.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { AuthorityActivities, AuthorityJudgement, Decision } from '../../activities/authority/contract';
import type { ClaimFileActivities, EarlierEpisodes, Progress } from '../../activities/claimfile/contract';
import type { ClockActivities, NextDeadlines, TimeLimit } from '../../activities/clocks/contract';
import type {
  CoverageActivities,
  CoverageOpinionActivities,
  CoverageOpinionResult,
} from '../../activities/coverage/contract';
import type { DocumentActivities, FactsActivities } from '../../activities/documents/contract';
import type { FraudActivities } from '../../activities/fraud/contract';
import type { LetterActivities, LetterRequest } from '../../activities/letters/contract';
import type { PaymentActivities, PaymentRequest, PaymentResult } from '../../activities/payments/contract';
import type { TriageActivities, TriageResult } from '../../activities/triage/contract';
import type { FileRef } from '../../activities/vocabulary';
import { registerSearchAttributes } from '../../client/sdk/search-attributes';
import { bundleWorkflows } from '../../workers/claims-worker';
import {
  CLAIMS_PROCESS,
  type ClaimInput,
  type ClaimPace,
  claimWorkflowId,
  DEFAULT_PACE,
  taskQueues,
} from '../../workflows/claims/contract';
import { testDataConverter } from '../support/payloads';
import { until } from '../support/until';

export { until };

Runtime.install({ logger: new DefaultLogger('ERROR') });

export const sha = (text: string) => createHash('sha256').update(text).digest('hex');
export const evidence = (kind: string, text: string) => ({ ref: sha(`${kind}:${text}`), kind });

/** What the scripted rules answer; a test changes it as it goes. */
export interface Script {
  route: TriageResult['route'];
  action: TriageResult['action'];
  amountMinor: number;
  wholeMinor: number | null;
  missing: TriageResult['missing'];
  suspectedDuplicates: string[];
  /** What earlier episodes left; null in the first. */
  reopened: EarlierEpisodes | null;
  judge: (
    input: Parameters<AuthorityActivities['judgeDecision']>[0],
  ) => Promise<AuthorityJudgement> | AuthorityJudgement;
  pay: (input: PaymentRequest) => Promise<PaymentResult> | PaymentResult;
  void: (key: string) => PaymentResult;
  letter: (input: LetterRequest) => Promise<void> | void;
  read: () => Promise<void> | void;
  /** Files that are found inside the first document. */
  attachments: FileRef[];
  /** What is owed next, as the jurisdiction has it. */
  dates: () => Pick<NextDeadlines, 'escalateAt' | 'statusLetterAt' | 'limitationNoticeAt'>;
  /** Until when the claimant can go to court; null where no rule says. */
  timeLimit: TimeLimit | null;
  /** What each section of the policy pays; null where the assessment does not say. */
  sections: { section: string; claimedMinor: number; payableMinor: number }[] | null;
  /** Findings of the documents. */
  findings: { code: string; severity: 'blocking' | 'warning' }[];
  /** When the insurer had notice; null where that was when the claim was registered. */
  noticeReceivedAt: string | null;
  /** Interest on a payment. */
  interest: ClockActivities['interestOwed'];
  /** What models say; null where none is configured. */
  opinion: (() => Promise<CoverageOpinionResult>) | null;
}

export const allow = (
  userId: string,
  role: 'adjuster' | 'supervisor' | 'handler' | 'investigator',
  needsSecondPerson = false,
): AuthorityJudgement => ({
  allowed: true,
  code: null,
  reason: null,
  actor: { userId, role },
  needsSecondPerson,
  rulesHash: sha('authority'),
});

export function newScript(): Script {
  return {
    route: 'review',
    action: 'pay',
    amountMinor: 100_000,
    wholeMinor: null,
    missing: [],
    suspectedDuplicates: [],
    reopened: null,
    judge: () => allow('adjuster-1', 'adjuster'),
    pay: ({ key }) => ({ key, status: 'accepted', bankReference: 'SIM-1', rejection: null }),
    void: (key) => ({ key, status: 'voided', bankReference: 'SIM-1', rejection: null }),
    letter: () => {},
    read: () => {},
    attachments: [],
    dates: () => ({ escalateAt: null, statusLetterAt: null }),
    timeLimit: null,
    sections: null,
    findings: [],
    noticeReceivedAt: null,
    interest: async () => null,
    opinion: null,
  };
}

type Activities = ClaimFileActivities &
  FactsActivities &
  CoverageActivities &
  CoverageOpinionActivities &
  FraudActivities &
  TriageActivities &
  AuthorityActivities &
  ClockActivities &
  LetterActivities &
  PaymentActivities;

/** Everything that left the process, in order. */
export interface Outside {
  payments: string[];
  letters: Pick<LetterRequest, 'kind' | 'key' | 'decision'>[];
  progress: Progress[];
}

function activitiesOf(script: Script, outside: Outside): Activities & DocumentActivities {
  return {
    reopenClaim: () => Promise.reject(new Error('nothing is opened again here')),
    readDocument: async ({ file }) => {
      await script.read();
      return {
        file,
        status: 'read',
        type: 'repair-invoice',
        reading: evidence('document-reading', file.fileId),
        setAsideCode: null,
        setAsideReason: null,
        flags: [],
        attachments: file.name === 'document-1.pdf' ? script.attachments : [],
      };
    },
    openClaim: async () => ({
      policyNumber: 'POL-1',
      line: 'motor',
      jurisdiction: 'US-CA',
      currency: 'USD',
      openedAt: '2026-05-01T00:00:00.000Z',
      files: [],
      suspectedDuplicates: script.suspectedDuplicates,
      ...(script.noticeReceivedAt === null ? {} : { noticeReceivedAt: script.noticeReceivedAt }),
      ...(script.reopened === null ? {} : { reopened: script.reopened }),
      ...(script.timeLimit === null ? {} : { timeLimit: script.timeLimit }),
    }),
    saveProgress: async (input) => {
      outside.progress.push(input);
      return { lastSeq: outside.progress.length };
    },
    assembleFacts: async ({ readings }) => ({
      facts: evidence('claim-facts', readings.map((reading) => reading.ref).join()),
      itemCount: 1,
      claimedMinor: 150_000,
      currency: 'USD',
      findings: script.findings,
    }),
    assessCoverage: async ({ facts }) => ({
      coverage: evidence('coverage-assessment', facts.ref),
      outcome: 'covered',
      policyFound: true,
      line: 'motor',
      currency: 'USD',
      claimedMinor: 150_000,
      payableMinor: script.amountMinor,
      reasonCodes: ['deductible-applied'],
      rulesHash: sha('terms'),
      ...(script.opinion === null ? {} : { opinionPossible: true }),
      ...(script.sections === null ? {} : { sections: script.sections }),
    }),
    giveCoverageOpinion: async () => {
      if (script.opinion === null) throw new Error('nobody may ask for an opinion here');
      return script.opinion();
    },
    screenFraud: async ({ facts }) => ({
      screening: evidence('fraud-screening', facts.ref),
      score: 0,
      referral: false,
      indicatorCodes: [],
      notChecked: [],
      rulesHash: sha('fraud'),
    }),
    proposeAndTriage: async ({ coverage, alreadyAsked, investigationCleared }) => {
      const asked = script.route === 'information' && script.missing.every((item) => alreadyAsked.includes(item.code));
      const route = asked || (script.route === 'investigation' && investigationCleared) ? 'review' : script.route;
      return {
        proposal: evidence('proposal', coverage.ref),
        evidenceHash: sha(`evidence:${coverage.ref}`),
        action: script.action,
        amountMinor: script.amountMinor,
        claimedMinor: 150_000,
        wholeMinor: script.wholeMinor,
        currency: 'USD',
        route,
        reasons: [{ code: 'scripted', clause: null, text: 'as scripted' }],
        missing: script.missing,
        rulesHash: sha('triage'),
      };
    },
    nextDeadlines: async () => ({
      acknowledgeBy: null,
      decideBy: null,
      payBy: null,
      jurisdiction: 'generic',
      rulesHash: sha('clocks'),
      ...script.dates(),
    }),
    interestOwed: (input) => script.interest(input),
    judgeDecision: async (input) => script.judge(input),
    instructPayment: async (input) => {
      const result = await script.pay(input);
      outside.payments.push(input.key);
      return result;
    },
    voidPayment: async ({ key }) => script.void(key),
    sendLetter: async (input) => {
      await script.letter(input);
      const { kind, key, decision } = input;
      outside.letters.push({ kind, key, ...(decision === undefined ? {} : { decision }) });
      return { key: input.key, kind: input.kind, sha256: sha(input.key), location: `/letters/${input.key}.pdf` };
    },
  };
}

export interface ScriptedClaim {
  handle: WorkflowHandle;
  script: Script;
  outside: Outside;
  claimNumber: string;
  /** A well-formed decision on the task that is open now. */
  decision(changes: Partial<Decision> & Pick<Decision, 'action'>): Promise<Decision>;
  /** Id of the task that is open now. */
  task(): Promise<string | null>;
  /** Wait until the newest saved projection is at this status with a task or a wait. */
  reaches(status: string, after?: number): Promise<void>;
}

export interface ScriptedWorld {
  client: Client;
  dataConverter: DataConverter;
  bundle: WorkflowBundleWithSourceMap;
  start(changes?: Partial<Script>, pace?: Partial<ClaimPace>): Promise<ScriptedClaim>;
  close(): Promise<void>;
}

/**
 * One worker serves all claims of a test file, on queues of its own; each claim has its own script.
 * @param given a data converter in place of one with keys of its own
 */
export async function scriptedWorld(
  address = process.env.TEST_TEMPORAL,
  given?: DataConverter,
): Promise<ScriptedWorld> {
  if (address === undefined)
    throw new Error('TEST_TEMPORAL is not set: run the tests through jest, which starts Temporal');
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  await registerSearchAttributes(connection, 'default');
  const home = await mkdtemp(join(tmpdir(), 'adjutant-scripted-'));
  const dataConverter = given ?? (await testDataConverter(home));
  const client = new Client({ connection, dataConverter });
  const queues = taskQueues(`test-${randomUUID().slice(0, 8)}`);
  const claims = new Map<string, Activities & DocumentActivities>();
  const names = Object.keys(activitiesOf(newScript(), { payments: [], letters: [], progress: [] }));
  const dispatching = Object.fromEntries(
    names.map((name) => [
      name,
      (input: { claim: { claimNumber: string } }) => {
        const activities = claims.get(input.claim.claimNumber) as
          | Record<string, (input: unknown) => Promise<unknown>>
          | undefined;
        return activities?.[name]?.(input);
      },
    ]),
  );
  const bundle = await bundleWorkflows('ERROR');
  const worker = await Worker.create({
    connection: native,
    taskQueue: queues.claims,
    dataConverter,
    activities: dispatching,
    workflowBundle: bundle,
    stickyQueueScheduleToStartTimeout: '1s',
  });
  const reader = await Worker.create({
    connection: native,
    taskQueue: queues.documents,
    dataConverter,
    activities: dispatching,
  });
  const running = Promise.all([worker.run(), reader.run()]);

  return {
    client,
    dataConverter,
    bundle,
    async start(changes = {}, pace = {}) {
      const script = { ...newScript(), ...changes };
      const outside: Outside = { payments: [], letters: [], progress: [] };
      const claimNumber = `T-${randomUUID().slice(0, 8).toUpperCase()}`;
      claims.set(claimNumber, activitiesOf(script, outside));
      const claim = { tenant: 'default', claimNumber, episode: 1 };
      const input: ClaimInput = {
        claim,
        files: [{ fileId: sha(claimNumber), name: 'document-1.pdf', bytes: 10 }],
        pace: { ...DEFAULT_PACE, ...pace },
      };
      const handle = await client.workflow.start(CLAIMS_PROCESS, {
        workflowId: claimWorkflowId(claim),
        taskQueue: queues.claims,
        args: [input],
      });
      const at = () => outside.progress.at(-1)?.projection;
      return {
        handle,
        script,
        outside,
        claimNumber,
        async decision(given) {
          const summary = (await handle.query('state')) as { openTaskId: string | null; evidenceHash: string | null };
          return {
            decisionId: randomUUID(),
            taskId: summary.openTaskId ?? 'none',
            reasonCode: 'as-proposed',
            noteRef: null,
            evidenceHash: summary.evidenceHash ?? sha('none'),
            ticket: randomUUID(),
            ...given,
          };
        },
        task: async () => ((await handle.query('state')) as { openTaskId: string | null }).openTaskId,
        reaches: (status, after = 0) =>
          until(
            `claim at ${status} (is at ${at()?.status})`,
            () => at()?.status === status && outside.progress.length > after,
          ),
      };
    },
    async close() {
      worker.shutdown();
      reader.shutdown();
      await running;
      await native.close();
      await connection.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
