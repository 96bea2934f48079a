/** The guard with the committed model, loaded once per test file. */
import { createPersonalDataGuard } from '../../activities/guardrails/personal-data/guard';
import { loadModel } from '../../activities/guardrails/personal-data/model-file';
import { projectFile } from '../../platform/paths';

export const personalDataGuard = createPersonalDataGuard({
  model: loadModel(projectFile('config', 'guardrails', 'personal-data.model')),
});
