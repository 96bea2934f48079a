/** A figure for Prometheus that is read from the database when somebody scrapes, and kept for a while. */
import { Gauge, type Registry } from 'prom-client';

export interface KeptGauge {
  /** The one that `/metrics` shows. */
  registry: Registry;
  name: string;
  help: string;
  labelNames: string[];
  /** Scraped again within this, the values are those of before. Milliseconds. */
  keptMs: number;
  read(): Promise<{ labels: Record<string, string>; value: number }[]>;
  /** Told why there are no values. */
  onProblem?: ((error: unknown) => void) | undefined;
}

/** Show it. While it cannot be read it has no values, and the rest of `/metrics` is shown all the same. */
export function showKeptGauge({ registry, name, help, labelNames, keptMs, read, onProblem }: KeptGauge): void {
  let readAt = Number.NEGATIVE_INFINITY;
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const now = Date.now();
      if (now < readAt + keptMs) return;
      readAt = now;
      try {
        const values = await read();
        this.reset();
        for (const { labels, value } of values) this.set(labels, value);
      } catch (error) {
        readAt = Number.NEGATIVE_INFINITY;
        this.reset();
        onProblem?.(error);
      }
    },
  });
}
