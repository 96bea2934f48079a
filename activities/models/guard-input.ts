/** Verdicts on the input: what was masked, and signs of orders to the model in material from outside. */
import type { Call } from './call';
import type { GuardVerdict } from './contract';
import type { Findings } from './mask';

/** @returns the verdicts; one with action `block` or `ask` means that nothing is sent */
export function guardInput(call: Call, findings: Findings): GuardVerdict[] {
  const { personalData, injection } = call.task.guards;
  const verdict = (
    guard: GuardVerdict['guard'],
    counts: Record<string, number>,
    action: GuardVerdict['action'],
    ms: number,
  ): GuardVerdict => {
    const found = Object.keys(counts).length > 0;
    return { guard, stage: 'input', verdict: found ? 'found' : 'clear', action: found ? action : 'none', counts, ms };
  };
  return [
    verdict('personal-data', findings.personalData, personalData, findings.personalDataMs),
    verdict('injection', findings.injection, injection, findings.injectionMs),
  ];
}
