/** What of the gateway the outside calls by name: the sweep, and what answers turned out to be worth. */
import { ApplicationFailure } from '@temporalio/common';
import { and, eq } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { modelAnswers } from '../../platform/database/schema';
import { sweep } from './book/leases';
import { type ModelActivities, ModelOutcome } from './contract';

export function createModelActivities({ database }: { database: Database }): ModelActivities {
  return {
    async sweepModelReservations() {
      return { settledAsUnknown: await sweep(database) };
    },

    async recordModelOutcome(input) {
      const parsed = ModelOutcome.safeParse(input);
      if (!parsed.success)
        throw ApplicationFailure.nonRetryable(
          `The outcome is malformed: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}.`,
          'model-request-invalid',
        );
      const { claim, recordId } = parsed.data;
      const changed = await database
        .update(modelAnswers)
        .set({ outcome: parsed.data })
        .where(
          and(
            eq(modelAnswers.tenant, claim.tenant),
            eq(modelAnswers.claimNumber, claim.claimNumber),
            eq(modelAnswers.key, recordId),
          ),
        )
        .returning({ key: modelAnswers.key });
      if (changed.length === 0)
        throw ApplicationFailure.nonRetryable(
          `Claim ${claim.claimNumber} has no answer of a model with the record ${recordId}.`,
          'model-record-unknown',
        );
    },
  };
}
