import { MOST_FILE_BYTES } from './contract';

/** How much one file may cost. A file beyond a limit is set aside with the limit in the reason. */
export interface ReadLimits {
  bytes: number;
  /** A PDF with more pages is set aside. */
  pages: number;
  /** Of a PDF with more pages only so many are read, and the reading says so. */
  pagesRead: number;
  /** Width times height, from the header, before anything is decoded. */
  pixels: number;
  /** Wall-clock for one file from when a process takes it, milliseconds. */
  milliseconds: number;
  /** Resident memory of the reading process, bytes. */
  memory: number;
}

/** Together with start and check they keep the worst file under 30 seconds and 1 GiB. */
export const DEFAULT_LIMITS: ReadLimits = {
  bytes: MOST_FILE_BYTES,
  pages: 200,
  pagesRead: 50,
  pixels: 50_000_000,
  milliseconds: 20_000,
  memory: 700 * 1024 * 1024,
};
