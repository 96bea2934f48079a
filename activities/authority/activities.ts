/** Authority as an activity: the ticket says who, the directory says what they may, the rules judge. */
import { and, eq } from 'drizzle-orm';
import type { Rules } from '../../platform/config/yaml-rules';
import type { Database, Transaction } from '../../platform/database/client';
import { users } from '../../platform/database/schema';
import {
  ADMINISTRATION_SUBJECT,
  type AdministrationAuthority,
  type AuthorityActivities,
  type AuthorityJudgement,
  type RefusalCode,
  Role,
} from './contract';
import { type CaseToJudge, judge, refuseReopening } from './judge';
import { partiesOf } from './parties';
import type { AuthorityRules } from './rules';
import { judgeOnTicket } from './tickets';

export interface AuthorityParts {
  database: Database;
  rules: Rules<AuthorityRules>;
}

export function createAuthorityActivities({
  database,
  rules,
}: AuthorityParts): AuthorityActivities & AdministrationAuthority {
  const refusal = (
    code: RefusalCode,
    reason: string,
    actor: AuthorityJudgement['actor'] = null,
  ): AuthorityJudgement => ({ allowed: false, code, reason, actor, needsSecondPerson: false, rulesHash: rules.sha256 });

  return {
    judgeDecision: async ({ claim, decision, ...question }) =>
      judgeOnTicket(database, { claim, decision, question }, async (ticket, transaction) => {
        if ('code' in ticket) return refusal(ticket.code, ticket.reason);
        const person = await findPerson(transaction, claim.tenant, ticket.userId);
        if (person === null) return refusal('no-authority', 'The user is not active, or has a role that is not known.');
        const actor = { userId: person.userId, role: person.role };
        const { obstacle } = question;
        if (obstacle !== undefined) return refusal(obstacle.code, obstacle.reason, actor);
        const parties = await partiesOf(transaction, claim);
        if (parties === null)
          return refusal('no-authority', 'The claim has no notice, so it cannot be said whose claim it is.', actor);
        const judgement = judge({ ...question, decision, actor: person, parties }, rules.rules);
        if (!judgement.allowed) return refusal(judgement.code, judgement.reason, actor);
        const { needsSecondPerson } = judgement;
        return { allowed: true, code: null, reason: null, actor, needsSecondPerson, rulesHash: rules.sha256 };
      }),

    judgeReopening: async ({ tenant, claimNumber, kind, actId, ticket }) => {
      const claim = { tenant, claimNumber, episode: 1 };
      const use = { claim, decision: { decisionId: actId, ticket }, question: { reopening: kind } };
      return judgeOnTicket(database, use, async (shown, transaction) => {
        if ('code' in shown) return refusal(shown.code, shown.reason);
        const person = await findPerson(transaction, tenant, shown.userId);
        if (person === null) return refusal('no-authority', 'The user is not active, or has a role that is not known.');
        const actor = { userId: person.userId, role: person.role };
        const parties = await partiesOf(transaction, claim);
        if (parties === null)
          return refusal('no-authority', 'The claim has no notice, so it cannot be said whose claim it is.', actor);
        const refused = refuseReopening(kind, person, parties, rules.rules);
        if (refused !== null) return refusal(refused.code, refused.reason, actor);
        return { allowed: true, code: null, reason: null, actor, needsSecondPerson: false, rulesHash: rules.sha256 };
      });
    },

    judgeAdministration: async ({ tenant, act, actId, ticket }) => {
      const claim = { tenant, claimNumber: ADMINISTRATION_SUBJECT, episode: 1 };
      const use = { claim, decision: { decisionId: actId, ticket }, question: { act } };
      return judgeOnTicket(database, use, async (shown, transaction) => {
        if ('code' in shown) return refusal(shown.code, shown.reason);
        const person = await findPerson(transaction, tenant, shown.userId);
        if (person === null) return refusal('no-authority', 'The user is not active, or has a role that is not known.');
        const actor = { userId: person.userId, role: person.role };
        const roles = rules.rules.administration?.[act] ?? [];
        if (!roles.includes(person.role))
          return refusal(
            'no-authority',
            `The role ${person.role} may not ${act}. Allowed: ${roles.join(', ') || 'nobody'}.`,
            actor,
          );
        return { allowed: true, code: null, reason: null, actor, needsSecondPerson: false, rulesHash: rules.sha256 };
      });
    },
  };
}

async function findPerson(
  transaction: Transaction,
  tenant: string,
  userId: string,
): Promise<CaseToJudge['actor'] | null> {
  const [user] = await transaction
    .select()
    .from(users)
    .where(and(eq(users.tenant, tenant), eq(users.userId, userId)));
  const role = Role.safeParse(user?.role).data;
  return user?.active !== true || role === undefined ? null : { userId: user.userId, name: user.name, role };
}
