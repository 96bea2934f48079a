/** What can be wrong with an encrypted payload or with the keys. Codes are those of docs/errors.md; no message holds content or a key. */

/** Base: the payload was not read, or not written. Temporal tries again, so that a claim goes on once it is put right. */
export abstract class PayloadProtectionError extends Error {
  abstract readonly code: string;
}

/** The folder of payload keys is not there, or what is in it is of no use. */
export class PayloadKeysUnusableError extends PayloadProtectionError {
  readonly code = 'payload-keys-unusable';
  constructor(
    readonly folder: string,
    problem: string,
  ) {
    super(
      `The keys of payloads in ${folder} cannot be used: ${problem}. All workers and clients of an installation need the same keys: copy the folder, ` +
        'or name it in ADJUTANT_PAYLOAD_KEYS.',
    );
    this.name = 'PayloadKeysUnusableError';
  }
}

/** The payload was encrypted with a key that is not here. */
export class PayloadKeyUnknownError extends PayloadProtectionError {
  readonly code = 'payload-key-unknown';
  constructor(
    readonly keyId: string,
    readonly folder: string,
  ) {
    super(
      `A payload is encrypted with key ${keyId}, which is not in ${folder}. Put that key there; nothing is lost, and what waits for it goes on by itself.`,
    );
    this.name = 'PayloadKeyUnknownError';
  }
}

/** The payload is not what was encrypted: it was altered, cut, or given another key's id. */
export class PayloadAlteredError extends PayloadProtectionError {
  readonly code = 'payload-altered';
  constructor(readonly keyId: string) {
    super(
      `A payload under key ${keyId} is not what was encrypted: it was altered in Temporal or on the way. Nothing of it is used.`,
    );
    this.name = 'PayloadAlteredError';
  }
}
