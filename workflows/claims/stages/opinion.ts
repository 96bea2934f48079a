/**
 * Opinions of models on what the rules left open. They go beside the process: nothing waits for them, nothing is decided by
 * them, and where none comes the claim goes on without.
 */
import { isCancellation } from '@temporalio/workflow';
import type { Chronicle } from '../chronicle';
import type { Assessment } from '../state';
import { advisory } from '../steps';

/** Ask for an opinion on this assessment, and show it to the reviewer when it comes. Never throws. */
export async function seekOpinion(chronicle: Chronicle, { facts, coverage }: Assessment): Promise<void> {
  const { state } = chronicle;
  const about = `${facts.facts.ref.slice(0, 12)}/${coverage.coverage.ref.slice(0, 12)}`;
  try {
    const { opinion, agreed, split, unverified } = await advisory.giveCoverageOpinion({
      claim: state.claim,
      facts: facts.facts,
      coverage: coverage.coverage,
    });
    chronicle.note({
      kind: 'recommend',
      action: 'coverage-opinion-given',
      about,
      inputs: [facts.facts, coverage.coverage],
      output: opinion,
      facts: { agreed, split, unverified },
    });
    // Assessed anew meanwhile: it is on record, but speaks of what is no longer there.
    if (state.assessment?.coverage.coverage.ref === coverage.coverage.ref) state.opinion = opinion;
  } catch (error) {
    if (isCancellation(error)) return;
    const text = 'No opinion of a model could be had; see the failed activity.';
    chronicle.note({
      kind: 'record',
      action: 'coverage-opinion-missing',
      about,
      inputs: [coverage.coverage],
      reasons: [{ code: 'coverage-opinion-missing', clause: null, text }],
    });
  }
  // What cannot be written now is written with the next save.
  await chronicle.save().catch(() => {});
}
