/** Documents of a claim: what was read from each, with the place of every value, and the files themselves. */
import type { Readable } from 'node:stream';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { ClaimProjection } from '../../activities/claimfile/contract';
import { DocumentReading } from '../../activities/documents/contract';
import { FileRef } from '../../activities/vocabulary';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database } from '../../platform/database/client';
import { claims, evidence } from '../../platform/database/schema';
import { storeFile } from './claim-files';
import { NotFoundError } from './errors';
import { readEvidence, type Shown } from './shown-evidence';

/** A file of a claim. */
export interface ClaimDocument {
  fileId: string;
  /** As its sender called it: the claimant, or who wrote the e-mail that it came with. */
  name: string;
  /** The e-mail or bundle that it was found in; null for what was sent by itself. */
  parentFileId: string | null;
  reading: ShownReading;
}

/** Checked against its hash; or why it cannot be shown. */
export type ShownReading = NonNullable<Shown<DocumentReading>>;

export interface ClaimDocuments {
  /** In the order in which they came; what was found inside a file comes after it. Only those that have been read. */
  documents: ClaimDocument[];
  /** Sent, and not read yet. */
  beingRead: FileRef[];
}

/** A file as it was sent. */
export interface OriginalFile {
  name: string;
  bytes: number;
  /** By its first bytes; of a file that is not read yet, `application/octet-stream`. */
  mediaType: string;
  content: Readable;
}

/** Evidence of this kind holds readings. */
const KIND = 'document-reading';

export class Documents {
  constructor(
    private readonly database: Database,
    private readonly blobs: BlobStore,
    private readonly tenant: string,
    private readonly claims: { show(claimNumber: string): Promise<ClaimProjection> },
  ) {}

  /** @throws NotFoundError when there is no such claim */
  async list(claimNumber: string): Promise<ClaimDocuments> {
    const [claim, files, readings] = await Promise.all([
      this.claims.show(claimNumber),
      this.files(claimNumber),
      this.readings(claimNumber),
    ]);
    const documents: ClaimDocument[] = [];
    const seen = new Set<string>();
    const add = ({ fileId, name }: Pick<FileRef, 'fileId' | 'name'>, parentFileId: string | null) => {
      const reading = readings.get(fileId);
      // An attachment beyond the limit of the claim is named in its e-mail and was never read.
      if (seen.has(fileId) || reading === undefined) return;
      seen.add(fileId);
      documents.push({ fileId, name, parentFileId, reading });
      if ('value' in reading) for (const inside of reading.value.attachments) add(inside, fileId);
    };
    for (const file of files) add(file, null);
    // Found in a file whose own reading cannot be shown any more.
    for (const file of claim.documents) add(file, null);
    const beingRead = claim.status === 'closed' ? [] : files.filter(({ fileId }) => !seen.has(fileId));
    return { documents, beingRead };
  }

  /** Put a file into the store, to be named in a notice or sent to a claim afterwards. Until then it belongs to nobody. */
  store(name: string, content: Buffer | Readable): Promise<FileRef> {
    return storeFile(this.blobs, name, content);
  }

  /** The newest reading of each file of a claim that has been read, checked against its hash. */
  async readings(claimNumber: string): Promise<Map<string, ShownReading>> {
    const refs = await this.newestRefs(claimNumber);
    return new Map(
      await Promise.all(
        refs.map(async ({ fileId, ref }) => [fileId, await this.shown(claimNumber, ref)] as [string, ShownReading]),
      ),
    );
  }

  /**
   * The newest reading of one file.
   * @throws NotFoundError when the claim has no such file, or it is not read yet
   */
  async reading(claimNumber: string, fileId: string): Promise<ShownReading> {
    const [newest] = await this.newestRefs(claimNumber, fileId);
    if (newest === undefined) throw new NotFoundError('document of this claim that has been read', fileId);
    return this.shown(claimNumber, newest.ref);
  }

  /** @throws NotFoundError when the claim has no such file, or the store does not have it any more */
  async original(claimNumber: string, fileId: string): Promise<OriginalFile> {
    const { documents, beingRead } = await this.list(claimNumber);
    const document = documents.find((candidate) => candidate.fileId === fileId);
    const name = document?.name ?? beingRead.find((file) => file.fileId === fileId)?.name;
    const bytes = name === undefined ? null : await this.blobs.size(fileId);
    if (name === undefined || bytes === null) throw new NotFoundError('document of this claim', fileId);
    const reading = document?.reading;
    const mediaType =
      reading !== undefined && 'value' in reading ? reading.value.mediaType : 'application/octet-stream';
    return { name, bytes, mediaType, content: this.blobs.stream(fileId) };
  }

  private async files(claimNumber: string): Promise<FileRef[]> {
    const [row] = await this.database
      .select({ files: claims.files })
      .from(claims)
      .where(and(eq(claims.tenant, this.tenant), eq(claims.claimNumber, claimNumber)));
    return FileRef.array().parse(row?.files ?? []);
  }

  private newestRefs(claimNumber: string, only?: string): Promise<{ fileId: string; ref: string }[]> {
    const fileId = sql<string>`${evidence.body} ->> 'fileId'`;
    const ofClaim = and(
      eq(evidence.tenant, this.tenant),
      eq(evidence.claimNumber, claimNumber),
      eq(evidence.kind, KIND),
      only === undefined ? undefined : eq(fileId, only),
    );
    return this.database
      .selectDistinctOn([fileId], { fileId, ref: evidence.ref })
      .from(evidence)
      .where(ofClaim)
      .orderBy(fileId, desc(evidence.createdAt));
  }

  private shown(claimNumber: string, ref: string): Promise<ShownReading> {
    const { database, tenant } = this;
    return readEvidence({ database, place: { tenant } }, claimNumber, { ref, kind: KIND }, DocumentReading);
  }
}
