/** Messages between the worker and a reading process. */
import type { SetAsideCode } from '../contract';
import type { Understood } from '../extract/document';
import type { ReadLimits } from '../limits';
import type { FileKind } from '../sniff';

export interface ReadJob {
  path: string;
  fileId: string;
  name: string;
  kind: FileKind;
  limits: ReadLimits;
}

export type ReadOutcome =
  | { status: 'read'; pages: number; understood: Understood; attachments: { name: string; content: Uint8Array }[] }
  | { status: 'set-aside'; code: SetAsideCode; reason: string; pages: number };

export type FromChild = { outcome: ReadOutcome; rss: number } | { beat: true; rss: number };

/** Thrown by readers for a file that is set aside. */
export class SetAside extends Error {
  constructor(
    readonly code: SetAsideCode,
    message: string,
  ) {
    super(message);
  }
}
