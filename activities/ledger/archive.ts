/** What the archive of a claim consists of, for its writer (export.ts) and its checker (export-check.ts). */
import { z } from 'zod';
import { EvidenceRef, Sha256 } from '../vocabulary';
import { LedgerRecord, LedgerVerification } from './contract';
import { canonicalJson, sha256 } from './record';

/** One line of chain.jsonl: a record of the tenant between the claim's first one and the end of the proof. */
export const ChainLink = z.strictObject({ seq: z.number().int(), contentHash: Sha256 });

/** evidence.json */
export const EvidenceIndex = z.array(
  EvidenceRef.extend({
    /** Records of this claim that name it. */
    records: z.array(z.number().int()),
    /** False when it is no longer in the database (erased). */
    included: z.boolean(),
  }),
);

/** documents.json */
export const DocumentIndex = z.array(
  z.object({ fileId: Sha256, name: z.string(), bytes: z.number().int(), included: z.boolean() }),
);

/** verification.json */
export const VerificationReport = LedgerVerification.extend({ verifiedAt: z.string() });

/** manifest.json */
export const Manifest = z.strictObject({
  schemaVersion: z.literal(1),
  tenant: z.string(),
  claimNumber: z.string(),
  /** The claim's records, in order. */
  seqs: z.array(z.number().int()),
  /** Last seq of chain.jsonl: the claim's last record, or the first anchored record after it. */
  chainEnd: z.number().int(),
  /** SHA-256 of every other file of the archive. */
  files: z.record(z.string(), Sha256),
  /** ed25519 over the SHA-256 of the canonical JSON of the manifest without `signature`. */
  signature: LedgerRecord.shape.signature.strict(),
});
export type Manifest = z.infer<typeof Manifest>;

export function hashOfManifest(manifest: Omit<Manifest, 'signature'>): string {
  const { schemaVersion, tenant, claimNumber, seqs, chainEnd, files } = manifest;
  return sha256(canonicalJson({ schemaVersion, tenant, claimNumber, seqs, chainEnd, files }));
}

export const README = `Archive of a claim
==================

What is in it
  records.jsonl       every record of the ledger about this claim, one a line, in order (canonical JSON, RFC 8785)
  chain.jsonl         for every record of the tenant from the first to the last of this claim, and on to the next
                      anchored one: its number and the hash of its content. The content of other claims is not here.
  anchors.jsonl       signed heads of the chain as they were written outside the database at the time
  evidence/           what the records refer to (inputs, outputs), named by its hash; evidence.json lists it and says
                      which records name it and what is no longer stored
  documents.json      the documents received: SHA-256, name, size; documents/ has the files when they were asked for
  letters.json, payments.json, claim.json   rows of the database at the time of the export
  terms.json          hashes of rules and policy terms that decided
  verification.json   result of verifying the tenant's whole ledger when this archive was made
  public-keys/        keys to check signatures with, PEM; the file name is the key's id
  manifest.json       SHA-256 of every other file, signed

How to check it
  With the program:   adjutant ledger check-export FILE.zip
  By hand, for a record R (a line of records.jsonl):
  1. Content hash: take R without schemaVersion, tenant, seq, prevHash, hash and signature, write it as canonical JSON
     (RFC 8785: keys sorted, no spaces, UTF-8), SHA-256. It is the contentHash of that seq in chain.jsonl.
  2. Hash: SHA-256 of {"contentHash":"<1.>","prevHash":"<R.prevHash>","schemaVersion":1,"seq":<R.seq>,"tenant":"<R.tenant>"}
     without spaces or line end. It is R.hash.
  3. Signature: R.signature.value is base64 of an ed25519 signature over the 32 bytes of R.hash:
       printf %s <hash> | xxd -r -p > hash.bin;  printf %s <value> | base64 -d > sig.bin
       openssl pkeyutl -verify -pubin -inkey public-keys/<keyId>.pem -rawin -in hash.bin -sigfile sig.bin
     The id of a key: openssl pkey -pubin -in FILE -outform DER | sha256sum, first 16 digits. Compare the ids with those
     that the insurer published: a forger can put keys of his own into an archive.
  4. Place: begin with prevHash of the claim's first record and go through chain.jsonl; each line gives with the hash
     before it (as prevHash) the next hash by step 2. At the seq of a record of this claim it must be that record's hash,
     at the seq of an anchor that anchor's hash. So nothing was put in, taken out or moved in between.
  5. Anchor: SHA-256 of the canonical JSON of the line without signature; the signature as in step 3.
  6. Evidence: sha256sum evidence/<name>.json gives <name>. Documents: sha256sum documents/<name> gives <name>.
     Record -> evidence: inputs[].ref and output.ref are these names.
  7. Manifest: SHA-256 of the canonical JSON of manifest.json without signature; the signature as in step 3.
`;
