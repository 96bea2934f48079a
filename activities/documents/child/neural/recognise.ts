/** The strong recogniser: a network that finds lines, and one that reads them. */
import type { RecognitionModels } from '../../models';
import type { Word } from '../../words';
import type { Prepared } from '../image';
import { detectLines, type Fineness } from './detect';
import { readLines } from './read-lines';
import { sessionsOf } from './sessions';
import { wordsOfLines } from './words';

/** A page of so many lines is looked at by a third of them first. */
const DENSE = 120;
const SAMPLE = 3;

/**
 * Words of a picture, with boxes as fractions of it.
 * @param isKnown whether the words so far show that the rest need not be read, since the page is a form that is read box by box
 */
export async function recogniseStrongly(
  models: RecognitionModels,
  picture: Prepared,
  page: number,
  fineness: Fineness,
  isKnown: (words: Word[]) => boolean = () => false,
): Promise<Word[]> {
  const sessions = await sessionsOf(models);
  const rectangles = await detectLines(sessions.detector, picture, fineness);
  if (rectangles.length < DENSE) return wordsOfLines(await readLines(sessions, picture, rectangles), picture, page);
  const inSample = (_: unknown, index: number) => index % SAMPLE === 0;
  const sample = await readLines(sessions, picture, rectangles.filter(inSample));
  const words = wordsOfLines(sample, picture, page);
  if (isKnown(words)) return words;
  const others = await readLines(
    sessions,
    picture,
    rectangles.filter((rectangle, index) => !inSample(rectangle, index)),
  );
  const lines = rectangles.map((_, index) =>
    index % SAMPLE === 0 ? sample[index / SAMPLE] : others[index - Math.floor(index / SAMPLE) - 1],
  );
  return wordsOfLines(
    lines.filter((line) => line !== undefined),
    picture,
    page,
  );
}
