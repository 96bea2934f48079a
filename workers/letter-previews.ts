/** Letters before their decision: composed as they would be sent, by the rules that decide which letter it is. */

import { CoverageAssessment } from '../activities/coverage/contract';
import type { LetterDrafts, LetterRequest } from '../activities/letters/contract';
import { Proposal } from '../activities/triage/contract';
import { wholeMinor } from '../activities/triage/propose';
import type { LetterPreview, LetterPreviewInput, LetterPreviews } from '../client/sdk/letter-previews';
import { readShown } from '../client/sdk/shown-evidence';
import type { Database } from '../platform/database/client';
import { type ClaimPace, DEFAULT_PACE } from '../workflows/claims/contract';
import { askedFor, endsClaim, LETTER_OF_OUTCOME, outcomeOf } from '../workflows/claims/outcome';

const NO_LETTER: LetterPreview = { kind: null, text: '', problems: [] };

/** @see LetterPreviews */
export class DecisionLetterPreviews implements LetterPreviews {
  constructor(
    private readonly database: Database,
    private readonly drafts: LetterDrafts,
    private readonly pace: ClaimPace = DEFAULT_PACE,
  ) {}

  async preview(input: LetterPreviewInput): Promise<LetterPreview> {
    const { task, claim } = input;
    const { tenant, claimNumber } = task.claim;
    const source = { database: this.database, place: { tenant } };
    const [proposal, coverage] = await Promise.all([
      readShown(source, claimNumber, task.proposal, Proposal),
      readShown(source, claimNumber, claim.evidence.coverage, CoverageAssessment),
    ]);
    for (const shown of [proposal, coverage]) {
      if (shown !== null && 'problem' in shown)
        return { ...NO_LETTER, problems: [{ code: 'evidence-not-usable', text: shown.problem }] };
    }
    const proposed =
      proposal === null || 'problem' in proposal
        ? null
        : {
            ...proposal.value,
            wholeMinor:
              coverage === null || 'problem' in coverage ? null : wholeMinor(coverage.value, proposal.value.action),
          };
    const request = this.requestFor(input, proposed);
    if (request === null) return NO_LETTER;
    const { kind, text, problems } = await this.drafts.draft(request);
    return { kind, text, problems: problems.map(({ code, text }) => ({ code, text })) };
  }

  /** As the process asks for it; null for a decision that sends no letter. */
  private requestFor(
    { task, claim, decision, tell }: LetterPreviewInput,
    proposed: Parameters<typeof outcomeOf>[1],
  ): LetterRequest | null {
    const today = new Date();
    const stated = task.firstDecision?.stated ?? null;
    const base = {
      claim: task.claim,
      coverage: claim.evidence.coverage,
      proposal: task.proposal,
      currency: task.currency,
      linkedClaim: null,
      missing: [],
      answerBy: null,
      date: today.toISOString().slice(0, 10),
      ...(claim.timeLimit === undefined ? {} : { timeLimit: claim.timeLimit }),
    };
    const { action, reasonCode } = decision;
    if (action === 'ask-for-information') {
      const answerBy = new Date(today.getTime() + this.pace.informationDeadlineMs).toISOString().slice(0, 10);
      const missing = askedFor(decision.items);
      return { ...base, kind: 'information-request', key: 'preview', amountMinor: null, missing, answerBy };
    }
    if (action === 'reserve-rights') {
      const reasons = tell.map((one) => reasonOf(one, reasonCode));
      return { ...base, kind: 'reservation-of-rights', key: 'preview', amountMinor: null, reasons };
    }
    if (!endsClaim(action)) return null;
    const { outcome, amountMinor } = outcomeOf({ ...decision, action }, proposed);
    const kind = LETTER_OF_OUTCOME[outcome];
    if (kind === null) return null;
    const duplicateOf = decision.duplicateOf ?? task.suspectedDuplicates[0] ?? null;
    return {
      ...base,
      kind,
      key: 'preview',
      amountMinor,
      linkedClaim: action === 'merge-duplicate' ? duplicateOf : null,
      // Words of the first decision are told; else those of this one, which are not stored yet.
      ...(stated === null && tell.length > 0 ? { reasons: tell.map((one) => reasonOf(one, reasonCode)) } : {}),
      decision: { reasonCode, stated },
    };
  }
}

function reasonOf({ text, clause = null }: LetterPreviewInput['tell'][number], code: string) {
  return { code, clause, text };
}
