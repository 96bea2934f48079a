/**
 * The claims process, from notice to letter. Read it top to bottom: each function is a stage of the claim. Rules, money
 * and authority are activities; here is only what follows what, what waits for whom, and what is undone when it fails.
 */
import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { DecisionAnswer } from '../../activities/authority/contract';
import type { EarlierEpisodes } from '../../activities/claimfile/contract';
import type { TimeLimit } from '../../activities/clocks/contract';
import { Chronicle } from './chronicle';
import type {
  ClaimInput,
  ClaimResult,
  ClaimSummary,
  MoreDocumentsAnswer,
  NoticeAnswer,
  OwnProjection,
} from './contract';
import { DecisionDesk } from './decisions';
import { checkedInput, malformed, schemas } from './messages';
import { claimWorkflowId, MESSAGES } from './names';
import { payAdvance } from './stages/advance';
import { assess, readNewDocuments } from './stages/assessment';
import { awaitInformation, awaitNoAnswerDecision } from './stages/information';
import { awaitDuplicateDecision, awaitInvestigation, awaitReview } from './stages/review';
import { compensate, settle } from './stages/settlement';
import { type ClaimState, newClaimState, projectionOf, type Stage, summaryOf } from './state';
import { beside } from './steps';

export const noticeUpdate = defineUpdate<NoticeAnswer>(MESSAGES.notice);
export const decideUpdate = defineUpdate<DecisionAnswer, [unknown]>(MESSAGES.decide);
export const decideSignal = defineSignal<[unknown]>(MESSAGES.decide);
export const moreDocumentsUpdate = defineUpdate<MoreDocumentsAnswer, [unknown]>(MESSAGES.moreDocuments);
export const projectionQuery = defineQuery<OwnProjection>(MESSAGES.projection);
export const rewriteUpdate = defineUpdate<void, [unknown]>(MESSAGES.rewrite);
export const stateQuery = defineQuery<ClaimSummary>(MESSAGES.state);
export const decisionAnswerQuery = defineQuery<DecisionAnswer | null, [string]>(MESSAGES.decisionAnswer);

/** Versions are integers in PostgreSQL; one claim makes some dozens. */
const MOST_VERSIONS = 1_000_000;

/** A claim. `carried` is the state of the run before, after continue-as-new. */
export async function claimsProcess(input: ClaimInput, carried?: ClaimState): Promise<ClaimResult> {
  const { claim, pace } = checkedInput(input);
  const state = carried ?? newClaimState(input, new Date().toISOString());
  const chronicle = new Chronicle(state);
  const desk = new DecisionDesk(chronicle);
  let ending = false;

  setHandler(noticeUpdate, async () => {
    await condition(() => state.stage !== 'open');
    return {
      claimNumber: claim.claimNumber,
      workflowId: claimWorkflowId(claim),
      status: state.status,
      suspectedDuplicates: state.suspectedDuplicates,
    };
  });

  setHandler(decideUpdate, (message) => desk.decide(schemas().Decision.parse(message)), {
    validator: (message) => {
      const parsed = schemas().Decision.safeParse(message);
      if (!parsed.success) throw malformed('The message', parsed.error);
      if ((state.stage === 'closed' || ending) && !desk.knows(parsed.data.decisionId)) throw tooLate(claim.claimNumber);
    },
  });

  setHandler(decideSignal, async (message) => {
    const parsed = schemas().Decision.safeParse(message);
    if (parsed.success) {
      await desk.decide(parsed.data);
      return;
    }
    const reason = { code: 'malformed', clause: null, text: 'A decision signal did not parse and was not applied.' };
    // Counted, since many can come in one workflow task, where nothing else tells them apart.
    state.refusedSignals = (state.refusedSignals ?? 0) + 1;
    chronicle.note({
      kind: 'refuse',
      action: 'signal-refused',
      about: `number/${state.refusedSignals}`,
      reasons: [reason],
    });
    await chronicle.save();
  });

  setHandler(
    moreDocumentsUpdate,
    async (message) => {
      const { messageId, files } = schemas().MoreDocuments.parse(message);
      const known = state.documentAnswers[messageId];
      if (known !== undefined) return known;
      const seen = new Set([
        ...state.documents.map((document) => document.file.fileId),
        ...state.unread.map((file) => file.fileId),
      ]);
      const added = files.filter((file) => !seen.has(file.fileId));
      const answer = { messageId, received: added.length };
      state.documentAnswers[messageId] = answer;
      state.unread.push(...added);
      if (added.length > 0) chronicle.stand('reading-documents');
      chronicle.note({
        kind: 'receive',
        action: 'documents-received',
        about: messageId,
        facts: { files: added.length, alreadyThere: files.length - added.length },
      });
      await chronicle.save();
      return answer;
    },
    {
      validator: (message) => {
        const parsed = schemas().MoreDocuments.safeParse(message);
        if (!parsed.success) throw malformed('The message', parsed.error);
        const settled = state.stage === 'closed' || state.stage === 'settle' || ending;
        if (settled && !(parsed.data.messageId in state.documentAnswers)) throw tooLate(claim.claimNumber);
      },
    },
  );

  setHandler(projectionQuery, () => ({
    projection: projectionOf(state),
    task: state.task,
    unsaved: state.unsaved.length > 0 || state.changedTasks.length > 0,
  }));
  setHandler(
    rewriteUpdate,
    async (message) => {
      state.version = Math.max(state.version, (message as { over: number }).over);
      if (state.task !== null) chronicle.changed(state.task);
      await chronicle.save();
    },
    {
      validator: (message) => {
        const { over } = (message ?? {}) as { over?: unknown };
        // No further than a claim could have come, so that its own later writes still go through.
        if (!Number.isInteger(over) || (over as number) < 0 || (over as number) > MOST_VERSIONS)
          throw ApplicationFailure.nonRetryable('`over` must be the version that is stored.', 'malformed-message');
        if (state.stage === 'closed' || ending) throw tooLate(claim.claimNumber);
      },
    },
  );
  setHandler(stateQuery, () => summaryOf(state));
  setHandler(decisionAnswerQuery, (decisionId) => state.answers[decisionId] ?? null);

  const stages: Record<Exclude<Stage, 'closed'>, () => Promise<void>> = {
    open: () => openClaim(chronicle),
    assess: () => assess(chronicle),
    duplicate: () => awaitDuplicateDecision(chronicle, pace),
    information: () => awaitInformation(chronicle, pace),
    'no-answer': () => awaitNoAnswerDecision(chronicle, pace),
    investigation: () => awaitInvestigation(chronicle, pace),
    review: () => awaitReview(chronicle, pace),
    advance: () => payAdvance(chronicle, pace),
    settle: () => settle(chronicle, pace),
  };

  try {
    while (state.stage !== 'closed') {
      await stages[state.stage]();
      if (workflowInfo().continueAsNewSuggested && state.task !== null) {
        await condition(allHandlersFinished);
        await chronicle.save();
        // A letter under way goes on by itself; its key keeps the next run from sending another one.
        if (state.acknowledgment === 'sending') state.acknowledgment = null;
        if (state.reservation?.status === 'sending') state.reservation.status = 'asked';
        await continueAsNew<typeof claimsProcess>(input, state);
      }
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => compensate(chronicle));
    ending = true;
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    throw error;
  }

  await condition(allHandlersFinished);
  return {
    claimNumber: claim.claimNumber,
    outcome: state.settlement?.outcome ?? 'cancelled',
    paidMinor: state.paidMinor,
    currency: state.assessment?.triage.currency ?? null,
    decidedBy: state.settlement?.decidedBy ?? [],
  };
}

