/** Messages between the worker and a reading process. */
import type { DocumentReading, Photo, SetAsideCode, Turn } from '../contract';
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
      turns: DocumentReading['turns'];
    }
  | { status: 'set-aside'; code: SetAsideCode; reason: string; pages: number };

/** A page of a file that was read, to be drawn for people. */
export interface DrawJob {
  path: string;
  kind: 'pdf' | 'image';
  draw: { page: number; width: number; turned: Turn };
  limits: ReadLimits;
}

export type DrawOutcome = { status: 'drawn'; image: Uint8Array } | Extract<ReadOutcome, { status: 'set-aside' }>;

export type Job = ReadJob | DrawJob;
export type OutcomeOf<J extends Job> = J extends DrawJob ? DrawOutcome : ReadOutcome;

export type FromChild = { ready: true } | { outcome: ReadOutcome | DrawOutcome };

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
