/**
 * The people of the demo: an adjuster who follows the proposal, a supervisor, an investigator, a handler and a claimant.
 * They use the same client as everybody; what they do differently for one claim stands in its `people.json`.
 */
import type { Decision } from '../../activities/authority/contract';
import type { ClaimProjection, ReviewTask } from '../../activities/claimfile/contract';
import { Proposal } from '../../activities/triage/contract';
import type { AdjutantClient, DecideInput } from '../../client/sdk';
import type { ClaimFolder } from '../generator/layout';

/** Nothing happens to the claim any more. */
export function ended({ people }: ClaimFolder, { status, claim }: ClaimProjection): boolean {
  return status === 'closed' && (people.again === null || claim.episode > 1);
}

export class People {
  private readonly decided = new Set<string>();
  private readonly answered = new Set<string>();

  /** @param tokens access tokens of the local accounts */
  constructor(
    private readonly client: AdjutantClient,
    private readonly tokens: Record<string, string>,
    private readonly tell: (line: string) => void,
  ) {}

  /** Do what a claim waits for, if it waits for one of us. */
  async attend(folder: ClaimFolder, claim: ClaimProjection): Promise<void> {
    const { claimNumber } = claim.claim;
    if (claim.status === 'awaiting-information') await this.answer(folder, claim);
    if (claim.status === 'closed' && !ended(folder, claim)) await this.openAgain(folder, claim);
    for (const task of await this.client.reviews.list({ claimNumber })) {
      if (this.decided.has(task.taskId)) continue;
      this.decided.add(task.taskId);
      const { who, input } = await this.choose(folder, task);
      const answer = await this.as(who).reviews.decide(task.taskId, input);
      this.tell(
        `${folder.name}: ${who} ${answer.accepted ? input.action : `was refused (${answer.code}: ${answer.reason})`}`,
      );
      // A refused decision may be tried again on what is there then.
      if (!answer.accepted && answer.code === 'stale-evidence') this.decided.delete(task.taskId);
    }
  }

  /** The claimant writes, and a handler has the claim opened again. */
  private async openAgain(
    { name, people, again }: ClaimFolder,
    { claim: { claimNumber } }: ClaimProjection,
  ): Promise<void> {
    if (people.again === null) return;
    const { kind, reason } = people.again;
    this.tell(`${name}: opened again, ${kind}`);
    await this.as('handler-1').reopenings.reopen(claimNumber, {
      kind,
      reason,
      files: again,
      requestId: `again-${name}`,
    });
  }

  private as(userId: string): AdjutantClient {
    const token = this.tokens[userId];
    if (token === undefined) throw new Error(`There is no local account ${userId}`);
    return this.client.as(token);
  }

  private async choose({ people }: ClaimFolder, task: ReviewTask): Promise<{ who: string; input: DecideInput }> {
    switch (task.kind) {
      case 'decision':
        return { who: 'adjuster-1', input: await this.follow(people.decision, task) };
      case 'appeal':
        return { who: 'adjuster-2', input: { action: 'uphold', reasonCode: 'nothing-new' } };
      case 'second-approval':
        // An appeal is for people who had no part in the decision.
        return { who: task.claim.episode === 1 ? 'supervisor-1' : 'supervisor-2', input: this.agree(task) };
      case 'investigation':
        return people.investigation === 'clear'
          ? { who: 'investigator-1', input: { action: 'clear-investigation', reasonCode: 'documents-verified' } }
          : { who: 'investigator-1', input: { action: 'report-findings', reasonCode: 'not-cleared' } };
      case 'duplicate':
        return people.duplicate === 'merge'
          ? {
              who: 'handler-1',
              input: {
                action: 'merge-duplicate',
                reasonCode: 'same-loss',
                ...(task.suspectedDuplicates[0] === undefined ? {} : { duplicateOf: task.suspectedDuplicates[0] }),
              },
            }
          : { who: 'handler-1', input: { action: 'keep-both', reasonCode: 'two-losses' } };
      case 'no-answer':
        return { who: 'adjuster-1', input: { action: 'close-no-answer', reasonCode: 'no-answer-received' } };
      case 'payment-failed':
        return { who: 'adjuster-1', input: { action: 'retry-payment', reasonCode: 'account-confirmed' } };
      case 'letter-failed':
        return { who: 'adjuster-1', input: { action: 'retry-letter', reasonCode: 'template-corrected' } };
    }
  }

  /** Follow the proposal: what it says to pay, or its refusal. Where it cannot tell, decide for what it worked out. */
  private async follow(decision: ClaimFolder['people']['decision'], task: ReviewTask): Promise<DecideInput> {
    if (decision.action === 'approve-in-part') return decision;
    if (decision.action === 'withdraw') return { action: 'withdraw', reasonCode: 'withdrawn-by-claimant' };
    if (task.proposal === null) throw new Error(`Task ${task.taskId} has no proposal`);
    const proposal = Proposal.parse(await this.client.claims.evidence(task.claim.claimNumber, task.proposal.ref));
    if (proposal.action === 'deny') return { action: 'deny', reasonCode: 'not-covered' };
    if (proposal.action !== 'undetermined') return { action: 'approve', reasonCode: 'as-proposed' };
    if (proposal.amountMinor === 0) return { action: 'deny', reasonCode: 'nothing-payable' };
    return { action: 'approve-with-changes', amountMinor: proposal.amountMinor, reasonCode: 'question-settled' };
  }

  private agree(task: ReviewTask): DecideInput {
    const first = task.firstDecision;
    if (first === null) throw new Error(`Task ${task.taskId} has no first decision`);
    const action = first.action as Decision['action'];
    const amount =
      action === 'approve-with-changes' || action === 'approve-in-part' ? { amountMinor: first.amountMinor ?? 0 } : {};
    return { action, reasonCode: 'agreed-after-own-review', ...amount };
  }

  /** The claimant sends what was asked for, if the folder has it. */
  private async answer(folder: ClaimFolder, claim: ClaimProjection): Promise<void> {
    const asked = claim.reasons.flatMap((reason) =>
      reason.code.startsWith('missing-') ? [reason.code.slice('missing-'.length)] : [],
    );
    for (const code of asked) {
      const key = `${claim.claim.claimNumber}/${code}`;
      const files = folder.answers[code];
      if (files === undefined || this.answered.has(key)) continue;
      this.answered.add(key);
      await this.client.claims.addDocuments(claim.claim.claimNumber, files);
      this.tell(`${folder.name}: the claimant sent ${code}`);
    }
  }
}
