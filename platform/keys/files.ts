/** Files that hold secrets: written whole or not at all, readable by their owner only. */
import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const PRIVATE = 0o600;

export function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === code;
}

async function writeTemporary(path: string, content: string | Buffer, mode: number): Promise<string> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}

/** A name in a folder is durable only after the folder itself is on disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Create a file unless there is one. Of several processes that try at once, one wins and nobody ever sees half a file:
 * the content is written under another name first and then linked.
 * @returns whether this call created it
 */
export async function createOnce(path: string, content: string | Buffer, mode = PRIVATE): Promise<boolean> {
  const temporary = await writeTemporary(path, content, mode);
  try {
    await link(temporary, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Put a file in the place of another: readers see the old or the new one, never a mixture. */
export async function replaceFile(path: string, content: string | Buffer, mode = PRIVATE): Promise<void> {
  const temporary = await writeTemporary(path, content, mode);
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/**
 * Read a file that only its owner may read. Looser rights are tightened where that is possible.
 * @returns its content, or null where there is none
 * @throws Error when everybody on the machine may read it and that cannot be changed
 */
export async function readPrivate(path: string): Promise<Buffer | null> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      await chmod(path, PRIVATE).catch((error: unknown) => {
        // A mounted secret can be read-only and readable by a group; readable by everybody it is no secret any more.
        if ((mode & 0o007) !== 0) throw new Error(`${path} is readable by everybody: run chmod 600 on it (${error})`);
      });
    }
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
