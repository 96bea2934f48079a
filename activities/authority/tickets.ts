/**
 * Tickets: who is about to decide. A ticket counts once, for one claim, for a short time. It is burnt by the first
 * decision that shows it, whatever the answer: a ticket that stands in a history, be it for the wrong claim, is dead.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../../platform/database/client';
import { contentHash } from '../../platform/database/evidence';
import { decisionTickets } from '../../platform/database/schema';
import type { ClaimKey } from '../vocabulary';
import { AuthorityJudgement, type Decision, type RefusalCode, TICKET_TTL_MS } from './contract';

export interface TicketUse {
  claim: ClaimKey;
  decision: Pick<Decision, 'decisionId' | 'ticket'>;
  /** Everything else that the judgement depends on, as canonical JSON allows it. */
  question: unknown;
}

/** A ticket that may be judged on; or why it may not. */
export type TicketAnswer = { userId: string } | { code: RefusalCode; reason: string };

/**
 * Show a ticket and judge with what it says, in one transaction: of two decisions with one ticket, exactly one is judged.
 * The same decision on the same question gets the judgement that it got before, also when the ticket has expired or the
 * person has lost the role since.
 *
 * @param judgeWith what to answer; called once for a ticket, inside the transaction
 */
export async function judgeOnTicket(
  database: Database,
  use: TicketUse,
  judgeWith: (answer: TicketAnswer, transaction: Transaction) => Promise<AuthorityJudgement>,
): Promise<AuthorityJudgement> {
  const { claim, decision } = use;
  const usedFor = contentHash({ claim, decision, question: use.question });
  return database.transaction(async (transaction) => {
    const ofTicket = and(eq(decisionTickets.ticket, decision.ticket), eq(decisionTickets.tenant, claim.tenant));
    // The lock is what makes a second decision wait, and then find the ticket used.
    const [row] = await transaction
      .select({
        userId: decisionTickets.userId,
        claimNumber: decisionTickets.claimNumber,
        usedByDecision: decisionTickets.usedByDecision,
        usedFor: decisionTickets.usedFor,
        judgement: decisionTickets.judgement,
        // Whatever a client wrote, a ticket lives no longer than the contract says. The database's clock for all.
        expired: sql<boolean>`clock_timestamp() >= least(${decisionTickets.expiresAt},
          ${decisionTickets.createdAt} + ${TICKET_TTL_MS} * interval '1 millisecond')`,
      })
      .from(decisionTickets)
      .where(ofTicket)
      .for('update');
    if (row === undefined)
      return judgeWith(
        { code: 'unknown-ticket', reason: 'Who decides could not be verified: the ticket is not known.' },
        transaction,
      );
    if (row.usedByDecision !== null) {
      if (row.usedByDecision === decision.decisionId && row.usedFor === usedFor)
        return AuthorityJudgement.parse(row.judgement);
      return judgeWith(
        { code: 'ticket-already-used', reason: 'The ticket was used for another decision. Decide again.' },
        transaction,
      );
    }
    const judgement = await judgeWith(refusalOf(row, claim) ?? { userId: row.userId }, transaction);
    await transaction
      .update(decisionTickets)
      .set({ usedByDecision: decision.decisionId, usedFor, judgement })
      .where(ofTicket);
    return judgement;
  });
}

function refusalOf(row: { claimNumber: string; expired: boolean }, claim: ClaimKey): TicketAnswer | null {
  if (row.claimNumber !== claim.claimNumber)
    return { code: 'ticket-for-other-claim', reason: 'The ticket was made for another claim.' };
  if (row.expired) return { code: 'ticket-expired', reason: 'The ticket has expired. Decide again.' };
  return null;
}
