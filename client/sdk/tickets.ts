/** Tickets: single-use references to who is signed in. The access token itself never enters a history. */
import { TICKET_TTL_MS } from '../../activities/authority/contract';
import type { Database } from '../../platform/database/client';
import { decisionTickets } from '../../platform/database/schema';
import { newTicket } from '../../platform/identity';
import { SignInError } from './errors';
import type { SignIn } from './sign-in';

/**
 * Make a ticket of the signed-in user.
 * @param subject claim number that it is good for, or `ADMINISTRATION_SUBJECT`
 * @throws SignInError without a valid token
 */
export async function mintTicket(database: Database, tenant: string, signIn: SignIn, subject: string): Promise<string> {
  const { userId, scopes } = await signIn.user();
  if (scopes !== null) throw new SignInError('An API key with scopes does not decide anything.');
  const ticket = newTicket();
  const expiresAt = new Date(Date.now() + TICKET_TTL_MS).toISOString();
  await database.insert(decisionTickets).values({ ticket, tenant, userId, claimNumber: subject, expiresAt });
  return ticket;
}
