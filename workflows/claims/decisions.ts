/**
 * Decisions of people: judged one at a time, under a lock, against the claim as it stands; recorded whatever the answer.
 * The rules of authority are an activity; what a decision does to the claim is here.
 */
import { condition } from '@temporalio/workflow';
import type {
  AuthorityJudgement,
  Decision,
  DecisionAction,
  DecisionAnswer,
  RefusalCode,
} from '../../activities/authority/contract';
import type { LedgerEntry } from '../../activities/ledger/contract';
import { AnswerBook } from '../kit/answer-book';
import { InTurn } from '../kit/in-turn';
import type { Chronicle } from './chronicle';
import { reserveObstacle, setReserveByPerson } from './money';
import { amountOf, askedFor, endsClaim, outcomeOf } from './outcome';
import { reservationObstacle, reserveRights } from './stages/reservation';
import { type ClaimState, paidBefore, type Settlement, type Stage } from './state';
import { crowded, steps } from './steps';

/** How long a decision waits for an assessment that is under way before it is refused. */
const WORKING_OUT_MS = 10_000;

/** Finding of the papers: different accounts to pay to, or one that cannot be. */
const PAYEE_CONFLICT = 'payee-conflict';

/** These end the claim as if nothing had been paid. */
const PAYS_NOTHING: readonly DecisionAction[] = ['deny', 'close-no-answer', 'merge-duplicate', 'withdraw', 'uphold'];

/** Reason of `retry-letter`: the letter goes on paper (config/decisions.yaml). */
const BY_POST = 'by-post';

const APPROVES: readonly DecisionAction[] = ['approve', 'approve-with-changes', 'approve-in-part'];

/** In these a person is always asked. */
const ASKING: readonly Stage[] = ['duplicate', 'investigation', 'review', 'no-answer'];

type Actor = NonNullable<AuthorityJudgement['actor']>;

export class DecisionDesk {
  private readonly lock = new InTurn();
  private readonly answers: AnswerBook<DecisionAnswer>;

  constructor(private readonly chronicle: Chronicle) {
    this.answers = new AnswerBook(chronicle.state.answers);
  }

  private get state(): ClaimState {
    return this.chronicle.state;
  }

  /** True when this decision was seen before: it is answered also after the claim has closed. */
  knows(decisionId: string): boolean {
    return this.answers.has(decisionId);
  }

  /** Judge a decision; the same `decisionId` gets the same answer. Refusals are answers, not failures. */
  decide(decision: Decision): Promise<DecisionAnswer> {
    return this.answers.answer(decision.decisionId, () => this.lock.run(() => this.judge(decision)));
  }

  private async judge(decision: Decision): Promise<DecisionAnswer> {
    // A worker that dies after it has shown a task takes with it what the server has not heard of: the next one works it
    // out again within moments, and the decision that came meanwhile must find the same task, not one not yet there.
    if (this.workingOut()) await condition(() => !this.workingOut(), WORKING_OUT_MS);
    const before = this.obstacle(decision);
    const { task, firstDecision } = this.state;
    const triage = this.state.assessment?.triage;
    // Also a decision that cannot count is shown to the directory: its ticket is used up, and the record says whose it was.
    const judgement = await (this.lock.queued > 1 ? crowded : steps).judgeDecision({
      claim: this.state.claim,
      decision,
      taskKind: task?.kind ?? 'none',
      line: this.state.line,
      currency: triage?.currency ?? null,
      amountMinor: amountOf(decision, triage?.amountMinor ?? 0),
      proposedMinor: triage?.amountMinor ?? 0,
      // What earlier episodes have paid is not claimed again.
      claimedMinor: Math.max(0, (triage?.claimedMinor ?? 0) - paidBefore(this.state)),
      ...(this.state.paidMinor === 0 ? {} : { paidMinor: this.state.paidMinor }),
      ...this.twoPeopleFor(),
      firstDecider: task?.kind === 'second-approval' ? (firstDecision?.userId ?? null) : null,
      ...(this.state.reopened?.kind === 'appeal' ? { involvedBefore: this.state.reopened.deciders } : {}),
      ...(before === null ? {} : { obstacle: before }),
    });
    if (before !== null) return this.refuse(decision, before.code, before.reason, judgement.actor);
    if (!judgement.allowed || judgement.actor === null) {
      return this.refuse(
        decision,
        judgement.code ?? 'no-authority',
        judgement.reason ?? 'Not allowed.',
        judgement.actor,
      );
    }

    // Documents may have arrived or the task may have been withdrawn while the directory was asked.
    const after = this.obstacle(decision);
    if (after !== null) return this.refuse(decision, after.code, after.reason, judgement.actor);

    this.recordDecision(decision, judgement);
    const effect = this.apply(decision, judgement.actor, judgement.needsSecondPerson);
    await this.chronicle.save(this.lock.queued > 1);
    return { accepted: true, decisionId: decision.decisionId, effect };
  }

