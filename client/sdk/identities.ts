/** Accounts of people whom an identity provider vouches for: found by issuer and subject, made at their first sign-in. */
import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Role } from '../../activities/authority/contract';
import type { Database } from '../../platform/database/client';
import { linkedIdentities, users } from '../../platform/database/schema';
import { recordAccess } from './access-records';
import { SignInError } from './errors';

export interface Identity {
  issuer: string;
  subject: string;
  /** As claims would have it: nobody decides on a claim in which their name stands. */
  name: string;
  role: Role;
}

export class Identities {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /**
   * The account of an identity; name and role are those that the provider says now.
   * @returns its user id. One made here says nothing about the person, since user ids stand in histories for ever
   * @throws SignInError when the account was deactivated
   */
  async signIn({ issuer, subject, name, role }: Identity): Promise<string> {
    return this.database.transaction(async (transaction) => {
      const made = `oidc-${createHash('sha256')
        .update(JSON.stringify([issuer, subject]))
        .digest('hex')
        .slice(0, 20)}`;
      const added = await transaction
        .insert(linkedIdentities)
        .values({ tenant: this.tenant, issuer, subject, userId: made })
        .onConflictDoNothing()
        .returning({ userId: linkedIdentities.userId });
      const [linked] = await transaction
        .select({ userId: linkedIdentities.userId })
        .from(linkedIdentities)
        .where(
          and(
            eq(linkedIdentities.tenant, this.tenant),
            eq(linkedIdentities.issuer, issuer),
            eq(linkedIdentities.subject, subject),
          ),
        );
      const userId = linked?.userId ?? made;
      if (added.length > 0) await transaction.insert(users).values({ tenant: this.tenant, userId, name, role });
      const ofUser = and(eq(users.tenant, this.tenant), eq(users.userId, userId));
      const [user] = await transaction.select().from(users).where(ofUser).for('update');
      if (user?.active !== true) throw new SignInError(`User ${userId} is not active.`);
      const changed = user.name !== name || user.role !== role;
      if (changed) await transaction.update(users).set({ name, role }).where(ofUser);
      if (added.length > 0 || changed) {
        const event = added.length > 0 ? 'account-added' : 'account-changed';
        await recordAccess(transaction, {
          tenant: this.tenant,
          event,
          userId,
          actor: 'identity-provider',
          facts: { role },
        });
      }
      return userId;
    });
  }
}
