/**
 * One running installation per home folder. The lock is a file lock of the operating system (through SQLite, which Node brings), so it
 * is gone in the moment its holder dies, by whatever death: there are no stale locks to judge.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface HomeLock {
  release(): void;
}

/** A lock whose object nobody refers to any more would be collected, and with it the lock. */
const held = new Set<DatabaseSync>();

/** @returns undefined when another process (or another part of this one) holds it */
export function lockHome(runFolder: string): HomeLock | undefined {
  const file = new DatabaseSync(join(runFolder, 'lock'));
  try {
    file.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (problem) {
    file.close();
    if (/database is locked/i.test(String(problem))) return undefined;
    throw problem;
  }
  held.add(file);
  return {
    release: () => {
      if (held.delete(file)) file.close();
    },
  };
}
