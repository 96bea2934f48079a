/** Whatever is thrown becomes an exit code, a stable code and a message that says what to do. */
import { ApplicationFailure } from '@temporalio/common';
import { EXIT, explain, UsageError } from '../../client/cli/exit-codes';
import { AmountError } from '../../client/cli/format';
import { CannotConnectError } from '../../client/sdk/connect';
import {
  IdempotencyConflictError,
  InvalidInputError,
  NotFoundError,
  SignInError,
  TooLateError,
} from '../../client/sdk/errors';
import { ConfigurationError } from '../../platform/config/configuration';

function caused(message: string, cause: unknown): Error {
  return new Error(message, { cause });
}

function grpc(code: number, details: string): Error {
  return Object.assign(new Error(`${code} ${details}`), { code, details });
}

function postgres(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, severity: 'ERROR' });
}

test.each([
  ['wrong usage', new UsageError('no'), EXIT.usage, 'wrong-usage'],
  ['amount', new AmountError('no'), EXIT.usage, 'amount-not-readable'],
  ['configuration', new ConfigurationError(['DATABASE_URL must be …']), EXIT.usage, 'configuration-invalid'],
  ['malformed notice', new InvalidInputError('The notice', []), EXIT.usage, 'invalid-input'],
  ['unknown claim', new NotFoundError('claim', 'X'), EXIT.notFound, 'not-found'],
  ['too late', new TooLateError('closed'), EXIT.refused, 'claim-closed'],
  ['no token', new SignInError('no token'), EXIT.refused, 'sign-in-needed'],
  ['key used before', new IdempotencyConflictError('k', 'C'), EXIT.failure, 'idempotency-conflict'],
  ['not running', new CannotConnectError('not-running', 'start it'), EXIT.cannotConnect, 'not-running'],
  [
    'Temporal gone',
    caused('update failed', grpc(14, 'No connection established')),
    EXIT.cannotConnect,
    'temporal-unreachable',
  ],
  ['Temporal: no permission', caused('x', grpc(7, 'denied')), EXIT.cannotConnect, 'temporal-refused'],
  ['Temporal: no namespace', grpc(5, 'Namespace nope is not found.'), EXIT.cannotConnect, 'temporal-refused'],
  [
    'PostgreSQL restarted',
    caused('Failed query', postgres('57P01', 'terminating')),
    EXIT.cannotConnect,
    'database-unreachable',
  ],
  [
    'PostgreSQL: wrong password',
    postgres('28P01', 'password authentication failed'),
    EXIT.cannotConnect,
    'database-refused',
  ],
  [
    'PostgreSQL: no table',
    caused('Failed query', postgres('42P01', 'relation')),
    EXIT.cannotConnect,
    'database-not-migrated',
  ],
  [
    'connection refused on both addresses',
    new AggregateError([Object.assign(new Error('connect ECONNREFUSED ::1:1'), { syscall: 'connect' })]),
    EXIT.cannotConnect,
    'database-unreachable',
  ],
  [
    'activity: claim unknown',
    caused(
      'Workflow execution failed',
      caused('Activity task failed', ApplicationFailure.nonRetryable('nothing recorded', 'ledger-claim-unknown')),
    ),
    EXIT.notFound,
    'ledger-claim-unknown',
  ],
  [
    'activity: other',
    caused('Workflow execution failed', ApplicationFailure.nonRetryable('bad file', 'table-unreadable')),
    EXIT.failure,
    'table-unreadable',
  ],
  ['a bug', new TypeError('x is undefined'), EXIT.failure, 'unexpected'],
  ['not even an error', 'text', EXIT.failure, 'unexpected'],
])('%s', (_, error, exitCode, code) => {
  expect(explain(error)).toMatchObject({ exitCode, code });
});

test('the message of the innermost failure is shown, not that of its wrapping', () => {
  const failure = ApplicationFailure.nonRetryable('There is nothing about CLM-1.', 'ledger-claim-unknown');
  expect(explain(caused('Workflow execution failed', failure)).message).toBe('There is nothing about CLM-1.');
});

test('a query that fails for another reason is not taken for a connection that failed', () => {
  expect(explain(postgres('23505', 'duplicate key')).code).toBe('unexpected');
});
