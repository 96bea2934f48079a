/** Letters into a folder: `<folder>/<tenant>/<claim>/<key>.pdf` and the same as `.txt`. Written once, never over. */
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Delivery, DeliveryConflict, DeliveryRefused, type OutgoingLetter } from './delivery';

export class FolderDelivery implements Delivery {
  constructor(private readonly folder: string) {}

  /** @returns the path of the PDF. The text is in place before it, so where there is a PDF there is both. */
  async deliver(letter: OutgoingLetter): Promise<string> {
    const base = join(this.folder, letter.tenant, letter.claimNumber, letter.key);
    if (relative(this.folder, base).startsWith('..')) throw new DeliveryRefused('The key leads out of the folder');
    await mkdir(dirname(base), { recursive: true });
    await this.writeOnce(`${base}.txt`, Buffer.from(letter.text, 'utf8'), letter.key);
    await this.writeOnce(`${base}.pdf`, letter.pdf, letter.key);
    return `${base}.pdf`;
  }

  /** Whole or not at all: written beside, then linked into place. A link, unlike a rename, never replaces what is there. */
  private async writeOnce(path: string, content: Buffer, key: string): Promise<void> {
    const temporary = `${path}.${randomUUID()}.part`;
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await link(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (sha256(await readFile(path)) !== sha256(content)) throw new DeliveryConflict(`Another letter is at ${key}`);
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
