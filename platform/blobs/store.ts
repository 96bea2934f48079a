/** Files by content: stored under the SHA-256 of their bytes, written once, never changed. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface BlobStore {
  /** Store bytes (or a stream of them). @returns SHA-256 in hex and the size in bytes */
  put(content: Buffer | Readable): Promise<{ sha256: string; bytes: number }>;
  /** Size in bytes, or null where there is none. */
  size(sha256: string): Promise<number | null>;
  /** The bytes piece by piece; an error event with code ENOENT where there is none. */
  stream(sha256: string): Readable;
  /** @throws Error with code ENOENT where there is none */
  get(sha256: string): Promise<Buffer>;
  /** Local path for readers in a child process. */
  path(sha256: string): string;
}

const HEX = /^[0-9a-f]{64}$/;

/** Blob store in a local folder: `ab/cdef…`. */
export class FolderBlobStore implements BlobStore {
  constructor(private readonly folder: string) {}

  path(sha256: string): string {
    if (!HEX.test(sha256)) throw new TypeError('A blob is named by a SHA-256 in lower-case hex');
    return join(this.folder, sha256.slice(0, 2), sha256.slice(2));
  }

  async put(content: Buffer | Readable): Promise<{ sha256: string; bytes: number }> {
    await mkdir(join(this.folder, 'incoming'), { recursive: true });
    const temporary = join(this.folder, 'incoming', randomUUID());
    const hash = createHash('sha256');
    let bytes = 0;
    const file = await open(temporary, 'wx', 0o600);
    try {
      for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
        hash.update(chunk);
        bytes += chunk.length;
        await file.write(chunk);
      }
      await file.sync();
    } catch (error) {
      await file.close();
      await rm(temporary, { force: true });
      throw error;
    }
    await file.close();
    const sha256 = hash.digest('hex');
    const target = this.path(sha256);
    await mkdir(join(target, '..'), { recursive: true });
    await rename(temporary, target);
    return { sha256, bytes };
  }

  async size(sha256: string): Promise<number | null> {
    try {
      return (await stat(this.path(sha256))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  get(sha256: string): Promise<Buffer> {
    return readFile(this.path(sha256));
  }

  stream(sha256: string): Readable {
    return createReadStream(this.path(sha256));
  }
}
