/** Fraud screening as an activity: what the history knows, the indicators, and the claim's own marks for later ones. */
import { createHmac } from 'node:crypto';
import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Rules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { claimMarks, claims, claimsHistory, policies } from '../../platform/database/schema';
import { NoticeOfLoss } from '../claimfile/contract';
import { Policy } from '../coverage/contract';
import { ClaimFacts } from '../documents/contract';
import type { ClaimKey } from '../vocabulary';
import type { FraudActivities, FraudScreening } from './contract';
import { findIndicators, isReferral, normalName, type SharedMark } from './indicators';
import type { FraudRules } from './rules';
import type { Watchlist } from './watchlist';

export interface FraudParts {
  database: Database;
  rules: Rules<FraudRules>;
  watchlist: Watchlist | null;
  /** Secret under which accounts and phones are hashed: the marks cannot be turned back into them. */
  markKey: Buffer;
}

export function createFraudActivities(parts: FraudParts): FraudActivities {
  return {
    screenFraud: async ({ claim, facts: reference }) => {
      const { database, rules } = parts;
      const facts = await getEvidence(database, claim, reference, ClaimFacts);
      const [row] = await database
        .select()
        .from(claims)
        .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
      if (row === undefined) throw new Error(`Claim ${claim.claimNumber} has no notice`);
      const notice = NoticeOfLoss.parse(row.notice);
      const marks = marksOf(facts, parts.markKey);
      const [policy, shared, earlierLosses, hasHistory] = await Promise.all([
        loadPolicy(database, claim, notice),
        sharedMarks(database, claim, marks),
        lossesBefore(database, claim, notice),
        hasSource(database, claim),
      ]);
      const listed = [notice.claimant.name, facts.payee?.name ?? ''].flatMap(
        (name) => parts.watchlist?.get(normalName(name)) ?? [],
      );
      const indicators = findIndicators({ facts, notice, policy, shared, earlierLosses, listed }, rules.rules);
      const screening: FraudScreening = {
        ...isReferral(indicators, rules.rules),
        indicators,
        ...checks(parts.watchlist !== null, hasHistory, policy !== null),
        rules: { version: rules.rules.version, sha256: rules.sha256 },
      };
      await writeMarks(database, claim, notice.policyNumber, marks);
      return {
        screening: await putEvidence(database, claim, 'fraud-screening', screening),
        score: screening.score,
        referral: screening.referral,
        indicatorCodes: indicators.map((indicator) => indicator.code),
        notChecked: screening.notChecked.map((entry) => entry.check),
        rulesHash: rules.sha256,
      };
    },
  };
}

/** A check that has no source to look in is "not checked", never "clear". */
function checks(
  hasWatchlist: boolean,
  hasHistory: boolean,
  hasPolicy: boolean,
): Pick<FraudScreening, 'checked' | 'notChecked'> {
  const all: [string, boolean, string][] = [
    ['claims-history', hasHistory, 'No claims history has been imported, and there are no other claims.'],
    ['watchlist', hasWatchlist, 'This installation has no watchlist.'],
    ['policy-dates', hasPolicy, 'There is no policy to compare with.'],
    ['document-dates', true, ''],
    ['thresholds', true, ''],
  ];
  return {
    checked: all.filter(([, can]) => can).map(([check]) => check),
    notChecked: all.filter(([, can]) => !can).map(([check, , why]) => ({ check, why })),
  };
}

type Mark = { kind: SharedMark['kind']; value: string };

/** Marks of a claim. Accounts and phones are hashed under the key; invoices and files say nothing about people. */
export function marksOf(facts: ClaimFacts, key: Buffer): Mark[] {
  const secret = (value: string) =>
    createHmac('sha256', key)
      .update(value.toUpperCase().replace(/[^A-Z0-9+]/g, ''))
      .digest('hex');
  const marks: Mark[] = [
    ...facts.invoices.flatMap((invoice) =>
      invoice.number === null ? [] : [{ kind: 'invoice' as const, value: invoiceMark(invoice.issuer, invoice.number) }],
    ),
    ...facts.documents
      .filter((document) => document.type !== 'unknown' && document.type !== 'correspondence')
      .map((document) => ({ kind: 'file' as const, value: document.fileId })),
    ...(facts.payee === null ? [] : [{ kind: 'account' as const, value: secret(facts.payee.iban) }]),
    ...facts.phones.map((phone) => ({ kind: 'phone' as const, value: secret(phone) })),
  ];
  return [...new Map(marks.map((mark) => [`${mark.kind}/${mark.value}`, mark])).values()];
}

/** Invoices are the same when number and issuer are, whatever the spelling. */
export function invoiceMark(issuer: string | null, number: string): string {
  return `${normalName(issuer ?? '')}|${number.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;
}

async function sharedMarks(database: Database, claim: ClaimKey, marks: Mark[]): Promise<SharedMark[]> {
  if (marks.length === 0) return [];
  const rows = await database
    .select()
    .from(claimMarks)
    .where(
      and(
        eq(claimMarks.tenant, claim.tenant),
        ne(claimMarks.reference, claim.claimNumber),
        inArray(
          claimMarks.value,
          marks.map((mark) => mark.value),
        ),
      ),
    )
    .orderBy(claimMarks.kind, claimMarks.reference);
  return rows
    .filter((row) => marks.some((mark) => mark.kind === row.kind && mark.value === row.value))
    .map((row) => ({ kind: row.kind as SharedMark['kind'], reference: row.reference, policyNumber: row.policyNumber }));
}

async function writeMarks(database: Database, claim: ClaimKey, policyNumber: string, marks: Mark[]): Promise<void> {
  if (marks.length === 0) return;
  await database
    .insert(claimMarks)
    .values(marks.map((mark) => ({ tenant: claim.tenant, reference: claim.claimNumber, policyNumber, ...mark })))
    .onConflictDoNothing();
}

async function lossesBefore(
  database: Database,
  claim: ClaimKey,
  notice: NoticeOfLoss,
): Promise<{ reference: string; lossDate: string }[]> {
  const rows = await database
    .selectDistinct({ reference: claimsHistory.reference, lossDate: claimsHistory.lossDate })
    .from(claimsHistory)
    .where(
      and(
        eq(claimsHistory.tenant, claim.tenant),
        eq(claimsHistory.policyNumber, notice.policyNumber),
        ne(claimsHistory.reference, claim.claimNumber),
      ),
    )
    .orderBy(claimsHistory.reference);
  return rows;
}

async function hasSource(database: Database, claim: ClaimKey): Promise<boolean> {
  const result = await database.execute<{ known: boolean }>(
    sql`SELECT EXISTS (SELECT 1 FROM ${claimsHistory} WHERE tenant = ${claim.tenant}) OR EXISTS (SELECT 1 FROM ${claimMarks} WHERE tenant = ${claim.tenant} AND reference <> ${claim.claimNumber}) AS known`,
  );
  return result.rows[0]?.known === true;
}

async function loadPolicy(database: Database, claim: ClaimKey, notice: NoticeOfLoss): Promise<Policy | null> {
  const rows = await database
    .select({ body: policies.body })
    .from(policies)
    .where(and(eq(policies.tenant, claim.tenant), eq(policies.policyNumber, notice.policyNumber)))
    .orderBy(policies.effectiveFrom);
  const parsed = rows.map((row) => Policy.parse(row.body));
  return parsed.findLast((policy) => policy.effectiveFrom <= notice.lossDate) ?? parsed[0] ?? null;
}
