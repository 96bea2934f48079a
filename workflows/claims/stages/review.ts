/** Where people decide: duplicates, investigation, review. Each waits for a decision or for documents that change it. */
import { workflowInfo } from '@temporalio/workflow';
import type { ReviewTask } from '../../../activities/claimfile/contract';
import type { Reason, ReopeningKind } from '../../../activities/vocabulary';
import type { Chronicle } from '../chronicle';
import type { ClaimPace } from '../contract';
import { type ClaimState, currentReasons, type Stage } from '../state';
import { dueBy, nextDates, waitByCalendar } from './calendar';
import { acknowledge } from './letter';
import { sendReservation } from './reservation';

/** Another claim may be about the same loss: a person merges or keeps both. */
export async function awaitDuplicateDecision(chronicle: Chronicle, pace: ClaimPace): Promise<void> {
  const why = chronicle.state.suspectedDuplicates.map((claim) => ({
    code: 'suspected-duplicate',
    clause: null,
    text: `Same policy, date and cause of loss as claim ${claim}.`,
  }));
  await awaitDecision(
    chronicle,
    {
      stage: 'duplicate',
      kind: 'duplicate',
      role: 'handler',
      why,
      status: 'in-review',
      waitingFor: 'a person to say whether it is the same loss',
    },
    pace,
  );
}

/** Indicators refer, they never deny: investigators clear the claim, or report what they found to the reviewer. */
export async function awaitInvestigation(chronicle: Chronicle, pace: ClaimPace): Promise<void> {
  await awaitDecision(
    chronicle,
    {
      stage: 'investigation',
      kind: 'investigation',
      role: 'investigator',
      why: currentReasons(chronicle.state),
      status: 'under-investigation',
      waitingFor: 'special investigations',
    },
    pace,
  );
}

/** The adjuster decides; denials and large amounts need a second person. An appeal is for somebody who was not involved. */
export async function awaitReview(chronicle: Chronicle, pace: ClaimPace): Promise<void> {
  const { reopened } = chronicle.state;
  const appeal = reopened?.kind === 'appeal';
  await awaitDecision(
    chronicle,
    {
      stage: 'review',
      kind: appeal ? 'appeal' : 'decision',
      role: 'adjuster',
      why: [...(reopened === undefined ? [] : [whyAgain(reopened)]), ...currentReasons(chronicle.state)],
      status: 'in-review',
      waitingFor: appeal ? 'somebody uninvolved to decide the appeal' : 'an adjuster to decide',
    },
    pace,
  );
}

const WHY_AGAIN: Record<ReopeningKind, string> = {
  supplement: 'The claimant claims more than was decided on.',
  appeal: 'The claimant does not agree with the decision.',
  'late-documents': 'What was missing has come after the claim was closed.',
  correction: 'A person of the team opened the claim again to put something right.',
};

function whyAgain({ kind, outcome }: NonNullable<ClaimState['reopened']>): Reason {
  const text = `${WHY_AGAIN[kind]} Before, the claim ended as: ${outcome.replaceAll('-', ' ')}.`;
  return { code: `reopened-${kind}`, clause: null, text };
}

interface Question {
  stage: Stage;
  kind: ReviewTask['kind'];
  role: string;
  why: Reason[];
  status: 'in-review' | 'under-investigation' | 'settling' | 'awaiting-information';
  waitingFor: string;
}

/**
 * Ask, and wait until the claim has moved on: by a decision (the stage changes), by new documents (it is assessed
 * again), or by a first decision that a second person rejected (the question is asked anew). Overdue questions go to a
 * supervisor, once.
 */
export async function awaitDecision(chronicle: Chronicle, question: Question, pace: ClaimPace): Promise<void> {
  const { state } = chronicle;
  const dates = await nextDates(chronicle);
  const dueAt = dueBy(chronicle.in(pace.reviewDueMs), dates);
  if (state.task === null) {
    chronicle.stand(question.status, question.waitingFor, dueAt);
    chronicle.openTask(question.kind, question.role, question.why, dueAt);
  }
  chronicle.publish();
  await chronicle.save();
  // Beside the wait: a decision need not stand back while delivery is away.
  void acknowledge(chronicle);
  void sendReservation(chronicle);

  const movedOn = () =>
    state.stage !== question.stage ||
    state.unread.length > 0 ||
    state.task === null ||
    // A long history is continued as new; the task stays open and the wait goes on there.
    workflowInfo().continueAsNewSuggested;
  const inTime = await waitByCalendar(chronicle, movedOn, { until: state.dueAt ?? dueAt, dates });
  if (!inTime) {
    escalate(chronicle);
    await chronicle.save();
    await waitByCalendar(chronicle, movedOn, { until: null, dates: await nextDates(chronicle) });
  }
  if (state.stage === question.stage && state.unread.length > 0) state.stage = 'assess';
}

function escalate(chronicle: Chronicle): void {
  const { task } = chronicle.state;
  if (task === null || task.role === 'supervisor') return;
  chronicle.note({
    kind: 'record',
    action: 'task-escalated',
    about: task.taskId,
    reasons: [{ code: 'overdue', clause: null, text: `Not decided by ${task.dueAt}; now with a supervisor.` }],
    facts: { taskId: task.taskId, fromRole: task.role, toRole: 'supervisor' },
  });
  task.role = 'supervisor';
  chronicle.changed(task);
}
