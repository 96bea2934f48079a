/**
 * An example claim through reading, facts, coverage, fraud and triage: the real activities on a real database, without
 * the workflow. Readings are shared by content, so that an unchanged scan is read once in a test file.
 */
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCoverageActivities } from '../../activities/coverage/activities';
import { importPolicies } from '../../activities/coverage/import-policies';
import { TermsLibrary } from '../../activities/coverage/terms';
import { createDocumentActivities } from '../../activities/documents/activities';
import { ClaimFacts, DocumentReading, type DocumentResult } from '../../activities/documents/contract';
import { createFactsActivities } from '../../activities/documents/facts-activities';
import { ReaderPool } from '../../activities/documents/reader-pool';
import { createFraudActivities } from '../../activities/fraud/activities';
import { importHistory } from '../../activities/fraud/import-history';
import { FraudRules } from '../../activities/fraud/rules';
import { loadWatchlist } from '../../activities/fraud/watchlist';
import { DatabaseSwitches } from '../../activities/switches/board';
import { createTriageActivities } from '../../activities/triage/activities';
import { Proposal, type TriageResult } from '../../activities/triage/contract';
import { TriageRules } from '../../activities/triage/rules';
import type { ClaimKey, EvidenceRef, FileRef } from '../../activities/vocabulary';
import { type ClaimFolder, readClaimFolder, type Scenario, withChange, writeClaim } from '../../examples/generator';
import { FolderBlobStore } from '../../platform/blobs/store';
import { loadRules } from '../../platform/config/yaml-rules';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { claims } from '../../platform/database/schema';
import { projectFile } from '../../platform/paths';
import { createTestDatabase, type TestDatabase } from '../support/database';

const MARK_KEY = Buffer.alloc(32, 7);

/** What of the insurer's own data is other than in the examples. */
export interface Surroundings {
  /** Exact text in examples/policies.csv and what stands there instead. */
  policies?: [string, string];
  /** File below config/products, exact text in it, and what stands there instead. */
  terms?: [string, string, string];
  /** More exact text of that file, and what stands there instead. */
  moreTerms?: [string, string][];
}

export interface Outcome {
  triage: TriageResult;
  proposal: Proposal;
  facts: ClaimFacts;
  /** Codes of the route's and the proposal's reasons. */
  codes: string[];
}

export class Pipeline {
  private readonly readings = new Map<string, { reading: DocumentReading; result: DocumentResult }>();
  private readonly pool = new ReaderPool({ size: 2 });

  private constructor(
    private readonly db: TestDatabase,
    private readonly folder: string,
    private readonly blobs: FolderBlobStore,
  ) {}

  static async start(): Promise<Pipeline> {
    const folder = await mkdtemp(join(tmpdir(), 'adjutant-examples-'));
    return new Pipeline(await createTestDatabase(), folder, new FolderBlobStore(join(folder, 'blobs')));
  }

