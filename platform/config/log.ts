/** Where the platform's own messages go. A pino logger satisfies it. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
}

export const silentLog: Log = { info: () => {}, warn: () => {} };

/** Lines on standard error, so that standard output stays free for results. */
export const consoleLog: Log = {
  info: (text) => void process.stderr.write(`${text}\n`),
  warn: (text) => void process.stderr.write(`warning: ${text}\n`),
};
