/** One review task with its evidence, and deciding it. */
import { createHash, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { Decision, DecisionAnswer, RefusalCode } from '../../../activities/authority/contract';
import { NoticeOfLoss, ReviewTask } from '../../../activities/claimfile/contract';
import { CoverageAssessment, CoverageOpinion } from '../../../activities/coverage/contract';
import { ClaimFacts } from '../../../activities/documents/contract';
import { FraudScreening } from '../../../activities/fraud/contract';
import { Clause } from '../../../activities/knowledge/contract';
import { StatedReasons } from '../../../activities/letters/contract';
import { Proposal } from '../../../activities/triage/contract';
import { ClaimNumber } from '../../../activities/vocabulary';
import { Assignment } from '../../sdk/assignments';
import { type DetailsSource, readTaskDetails } from '../../sdk/claim-details';
import { evidenceChanges } from '../../sdk/evidence-changes';
import { present } from '../../sdk/shown-evidence';
import type { Caller } from '../caller';
import type { ApiContext, ApiServer } from '../context';
import { DecisionOptions } from '../decision-options';
import { inTime } from '../patience';
import { ApiError, REFUSAL_STATUS } from '../problems';
import { access, HistoryLink, PROBLEM, shown, TaskId, withoutZero } from '../schemas';

const TaskDetails = z.object({
  task: ReviewTask,
  /** Who works on it; null when it was never assigned. */
  assignment: Assignment.nullable(),
  notice: NoticeOfLoss.nullable(),
  proposal: shown(Proposal),
  coverage: shown(CoverageAssessment),
  /** What models said to what that assessment left open. */
  opinion: shown(CoverageOpinion),
  clauses: z.array(Clause),
  /** Each value with file, page, box and quote. */
  facts: shown(ClaimFacts),
  screening: shown(FraudScreening),
  /** What the first decision would tell the claimant. */
  stated: shown(StatedReasons),
  decidedBefore: z.boolean(),
  history: HistoryLink,
  /** What the caller may choose from. */
  options: DecisionOptions,
});

const words = z.string().trim().min(1).max(4000).refine(withoutZero, 'must not have a zero byte');

/** A decision without what the API adds: id, task, ticket and the hash of `If-Match`. */
export const DecisionRequest = Decision.pick({ action: true, amountMinor: true, items: true, reasonCode: true }).extend(
  {
    duplicateOf: ClaimNumber.optional(),
    /** Section of the policy, with `set-reserve`; not needed where the claim has one exposure. */
    exposure: Decision.shape.exposure,
    /** For colleagues; never sent to the claimant. */
    note: words.optional(),
    /** Your reasons in words for the claimant: the letter quotes them. */
    tell: z
      .array(z.strictObject({ text: words, clause: z.string().min(1).max(40).nullable().optional() }))
      .max(20)
      .optional(),
  },
);

const AcceptedDecision = DecisionAnswer.options[0];

export function addTaskRoutes(server: ApiServer, { callers, database, place, offer }: ApiContext) {
  // Looks that are noted already: nothing is asked of the database again.
  const noted = new LRUCache<string, true>({ max: 10_000 });
  server.get(
    '/v1/tasks/:taskId',
    {
      schema: {
        tags: ['tasks'],
        summary: 'A task with the evidence that its hash stands for',
        description: 'The `etag` is the hash of the evidence: send it back as `if-match` with the decision.',
        ...access('read-tasks'),
        params: z.object({ taskId: TaskId }),
        response: { 200: TaskDetails, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client, role, userId } = await callers.allowed(request, 'read-tasks');
      const { taskId } = request.params;
      const [details, assignment] = await Promise.all([
        readTaskDetails({ client, database, place }, taskId),
        client.assignments.show(taskId),
      ]);
      const line = present(details.coverage)?.line ?? null;
      const options = offer.for(
        details.task,
        { role, userId, line },
        {
          decidedBefore: details.decidedBefore,
          proposed: present(details.proposal)?.action ?? null,
        },
      );
      if (options.actions.length > 0 && !noted.has(`${userId} ${taskId}`)) {
        await client.assignments.noteView(taskId);
        noted.set(`${userId} ${taskId}`, true);
      }
      reply.header('etag', `"${details.task.evidenceHash}"`);
      return { ...details, assignment, options };
    },
  );

  server.post(
    '/v1/tasks/:taskId/decisions',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Decide a task',
        description:
          '`if-match` carries the hash of the evidence that was shown. The same `idempotency-key` is the same decision: ' +
          'sent again it gets its first answer. A refusal is recorded and changes nothing.',
        ...access('read-tasks'),
        params: z.object({ taskId: TaskId }),
        headers: z.object({
          /** The `etag` of the task, quotes and all. */
          'if-match': z
            .string()
            .regex(/^"[0-9a-f]{64}"$/, 'must be the etag of the task, in quotes')
            .optional(),
          'idempotency-key': Decision.shape.decisionId.optional(),
        }),
        body: DecisionRequest,
        response: { 200: AcceptedDecision, '4xx': PROBLEM, '5xx': PROBLEM },
      },
    },
    async (request) => {
      const caller = await callers.allowed(request, 'read-tasks');
      return decide({ client: caller.client, database, place }, request.params.taskId, {
        ...request.body,
        evidenceHash: seenEvidence(request.headers['if-match']),
        decisionId: decisionIdOf(caller, request.headers['idempotency-key']),
      });
    },
  );
}

/** A key belongs to the person who chose it: somebody else's equal one is another decision, and does not get its answer. */
function decisionIdOf({ userId }: Caller, key: string | undefined): string {
  if (key === undefined) return randomUUID();
  return createHash('sha256')
    .update(JSON.stringify([userId, key]))
    .digest('base64url');
}

/** @throws ApiError when the header is missing */
function seenEvidence(ifMatch: string | undefined): string {
  if (ifMatch !== undefined) return ifMatch.slice(1, -1);
  throw new ApiError(
    428,
    'if-match-missing',
    'A decision needs the header if-match with the etag of the task as you saw it.',
  );
}

type SentDecision = z.infer<typeof DecisionRequest> & { evidenceHash: string; decisionId: string };

async function decide(source: DetailsSource, taskId: string, decision: SentDecision) {
  const { client } = source;
  const { decisionId } = decision;
  const answer = await inTime(
    client.reviews.decide(taskId, decision),
    'The decision was sent, and the process has not answered. Send it again with the same idempotency-key to learn the answer: it never takes effect twice.',
    { decisionId },
  );
  if (answer.accepted) return answer;
  const code = RefusalCode.safeParse(answer.code);
  const status = code.success ? REFUSAL_STATUS[code.data] : 409;
  if (status !== 412) throw new ApiError(status, answer.code, answer.reason, { decisionId });
  const { claim, evidenceHash } = await client.reviews.show(taskId);
  const changes = await evidenceChanges(source, claim.claimNumber, decision.evidenceHash);
  throw new ApiError(status, answer.code, answer.reason, { decisionId, evidenceHash, changes });
}