  /** Papers that name different accounts to pay to: one person alone could send the money to the wrong one. */
  private twoPeopleFor(): { twoPeopleFor?: string[] } {
    const found = this.state.assessment?.facts.findings.some(({ code }) => code === PAYEE_CONFLICT) ?? false;
    return found ? { twoPeopleFor: [PAYEE_CONFLICT] } : {};
  }

  /** New documents are being read, what they come to is being worked out, or the question to a person is about to be asked. */
  private workingOut(): boolean {
    const { stage, unread, task } = this.state;
    // A claim that was reset to its beginning gets its decisions again before its documents are read.
    const before = stage === 'open' || stage === 'assess';
    return before || unread.length > 0 || (task === null && ASKING.includes(stage));
  }

  /** Why this decision cannot count now, or null. */
  private obstacle(decision: Decision): { code: RefusalCode; reason: string } | null {
    const { state } = this;
    const triage = state.assessment?.triage;
    if (this.workingOut()) {
      return {
        code: 'stale-evidence',
        reason: 'New documents have arrived and are being read. Look again when they are.',
      };
    }
    if (triage !== undefined && triage.evidenceHash !== decision.evidenceHash) {
      return {
        code: 'stale-evidence',
        reason: `The evidence has changed since it was shown (now ${triage.evidenceHash.slice(0, 12)}). Look again and decide on what is there.`,
      };
    }
    const task = state.task;
    if (task === null || task.taskId !== decision.taskId || task.status !== 'open') {
      return {
        code: 'task-not-open',
        reason: `Task ${decision.taskId} is not open: it was decided, withdrawn, or never existed.`,
      };
    }
    if (
      decision.action === 'approve' &&
      (task.kind === 'decision' || task.kind === 'appeal') &&
      (triage?.action === 'deny' || triage?.action === 'undetermined')
    ) {
      return {
        code: 'action-not-allowed',
        reason: 'There is no proposal to pay that could be approved. Decide with an amount, or deny.',
      };
    }
    const againstPaid = this.againstWhatIsPaid(decision);
    if (againstPaid !== null) return againstPaid;
    if (decision.action === 'reserve-rights') {
      const reason = reservationObstacle(state, decision);
      if (reason !== null) return { code: 'action-not-allowed', reason };
    }
    if (decision.action === 'set-reserve') {
      const reason = reserveObstacle(state, decision.exposure);
      if (reason !== null) return { code: 'action-not-allowed', reason };
    }
    const decidedBefore = state.reopened?.decided === true;
    if (decision.action === 'uphold' && !decidedBefore) {
      return { code: 'action-not-allowed', reason: 'There is no earlier decision that could stand.' };
    }
    if (decision.action === 'deny' && decidedBefore) {
      const reason = 'The claim was decided before: uphold that decision, or pay.';
      return { code: 'action-not-allowed', reason };
    }
    const first = state.firstDecision;
    if (task.kind === 'second-approval' && first !== null && decision.action !== 'reject-first-decision') {
      const same = decision.action === first.decision.action && decision.amountMinor === first.decision.amountMinor;
      const sameWords = decision.statedRef === undefined || decision.statedRef === first.decision.statedRef;
      if (!same || !sameWords)
        return {
          code: 'disagrees-with-first-decision',
          reason:
            'A second person agrees (same action and amount, no other words for the claimant) or rejects the first decision.',
        };
    }
    return null;
  }

  /** What was paid early stays paid: a decision comes to it or to more. */
  private againstWhatIsPaid({ action, amountMinor }: Decision): { code: RefusalCode; reason: string } | null {
    const { state } = this;
    if (state.paidMinor === 0 || state.stage === 'settle') return null;
    if (PAYS_NOTHING.includes(action))
      return {
        code: 'action-not-allowed',
        reason: 'A part has been paid already. Approve in part, with the amount that was paid.',
      };
    const total = amountOf(
      { action, ...(amountMinor === undefined ? {} : { amountMinor }) },
      state.assessment?.triage.amountMinor ?? 0,
    );
    return APPROVES.includes(action) && total < state.paidMinor
      ? {
          code: 'amount-not-allowed',
          reason: 'The amount is less than what was paid early. It is the amount for the whole claim.',
        }
      : null;
  }

  private async refuse(decision: Decision, code: string, reason: string, actor: Actor | null): Promise<DecisionAnswer> {
    this.chronicle.note({
      kind: 'refuse',
      action: 'decision-refused',
      about: decision.decisionId,
      actor:
        actor === null
          ? { type: 'human', id: 'unverified', role: null }
          : { type: 'human', id: actor.userId, role: actor.role },
      reasons: [{ code, clause: null, text: reason }],
      facts: { action: decision.action, taskId: decision.taskId },
    });
    await this.chronicle.save(this.lock.queued > 1);
    return { accepted: false, decisionId: decision.decisionId, code, reason };
  }

