/** Zip archives: written as a stream that is the same for the same content, and read without trust. */
import { createHash } from 'node:crypto';
import { unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** Takes the bytes of the archive as they come; the writer waits for it. */
export type ByteSink = (chunk: Uint8Array) => Promise<void> | void;

/** The earliest moment a zip can carry, in every time zone: the zip field holds local time, which this builds from. */
const FIXED_TIME = new Date(1980, 0, 1, 0, 0, 0);

export class ArchiveWriter {
  /** SHA-256 of what was written, by name. */
  readonly hashes = new Map<string, string>();
  private readonly zip: Zip;
  private waiting: Uint8Array[] = [];
  private failure: Error | null = null;

  constructor(private readonly sink: ByteSink) {
    this.zip = new Zip((error, chunk) => {
      if (error !== null) this.failure = error;
      else this.waiting.push(chunk);
    });
  }

  /** @param packed whether the content is compressed already (documents) */
  async add(name: string, content: string | Uint8Array | AsyncIterable<string>, packed = false): Promise<void> {
    const file = packed ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    file.mtime = FIXED_TIME;
    this.zip.add(file);
    const hash = createHash('sha256');
    const parts = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
    for await (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      hash.update(bytes);
      file.push(bytes);
      await this.drain();
    }
    file.push(new Uint8Array(0), true);
    await this.drain();
    this.hashes.set(name, hash.digest('hex'));
  }

  async end(): Promise<void> {
    this.zip.end();
    await this.drain();
  }

  private async drain(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    const chunks = this.waiting;
    this.waiting = [];
    for (const chunk of chunks) await this.sink(chunk);
  }
}

/** An archive that unpacks to more than this is refused. */
const MOST_BYTES = 2 ** 30;

/** @returns the files by name, or why it cannot be read */
export function readArchive(bytes: Uint8Array): Map<string, Buffer> | { problem: string } {
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        total += originalSize;
        if (total > MOST_BYTES) throw new Error(`it unpacks to more than ${MOST_BYTES} bytes`);
        return true;
      },
    });
    return new Map(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)]));
  } catch (error) {
    return { problem: `not a readable zip archive: ${error instanceof Error ? error.message : error}` };
  }
}
