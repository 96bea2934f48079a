/** Opinions as an activity: the questions of an assessment that leave room, what they turn on, and what models say to them. */
import { Context } from '@temporalio/activity';
import type { Database } from '../../../platform/database/client';
import { getEvidence, putEvidence } from '../../../platform/database/evidence';
import type { NoticeOfLoss } from '../../claimfile/contract';
import { ClaimFacts } from '../../documents/contract';
import type { KnownPersonalData, ModelGateway } from '../../models/contract';
import { CoverageAssessment, type CoverageOpinion, type CoverageOpinionActivities } from '../contract';
import { type Loss, lossOf } from '../loss';
import { loadNotice } from '../notice';
import { askForOpinion } from './ask';
import { mostRoom } from './room';
import type { OpinionMaterial } from './verify';

export function createCoverageOpinionActivities({
  database,
  gateway,
}: {
  database: Database;
  gateway: ModelGateway;
}): CoverageOpinionActivities {
  return {
    async giveCoverageOpinion({ claim, facts: factsRef, coverage: reference }) {
      const [assessment, facts, { notice, registeredAt }] = await Promise.all([
        getEvidence(database, claim, reference, CoverageAssessment),
        getEvidence(database, claim, factsRef, ClaimFacts),
        loadNotice(database, claim),
      ]);
      const { info, cancellationSignal } = Context.current();
      // Opinions are asked for by a process; the claim stands in where the activity was started by itself.
      const process = {
        type: info.workflowType ?? 'claims',
        workflowId: info.workflowExecution?.workflowId ?? claim.claimNumber,
        runId: info.workflowExecution?.runId ?? info.activityId,
      };
      const stated = factsFor(lossOf(notice, registeredAt, facts), facts);
      const questions = await Promise.all(
        mostRoom(assessment.questions).map(async (question) => {
          const material: OpinionMaterial = {
            question: `${question.text} Is the loss covered, as far as this question goes?`,
            clauses: [...(question.speaksFor ?? []), ...(question.speaksAgainst ?? [])].map(
              ({ clause, heading, quote }) => ({ clause, heading, text: quote }),
            ),
            facts: stated,
          };
          const opinion = await askForOpinion(material, {
            gateway,
            claim,
            process,
            dataClass: 'personal',
            known: knownOf(notice, assessment),
            signal: cancellationSignal,
          });
          return { code: question.code, text: question.text, opinion };
        }),
      );
      const count = (outcome: string) => questions.filter(({ opinion }) => opinion.outcome === outcome).length;
      return {
        opinion: await putEvidence(database, claim, 'coverage-opinion', {
          coverage: reference,
          questions,
        } satisfies CoverageOpinion),
        agreed: count('agreed'),
        split: count('split'),
        unverified: count('unverified'),
      };
    },
  };
}

/** What is known of the loss, as a model gets it: the account as it was written, and what code made of the rest. */
function factsFor(loss: Loss, facts: ClaimFacts): OpinionMaterial['facts'] {
  const report = loss.policeReport
    ? 'A police report, or its number, is among the documents.'
    : 'No police report is among the documents.';
  return [
    { fact: 'account', text: loss.description, trusted: false },
    {
      fact: 'loss',
      text: `The cause is reported as ${loss.peril.replaceAll('-', ' ')}. The loss was on ${loss.date} and was reported on ${loss.reportedOn}. It happened in ${loss.location}. ${report}`,
      trusted: true,
    },
    ...(facts.items.length === 0
      ? []
      : [{ fact: 'items', text: facts.items.map(({ description }) => description).join('\n'), trusted: false }]),
  ];
}

function knownOf({ claimant, payee }: NoticeOfLoss, { policy }: CoverageAssessment): KnownPersonalData[] {
  const known: KnownPersonalData[] = [{ kind: 'PERSON', text: claimant.name }];
  if (claimant.email !== undefined) known.push({ kind: 'EMAIL', text: claimant.email });
  if (claimant.phone !== undefined) known.push({ kind: 'PHONE', text: claimant.phone });
  if (payee !== undefined) known.push({ kind: 'PERSON', text: payee.name }, { kind: 'ACCOUNT', text: payee.iban });
  if (policy !== null) known.push({ kind: 'PERSON', text: policy.holder });
  return known.filter(({ text }) => text.length >= 2);
}
