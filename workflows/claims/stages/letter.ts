/** Sending a letter and noting it. */
import { isCancellation } from '@temporalio/workflow';
import type { LetterKind, LetterResult } from '../../../activities/letters/contract';
import type { MissingItem } from '../../../activities/triage/contract';
import type { Chronicle } from '../chronicle';
import type { ClaimState } from '../state';
import { outgoing } from '../steps';

interface LetterDetails {
  /** Last part of the key: one letter of this name in an episode. */
  suffix: string;
  missing?: MissingItem[];
  answerBy?: string;
  /** What the letter is about, where that is not what was decided in the end. Minor units. */
  amountMinor?: number;
  /** Of the person who decided. */
  decision?: { reasonCode: string; statedRef: string | null };
}

/**
 * Send a letter once. Retried for as long as delivery is away.
 * @throws ActivityFailure that is permanent when the letter lacks a required part
 */
export async function sendLetter(chronicle: Chronicle, kind: LetterKind, details: LetterDetails): Promise<void> {
  const { state } = chronicle;
  const letter = await outgoing.sendLetter({
    claim: state.claim,
    kind,
    key: `${state.claim.episode}/${details.suffix}`,
    coverage: state.assessment?.coverage.coverage ?? null,
    proposal: state.assessment?.triage.proposal ?? null,
    currency: state.assessment?.triage.currency ?? null,
    amountMinor: details.amountMinor ?? state.settlement?.amountMinor ?? null,
    missing: details.missing ?? [],
    linkedClaim: state.settlement?.linkedClaim ?? null,
    answerBy: details.answerBy?.slice(0, 10) ?? null,
    date: chronicle.now().slice(0, 10),
    ...(details.decision === undefined ? {} : { decision: decisionToTell(details.decision) }),
    ...moneyToTell(state, details),
    ...(state.timeLimit === undefined ? {} : { timeLimit: state.timeLimit }),
    ...(state.byPost === true ? { byPost: true } : {}),
  });
  noteSent(chronicle, letter);
}

/** What a letter on the decision says besides: what was paid before it, and interest. Minor units. */
function moneyToTell({ payments = [], interest }: ClaimState, { suffix }: LetterDetails) {
  if (suffix !== 'decision') return {};
  const paid = payments.filter(({ purpose, status }) => purpose === 'indemnity' && PAID.includes(status));
  const early = paid.slice(0, -1).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return {
    ...(early === 0 ? {} : { paidEarlyMinor: early }),
    ...(interest === undefined || interest.paidMinor === 0 ? {} : { interestMinor: interest.paidMinor }),
  };
}

const PAID = ['accepted', 'released'];

function decisionToTell({ reasonCode, statedRef }: { reasonCode: string; statedRef: string | null }) {
  return { reasonCode, stated: statedRef === null ? null : { ref: statedRef, kind: 'stated-reasons' } };
}

/**
 * Confirm receipt, once in an episode. Called where the claim begins to wait for somebody: who is settled straight through
 * has the decision within seconds and needs no other letter. What is known of the claim by then is no part of the letter,
 * so that it is the same one whenever it is sent. It holds up nobody's decision: a letter that can never be sent is put
 * on record, and the claim goes on.
 */
export async function acknowledge(chronicle: Chronicle): Promise<void> {
  const { state } = chronicle;
  if (state.acknowledgment !== null) return;
  state.acknowledgment = 'sending';
  try {
    const letter = await outgoing.sendLetter({
      claim: state.claim,
      kind: state.reopened === undefined ? 'acknowledgment' : 'acknowledgment-reopened',
      key: `${state.claim.episode}/acknowledgment`,
      coverage: null,
      proposal: null,
      currency: null,
      amountMinor: null,
      missing: [],
      linkedClaim: null,
      answerBy: null,
      date: chronicle.now().slice(0, 10),
    });
    noteSent(chronicle, letter);
    state.acknowledgment = 'sent';
  } catch (error) {
    if (isCancellation(error)) {
      state.acknowledgment = null;
      return;
    }
    noteFailed(chronicle, 'acknowledgment');
    state.acknowledgment = 'failed';
  }
  // What cannot be written now is written with the next save.
  await chronicle.save().catch(() => {});
}

/** Put a letter on record that can never be sent. */
export function noteFailed(chronicle: Chronicle, suffix: string): void {
  const text = 'The letter could not be sent; see the failed activity.';
  chronicle.note({
    kind: 'send',
    action: 'letter-failed',
    about: suffix,
    reasons: [{ code: 'letter-failed', clause: null, text }],
  });
}

function noteSent(chronicle: Chronicle, letter: LetterResult): void {
  chronicle.state.letters.push({ kind: letter.kind, key: letter.key, location: letter.location });
  chronicle.note({
    kind: 'send',
    action: 'letter-sent',
    about: letter.key,
    output: { ref: letter.sha256, kind: 'letter' },
    facts: { letter: letter.kind, key: letter.key },
  });
}
