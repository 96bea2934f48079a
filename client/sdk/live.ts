/**
 * What changes, as it changes: one connection that listens to what the triggers of the database tell (guards.sql), handed on
 * to everybody who asked. Nothing is kept: whoever was away reads again what they show.
 */
import { Client } from 'pg';
import { z } from 'zod';
import { ClaimNumber } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';

/** Names and numbers, no content: a reader asks for what they may see. */
export const LiveEvent = z.object({
  type: z.enum(['task', 'claim', 'assignment']),
  claimNumber: ClaimNumber,
  taskId: z.string().optional(),
  version: z.number().int(),
});
export type LiveEvent = z.infer<typeof LiveEvent>;

export interface Listener {
  changed(event: LiveEvent): void;
  /** Changes from here on are told. Called at the start, and again when some may have been missed. */
  ready(): void;
}

const Told = LiveEvent.extend({ tenant: z.string() });
const CHANNEL = 'adjutant_live';
const LONGEST_PAUSE_MS = 5_000;

export class Live {
  private readonly listeners = new Set<Listener>();
  private connection: Client | null = null;
  private connected = false;
  private closed = false;
  private pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /** @returns to be called when the listener goes */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    if (this.connected) listener.ready();
    else if (this.connection === null && this.pause === undefined) void this.connect(0);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.pause);
    this.listeners.clear();
    await this.connection?.end().catch(() => {});
  }

  private async connect(failures: number): Promise<void> {
    const { connectionString } = this.database.$client.options;
    const connection = new Client({
      ...(connectionString === undefined ? {} : { connectionString }),
      application_name: 'adjutant-live',
      connectionTimeoutMillis: 5_000,
      // A connection that only listens never notices that the other side is gone unless it asks.
      keepAlive: true,
    });
    this.connection = connection;
    let lost = false;
    const again = () => {
      if (lost) return;
      lost = true;
      this.connected = false;
      this.connection = null;
      connection.end().catch(() => {});
      if (this.closed) return;
      const wait = Math.min(LONGEST_PAUSE_MS, 100 * 2 ** failures);
      this.pause = setTimeout(() => {
        this.pause = undefined;
        void this.connect(failures + 1);
      }, wait);
    };
    connection.on('error', again);
    connection.on('end', again);
    connection.on('notification', ({ payload }) => this.tell(payload));
    try {
      await connection.connect();
      await connection.query(`LISTEN ${CHANNEL}`);
      if (lost || this.closed) return;
      failures = 0;
      this.connected = true;
      for (const listener of this.listeners) listener.ready();
    } catch {
      again();
    }
  }

  private tell(payload: string | undefined): void {
    const told = Told.safeParse(jsonIn(payload));
    if (!told.success || told.data.tenant !== this.tenant) return;
    const { tenant: _, ...event } = told.data;
    for (const listener of this.listeners) listener.changed(event);
  }
}

/** Anybody with the database's password can send on the channel: what is not JSON is not ours. */
function jsonIn(payload: string | undefined): unknown {
  try {
    return JSON.parse(payload ?? '');
  } catch {
    return undefined;
  }
}
