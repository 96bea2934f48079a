/** Kill switches: what is off for a tenant, since when, by whom and why; and setting them. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { ADMINISTRATION_SUBJECT } from '../../activities/authority/contract';
import { SwitchName, SwitchState } from '../../activities/switches/contract';
import type { Database } from '../../platform/database/client';
import { putEvidence } from '../../platform/database/evidence';
import { evidence, switches, users } from '../../platform/database/schema';
import { ADMINISTRATION, SetSwitchInput, type SetSwitchResult } from '../../workflows/administration/contract';
import type { TaskQueues } from '../../workflows/claims/contract';
import { InvalidInputError } from './errors';
import type { SignIn } from './sign-in';
import { mintTicket } from './tickets';

export const SwitchReason = z.string().trim().min(3).max(500);

export const Switch = z.object({
  name: SwitchName,
  state: SwitchState,
  /** Who set it last, when and why; null where it was never set. */
  set: z.object({ by: z.string(), name: z.string(), at: z.string(), reason: z.string().nullable() }).nullable(),
});
export type Switch = z.infer<typeof Switch>;

export class Switches {
  constructor(
    private readonly temporal: Client,
    private readonly database: Database,
    private readonly tenant: string,
    private readonly queues: TaskQueues,
    private readonly signIn: SignIn,
  ) {}

  /** Every switch there is. */
  async list(): Promise<Switch[]> {
    const rows = await this.database
      .select({ row: switches, userName: users.name, body: evidence.body })
      .from(switches)
      .leftJoin(users, and(eq(users.tenant, switches.tenant), eq(users.userId, switches.setBy)))
      .leftJoin(
        evidence,
        and(
          eq(evidence.tenant, switches.tenant),
          eq(evidence.claimNumber, ADMINISTRATION_SUBJECT),
          eq(evidence.ref, switches.reasonRef),
        ),
      )
      .where(eq(switches.tenant, this.tenant));
    return SwitchName.options.map((name) => {
      const found = rows.find(({ row }) => row.name === name);
      if (found === undefined) return { name, state: 'on', set: null };
      const { row, userName, body } = found;
      const reason = z.object({ text: z.string() }).safeParse(body).data?.text ?? null;
      const at = new Date(row.setAt).toISOString();
      return {
        name,
        state: SwitchState.parse(row.state),
        set: { by: row.setBy, name: userName ?? row.setBy, at, reason },
      };
    });
  }

  /**
   * Set one. It holds from the next step of every claim; who did it and why is recorded in the ledger, a refusal too.
   * @param reason in words, without personal data
   * @throws SignInError without a valid token; InvalidInputError
   */
  async set(name: SwitchName, state: SwitchState, reason: string): Promise<SetSwitchResult> {
    const words = SwitchReason.safeParse(reason);
    if (!words.success) throw new InvalidInputError('The reason', words.error.issues);
    const ticket = await mintTicket(this.database, this.tenant, this.signIn, ADMINISTRATION_SUBJECT);
    const owner = { tenant: this.tenant, claimNumber: ADMINISTRATION_SUBJECT };
    const kept = await putEvidence(this.database, owner, 'switch-reason', { text: words.data });
    const input = SetSwitchInput.safeParse({ tenant: this.tenant, ticket, name, state, reason: kept });
    if (!input.success) throw new InvalidInputError('The switch', input.error.issues);
    return this.temporal.workflow.execute(ADMINISTRATION.setSwitch, {
      workflowId: `administration/${this.tenant}/${ADMINISTRATION.setSwitch}/${randomUUID()}`,
      taskQueue: this.queues.claims,
      args: [input.data],
    }) as Promise<SetSwitchResult>;
  }
}
