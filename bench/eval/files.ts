/** Finding the files of a set by pattern. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file and the truth beside it. */
export interface WithTruth {
  /** The file's name without its extension. */
  id: string;
  path: string;
  truth: unknown;
}

/**
 * Files of certain extensions that have a JSON file of the same stem beside them, by name.
 * @param extensions lower case with the dot, by preference where a stem has several
 * @throws Error when there is none, or a JSON file is none
 */
export async function filesWithTruth(folder: string, extensions: string[]): Promise<WithTruth[]> {
  const names = await readdir(folder);
  const stems = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  const found: WithTruth[] = [];
  for (const id of stems.sort()) {
    const name = extensions
      .map((extension) =>
        names.find((candidate) => candidate.slice(0, -extension.length) === id && extensionOf(candidate) === extension),
      )
      .find((candidate) => candidate !== undefined);
    if (name !== undefined) found.push({ id, path: join(folder, name), truth: await json(join(folder, `${id}.json`)) });
  }
  if (found.length === 0)
    throw new Error(`${folder} holds no pair of a file (${extensions.join(', ')}) and a .json of the same name.`);
  return found;
}

function extensionOf(name: string): string {
  return extname(name).toLowerCase();
}

async function json(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
