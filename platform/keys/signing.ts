/**
 * ed25519 signing keys in a folder:
 *
 *     signing-key.pem        the private key in use (0600)
 *     public/<key id>.pem    public keys, also of retired keys, so that what they signed can be checked for ever
 *
 * A key's id is the first 16 hex digits of the SHA-256 of its public key (DER, SubjectPublicKeyInfo):
 * `openssl pkey -pubin -in public/<id>.pem -outform DER | sha256sum`. Only the private key in use is kept.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, hasCode, readPrivate, replaceFile } from './files';

/** Public keys by their ids. */
export type PublicKeys = ReadonlyMap<string, KeyObject>;

/** Id of a public key: 16 hex digits. */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

/** A private key that can sign and nothing else. */
export class SigningKey {
  readonly publicKey: KeyObject;
  readonly keyId: string;

  constructor(private readonly privateKey: KeyObject) {
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('Signing keys are ed25519 keys');
    this.publicKey = createPublicKey(privateKey);
    this.keyId = keyIdOf(this.publicKey);
  }

  static generate(): SigningKey {
    return new SigningKey(generateKeyPairSync('ed25519').privateKey);
  }

  /** @returns the signature of these bytes, base64 (88 characters) */
  sign(bytes: Uint8Array): string {
    return sign(null, bytes, this.privateKey).toString('base64');
  }

  publicPem(): string {
    return this.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  privatePem(): string {
    return this.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }
}

/** How long a process may go on with a key after another process has rotated it. */
const LOOK_AGAIN_MS = 1_000;

export class SigningKeys {
  private loaded: { key: SigningKey; mark: string } | null = null;
  private lookedAt = 0;

  private constructor(private readonly folder: string) {}

  /**
   * Open a folder of keys; the first key is made on first use. Processes that start at once agree on one key.
   * @throws Error when the private key is damaged or readable by everybody
   */
  static async open(folder: string): Promise<SigningKeys> {
    const keys = new SigningKeys(folder);
    await keys.current();
    return keys;
  }

  /** The key in use. A rotation by another process is seen within a second. */
  async current(): Promise<SigningKey> {
    const now = performance.now();
    if (this.loaded !== null && now - this.lookedAt < LOOK_AGAIN_MS) return this.loaded.key;
    const mark = await this.mark();
    if (this.loaded === null || mark === null || mark !== this.loaded.mark) this.loaded = await this.load();
    this.lookedAt = now;
    return this.loaded.key;
  }

  /**
   * Retire the key in use and go on with a new one. The old private key is gone; its public key stays.
   * @returns id of the new key
   */
  async rotate(): Promise<string> {
    const key = SigningKey.generate();
    await this.publish(key);
    await replaceFile(this.privatePath, key.privatePem());
    this.loaded = { key, mark: (await this.mark()) ?? '' };
    this.lookedAt = performance.now();
    return key.keyId;
  }

  /** All public keys, also the retired ones. A file counts by what is in it, not by its name. */
  async publicKeys(): Promise<PublicKeys> {
    const keys = new Map<string, KeyObject>();
    for (const name of (await readdir(this.publicFolder)).sort()) {
      if (!name.endsWith('.pem')) continue;
      const path = join(this.publicFolder, name);
      try {
        const key = createPublicKey(await readFile(path));
        keys.set(keyIdOf(key), key);
      } catch (error) {
        throw new Error(
          `${path} is not a public key in PEM: restore it, or records that it signed cannot be checked (${error})`,
        );
      }
    }
    return keys;
  }

  private get privatePath(): string {
    return join(this.folder, 'signing-key.pem');
  }

  private get publicFolder(): string {
    return join(this.folder, 'public');
  }

  private publicPath(key: SigningKey): string {
    return join(this.publicFolder, `${key.keyId}.pem`);
  }

  private async mark(): Promise<string | null> {
    try {
      const { ino, mtimeMs, size } = await stat(this.privatePath);
      return `${ino}/${mtimeMs}/${size}`;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  private async load(): Promise<{ key: SigningKey; mark: string }> {
    if ((await this.mark()) === null) {
      if (this.loaded !== null)
        throw new Error(`${this.privatePath} is gone: restore it, or start again for a new key`);
      const made = SigningKey.generate();
      // The public key first: nothing may ever be signed that nobody can check.
      await this.publish(made);
      const won = await createOnce(this.privatePath, made.privatePem());
      if (!won) await rm(this.publicPath(made), { force: true });
    }
    const mark = (await this.mark()) ?? '';
    const pem = await readPrivate(this.privatePath);
    if (pem === null) throw new Error(`${this.privatePath} disappeared while it was read`);
    let key: SigningKey;
    try {
      key = new SigningKey(createPrivateKey(pem));
    } catch (error) {
      throw new Error(`${this.privatePath} is not an ed25519 private key in PEM: restore it from a backup (${error})`);
    }
    await this.publish(key);
    return { key, mark };
  }

  private async publish(key: SigningKey): Promise<void> {
    await createOnce(this.publicPath(key), key.publicPem(), 0o644);
  }
}
