/** Builds every capability of an installation from its parts: one function, read top to bottom. */

import type { Registry } from 'prom-client';
import { createAuthorityActivities } from '../activities/authority/activities';
import { AuthorityRules } from '../activities/authority/rules';
import { createClaimFileActivities } from '../activities/claimfile/activities';
import { ProgressWriter } from '../activities/claimfile/progress-writer';
import { createClockActivities, LoadedClockRules } from '../activities/clocks/activities';
import { loadJurisdictions } from '../activities/clocks/book';
import { createCoverageActivities } from '../activities/coverage/activities';
import { createCoverageOpinionActivities } from '../activities/coverage/opinion/activities';
import { TermsLibrary } from '../activities/coverage/terms';
import { createDocumentActivities } from '../activities/documents/activities';
import { createFactsActivities } from '../activities/documents/facts-activities';
import { recognitionModelsOrNone } from '../activities/documents/models';
import { ReaderPool } from '../activities/documents/reader-pool';
import { createFraudActivities } from '../activities/fraud/activities';
import { FraudRules } from '../activities/fraud/rules';
import { loadWatchlist } from '../activities/fraud/watchlist';
import { GuardThread } from '../activities/guardrails/thread/thread';
import { createKnowledgeActivities } from '../activities/knowledge/activities';
import type { WordingLibrary } from '../activities/knowledge/wording-library';
import { createLedgerActivities } from '../activities/ledger/activities';
import { catchUpAnchors } from '../activities/ledger/anchoring';
import { AnchorFolder } from '../activities/ledger/anchors';
import { LedgerAppender } from '../activities/ledger/appender';
import { createLetterActivities } from '../activities/letters/activities';
import type { Delivery } from '../activities/letters/delivery';
import { FolderDelivery } from '../activities/letters/folder-delivery';
import { HttpDelivery } from '../activities/letters/http-delivery';
import { SmtpDelivery } from '../activities/letters/smtp-delivery';
import { loadLetterTemplates } from '../activities/letters/templates';
import { createModelActivities } from '../activities/models/activities';
import type { ModelGateway } from '../activities/models/contract';
import { Gateway } from '../activities/models/gateway';
import { PolicyFile } from '../activities/models/policy-file';
import { PromptLibrary } from '../activities/models/prompts';
import { ProviderRegistry, type Settings } from '../activities/models/providers/registry';
import { PrometheusModels } from '../activities/models/telemetry/prometheus';
import { createPaymentActivities } from '../activities/payments/activities';
import { HttpBank } from '../activities/payments/http-bank';
import { SimulatedBank } from '../activities/payments/simulated-bank';
import { createSwitchActivities, DatabaseSwitches } from '../activities/switches/board';
import { createTriageActivities } from '../activities/triage/activities';
import { TriageRules } from '../activities/triage/rules';
import { WebhookSender } from '../activities/webhooks/sender';
import type { BlobStore } from '../platform/blobs/store';
import type { Configuration } from '../platform/config/configuration';
import { type Log, silentLog } from '../platform/config/log';
import { loadRules } from '../platform/config/yaml-rules';
import type { Database } from '../platform/database/client';
import { loadOrCreateSecret } from '../platform/keys/secret';
import { SigningKeys } from '../platform/keys/signing';
import { WEBHOOK_KEY } from '../platform/keys/webhook-secret';
import { cacheFolder, projectFile } from '../platform/paths';
import { createAdministrationActivities } from './administration';
import { dataFolders } from './data-folders';
import { buildWordings, embedderOrNone, pdfTextBy } from './knowledge';

export interface CapabilitiesInput {
  configuration: Configuration;
  database: Database;
  blobs: BlobStore;
  /** Reading processes at once. */
  readers?: number;
  /** Told what is fetched, and what cannot be had. */
  log?: Log;
  /** Counters of the process. */
  metrics?: Registry;
  /** Told of trouble that is tried again by itself. */
  onProblem?: (error: unknown) => void;
  /** Addresses and keys that config/models.yaml names; the environment by default. */
  modelSettings?: Settings;
}

/** Functions by task queue, and how to end what they hold. */
export interface Capabilities {
  claims: object;
  documents: object;
  /** For activities that ask a model. */
  models: ModelGateway;
  /** For those who show clocks. */
  clockRules: LoadedClockRules;
  wordings: WordingLibrary;
  close(): Promise<void>;
}

