/**
 * AES-256-GCM over whole payloads: what Temporal stores is one block of bytes and the id of the key.
 *
 *     metadata   encoding = binary/encrypted, encryption-key-id = 16 hex digits
 *     data       12 random bytes (nonce) | ciphertext of the payload's protobuf | 16 bytes (tag)
 *
 * Version, encoding and key id are authenticated too. Random nonces are good for 2^32 payloads under one key (NIST SP 800-38D, §8.3):
 * about 40 million claims of 100 payloads; docs/operations.md says when to rotate.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { PayloadAlteredError, PayloadKeyUnknownError } from './errors';
import type { PayloadKey, PayloadKeys } from './payload-keys';

const PayloadMessage = temporal.api.common.v1.Payload;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Names that Temporal's own samples use, so that its tools can tell what they see. */
const ENCODING = Buffer.from('binary/encrypted');
const KEY_ID = 'encryption-key-id';

export class EncryptionCodec implements PayloadCodec {
  constructor(private readonly keys: PayloadKeys) {}

  /** @throws PayloadKeysUnusableError when there is no key: nothing is ever sent in clear instead */
  async encode(payloads: Payload[]): Promise<Payload[]> {
    if (payloads.length === 0) return [];
    const key = await this.keys.current();
    return payloads.map((payload) => encrypt(payload, key));
  }

  /**
   * Payloads that are not encrypted, written before this codec or by others, come back as they are.
   * @throws PayloadKeyUnknownError, PayloadAlteredError, PayloadKeysUnusableError
   */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.all(payloads.map((payload) => (isEncrypted(payload) ? this.decrypt(payload) : payload)));
  }

  private async decrypt({ metadata, data }: Payload): Promise<Payload> {
    const id = Buffer.from(metadata?.[KEY_ID] ?? []).toString('utf8');
    if (!/^[0-9a-f]{16}$/.test(id)) throw new PayloadKeyUnknownError('(none of ours)', this.keys.folder);
    const key = await this.keys.byId(id);
    if (key === undefined) throw new PayloadKeyUnknownError(id, this.keys.folder);
    return decrypt(data ?? new Uint8Array(), key);
  }
}

export function isEncrypted({ metadata }: Payload): boolean {
  return metadata?.encoding != null && ENCODING.equals(metadata.encoding);
}

function encrypt(payload: Payload, { id, key }: PayloadKey): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(authenticated(id));
  const inside = PayloadMessage.encode(payload).finish();
  return {
    metadata: { encoding: ENCODING, [KEY_ID]: Buffer.from(id) },
    data: Buffer.concat([nonce, cipher.update(inside), cipher.final(), cipher.getAuthTag()]),
  };
}

function decrypt(data: Uint8Array, { id, key }: PayloadKey): Payload {
  if (data.length < NONCE_BYTES + TAG_BYTES) throw new PayloadAlteredError(id);
  const nonce = data.subarray(0, NONCE_BYTES);
  const tag = data.subarray(data.length - TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(authenticated(id));
  decipher.setAuthTag(tag);
  try {
    const inside = Buffer.concat([
      decipher.update(data.subarray(NONCE_BYTES, data.length - TAG_BYTES)),
      decipher.final(),
    ]);
    return PayloadMessage.decode(inside);
  } catch {
    throw new PayloadAlteredError(id);
  }
}

function authenticated(keyId: string): Buffer {
  return Buffer.from(`adjutant payload 1\n${ENCODING.toString()}\n${keyId}`);
}
