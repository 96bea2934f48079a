/** Both guards over the texts of one call, in the calling thread. `thread/` does the same beside it. */
import type { Guardrails, Inspected, Inspection } from './contract';
import { screenInjection } from './injection/detect';
import { detectPersonalData } from './personal-data/detect';
import { maskSpans, restoreTokens } from './personal-data/mask';
import type { PersonalDataModel } from './personal-data/model-file';

/** Milliseconds of a text of 10 KB, see docs/quality-guardrails.md: for tests and tools; workers use `GuardThread`. */
export function createGuardrails(model: PersonalDataModel): Guardrails {
  return { inspect: async (inspection) => inspectTexts(inspection, model), restore: restoreTokens };
}

/** Never throws: any text is allowed. */
export function inspectTexts({ texts, known, mask, vault }: Inspection, model: PersonalDataModel): Inspected {
  const types = new Set<string>(mask);
  const inspected: Inspected = {
    texts: [],
    vault,
    personalData: {},
    injection: {},
    personalDataMs: 0,
    injectionMs: 0,
  };
  for (const { text, screen } of texts) {
    const began = performance.now();
    const spans = detectPersonalData(text, model, known).filter(({ entityType }) => types.has(entityType));
    const masked = maskSpans(text, spans, inspected.vault);
    inspected.texts.push(masked.text);
    inspected.vault = masked.vault;
    for (const { entityType } of spans) count(inspected.personalData, entityType);
    const between = performance.now();
    inspected.personalDataMs += between - began;
    if (!screen) continue;
    for (const { reasons } of screenInjection(text).findings)
      for (const reason of reasons) count(inspected.injection, reason);
    inspected.injectionMs += performance.now() - between;
  }
  return inspected;
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
