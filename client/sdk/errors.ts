/** What can go wrong between a caller and Adjutant. Each has a stable code with a section in docs/errors.md. */

import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

/** Base of the client's errors: a stable `code`, and a message that says what to do. */
export class AdjutantError extends Error {
  override readonly name: string = 'AdjutantError';
  constructor(
    readonly code: string,
    message: string,
    /** Facts to act on. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** The input does not have the right form. `details.issues` has path and problem of each. */
export class InvalidInputError extends AdjutantError {
  override readonly name = 'InvalidInputError';
  constructor(what: string, issues: { path: PropertyKey[]; message: string }[]) {
    const lines = issues.map((issue) => `${issue.path.map(String).join('.') || what}: ${issue.message}`);
    super('invalid-input', `${what} is not valid.\n  ${lines.join('\n  ')}`, { issues: lines });
  }
}

/** The same idempotency key came with another request. */
export class IdempotencyConflictError extends AdjutantError {
  override readonly name = 'IdempotencyConflictError';
  constructor(key: string, claimNumber: string, what: 'notice' | 'message' = 'notice') {
    super(
      'idempotency-conflict',
      what === 'notice'
        ? `The key ${key} was used for another notice, now claim ${claimNumber}. Use a new key for a new claim.`
        : `The key ${key} was used for another message of claim ${claimNumber}. Use a new key for a new message.`,
      {
        claimNumber,
      },
    );
  }
}

/** There is no such claim, task or file. */
export class NotFoundError extends AdjutantError {
  override readonly name = 'NotFoundError';
  constructor(what: string, id: string) {
    super('not-found', `There is no ${what} ${id}.`, { id });
  }
}

/** The token is unknown, expired, or its user is not active. */
export class SignInError extends AdjutantError {
  override readonly name = 'SignInError';
  constructor(message: string) {
    super('sign-in-needed', message);
  }
}

/** Account and password do not go together. It is not said which is wrong. */
export class WrongPasswordError extends AdjutantError {
  override readonly name = 'WrongPasswordError';
  constructor() {
    super('wrong-password', 'There is no such account with this password.');
  }
}

/** Too many failed sign-ins: one has to wait before the next. */
export class SignInBlockedError extends AdjutantError {
  override readonly name = 'SignInBlockedError';
  constructor(readonly retryAfterSeconds: number) {
    super('too-many-sign-ins', `Too many sign-ins have failed. Wait ${retryAfterSeconds} seconds.`, {
      retryAfterSeconds,
    });
  }
}

/** An account of this name is there already. */
export class AccountExistsError extends AdjutantError {
  override readonly name = 'AccountExistsError';
  constructor(userId: string) {
    super('account-exists', `There is an account ${userId} already. \`adjutant users list\` shows all.`, { userId });
  }
}

/** The claim is settled or closed: a message came too late. */
export class TooLateError extends AdjutantError {
  override readonly name = 'TooLateError';
  constructor(message: string) {
    super('claim-closed', message);
  }
}

/** A closed claim is not opened again: why is in `code`. */
export class ReopeningRefusedError extends AdjutantError {
  override readonly name = 'ReopeningRefusedError';
}

/** True when the process itself said that a message came too late, or is no longer there to be asked. */
export function isTooLate(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'claim-closed';
}
