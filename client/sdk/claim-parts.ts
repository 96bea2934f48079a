/** Parts of a claim by themselves: who takes part in it, and what its claimant was asked for. */
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { NoticeOfLoss } from '../../activities/claimfile/contract';
import { Policy } from '../../activities/coverage/contract';
import { ClaimFacts } from '../../activities/documents/contract';
import { LedgerEntry } from '../../activities/ledger/contract';
import type { Database } from '../../platform/database/client';
import { claims, ledgerRecords, policies } from '../../platform/database/schema';
import type { Claims } from './claims';
import { NotFoundError } from './errors';
import { present, readShown } from './shown-evidence';

export const Party = z.object({
  role: z.enum(['claimant', 'policyholder', 'insured', 'payee']),
  name: z.string(),
  /** Where it is known from. */
  from: z.enum(['notice', 'policy', 'documents']),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  iban: z.string().nullable(),
  /** Sign-in name, of a claimant who is a user: who has it decides nothing here. */
  userId: z.string().nullable(),
});
export type Party = z.infer<typeof Party>;

export const InformationRequest = z.object({
  askedAt: z.string(),
  /** Who asked: a person, or the process by its rules. */
  askedBy: z.object({ type: z.enum(['system', 'model', 'human']), id: z.string() }),
  items: z.array(z.object({ code: z.string(), text: z.string() })),
  answerBy: z.string().nullable(),
  /** When documents came after it and before the next request; null while none have. */
  answeredAt: z.string().nullable(),
});
export type InformationRequest = z.infer<typeof InformationRequest>;

const nobody = { email: null, phone: null, iban: null, userId: null };
const ASKED = 'information-requested';
const CAME = 'documents-received';

export class ClaimParts {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
    private readonly claims: Claims,
  ) {}

  /** @throws NotFoundError */
  async parties(claimNumber: string): Promise<Party[]> {
    const [row] = await this.database
      .select({ notice: claims.notice })
      .from(claims)
      .where(and(eq(claims.tenant, this.tenant), eq(claims.claimNumber, claimNumber)));
    if (row === undefined) throw new NotFoundError('claim', claimNumber);
    const notice = NoticeOfLoss.parse(row.notice);
    const { claimant, payee } = notice;
    const [policy, facts] = await Promise.all([this.policy(notice), this.facts(claimNumber)]);
    const found: Party[] = [
      {
        ...nobody,
        role: 'claimant',
        name: claimant.name,
        from: 'notice',
        email: claimant.email ?? null,
        phone: claimant.phone ?? null,
        userId: claimant.userId ?? null,
      },
    ];
    if (policy !== null) {
      found.push({ ...nobody, role: 'policyholder', name: policy.holder, from: 'policy' });
      for (const name of policy.insuredPersons) found.push({ ...nobody, role: 'insured', name, from: 'policy' });
    }
    if (payee !== undefined)
      found.push({ ...nobody, role: 'payee', name: payee.name, from: 'notice', iban: payee.iban });
    const written = facts?.payee ?? null;
    if (written !== null && written.iban !== payee?.iban)
      found.push({ ...nobody, role: 'payee', name: written.name ?? '', from: 'documents', iban: written.iban });
    return found;
  }

  /** As the ledger has them, the first one first. @throws NotFoundError */
  async informationRequests(claimNumber: string): Promise<InformationRequest[]> {
    await this.claims.show(claimNumber);
    const action = sql<string>`${ledgerRecords.body}->'entry'->>'action'`;
    const rows = await this.database
      .select({ entry: sql`${ledgerRecords.body}->'entry'` })
      .from(ledgerRecords)
      .where(
        and(
          eq(ledgerRecords.tenant, this.tenant),
          eq(ledgerRecords.claimNumber, claimNumber),
          inArray(action, [ASKED, CAME]),
        ),
      )
      .orderBy(asc(ledgerRecords.seq));
    const requests: InformationRequest[] = [];
    for (const { entry } of rows) {
      const { action: what, occurredAt, actor, reasons, facts } = LedgerEntry.parse(entry);
      const last = requests.at(-1);
      if (what === ASKED)
        requests.push({
          askedAt: occurredAt,
          askedBy: { type: actor.type, id: actor.id },
          items: reasons.map(({ code, text }) => ({ code, text })),
          answerBy: typeof facts.answerBy === 'string' ? facts.answerBy : null,
          answeredAt: null,
        });
      else if (last !== undefined) last.answeredAt ??= occurredAt;
    }
    return requests;
  }

  /** The version that applied on the day of the loss, or the newest one. */
  private async policy({ policyNumber, lossDate }: NoticeOfLoss): Promise<Policy | null> {
    const rows = await this.database
      .select({ body: policies.body })
      .from(policies)
      .where(and(eq(policies.tenant, this.tenant), eq(policies.policyNumber, policyNumber)))
      .orderBy(desc(policies.effectiveFrom));
    const versions = rows.flatMap(({ body }) => Policy.safeParse(body).data ?? []);
    const then = versions.find(({ effectiveFrom, effectiveTo }) => effectiveFrom <= lossDate && lossDate < effectiveTo);
    return then ?? versions[0] ?? null;
  }

  private async facts(claimNumber: string): Promise<ClaimFacts | null> {
    const { evidence } = await this.claims.show(claimNumber);
    const source = { database: this.database, place: { tenant: this.tenant } };
    return present(await readShown(source, claimNumber, evidence.facts, ClaimFacts));
  }
}
