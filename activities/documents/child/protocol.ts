/** Messages between the worker and a reading process. */
import type { Photo, SetAsideCode } from '../contract';
import type { Understood } from '../extract/document';
import type { PageRange } from '../extract/split';
import type { ReadLimits } from '../limits';
import type { RecognitionModels } from '../models';
import type { FileKind } from '../sniff';

export interface ReadJob {
  path: string;
  fileId: string;
  name: string;
  kind: FileKind;
  limits: ReadLimits;
  /** Of the strong recogniser; null or absent where they could not be had. */
  models?: RecognitionModels | null;
}

export interface Attachment {
  /** Safe to show and to store; never a path. */
  name: string;
  content: Uint8Array;
  /** Pages of the file that it was taken out of; absent for what is a file of its own already. */
  pages?: PageRange;
}

export type ReadOutcome =
  | {
      status: 'read';
      pages: number;
      understood: Understood;
      attachments: Attachment[];
      looks: number;
      photo: Photo | null;
    }
  | { status: 'set-aside'; code: SetAsideCode; reason: string; pages: number };

export type FromChild = { ready: true } | { outcome: ReadOutcome };

/** Thrown by readers for a file that is set aside. */
export class SetAside extends Error {
  override readonly name = 'SetAside';
  constructor(
    readonly code: SetAsideCode,
    /** What is wrong and what the sender can do, without anything from the file. */
    readonly reason: string,
  ) {
    super(reason);
  }
}
