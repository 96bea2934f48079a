/**
 * What the process tells the outside about itself: ledger entries, projection, review tasks, search attributes, details
 * in Temporal's UI. Entries wait in the state until `save` has written them with the projection in one transaction.
 */
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { ClaimStatus, ReviewTask } from '../../activities/claimfile/contract';
import type { LedgerEntry } from '../../activities/ledger/contract';
import type { EvidenceRef, Reason } from '../../activities/vocabulary';
import { InTurn } from '../kit/in-turn';
import { CLAIMS_PROCESS, SEARCH_ATTRIBUTES } from './names';
import { type ClaimState, projectionOf } from './state';
import { crowded, steps } from './steps';

export const SYSTEM: LedgerEntry['actor'] = { type: 'system', id: 'adjutant', role: null };

/** An entry as the story writes it; the rest has defaults. */
export interface Note {
  kind: LedgerEntry['kind'];
  action: string;
  /**
   * What the entry is about, taken from its content (hash, decision id, key). With `action` it names the step: a step
   * that runs again after a lost workflow task has the same name, and another step never has.
   */
  about: string;
  actor?: LedgerEntry['actor'];
  inputs?: EvidenceRef[];
  output?: EvidenceRef | null;
  rulesHash?: string | null;
  reasons?: Reason[];
  facts?: LedgerEntry['facts'];
  oversight?: LedgerEntry['oversight'];
}

export class Chronicle {
  private readonly saving = new InTurn();

  constructor(readonly state: ClaimState) {}

  /** Workflow time as an ISO instant. */
  now(): string {
    return new Date().toISOString();
  }

  /** `milliseconds` from now as an ISO instant. */
  in(milliseconds: number): string {
    return new Date(Date.now() + milliseconds).toISOString();
  }

  note(note: Note): void {
    const actor = note.actor ?? SYSTEM;
    this.state.unsaved.push({
      step: `${note.action}/${note.about}`,
      occurredAt: this.now(),
      kind: note.kind,
      action: note.action,
      automated: actor.type !== 'human',
      actor,
      inputs: note.inputs ?? [],
      output: note.output ?? null,
      rulesHash: note.rulesHash ?? null,
      reasons: note.reasons ?? [],
      facts: note.facts ?? {},
      oversight: note.oversight ?? null,
    });
  }

  /** Set where the claim stands; shown in lists, in Temporal's UI and findable by search attributes. */
  stand(status: ClaimStatus, waitingFor: string | null = null, dueAt: string | null = null): void {
    const state = this.state;
    state.status = status;
    state.waitingFor = waitingFor;
    state.dueAt = dueAt;
    setCurrentDetails(
      [
        `**${status}**`,
        waitingFor,
        dueAt === null ? null : `due ${dueAt}`,
        ...(state.assessment?.triage.reasons ?? []).map((r) => `- ${r.code}`),
      ]
        .filter((line) => line !== null)
        .join('\n\n'),
    );
  }

  /** Publish status, due date, assignee and amount as search attributes: where the claim waits, and when it ends. */
  publish(): void {
    const state = this.state;
    upsertSearchAttributes([
      { key: SEARCH_ATTRIBUTES.status, value: state.status },
      { key: SEARCH_ATTRIBUTES.line, value: state.line },
      { key: SEARCH_ATTRIBUTES.jurisdiction, value: state.jurisdiction === '' ? null : state.jurisdiction },
      { key: SEARCH_ATTRIBUTES.assignee, value: state.task?.role ?? null },
      { key: SEARCH_ATTRIBUTES.due, value: state.dueAt === null ? null : new Date(state.dueAt) },
      {
        key: SEARCH_ATTRIBUTES.amount,
        value: state.settlement?.amountMinor ?? state.assessment?.triage.amountMinor ?? null,
      },
    ]);
  }

  /** Open a question to a person. */
  openTask(kind: ReviewTask['kind'], role: string, why: Reason[], dueAt: string | null): ReviewTask {
    const state = this.state;
    const triage = state.assessment?.triage;
    state.tasksOpened += 1;
    const task: ReviewTask = {
      taskId: `${state.claim.claimNumber}/${state.claim.episode}/${state.tasksOpened}`,
      claim: state.claim,
      kind,
      status: 'open',
      role,
      currency: triage?.currency ?? null,
      amountMinor: triage?.amountMinor ?? null,
      why,
      evidenceHash: triage?.evidenceHash ?? '',
      proposal: triage?.proposal ?? null,
      firstDecision: null,
      suspectedDuplicates: kind === 'duplicate' ? state.suspectedDuplicates : [],
      openedAt: this.now(),
      dueAt,
    };
    state.task = task;
    this.changed(task);
    this.note({
      kind: 'record',
      action: 'task-opened',
      about: `${task.taskId}/${task.evidenceHash.slice(0, 12)}`,
      reasons: why,
      facts: { taskId: task.taskId, taskKind: kind, role, evidenceHash: task.evidenceHash },
    });
    return task;
  }

  /** Take the open question back or mark it answered. */
  closeTask(status: 'done' | 'withdrawn'): void {
    const task = this.state.task;
    if (task === null) return;
    task.status = status;
    this.changed(task);
    this.state.task = null;
  }

  /** Mark a task to be written with the next save. */
  changed(task: ReviewTask): void {
    const tasks = this.state.changedTasks;
    if (!tasks.includes(task)) tasks.push(task);
  }

  /**
   * Write what has happened since the last save; one at a time, in order. Resolves when it is in the database.
   * @param busy true while messages wait behind this one (see `crowded`)
   */
  save(busy = false): Promise<void> {
    return this.saving.run(async () => {
      const state = this.state;
      state.version += 1;
      state.updatedAt = this.now();
      const entries = state.unsaved;
      const tasks = state.changedTasks;
      state.unsaved = [];
      state.changedTasks = [];
      try {
        await (busy || this.saving.queued > 2 ? crowded : steps).saveProgress({
          claim: state.claim,
          process: { type: CLAIMS_PROCESS, workflowId: workflowInfo().workflowId, runId: workflowInfo().runId },
          projection: projectionOf(state),
          tasks: tasks.map((task) => ({ ...task })),
          entries,
        });
      } catch (error) {
        // A cancelled save is written again by the next one, in front of what came later.
        state.unsaved = [...entries, ...state.unsaved];
        state.changedTasks = [...tasks, ...state.changedTasks.filter((task) => !tasks.includes(task))];
        throw error;
      }
    });
  }
}
