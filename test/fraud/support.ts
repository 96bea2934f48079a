/** A claim in which no check finds anything, and ways to change it; the shipped rules and list. */
import { randomUUID } from 'node:crypto';
import type { NoticeOfLoss } from '../../activities/claimfile/contract';
import type { Policy } from '../../activities/coverage/contract';
import type { ClaimFacts, LossItem } from '../../activities/documents/contract';
import { MarkMaker, marksOf } from '../../activities/fraud/marks';
import { FraudRules } from '../../activities/fraud/rules';
import { screen } from '../../activities/fraud/screen';
import type { FraudView } from '../../activities/fraud/view';
import { loadWatchlist } from '../../activities/fraud/watchlist';
import { loadRules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { putEvidence } from '../../platform/database/evidence';
import { claims, policies } from '../../platform/database/schema';
import { projectFile } from '../../platform/paths';

export const shipped = loadRules(projectFile('config', 'fraud.yaml'), FraudRules);
export const shippedWatchlist = loadWatchlist(projectFile('config', 'watchlist.csv'));
export const KEY = Buffer.alloc(32, 7);
export const maker = new MarkMaker(KEY, 'acme');

export const FILE = 'a'.repeat(64);
export const RECEIPT = 'b'.repeat(64);
const source = (fileId: string) => ({ fileId, page: 1, box: null, quote: 'as printed' });

export function item(changes: Partial<LossItem> = {}): LossItem {
  const fileId = changes.source?.fileId ?? FILE;
  return {
    itemId: `${fileId.slice(0, 12)}-1`,
    description: 'Windscreen',
    quantity: 1,
    claimedMinor: 90_000,
    currency: 'USD',
    purchasedOn: null,
    documentType: 'repair-invoice',
    issuer: 'Harbor Glass',
    source: source(fileId),
    confidence: 0.98,
    ...changes,
  };
}

export function paper(changes: Partial<ClaimFacts['invoices'][number]> = {}): ClaimFacts['invoices'][number] {
  return {
    fileId: FILE,
    type: 'repair-invoice',
    issuer: 'Harbor Glass',
    number: 'HG-100',
    date: '2026-05-12',
    totalMinor: 90_000,
    currency: 'USD',
    ...changes,
  };
}

export function facts(changes: Partial<ClaimFacts> = {}): ClaimFacts {
  return {
    documents: [{ fileId: FILE, name: 'invoice.pdf', type: 'repair-invoice', status: 'read', setAsideCode: null }],
    items: [item()],
    currency: 'USD',
    claimedMinor: 90_000,
    lossDates: [],
    policyNumbers: [],
    registrations: [],
    payee: { name: 'Elena Marquez', iban: '991042882 4417738205', source: null },
    phones: ['6195550107'],
    photos: [],
    invoices: [paper()],
    policeReport: null,
    findings: [],
    ...changes,
  };
}

export function notice(changes: Partial<NoticeOfLoss> = {}): NoticeOfLoss {
  return {
    policyNumber: 'MP-1',
    lossDate: '2026-05-10',
    reportedAt: '2026-05-14T09:00:00Z',
    causeOfLoss: 'glass-breakage',
    description: 'A stone hit the windscreen.',
    lossLocation: 'US-CA',
    claimant: { name: 'Elena Marquez', role: 'policyholder' },
    ...changes,
  };
}

export function policy(changes: Partial<Policy> = {}): Policy {
  const section = (name: string) => ({
    section: name,
    limitMinor: 250_000,
    aggregateLimitMinor: null,
    deductibleMinor: 10_000,
  });
  return {
    policyNumber: 'MP-1',
    product: 'motor-private',
    edition: '2026-01',
    line: 'motor',
    jurisdiction: 'US-CA',
    currency: 'USD',
    holder: 'Elena Marquez',
    insuredPersons: [],
    effectiveFrom: '2026-01-01',
    effectiveTo: '2027-01-01',
    inceptionDate: '2021-01-01',
    cancelledOn: null,
    sections: [section('own-damage'), section('glass')],
    vehicleRegistration: null,
    riskAddress: null,
    limitIncreases: [],
    ...changes,
  };
}

export function view(changes: Partial<FraudView> = {}): FraudView {
  const seen = changes.facts ?? facts();
  const said = changes.notice ?? notice();
  return {
    facts: seen,
    notice: said,
    reportedOn: '2026-05-14',
    policy: policy(),
    marks: marksOf(seen, said, maker, 'US-CA', shipped.rules),
    history: { shared: [], connected: [], losses: [] },
    watchlist: shippedWatchlist,
    ...changes,
  };
}

/** Codes of the indicators that a view shows. */
export const found = (changes: Partial<FraudView> = {}) =>
  screen(view(changes), shipped.rules).indicators.map((indicator) => indicator.code);

/** Register a claim as the client does, with its facts in evidence. */
export async function register(
  database: Database,
  claimNumber: string,
  input: { tenant?: string; notice?: Partial<NoticeOfLoss>; facts?: Partial<ClaimFacts> } = {},
) {
  const claim = { tenant: input.tenant ?? 'acme', claimNumber, episode: 1 };
  const body = notice(input.notice);
  await database.insert(claims).values({
    tenant: claim.tenant,
    claimNumber,
    idempotencyKey: randomUUID(),
    requestHash: 'c'.repeat(64),
    notice: body,
    files: [],
    policyNumber: body.policyNumber,
    lossDate: body.lossDate,
    cause: body.causeOfLoss,
  });
  return { claim, facts: await putEvidence(database, claim, 'claim-facts', facts(input.facts)) };
}

export async function storePolicy(database: Database, tenant: string, body: Policy): Promise<void> {
  const { policyNumber, effectiveFrom, effectiveTo, line, jurisdiction, currency } = body;
  await database
    .insert(policies)
    .values({ tenant, policyNumber, effectiveFrom, effectiveTo, line, jurisdiction, currency, body });
}