  private recordDecision(decision: Decision, judgement: AuthorityJudgement): void {
    const task = this.state.task;
    const triage = this.state.assessment?.triage;
    const actor = judgement.actor;
    if (task === null || triage === undefined || actor === null) return;
    const who: LedgerEntry['actor'] = { type: 'human', id: actor.userId, role: actor.role };
    this.chronicle.note({
      kind: 'decide',
      action: 'decision-accepted',
      about: decision.decisionId,
      actor: who,
      inputs: [
        triage.proposal,
        ...(decision.noteRef === null ? [] : [{ ref: decision.noteRef, kind: 'note' }]),
        ...(decision.statedRef === undefined ? [] : [{ ref: decision.statedRef, kind: 'stated-reasons' }]),
      ],
      rulesHash: judgement.rulesHash,
      reasons: [{ code: decision.reasonCode, clause: null, text: decision.action }],
      facts: {
        action: decision.action,
        amountMinor: amountOf(decision, triage.amountMinor),
        proposedMinor: triage.amountMinor,
        needsSecondPerson: judgement.needsSecondPerson,
        taskKind: task.kind,
      },
      oversight: {
        taskId: task.taskId,
        evidenceHash: decision.evidenceHash,
        presentedAt: task.openedAt,
        decisionId: decision.decisionId,
      },
    });
  }

  /** Change the claim as decided. Synchronous: nothing can come between the judgement and its effect. */
  private apply(
    decision: Decision,
    actor: Actor,
    needsSecondPerson: boolean,
  ): 'final' | 'awaiting-second-approval' | 'recorded' {
    const { state, chronicle } = this;
    const first = state.firstDecision;
    if (decision.action === 'set-reserve') {
      setReserveByPerson(
        chronicle,
        { section: decision.exposure, amountMinor: decision.amountMinor ?? 0, userId: actor.userId },
        {
          actor: { type: 'human', id: actor.userId, role: actor.role },
          reasons: [{ code: decision.reasonCode, clause: null, text: decision.action }],
          about: decision.decisionId,
        },
      );
      return 'recorded';
    }
    if (decision.action === 'reserve-rights') {
      reserveRights(chronicle, decision);
      return 'recorded';
    }
    if (needsSecondPerson) {
      chronicle.closeTask('done');
      state.firstDecision = { decision, userId: actor.userId, role: actor.role };
      const why = [
        { code: 'second-person', clause: null, text: 'This decision takes effect when a second person agrees.' },
      ];
      const task = chronicle.openTask('second-approval', 'supervisor', why, state.dueAt);
      const amountMinor = amountOf(decision, state.assessment?.triage.amountMinor ?? 0);
      const stated = decision.statedRef === undefined ? null : { ref: decision.statedRef, kind: 'stated-reasons' };
      task.firstDecision = { userId: actor.userId, action: decision.action, amountMinor, stated };
      task.amountMinor = amountMinor;
      chronicle.stand('awaiting-second-approval', 'a second person to agree', state.dueAt);
      return 'awaiting-second-approval';
    }
    const agreed = state.task?.kind === 'second-approval' ? first : null;
    const deciders = agreed === null ? [] : [agreed.userId];
    // Whoever agrees adds a reason for the record; the claimant is told that of the person who made the decision.
    const said = saidIn(agreed?.decision ?? decision);
    chronicle.closeTask('done');
    state.firstDecision = null;
    const decidedBy = [...deciders, actor.userId];
    const { action } = decision;
    if (endsClaim(action)) {
      const ended = outcomeOf({ ...decision, action }, state.assessment?.triage ?? null);
      const duplicateOf = decision.duplicateOf ?? state.suspectedDuplicates[0] ?? null;
      const linkedClaim = action === 'merge-duplicate' ? duplicateOf : null;
      state.settlement = { ...ended, decidedBy, linkedClaim, said };
      state.stage = 'settle';
      return 'final';
    }
    switch (action) {
      case 'keep-both':
        state.duplicateSettled = true;
        state.stage = 'assess';
        return 'recorded';
      case 'clear-investigation':
        state.investigationCleared = true;
        state.stage = 'assess';
        return 'recorded';
      case 'report-findings':
        state.investigationReported = true;
        state.stage = 'assess';
        return 'recorded';
      case 'refer-to-investigation':
        state.investigationCleared = false;
        state.stage = 'investigation';
        return 'recorded';
      case 'ask-for-information':
        state.asking = askedFor(decision.items);
        state.stage = 'information';
        return 'recorded';
      case 'pay-undisputed': {
        const amountMinor = decision.amountMinor ?? 0;
        state.advances = (state.advances ?? 0) + 1;
        state.advance = { number: state.advances, amountMinor, untilMinor: state.paidMinor + amountMinor };
        state.stage = 'advance';
        return 'recorded';
      }
      case 'continue-without-answer':
      case 'reject-first-decision':
        state.stage = 'review';
        return 'recorded';
      case 'retry-payment':
      case 'retry-letter':
        // The decision stands; words for the claimant that the letter lacked may come with the new attempt.
        if (state.settlement !== null && decision.statedRef !== undefined) state.settlement.said = said;
        if (decision.reasonCode === BY_POST) state.byPost = true;
        state.stage = state.advance == null ? 'settle' : 'advance';
        return 'recorded';
    }
  }
}

function saidIn(decision: Decision): NonNullable<Settlement['said']> {
  return { reasonCode: decision.reasonCode, statedRef: decision.statedRef ?? null };
}
