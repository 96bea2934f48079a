/**
 * Checking what comes from outside. Schemas are loaded with the first message: the sandbox loads modules anew for each
 * workflow, zod and all contracts took 12 ms of the workflow thread and most of the garbage, and a claim that goes
 * straight through gets no message at all.
 */
import { ApplicationFailure } from '@temporalio/workflow';
import type * as Authority from '../../activities/authority/contract';
import type * as Contract from './contract';

/** The schemas of the messages. The same on replay: what is loaded depends on nothing but the code. */
export function schemas(): Pick<typeof Authority, 'Decision'> & Pick<typeof Contract, 'MoreDocuments'> {
  const { Decision }: typeof Authority = require('../../activities/authority/contract');
  const { MoreDocuments }: typeof Contract = require('./contract');
  return { Decision, MoreDocuments };
}

/**
 * The input as it is, when it has the form that our clients give it. Values are checked where they are used: a claim that
 * nobody registered fails at its first step.
 * @throws ApplicationFailure `malformed-message` (non-retryable) naming the fields that are wrong
 */
export function checkedInput(input: Contract.ClaimInput): Contract.ClaimInput {
  if (hasFormOfInput(input)) return input;
  const { ClaimInput }: typeof Contract = require('./contract');
  const parsed = ClaimInput.safeParse(input);
  if (parsed.success) return parsed.data;
  throw malformed('The input', parsed.error);
}

function hasFormOfInput(input: Partial<Contract.ClaimInput> | null | undefined): boolean {
  const { claim, files, pace } = input ?? {};
  return (
    [claim?.tenant, claim?.claimNumber].every((text) => typeof text === 'string') &&
    [claim?.episode, pace?.reminderAfterMs, pace?.informationDeadlineMs, pace?.reviewDueMs].every(Number.isInteger) &&
    Array.isArray(files) &&
    files.every((file) => typeof file?.fileId === 'string' && typeof file.name === 'string' && file.bytes >= 0)
  );
}

/** What a sender is told about a message that does not parse. */
export function malformed(
  what: string,
  error: { issues: { path: PropertyKey[]; message: string }[] },
): ApplicationFailure {
  const details = error.issues
    .map((issue) => `${issue.path.map(String).join('.') || 'message'}: ${issue.message}`)
    .join('; ');
  return ApplicationFailure.nonRetryable(`${what} does not have the right form. ${details}`, 'malformed-message');
}
