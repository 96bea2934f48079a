/** Sending a letter and noting it. */
import type { LetterKind } from '../../../activities/letters/contract';
import type { MissingItem } from '../../../activities/triage/contract';
import type { Chronicle } from '../chronicle';
import { outgoing } from '../steps';

interface LetterDetails {
  /** Last part of the key: one letter of this name in an episode. */
  suffix: string;
  missing?: MissingItem[];
  answerBy?: string;
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
    amountMinor: state.settlement?.amountMinor ?? null,
    missing: details.missing ?? [],
    linkedClaim: state.settlement?.linkedClaim ?? null,
    answerBy: details.answerBy?.slice(0, 10) ?? null,
    date: chronicle.now().slice(0, 10),
  });
  state.letters.push({ kind: letter.kind, key: letter.key, location: letter.location });
  chronicle.note({
    kind: 'send',
    action: 'letter-sent',
    about: letter.key,
    output: { ref: letter.sha256, kind: 'letter' },
    facts: { letter: letter.kind, key: letter.key },
  });
}
