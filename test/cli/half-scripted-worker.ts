/**
 * A worker on the queues that the command line uses, in a namespace of its own: claim file, authority, ledger and imports are
 * real; reading and the rules answer as written in test/cli/stored-claim.ts, so that every claim comes to a review.
 */
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createAuthorityActivities } from '../../activities/authority/activities';
import { AuthorityRules } from '../../activities/authority/rules';
import { createClaimFileActivities } from '../../activities/claimfile/activities';
import { ProgressWriter } from '../../activities/claimfile/progress-writer';
import type { ClockActivities } from '../../activities/clocks/contract';
import type { CoverageActivities } from '../../activities/coverage/contract';
import { importPolicies } from '../../activities/coverage/import-policies';
import type { DocumentActivities, FactsActivities } from '../../activities/documents/contract';
import type { FraudActivities } from '../../activities/fraud/contract';
import { createLedgerActivities } from '../../activities/ledger/activities';
import { AnchorFolder } from '../../activities/ledger/anchors';
import { LedgerAppender } from '../../activities/ledger/appender';
import type { LetterActivities } from '../../activities/letters/contract';
import type { PaymentActivities } from '../../activities/payments/contract';
import type { TriageActivities } from '../../activities/triage/contract';
import type { ClaimKey } from '../../activities/vocabulary';
import { FolderBlobStore } from '../../platform/blobs/store';
import { loadRules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { SigningKeys } from '../../platform/keys/signing';
import { projectFile } from '../../platform/paths';
import { taskQueues } from '../../workflows/claims/contract';
import { testDataConverter } from '../support/payloads';
import { sha, storeEvidence } from './stored-claim';

export interface HalfScriptedWorker {
  stop(): Promise<void>;
}

type Scripted = DocumentActivities &
  ClockActivities &
  FactsActivities &
  CoverageActivities &
  FraudActivities &
  TriageActivities &
  PaymentActivities &
  LetterActivities;

function scriptedActivities(database: Database): Scripted {
  const stored = (claim: ClaimKey) => storeEvidence(database, claim.claimNumber, sha(claim.claimNumber));
  return {
    readDocument: async ({ file }) => ({
      file,
      status: 'read',
      type: 'purchase-receipt',
      reading: { ref: sha(`reading of ${file.fileId}`), kind: 'document-reading' },
      setAsideCode: null,
      setAsideReason: null,
      flags: [],
      attachments: [],
    }),
    assembleFacts: async ({ claim }) => ({
      facts: (await stored(claim)).facts,
      itemCount: 1,
      claimedMinor: 149_900,
      currency: 'EUR',
      findings: [],
    }),
    assessCoverage: async ({ claim }) => ({
      coverage: (await stored(claim)).coverage,
      outcome: 'partly-covered',
      policyFound: true,
      line: 'contents',
      currency: 'EUR',
      claimedMinor: 149_900,
      payableMinor: 94_920,
      reasonCodes: ['wear-deducted'],
      rulesHash: sha('terms'),
    }),
    screenFraud: async ({ claim }) => ({
      screening: (await stored(claim)).screening,
      score: 3,
      referral: false,
      indicatorCodes: ['early-loss'],
      notChecked: ['watchlist'],
      rulesHash: sha('fraud'),
    }),
    proposeAndTriage: async ({ claim }) => ({
      proposal: (await stored(claim)).proposal,
      evidenceHash: sha(`evidence of ${claim.claimNumber}`),
      action: 'pay-in-part',
      amountMinor: 94_920,
      claimedMinor: 149_900,
      currency: 'EUR',
      route: 'review',
      reasons: [{ code: 'needs-a-person', clause: null, text: 'Not every line is payable.' }],
      missing: [],
      rulesHash: sha('triage'),
    }),
    nextDeadlines: async () => ({
      acknowledgeBy: null,
      decideBy: null,
      statusLetterAt: null,
      payBy: null,
      escalateAt: null,
      jurisdiction: 'generic',
      rulesHash: sha('clocks'),
    }),
    interestOwed: async () => null,
    instructPayment: async ({ key }) => ({ key, status: 'accepted', bankReference: 'SIM-1', rejection: null }),
    voidPayment: async ({ key }) => ({ key, status: 'voided', bankReference: null, rejection: null }),
    sendLetter: async ({ key, kind }) => ({ key, kind, sha256: sha(key), location: `/letters/${key}.pdf` }),
  };
}

export async function startHalfScriptedWorker(
  address: string,
  namespace: string,
  database: Database,
  home: string,
  authorityFile = projectFile('config', 'authority.yaml'),
): Promise<HalfScriptedWorker> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const keys = await SigningKeys.open(join(home, 'keys'));
  const anchors = new AnchorFolder(join(home, 'anchors'));
  const appender = new LedgerAppender({ database, keys, anchors });
  const blobs = new FolderBlobStore(join(home, 'blobs'));
  const scripted = scriptedActivities(database);
  const connection = await NativeConnection.connect({ address });
  const dataConverter = await testDataConverter(home);
  const queues = taskQueues();
  const claims = await Worker.create({
    connection,
    namespace,
    taskQueue: queues.claims,
    dataConverter,
    workflowsPath: require.resolve('../../workflows'),
    activities: {
      ...scripted,
      ...createClaimFileActivities({ database, progress: new ProgressWriter(database, appender) }),
      ...createAuthorityActivities({
        database,
        rules: loadRules(authorityFile, AuthorityRules),
      }),
      ...createLedgerActivities({ database, appender, keys, anchors, blobs }),
      importTable: async ({ tenant, sha256 }: { tenant: string; sha256: string }) =>
        importPolicies(database, tenant, (await blobs.get(sha256)).toString('utf8')),
    },
  });
  const documents = await Worker.create({
    connection,
    namespace,
    taskQueue: queues.documents,
    dataConverter,
    activities: { readDocument: scripted.readDocument },
  });
  const running = Promise.all([claims.run(), documents.run()]);
  return {
    stop: async () => {
      claims.shutdown();
      documents.shutdown();
      await running;
      await appender.close();
      await connection.close();
    },
  };
}
