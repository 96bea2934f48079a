/** What of the gateway the outside calls by name: the sweep, what answers turned out to be worth, reports and replays. */
import { ApplicationFailure } from '@temporalio/common';
import { and, eq } from 'drizzle-orm';
import type { BlobStore } from '../../platform/blobs/store';
import { parseRules, type Rules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { modelAnswers } from '../../platform/database/schema';
import { type ModelActivities, ModelOutcome } from './contract';
import type { Gateway } from './gateway';
import { ModelsPolicy } from './policy';
import { recordedRequests } from './report/recorded';
import { replayPolicy } from './report/replay';
import { reportModelUse } from './report/report';
import { raiseThreshold } from './similar';

export interface ModelActivityParts {
  database: Database;
  blobs: Pick<BlobStore, 'get'>;
  gateway: Pick<Gateway, 'sweep'>;
}

export function createModelActivities({ database, blobs, gateway }: ModelActivityParts): ModelActivities {
  return {
    async sweepModelReservations() {
      return { settledAsUnknown: await gateway.sweep() };
    },

    reportModelUse: (input) => reportModelUse(database, input),

    async replayModelPolicy(input) {
      const invalid = (message: string) => ApplicationFailure.nonRetryable(message, 'model-policy-invalid');
      const text = (await blobs.get(input.policy)).toString('utf8');
      let policy: Rules<ModelsPolicy>;
      try {
        policy = parseRules(text, 'the other policy', ModelsPolicy);
      } catch (problem) {
        throw invalid(problem instanceof Error ? problem.message : 'The other policy cannot be read.');
      }
      const { currency } = policy.rules;
      const { requests, currencies } = await recordedRequests(database, input);
      const other = currencies.find((one) => one !== currency);
      if (other !== undefined)
        throw invalid(`The other policy counts in ${currency}, and the records in ${other}: they cannot be compared.`);
      return { currency, policyHash: policy.sha256, rows: replayPolicy(requests, policy.rules) };
    },

    async recordModelOutcome(input) {
      const parsed = ModelOutcome.safeParse(input);
      if (!parsed.success)
        throw ApplicationFailure.nonRetryable(
          `The outcome is malformed: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}.`,
          'model-request-invalid',
        );
      const { claim, recordId } = parsed.data;
      const { outcome } = parsed.data;
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
      if (outcome !== 'approved') await raiseThreshold(database, claim.tenant, recordId);
    },
  };
}
