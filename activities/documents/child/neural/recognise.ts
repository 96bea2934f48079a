/** The strong recogniser: a network that finds lines, and one that reads them. */
import type { RecognitionModels } from '../../models';
import type { Word } from '../../words';
import type { Prepared } from '../image';
import { detectLines, type Fineness } from './detect';
import { readLines } from './read-lines';
import { sessionsOf } from './sessions';
import { wordsOfLines } from './words';

/** Words of a picture, with boxes as fractions of it. */
export async function recogniseStrongly(
  models: RecognitionModels,
  picture: Prepared,
  page: number,
  fineness: Fineness,
): Promise<Word[]> {
  const sessions = await sessionsOf(models);
  const rectangles = await detectLines(sessions.detector, picture, fineness);
  return wordsOfLines(await readLines(sessions, picture, rectangles), picture, page);
}
