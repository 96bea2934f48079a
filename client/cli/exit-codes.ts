/** From whatever went wrong to an exit code, a stable code and a message that says what to do. */
import { PayloadProtectionError } from '../../platform/codec/errors';
import { ConfigurationError } from '../../platform/config/configuration';
import { CannotConnectError, explainDatabaseTrouble, explainTemporalTrouble } from '../sdk/connect';
import { AdjutantError, InvalidInputError, NotFoundError, SignInError, TooLateError } from '../sdk/errors';
import { AmountError } from './format';

export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  cannotConnect: 5,
  ledgerBroken: 6,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For --help. */
export const EXIT_CODE_HELP = `Exit codes:
  0  done
  1  failure (an import with errors, a problem found by doctor, anything unexpected)
  2  wrong usage, or input that does not have the right form
  3  there is no such claim, task or file
  4  refused: the decision was not accepted, came too late, or you are not signed in
  5  Temporal, PostgreSQL or a worker cannot be reached
  6  the ledger is broken`;

/** The command was given in a way that cannot be carried out. */
export class UsageError extends Error {
  readonly code = 'wrong-usage';
}

export interface Trouble {
  exitCode: ExitCode;
  code: string;
  message: string;
  details: Record<string, unknown>;
}

/** What to tell the caller about an error. */
export function explain(error: unknown): Trouble {
  if (error instanceof UsageError || error instanceof AmountError)
    return trouble(EXIT.usage, error.code, error.message);
  if (error instanceof ConfigurationError) {
    return trouble(EXIT.usage, error.code, error.message, { problems: error.problems });
  }
  if (error instanceof PayloadProtectionError) return trouble(EXIT.failure, error.code, error.message);
  if (error instanceof AdjutantError) return trouble(exitCodeOf(error), error.code, error.message, error.details);
  const unreachable = explainDatabaseTrouble(error) ?? explainTemporalTrouble(error);
  if (unreachable !== undefined) return explain(unreachable);
  const failure = applicationFailure(error);
  if (failure !== undefined) {
    const exitCode = /-(unknown|not-found)$/.test(failure.type) ? EXIT.notFound : EXIT.failure;
    return trouble(exitCode, failure.type, failure.message);
  }
  const message = error instanceof Error ? error.message : String(error);
  return trouble(EXIT.failure, 'unexpected', `${message}\n\`adjutant doctor\` looks for the usual causes.`);
}

function trouble(exitCode: ExitCode, code: string, message: string, details: Record<string, unknown> = {}): Trouble {
  return { exitCode, code, message, details };
}

function exitCodeOf(error: AdjutantError): ExitCode {
  if (error instanceof InvalidInputError) return EXIT.usage;
  if (error instanceof NotFoundError) return EXIT.notFound;
  if (error instanceof TooLateError || error instanceof SignInError) return EXIT.refused;
  if (error instanceof CannotConnectError) return EXIT.cannotConnect;
  return EXIT.failure;
}

/** The innermost typed failure that an activity or a workflow reported. */
function applicationFailure(error: unknown): { type: string; message: string } | undefined {
  let found: { type: string; message: string } | undefined;
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    const { type } = link as { type?: unknown };
    if (link.name === 'ApplicationFailure' && typeof type === 'string') found = { type, message: link.message };
  }
  return found;
}
