/** The letter that a decision would lead to, before anybody decides. Given to the API by who starts it. */
import type { Decision } from '../../activities/authority/contract';
import type { ClaimProjection, ReviewTask } from '../../activities/claimfile/contract';
import type { LetterKind } from '../../activities/letters/contract';

export interface LetterPreviewInput {
  task: ReviewTask;
  claim: ClaimProjection;
  decision: Pick<Decision, 'action' | 'amountMinor' | 'items' | 'duplicateOf' | 'reasonCode'>;
  /** Reasons in words for the claimant. */
  tell: readonly { text: string; clause?: string | null }[];
}

export interface LetterPreview {
  /** Null for a decision that sends no letter. */
  kind: LetterKind | null;
  text: string;
  /** Why the letter would not be sent; empty for one that would be. */
  problems: { code: string; text: string }[];
}

export interface LetterPreviews {
  /** Nothing is kept or sent. What authority says of the decision is not judged here. */
  preview(input: LetterPreviewInput): Promise<LetterPreview>;
}
