/** The detectors with the committed model, loaded once per test file. */
import type { KnownValue, Vault } from '../../activities/guardrails/contract';
import { detectPersonalData } from '../../activities/guardrails/personal-data/detect';
import { maskSpans, restoreTokens } from '../../activities/guardrails/personal-data/mask';
import { loadModel } from '../../activities/guardrails/personal-data/model-file';
import { projectFile } from '../../platform/paths';

const model = loadModel(projectFile('config', 'guardrails', 'personal-data.model'));

export const personalDataGuard = {
  detect: (text: string, known: KnownValue[] = []) => detectPersonalData(text, model, known),
  mask(text: string, known: KnownValue[] = [], vault: Vault = {}) {
    const spans = detectPersonalData(text, model, known);
    return { ...maskSpans(text, spans, vault), spans };
  },
  restore: restoreTokens,
};
