/** How much one file may cost. A file beyond a limit is set aside with the limit in the reason. */
export interface ReadLimits {
  bytes: number;
  pages: number;
  pixels: number;
  /** Wall-clock for one file, milliseconds. */
  milliseconds: number;
  /** Resident memory of the reading process, bytes. */
  memory: number;
}

export const DEFAULT_LIMITS: ReadLimits = {
  bytes: 50 * 1024 * 1024,
  pages: 200,
  pixels: 60_000_000,
  milliseconds: 25_000,
  memory: 800 * 1024 * 1024,
};
