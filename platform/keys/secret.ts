/** Random symmetric keys kept in files, for keyed hashes. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createOnce, readPrivate } from './files';

const BYTES = 32;

/**
 * Load a secret, made on first use. Processes that start at once get the same one.
 *
 * @param folder made when missing (0700)
 * @param name   of the file: lower-case letters, digits and dashes
 * @returns 32 random bytes
 * @throws TypeError for a name that is none; Error when the file does not hold such a secret
 */
export async function loadOrCreateSecret(folder: string, name: string): Promise<Buffer> {
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(name)) throw new TypeError(`Not a name of a secret: ${JSON.stringify(name)}`);
  const path = join(folder, `${name}.secret`);
  let stored = await readPrivate(path);
  if (stored === null) {
    await createOnce(path, `${randomBytes(BYTES).toString('hex')}\n`);
    stored = await readPrivate(path);
  }
  const hex = stored?.toString('utf8').trim() ?? '';
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new Error(
      `${path} does not hold a secret of ${BYTES} bytes in hex: restore it from a backup. With a new one, keyed hashes that are stored no longer match`,
    );
  }
  return Buffer.from(hex, 'hex');
}
