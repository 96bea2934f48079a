/** Situations on our own wordings, worked out by hand: the engine decides nine of ten, and none wrongly. */
import { assessSituation, differences, judgementOf, readSituations } from '../../bench/eval/own-coverage/situations';
import { projectFile } from '../../platform/paths';
import { library } from './support';

const situations = readSituations(projectFile('bench', 'eval', 'own-coverage'));

test.each(situations.map((situation) => [situation.id, situation] as const))('%s', async (_id, situation) => {
  expect(differences(situation, await assessSituation(situation, library))).toEqual([]);
});

test('sixty situations, each under a name of its own; at least 54 are decided', async () => {
  expect(new Set(situations.map(({ id }) => id)).size).toBe(60);
  const judged = await Promise.all(situations.map((situation) => assessSituation(situation, library)));
  expect(judged.filter((entry) => judgementOf(entry) !== 'a person decides').length).toBeGreaterThanOrEqual(54);
});
