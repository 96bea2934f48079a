/**
 * Who may decide what. Identity comes from a ticket that was made for a verified token and is looked up here; the
 * payload's word for who it is counts nothing. Limits, roles and the four-eyes rule are data (config/authority.yaml).
 */
import { z } from 'zod';
import {
  type ClaimKey,
  type ClaimNumber,
  CurrencyCode,
  LineOfBusiness,
  MinorUnits,
  type ReopeningKind,
  Sha256,
  type TenantId,
} from '../vocabulary';

export const Role = z.enum([
  'claimant',
  'handler',
  'adjuster',
  'supervisor',
  'investigator',
  'auditor',
  'administrator',
  'service',
]);
export type Role = z.infer<typeof Role>;

/** What a person decided. `approve` follows the proposal; `approve-with-changes` carries its own amount. */
export const DecisionAction = z.enum([
  'approve',
  'approve-with-changes',
  'approve-in-part',
  'deny',
  'ask-for-information',
  'refer-to-investigation',
  'clear-investigation',
  'report-findings',
  'reject-first-decision',
  'merge-duplicate',
  'keep-both',
  'retry-payment',
  'retry-letter',
  'close-no-answer',
  'continue-without-answer',
  'withdraw',
  /** Of a claim that was opened again: what was decided before stands. */
  'uphold',
  /** Pay what nobody disputes now; the rest is decided later. */
  'pay-undisputed',
  /** Set what is reserved for an exposure; the question stays open. */
  'set-reserve',
  /** Tell the claimant that cover is in doubt and is being looked into; the question stays open. */
  'reserve-rights',
]);
export type DecisionAction = z.infer<typeof DecisionAction>;

const Amounts = z.record(CurrencyCode, MinorUnits.min(0));

/** Most that people may approve: by role, and otherwise for a line of business, a person, or a person in a line. */
export const Limits = z.object({
  /** Minor units by currency. What is not named is zero. */
  limitsMinor: z.partialRecord(Role, Amounts),
  exceptions: z
    .array(
      z.strictObject({
        /** It counts while the person has this role: who is given another one has that one's limits. */
        role: Role,
        user: z.string().min(1).max(60).optional(),
        line: LineOfBusiness.optional(),
        /** Of the currencies that it names; in others what is more general counts. */
        limitMinor: Amounts,
      }),
    )
    .default([]),
  /** Most that a role may reserve for a claim, minor units by currency. Where a role is not named, as much as it may approve. */
  reserveLimitsMinor: z.partialRecord(Role, Amounts).optional(),
});
export type Limits = z.infer<typeof Limits>;

/** Who would approve, and in which line. */
export interface Approver {
  role: Role;
  /** Null for anybody of the role for whom the rules have nothing of their own. */
  userId: string | null;
  line: LineOfBusiness | null;
}

/**
 * Most that somebody may approve, minor units: the most particular entry counts, whether it is higher or lower. Person and line before
 * person, before line, before role. Zero where nothing is named. While it is not known which line a claim is of, the least counts that
 * they have in any.
 */
export function limitOf({ role, userId, line }: Approver, currency: string | null, limits: Limits): number {
  if (currency === null) return 0;
  const entries = limits.exceptions
    .filter((entry) => entry.role === role && currency in entry.limitMinor)
    .filter(({ user }) => user === undefined || user === userId)
    .sort((one, other) => particular(other) - particular(one));
  const limitIn = (place: LineOfBusiness) => {
    const own = entries.find((entry) => entry.line === undefined || entry.line === place);
    return (own?.limitMinor ?? limits.limitsMinor[role])?.[currency] ?? 0;
  };
  return Math.min(...(line === null ? LineOfBusiness.options : [line]).map(limitIn));
}

function particular({ user, line }: Limits['exceptions'][number]): number {
  return (user === undefined ? 0 : 2) + (line === undefined ? 0 : 1);
}

/** How long a ticket may be used after it was made. Milliseconds. */
export const TICKET_TTL_MS = 10 * 60 * 1000;

/** The message of `decide`, as update and as signal. */
export const Decision = z.strictObject({
  /** Unique for this act of deciding; sent again, it gets the first answer again. */
  decisionId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  taskId: z.string().min(1).max(80),
  action: DecisionAction,
  /** For approve-with-changes, approve-in-part and pay-undisputed what to pay, for set-reserve what to reserve, in minor units. */
  amountMinor: MinorUnits.min(0).optional(),
  /** With set-reserve: which exposure (section of the policy); not needed where there is only one. */
  exposure: z.string().min(1).max(60).optional(),
  /** Codes of what to ask for, with ask-for-information. */
  items: z.array(z.string().min(1).max(60)).max(20).optional(),
  /** Claim that this one duplicates, with merge-duplicate. */
  duplicateOf: z.string().max(40).optional(),
  reasonCode: z.string().regex(/^[a-z0-9-]{2,60}$/),
  /** Reference to the note in PostgreSQL (free text may hold personal data); null without a note. */
  noteRef: Sha256.nullable().default(null),
  /**
   * Reference to the reasons in words for the claimant (evidence of kind `stated-reasons`, see the contract of letters),
   * which the letter quotes. The words themselves can hold personal data and stay in PostgreSQL.
   */
  statedRef: Sha256.optional(),
  /** Hash of the evidence that was on the reviewer's screen. */
  evidenceHash: Sha256,
  /** Single-use reference to who decides; see `mintTicket` of the client. Not a secret once used. */
  ticket: z.string().min(16).max(80),
});
export type Decision = z.infer<typeof Decision>;

