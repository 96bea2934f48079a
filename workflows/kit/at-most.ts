/**
 * The same work for many things, at most so many at once: a claim with hundreds of files must not take every place of the workers that
 * read. Up to that many, it is the same as all at once.
 * @returns what came of each, in the order of the things
 * @throws the first failure; what has begun goes on, nothing new begins
 */
export async function atMost<Thing, Result>(
  most: number,
  things: readonly Thing[],
  work: (thing: Thing) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(things.length);
  let next = 0;
  let failed = false;
  const goOn = async (): Promise<void> => {
    while (!failed && next < things.length) {
      const index = next++;
      try {
        results[index] = await work(things[index] as Thing);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, things.length) }, goOn));
  return results;
}
