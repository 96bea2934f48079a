/** Rules as shipped, a case that is allowed, and claims, users and tickets in a real database. */
import { randomUUID } from 'node:crypto';
import type { AuthorityActivities, Decision, DecisionAction, Role } from '../../activities/authority/contract';
import type { CaseToJudge } from '../../activities/authority/judge';
import { AuthorityRules } from '../../activities/authority/rules';
import { loadRules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { claims, decisionTickets } from '../../platform/database/schema';
import { newTicket } from '../../platform/identity';
import { projectFile } from '../../platform/paths';

export const shipped = loadRules(projectFile('config', 'authority.yaml'), AuthorityRules);

export function decision(action: DecisionAction, changes: Partial<Decision> = {}): Decision {
  return {
    decisionId: randomUUID(),
    taskId: 'task-1',
    action,
    reasonCode: 'as-assessed',
    noteRef: null,
    evidenceHash: 'e'.repeat(64),
    ticket: newTicket(),
    ...(action === 'ask-for-information' ? { items: ['police-report'] } : {}),
    ...changes,
  };
}

/** Person, task and action; the amount is that of the proposal, or of the decision where it carries one. */
export function caseOf(
  role: Role,
  taskKind: string,
  action: DecisionAction,
  changes: Partial<CaseToJudge> & { decides?: number; userId?: string } = {},
): CaseToJudge {
  const { decides, userId, ...rest } = changes;
  const proposedMinor = rest.proposedMinor ?? 500_000;
  const paying = action.startsWith('approve') || action === 'pay-undisputed';
  return {
    decision: decision(action, decides === undefined ? {} : { amountMinor: decides }),
    taskKind,
    line: 'contents',
    currency: 'EUR',
    amountMinor: paying ? (decides ?? proposedMinor) : 0,
    proposedMinor,
    claimedMinor: 600_000,
    firstDecider: taskKind === 'second-approval' ? 'somebody-else' : null,
    actor: { userId: userId ?? `${role}-1`, name: 'Pat Decider', role },
    parties: { userId: null, names: ['Aoife Byrne'] },
    ...rest,
  };
}

export const TENANT = 'acme';

export async function registerClaim(
  database: Database,
  claimNumber: string,
  claimant: { name?: string; userId?: string } = {},
  payee?: { name: string; iban: string },
): Promise<void> {
  await database.insert(claims).values({
    tenant: TENANT,
    claimNumber,
    idempotencyKey: randomUUID(),
    requestHash: 'c'.repeat(64),
    notice: {
      policyNumber: 'HC-1',
      lossDate: '2026-05-10',
      causeOfLoss: 'storm',
      description: 'A tile fell.',
      lossLocation: 'IE',
      claimant: { name: 'Aoife Byrne', role: 'policyholder', ...claimant },
      ...(payee === undefined ? {} : { payee }),
    },
    files: [],
    policyNumber: 'HC-1',
    lossDate: '2026-05-10',
    cause: 'storm',
  });
}

const MINUTE = 60_000;

/** A ticket as the client mints it; times in minutes from now. */
export async function mint(
  database: Database,
  userId: string,
  claimNumber: string,
  { made = 0, expires = 10, tenant = TENANT } = {},
): Promise<string> {
  const ticket = newTicket();
  const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString();
  await database
    .insert(decisionTickets)
    .values({ ticket, tenant, userId, claimNumber, createdAt: at(made), expiresAt: at(expires) });
  return ticket;
}

export type JudgeInput = Parameters<AuthorityActivities['judgeDecision']>[0];

export function input(claimNumber: string, ticket: string, changes: Partial<JudgeInput> = {}): JudgeInput {
  return {
    claim: { tenant: TENANT, claimNumber, episode: 1 },
    decision: decision('approve', { ticket }),
    taskKind: 'decision',
    line: 'contents',
    currency: 'EUR',
    amountMinor: 500_000,
    proposedMinor: 500_000,
    claimedMinor: 600_000,
    firstDecider: null,
    ...changes,
  };
}