/** The answer to `decide`. */
export const DecisionAnswer = z.discriminatedUnion('accepted', [
  z.object({
    accepted: z.literal(true),
    decisionId: z.string(),
    effect: z.enum(['final', 'awaiting-second-approval', 'recorded']),
  }),
  z.object({ accepted: z.literal(false), decisionId: z.string(), code: z.string(), reason: z.string() }),
]);
export type DecisionAnswer = z.infer<typeof DecisionAnswer>;

export const RefusalCode = z.enum([
  'unknown-ticket',
  'ticket-expired',
  'ticket-for-other-claim',
  'ticket-already-used',
  'no-authority',
  'over-limit',
  'own-claim',
  'same-person-twice',
  'involved-before',
  'stale-evidence',
  'task-not-open',
  'action-not-allowed',
  'amount-not-allowed',
  'disagrees-with-first-decision',
  'malformed',
]);
export type RefusalCode = z.infer<typeof RefusalCode>;

export const AuthorityJudgement = z.object({
  allowed: z.boolean(),
  code: RefusalCode.nullable(),
  reason: z.string().nullable(),
  actor: z.object({ userId: z.string(), role: Role }).nullable(),
  /** True when another person must agree before it takes effect. */
  needsSecondPerson: z.boolean(),
  rulesHash: Sha256,
});
export type AuthorityJudgement = z.infer<typeof AuthorityJudgement>;

/** What is done to an installation and not to a claim, and has to be answered for. */
export const AdministrativeAct = z.enum(['restart-anchor', 'export-claim', 'set-switch']);
export type AdministrativeAct = z.infer<typeof AdministrativeAct>;

/** What the HTTP API guards. Decisions are judged by the process; to send one, a person must be able to read the task. */
export const Permission = z.enum([
  'read-claims',
  'report-claims',
  'add-documents',
  'reopen-claims',
  'read-tasks',
  'take-tasks',
  'assign-tasks',
  'read-users',
  'read-policies',
  'read-ledger',
  'export-claims',
  'read-figures',
  'read-switches',
  'set-switches',
  'manage-webhooks',
  'read-histories',
  'write-histories',
  'read-messages',
  'write-messages',
  'own-claims',
]);
export type Permission = z.infer<typeof Permission>;

/** Roles by permission: the part `access` of config/authority.yaml. What is not named is not allowed. */
export const AccessRules = z.partialRecord(Permission, z.array(Role));
export type AccessRules = z.infer<typeof AccessRules>;

/** Stands for the claim number in tickets and records of administrative acts. */
export const ADMINISTRATION_SUBJECT = 'ADMINISTRATION';

export interface AuthorityActivities {
  /**
   * Judge one decision: ticket → person, role for the task and action, limit for the amount, own claim, four eyes.
   * Marks the ticket used by `decisionId` (repeatable for the same id). Refusals are answers, not errors.
   */
  judgeDecision(input: {
    claim: ClaimKey;
    decision: Decision;
    taskKind: string;
    line: LineOfBusiness | null;
    currency: CurrencyCode | null;
    /** What would be paid if this took effect, minor units. */
    amountMinor: MinorUnits;
    /** What the machine proposed. */
    proposedMinor: MinorUnits;
    claimedMinor: MinorUnits;
    firstDecider: string | null;
    /** Already paid in this episode: the amount of `pay-undisputed` comes on top. */
    paidMinor?: MinorUnits;
    /** Why two people have to agree to any payment, whatever the amount, e.g. `payee-conflict`. */
    twoPeopleFor?: string[];
    /** Of an appeal: who took part in what is appealed against. */
    involvedBefore?: string[];
    /**
     * Why the process cannot take the decision, whoever decides: nothing is judged then, but the ticket is used up and the
     * answer says who it was.
     */
    obstacle?: { code: RefusalCode; reason: string };
  }): Promise<AuthorityJudgement>;
}

export interface AdministrationAuthority {
  /** May this person have this closed claim opened again? Claimants theirs, others none that they are party to. */
  judgeReopening(input: {
    tenant: TenantId;
    claimNumber: ClaimNumber;
    kind: ReopeningKind;
    /** Unique for this act; repeated, it gets the same judgement. */
    actId: string;
    /** Made for this claim. */
    ticket: string;
  }): Promise<AuthorityJudgement>;
  /** May this person do this to the installation? The ticket says who; it was made for `ADMINISTRATION_SUBJECT`. */
  judgeAdministration(input: {
    tenant: TenantId;
    act: AdministrativeAct;
    /** Unique for this act; repeated, it gets the same judgement. */
    actId: string;
    ticket: string;
  }): Promise<AuthorityJudgement>;
}