/** @throws Error when rules or templates are not valid; the message names the place */
export async function buildCapabilities({
  configuration,
  database,
  blobs,
  readers = 2,
  log = silentLog,
  metrics,
  onProblem,
  modelSettings = (name) => process.env[name],
}: CapabilitiesInput): Promise<Capabilities> {
  const folders = dataFolders(configuration.home);
  const config = (name: string) => projectFile('config', name);
  const keys = await SigningKeys.open(folders.keys);
  const anchors = new AnchorFolder(folders.anchors);
  for (const { tenant, problem } of await catchUpAnchors({ database, keys, anchors })) {
    if (problem !== null)
      onProblem?.(new Error(`The ledger of tenant ${tenant} is not in order: ${JSON.stringify(problem)}`));
  }
  const markKey = await loadOrCreateSecret(folders.keys, 'marks');
  const appender = new LedgerAppender({ database, keys, anchors }, onProblem === undefined ? {} : { onProblem });
  const guardrails = new GuardThread(config('guardrails/personal-data.model'));
  const switches = new DatabaseSwitches(database);
  const models = new Gateway({
    database,
    switches,
    ledger: appender,
    policy: new PolicyFile(config('models.yaml'), onProblem),
    prompts: new PromptLibrary(config('prompts')),
    providers: new ProviderRegistry(modelSettings),
    blobs,
    guardrails,
    ...(metrics === undefined ? {} : { observer: new PrometheusModels(metrics) }),
    ...(onProblem === undefined ? {} : { onProblem }),
  });
  // What the last worker left behind; later ones are found by the clock (schedules.ts).
  const sweeping = models.sweep().catch((problem) => onProblem?.(problem));
  const jurisdictions = loadJurisdictions(config('jurisdictions'));
  const clockRules = new LoadedClockRules(jurisdictions);
  const terms = new TermsLibrary(config('products'));
  const pool = new ReaderPool({ size: readers });
  pool.warm();
  const recognition = recognitionModelsOrNone(cacheFolder(), log);
  // Looked for now, so that the first scan need not wait for it.
  void recognition();

  const wordings = buildWordings(database, configuration, embedderOrNone(log));

  const webhooks = new WebhookSender({
    database,
    key: await loadOrCreateSecret(folders.keys, WEBHOOK_KEY),
    inside: configuration.webhooksInside,
    ...(onProblem === undefined ? {} : { onProblem }),
  });
  webhooks.start();

  const bank =
    configuration.paymentsUrl === undefined
      ? new SimulatedBank(database)
      : new HttpBank({ url: configuration.paymentsUrl });
  const delivery = deliveryOf(configuration, folders.letters);

  return {
    claims: {
      ...createClaimFileActivities({
        database,
        progress: new ProgressWriter(database, appender),
        timeLimits: clockRules,
      }),
      ...createFactsActivities({ database }),
      ...createCoverageActivities({ database, terms, models }),
      ...createCoverageOpinionActivities({ database, gateway: models }),
      ...createFraudActivities({
        database,
        rules: loadRules(config('fraud.yaml'), FraudRules),
        watchlist: loadWatchlist(config('watchlist.csv')),
        markKey,
      }),
      ...createTriageActivities({ database, switches, rules: loadRules(config('triage.yaml'), TriageRules) }),
      ...createClockActivities({ database, book: jurisdictions }),
      ...createAuthorityActivities({ database, rules: loadRules(config('authority.yaml'), AuthorityRules) }),
      ...createModelActivities({ database, blobs, gateway: models }),
      ...createPaymentActivities({ database, bank }),
      ...createLetterActivities({ database, delivery, templates: await loadLetterTemplates(config('letters')) }),
      ...createLedgerActivities({ database, appender, keys, anchors, blobs }),
      ...createSwitchActivities({ database }),
      ...createKnowledgeActivities({ wordings, blobs, readPdf: pdfTextBy(pool, blobs) }),
      ...createAdministrationActivities({ database, blobs, markKey, terms }),
    },
    documents: createDocumentActivities({
      database,
      blobs,
      readers: pool,
      models: recognition,
    }),
    models,
    clockRules,
    wordings,
    close: async () => {
      await webhooks.close();
      pool.close();
      await sweeping;
      await models.close();
      await guardrails.close();
      await appender.close();
    },
  };
}

/** By e-mail, by somebody's service, or into the folder. */
function deliveryOf({ mail, lettersUrl }: Configuration, folder: string): Delivery {
  if (mail !== undefined) return new SmtpDelivery(mail, new FolderDelivery(folder));
  return lettersUrl === undefined ? new FolderDelivery(folder) : new HttpDelivery({ url: lettersUrl });
}