/** Notice: who, which policy, which files; acknowledged, and other claims for the same loss are noted. */
async function openClaim(chronicle: Chronicle): Promise<void> {
  const { state } = chronicle;
  const reading = readNewDocuments(chronicle);
  const opening = await beside.openClaim({ claim: state.claim });
  state.policyNumber = opening.policyNumber;
  state.line = opening.line;
  state.jurisdiction = opening.jurisdiction;
  state.suspectedDuplicates = opening.suspectedDuplicates;
  if (opening.noticeReceivedAt !== undefined) state.noticeReceivedAt = opening.noticeReceivedAt;
  if (opening.reopened === undefined)
    chronicle.note({
      kind: 'receive',
      action: 'notice-received',
      about: String(state.claim.episode),
      facts: {
        files: opening.files.length,
        suspectedDuplicates: opening.suspectedDuplicates.length,
        ...(opening.noticeReceivedAt === undefined ? {} : { noticeReceivedAt: opening.noticeReceivedAt }),
      },
    });
  else goOnFrom(chronicle, opening.reopened);
  if (opening.timeLimit !== undefined) noteTimeLimit(chronicle, opening.timeLimit);
  chronicle.stand('reading-documents');
  const saved = chronicle.save();
  state.stage = 'assess';
  await Promise.all([reading, saved]);
}

/** The day on which the right to go to court ends: clocks count back from it. */
function noteTimeLimit(chronicle: Chronicle, timeLimit: TimeLimit): void {
  chronicle.state.timeLimit = timeLimit;
  chronicle.note({
    kind: 'record',
    action: 'limitation-known',
    about: String(chronicle.state.claim.episode),
    facts: {
      date: timeLimit.endsOn,
      limit: timeLimit.id,
      citation: timeLimit.citation,
      verified: timeLimit.verified,
    },
  });
}

/** An episode after the first goes on from what the earlier ones have left: nothing is read or asked twice. */
function goOnFrom(chronicle: Chronicle, { documents, version, ...earlier }: EarlierEpisodes): void {
  const { state } = chronicle;
  state.reopened = earlier;
  state.version = Math.max(state.version, version);
  state.documents = [...documents, ...state.documents];
  // People have said before whether another claim is about the same loss, and what the indicators come to.
  state.duplicateSettled = true;
  state.investigationCleared = earlier.investigationCleared;
  state.investigationReported = earlier.investigationReported;
  chronicle.note({
    kind: 'receive',
    action: 'episode-begun',
    about: String(state.claim.episode),
    facts: { reopenedFor: earlier.kind, earlierOutcome: earlier.outcome, earlierPaidMinor: earlier.paidMinor },
  });
}

function tooLate(claimNumber: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Claim ${claimNumber} is settled or closed; this comes too late.`,
    'claim-closed',
  );
}
