/**
 * Kill switches: what people can switch off for a tenant at once, without a new version or a restart. They are asked at the step that
 * they concern, so that claims under way are held too. Who set one, and why, is in the ledger.
 */
import { z } from 'zod';
import type { EvidenceRef, TenantId } from '../vocabulary';

/** `straight-through`: settlement without a person, of all lines or of one. `models`: every call of a language model. */
export const SwitchName = z.enum(['straight-through', 'straight-through.motor', 'straight-through.contents', 'models']);
export type SwitchName = z.infer<typeof SwitchName>;

export const SwitchState = z.enum(['on', 'off']);
export type SwitchState = z.infer<typeof SwitchState>;

export interface SwitchedOff {
  name: SwitchName;
  /** User who did it. */
  by: string;
  at: string;
}

/** What a step asks before it does what can be switched off. What was never set is on. */
export interface SwitchBoard {
  /**
   * The first of these that is off; null when all are on.
   * @throws Error when it cannot be read: the step is tried again, and does not go on as if all were on
   */
  off(tenant: string, names: readonly SwitchName[]): Promise<SwitchedOff | null>;
}

export interface SwitchActivities {
  /** Set a switch; `changed` says whether it stood otherwise. Repeatable. */
  setSwitch(input: {
    tenant: TenantId;
    name: SwitchName;
    state: SwitchState;
    /** The reason in words, kept as evidence of `ADMINISTRATION`. */
    reason: EvidenceRef;
    by: string;
  }): Promise<{ changed: boolean }>;
}
