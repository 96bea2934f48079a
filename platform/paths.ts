/**
 * Where things are, whether the code runs from its TypeScript sources (tests) or from `dist` (everything else).
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The folder that holds package.json. */
export const projectRoot: string = (() => {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`No package.json above ${__dirname}`);
    folder = parent;
  }
  return folder;
})();

/** A file of the project that is read at run time (configuration, product terms, migrations). */
export function projectFile(...parts: string[]): string {
  return join(projectRoot, ...parts);
}

/** The compiled JavaScript of a source module, for child processes and workers: `builtModule('workers/start')`. */
export function builtModule(module: string): string {
  return join(projectRoot, 'dist', `${module}.js`);
}

/** Data of this installation: database, Temporal's file, blobs, keys, letters. `ADJUTANT_HOME`, else `.adjutant` in the project. */
export function homeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment.ADJUTANT_HOME ?? join(projectRoot, '.adjutant'));
}

/** Downloads that survive a fresh clone (Temporal's binary). `ADJUTANT_CACHE`, else the user's cache folder. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(
    environment.ADJUTANT_CACHE ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'adjutant'),
  );
}
