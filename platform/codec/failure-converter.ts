/**
 * Messages and stack traces of failures become payloads, which the codec encrypts: a message can quote what somebody wrote.
 * Loaded by clients, by workers and inside the workflow bundle: it may import @temporalio/common alone.
 */
import { DefaultFailureConverter } from '@temporalio/common';

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
