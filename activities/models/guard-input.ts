/** Guards of the input: what was masked, and signs of orders to the model in material from outside. */
import type { Call, Prepared } from './call';
import type { GuardVerdict } from './contract';
import { injectionSigns } from './guards/injection';

/** @returns the verdicts; one with action `block` or `ask` means that nothing is sent */
export function guardInput(call: Call, prepared: Prepared, maskMs: number): GuardVerdict[] {
  const { personalData, injection } = call.task.guards;
  const { counts } = prepared.mask;
  const personal = Object.keys(counts).length > 0;
  const began = performance.now();
  const signs: Record<string, number> = {};
  for (const part of call.request.input) {
    if (part.type !== 'text' || part.trust === 'trusted') continue;
    for (const sign of injectionSigns(part.text)) signs[sign] = (signs[sign] ?? 0) + 1;
  }
  const suspicious = Object.keys(signs).length > 0;
  return [
    {
      guard: 'personal-data',
      stage: 'input',
      verdict: personal ? 'found' : 'clear',
      action: personal ? personalData : 'none',
      counts: { ...counts },
      ms: maskMs,
    },
    {
      guard: 'injection',
      stage: 'input',
      verdict: suspicious ? 'found' : 'clear',
      action: suspicious ? injection : 'none',
      counts: signs,
      ms: performance.now() - began,
    },
  ];
}
