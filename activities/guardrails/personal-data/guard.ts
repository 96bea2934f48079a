/** The guard of personal data, over a model that is loaded once. */
import type { PersonalDataGuard } from '../contract';
import { detectPersonalData } from './detect';
import { maskSpans, restoreTokens } from './mask';
import type { PersonalDataModel } from './model-file';

export function createPersonalDataGuard({ model }: { model: PersonalDataModel }): PersonalDataGuard {
  return {
    detect: (text, known = []) => detectPersonalData(text, model, known),
    mask(text, known = [], vault = {}) {
      const spans = detectPersonalData(text, model, known);
      return { ...maskSpans(text, spans, vault), spans };
    },
    restore: restoreTokens,
  };
}