  async close(): Promise<void> {
    await this.pool.close();
    await this.db.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A tenant with the sample policies and history, and the terms that hold for it. */
  async tenant({ policies, terms, moreTerms = [] }: Surroundings = {}): Promise<Tenant> {
    const tenant = `t-${randomUUID().slice(0, 12)}`;
    let products = projectFile('config', 'products');
    if (terms !== undefined) {
      const [file, before, after] = terms;
      products = join(this.folder, tenant);
      await cp(projectFile('config', 'products'), products, { recursive: true });
      const changed = [[before, after] as const, ...moreTerms].reduce(
        (text, [from, to]) => replaced(text, from, to),
        await readFile(join(products, file), 'utf8'),
      );
      await writeFile(join(products, file), changed);
    }
    const library = new TermsLibrary(products);
    const table = await readFile(projectFile('examples', 'policies.csv'), 'utf8');
    const stored = await importPolicies(
      this.db.database,
      tenant,
      policies === undefined ? table : replaced(table, ...policies),
      library,
    );
    expect(stored.errors).toEqual([]);
    const history = await readFile(projectFile('examples', 'history.csv'), 'utf8');
    expect((await importHistory(this.db.database, tenant, history, MARK_KEY)).errors).toEqual([]);
    return { tenant, library };
  }

  /** A claim as its scenario with a change makes it, written as a folder and read back. */
  async changed(scenario: Scenario, change: (draft: Scenario) => void): Promise<ClaimFolder> {
    const folder = join(this.folder, randomUUID());
    await writeClaim(withChange(scenario, change), folder);
    return readClaimFolder(folder);
  }

  /** Missing things are answered from the folder once; `cleared` says that investigators have let the claim go on. */
  async run(
    folder: ClaimFolder,
    { tenant, library }: Tenant,
    { answered = true, cleared = false } = {},
  ): Promise<Outcome> {
    const claim: ClaimKey = { tenant, claimNumber: `CLM-${randomUUID().slice(0, 8).toUpperCase()}`, episode: 1 };
    const { notice } = folder;
    await this.db.database.insert(claims).values({
      ...claim,
      idempotencyKey: claim.claimNumber,
      requestHash: 'x',
      notice,
      files: [],
      policyNumber: notice.policyNumber,
      lossDate: notice.lossDate,
      cause: notice.causeOfLoss,
      createdAt: notice.reportedAt ?? '2026-09-01T00:00:00Z',
    });
    const files = answered ? [...folder.documents, ...Object.values(folder.answers).flat()] : folder.documents;
    const readings: EvidenceRef[] = [];
    for (const { name, content } of files) {
      const { sha256, bytes } = await this.blobs.put(content);
      readings.push(...(await this.read(claim, { fileId: sha256, bytes, name })));
    }
    const { database } = this.db;
    const config = (name: string) => projectFile('config', name);
    const { facts } = await createFactsActivities({ database }).assembleFacts({ claim, readings });
    const { coverage } = await createCoverageActivities({ database, terms: library }).assessCoverage({ claim, facts });
    const { screening } = await createFraudActivities({
      database,
      rules: loadRules(config('fraud.yaml'), FraudRules),
      watchlist: loadWatchlist(config('watchlist.csv')),
      markKey: MARK_KEY,
    }).screenFraud({ claim, facts });
    const triage = await createTriageActivities({
      database,
      switches: new DatabaseSwitches(database),
      rules: loadRules(config('triage.yaml'), TriageRules),
    }).proposeAndTriage({
      claim,
      facts,
      coverage,
      fraud: screening,
      alreadyAsked: [],
      investigationCleared: cleared,
    });
    const proposal = await getEvidence(database, claim, triage.proposal, Proposal);
    return {
      triage,
      proposal,
      facts: await getEvidence(database, claim, facts, ClaimFacts),
      codes: [...new Set([...triage.reasons, ...proposal.reasons].map((reason) => reason.code))],
    };
  }

  /** A file and what is attached to it; a content that was read before is not read again. */
  private async read(claim: ClaimKey, file: FileRef): Promise<EvidenceRef[]> {
    const { database } = this.db;
    const known = this.readings.get(file.fileId);
    let result = known?.result;
    let reference: EvidenceRef;
    if (known === undefined) {
      const documents = createDocumentActivities({ database, blobs: this.blobs, readers: this.pool });
      result = await documents.readDocument({ claim, file });
      reference = result.reading;
      const reading = await getEvidence(database, claim, reference, DocumentReading);
      this.readings.set(file.fileId, { reading, result });
    } else {
      reference = await putEvidence(database, claim, 'document-reading', { ...known.reading, name: file.name });
    }
    const references = [reference];
    for (const attachment of result?.attachments ?? []) references.push(...(await this.read(claim, attachment)));
    return references;
  }
}

export interface Tenant {
  tenant: string;
  library: TermsLibrary;
}

export function replaced(text: string, before: string, after: string): string {
  if (text.split(before).length !== 2) throw new Error(`"${before}" must stand in the file exactly once`);
  return text.replace(before, () => after);
}
