/**
 * Keys that encrypt what Temporal stores. A folder:
 *
 *     <key id>.key    32 random bytes in hex (0600), one file a key; never changed once written
 *     current         id of the key that encrypts; all others only decrypt
 *
 * A key's id is the first 16 hex digits of the SHA-256 of a fixed label and the key, so that it tells nothing about the key.
 * Files are only added, never rewritten: whatever happens at once or half-way, no key that has encrypted something is lost.
 */
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration';
import { createOnce, hasCode, readPrivate, replaceFile } from '../keys/files';
import { PayloadKeysUnusableError } from './errors';

const BYTES = 32;
const LABEL = 'adjutant payload key 1\n';
/** How long a process may go on encrypting with a key after another process has rotated it. */
const LOOK_AGAIN_MS = 1_000;

export interface PayloadKey {
  id: string;
  key: KeyObject;
}

export interface ListedKey {
  id: string;
  current: boolean;
  /** When its file was written, ISO 8601. */
  writtenAt: string;
}

interface Loaded {
  current: PayloadKey;
  keys: ReadonlyMap<string, PayloadKey>;
  mark: string;
}

/** Where an installation keeps them: the folder that the environment names, else beside the other keys of its home. */
export function payloadKeysFolder(configuration: Pick<Configuration, 'home' | 'payloadKeys'>): string {
  return configuration.payloadKeys ?? join(configuration.home, 'keys', 'payloads');
}

/**
 * For workers, at their start: keys of the home are made where there are none; a folder that was named must have them, since a new key
 * there would be one that nobody else has.
 * @throws PayloadKeysUnusableError
 */
export async function preparePayloadKeys(
  configuration: Pick<Configuration, 'home' | 'payloadKeys'>,
): Promise<PayloadKeys> {
  const keys = new PayloadKeys(payloadKeysFolder(configuration));
  if (configuration.payloadKeys === undefined) await keys.make();
  await keys.current();
  return keys;
}

export class PayloadKeys {
  private loaded: Loaded | null = null;
  private loading: Promise<Loaded> | null = null;
  private lookedAt = Number.NEGATIVE_INFINITY;

  /** Nothing is read before the first use, so that who needs no payload needs no key. */
  constructor(readonly folder: string) {}

  /** The key that encrypts. A rotation by another process is seen within a second. @throws PayloadKeysUnusableError */
  async current(): Promise<PayloadKey> {
    if (this.loaded !== null && performance.now() - this.lookedAt < LOOK_AGAIN_MS) return this.loaded.current;
    if (this.loaded === null) return (await this.load()).current;
    this.lookedAt = performance.now();
    // Once read, keys are kept: a worker goes on while their folder cannot be reached.
    const mark = await this.mark().catch(() => this.loaded?.mark);
    if (mark !== this.loaded.mark) await this.load().catch(() => {});
    return this.loaded.current;
  }

  /** A key by its id; one that another process has just made is looked for. @throws PayloadKeysUnusableError */
  async byId(id: string): Promise<PayloadKey | undefined> {
    const known = (this.loaded ?? (await this.load())).keys.get(id);
    return known ?? (await this.load()).keys.get(id);
  }

  /** All keys, the newest last. @throws PayloadKeysUnusableError */
  async list(): Promise<ListedKey[]> {
    const { keys, current } = await this.load();
    const listed = await Promise.all(
      [...keys.keys()].map(async (id) => {
        const { mtime } = await stat(this.pathOf(id));
        return { id, current: id === current.id, writtenAt: mtime.toISOString() };
      }),
    );
    return listed.sort((a, b) => (a.writtenAt < b.writtenAt ? -1 : 1));
  }

  /** Make the first key, unless there is one that encrypts. Processes that do so at once agree on one. */
  async make(): Promise<void> {
    if ((await readPrivate(this.currentPath)) !== null) return;
    const id = await this.add();
    const won = await createOnce(this.currentPath, `${id}\n`);
    // Nobody can have used it: only the key that `current` names encrypts.
    if (!won) await rm(this.pathOf(id), { force: true });
  }

  /** Write a key that decrypts only, until `use` makes it the one that encrypts. @returns its id */
  async add(): Promise<string> {
    const key = randomBytes(BYTES);
    const id = payloadKeyId(key);
    await createOnce(this.pathOf(id), `${key.toString('hex')}\n`);
    return id;
  }

  /** Encrypt with this key from now on. The others stay and decrypt. @throws PayloadKeysUnusableError when it is not there */
  async use(id: string): Promise<void> {
    if ((await readPrivate(this.pathOf(id))) === null) throw this.unusable(`there is no key ${id}`);
    await replaceFile(this.currentPath, `${id}\n`);
    await this.load();
  }

  private get currentPath(): string {
    return join(this.folder, 'current');
  }

  private pathOf(id: string): string {
    return join(this.folder, `${id}.key`);
  }

  /** One reading at a time, whoever waits for it. */
  private load(): Promise<Loaded> {
    this.loading ??= this.read().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async read(): Promise<Loaded> {
    const mark = await this.mark();
    const currentId = (await this.privateText(this.currentPath))?.trim();
    if (currentId === undefined) throw this.unusable('it does not say which key encrypts (file `current`)');
    const keys = new Map<string, PayloadKey>();
    for (const name of await readdir(this.folder)) {
      if (!name.endsWith('.key')) continue;
      const hex = (await this.privateText(join(this.folder, name)))?.trim();
      // Taken back by a process that made its key at the same time and came second.
      if (hex === undefined) continue;
      if (!/^[0-9a-f]{64}$/.test(hex)) throw this.unusable(`${name} does not hold ${BYTES} bytes in hex`);
      const bytes = Buffer.from(hex, 'hex');
      const id = payloadKeyId(bytes);
      if (name !== `${id}.key`) throw this.unusable(`${name} holds another key, ${id}`);
      keys.set(id, { id, key: createSecretKey(bytes) });
    }
    const current = keys.get(currentId);
    if (current === undefined) throw this.unusable('`current` names a key that is not there');
    this.lookedAt = performance.now();
    this.loaded = { current, keys, mark };
    return this.loaded;
  }

  private async privateText(path: string): Promise<string | undefined> {
    try {
      return (await readPrivate(path))?.toString('utf8');
    } catch (error) {
      throw this.unusable(error instanceof Error ? error.message : String(error));
    }
  }

  /** Changes whenever another key encrypts. */
  private async mark(): Promise<string> {
    try {
      const { ino, mtimeMs, size } = await stat(this.currentPath);
      return `${ino}/${mtimeMs}/${size}`;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return '';
      throw this.unusable(error instanceof Error ? error.message : String(error));
    }
  }

  private unusable(problem: string): PayloadKeysUnusableError {
    return new PayloadKeysUnusableError(this.folder, problem);
  }
}

/** Id of a key: 16 hex digits. */
function payloadKeyId(key: Buffer): string {
  return createHash('sha256').update(LABEL).update(key).digest('hex').slice(0, 16);
}
