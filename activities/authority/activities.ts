/** Authority as an activity: the ticket says who, the directory says what they may, the rules judge. */
import { and, eq, isNull, or } from 'drizzle-orm';
import type { Rules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { claims, decisionTickets, users } from '../../platform/database/schema';
import { NoticeOfLoss } from '../claimfile/contract';
import type { ClaimKey } from '../vocabulary';
import { type AuthorityActivities, type AuthorityJudgement, type RefusalCode, Role } from './contract';
import { judge } from './judge';
import type { AuthorityRules } from './rules';

export function createAuthorityActivities({
  database,
  rules,
}: {
  database: Database;
  rules: Rules<AuthorityRules>;
}): AuthorityActivities {
  return {
    judgeDecision: async (input) => {
      const { claim, decision } = input;
      const found = await useTicket(database, claim, decision.ticket, decision.decisionId);
      if ('code' in found) return refusal(found.code, found.reason, null, rules.sha256);
      const role = Role.parse(found.role);
      const actor = { userId: found.userId, role };
      const judgement = judge(
        {
          decision,
          taskKind: input.taskKind,
          currency: input.currency,
          amountMinor: input.amountMinor,
          proposedMinor: input.proposedMinor,
          claimedMinor: input.claimedMinor,
          firstDecider: input.firstDecider,
          actor: { ...actor, name: found.name },
          parties: await partiesOf(database, claim),
        },
        rules.rules,
      );
      if (!judgement.allowed) return refusal(judgement.code, judgement.reason, actor, rules.sha256);
      return {
        allowed: true,
        code: null,
        reason: null,
        actor,
        needsSecondPerson: judgement.needsSecondPerson,
        rulesHash: rules.sha256,
      };
    },
  };
}

function refusal(
  code: RefusalCode,
  reason: string,
  actor: AuthorityJudgement['actor'],
  rulesHash: string,
): AuthorityJudgement {
  return { allowed: false, code, reason, actor, needsSecondPerson: false, rulesHash };
}

type Found = { userId: string; name: string; role: string } | { code: RefusalCode; reason: string };

/**
 * Look a ticket up and mark it used by this decision. The first decision that shows a ticket has it, whatever the answer;
 * the same decision may show it again (a retried activity).
 */
async function useTicket(database: Database, claim: ClaimKey, ticket: string, decisionId: string): Promise<Found> {
  const [row] = await database
    .select()
    .from(decisionTickets)
    .where(and(eq(decisionTickets.ticket, ticket), eq(decisionTickets.tenant, claim.tenant)));
  if (row === undefined)
    return { code: 'unknown-ticket', reason: 'Who decides could not be verified: the ticket is not known.' };
  if (row.claimNumber !== claim.claimNumber)
    return { code: 'ticket-for-other-claim', reason: 'The ticket was made for another claim.' };
  if (row.usedByDecision === null && Date.parse(row.expiresAt) < Date.now())
    return { code: 'ticket-expired', reason: 'The ticket has expired. Decide again.' };
  const used = await database
    .update(decisionTickets)
    .set({ usedByDecision: decisionId })
    .where(
      and(
        eq(decisionTickets.ticket, ticket),
        or(isNull(decisionTickets.usedByDecision), eq(decisionTickets.usedByDecision, decisionId)),
      ),
    )
    .returning({ ticket: decisionTickets.ticket });
  if (used.length === 0) return { code: 'ticket-already-used', reason: 'The ticket was used for another decision.' };
  const [user] = await database
    .select()
    .from(users)
    .where(and(eq(users.tenant, claim.tenant), eq(users.userId, row.userId)));
  if (user === undefined || !user.active) return { code: 'no-authority', reason: 'The user is not active.' };
  return { userId: user.userId, name: user.name, role: user.role };
}

async function partiesOf(database: Database, claim: ClaimKey): Promise<{ userId: string | null; names: string[] }> {
  const [row] = await database
    .select({ notice: claims.notice })
    .from(claims)
    .where(and(eq(claims.tenant, claim.tenant), eq(claims.claimNumber, claim.claimNumber)));
  if (row === undefined) return { userId: null, names: [] };
  const notice = NoticeOfLoss.parse(row.notice);
  return {
    userId: notice.claimant.userId ?? null,
    names: [notice.claimant.name, ...(notice.payee === undefined ? [] : [notice.payee.name])],
  };
}
