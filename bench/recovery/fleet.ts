/** Claims that are under way while things die: half of them go straight through, half wait for an adjuster. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectedAdjutant } from '../../client/sdk';
import { historyCsv, policiesCsv, routineClaim } from '../overhead/routine-claims';
import { type Adjuster, within } from './adjuster';

/** A claim that has not ended by then will not. Milliseconds. */
const LIMIT_MS = 180_000;

export class Fleet {
  /** By number; `reviewed` ones are decided by the adjuster. */
  readonly claims = new Map<string, { serial: number; reviewed: boolean }>();
  readonly open = new Set<string>();
  private serial = 0;

  constructor(
    private readonly connection: ConnectedAdjutant,
    private readonly people: Adjuster,
  ) {}

  /** Policies for so many claims. */
  async prepare(most: number): Promise<void> {
    for (const [table, csv] of [
      ['policies', policiesCsv(most)],
      ['history', historyCsv()],
    ] as const) {
      const { errors } = await this.connection.client.administration.importTable(table, csv);
      if (errors.length > 0) throw new Error(`${table}: ${JSON.stringify(errors[0])}`);
    }
  }

  /** Send `count` more. A claim whose answer was lost is sent again under its key: it is one claim. */
  async send(count: number): Promise<void> {
    for (let sent = 0; sent < count; sent += 1) {
      this.serial += 1;
      const { serial } = this;
      const reviewed = serial % 2 === 0;
      const { notice, invoice } = await routineClaim(serial, reviewed);
      const input = { notice, files: [invoice], idempotencyKey: `recovery-${serial}` };
      for (;;) {
        const submitted = await within(5_000, this.connection.client.claims.submit(input)).catch(() => null);
        if (submitted === null) {
          await pause(100);
          continue;
        }
        this.claims.set(submitted.claimNumber, { serial, reviewed });
        this.open.add(submitted.claimNumber);
        break;
      }
    }
  }

  /** Let the adjuster work, and see which claims have ended. */
  async look(): Promise<void> {
    await this.people.attend();
    for (const claimNumber of this.open) {
      const claim = await within(2_000, this.connection.client.claims.show(claimNumber)).catch(() => null);
      if (claim === null) return;
      if (claim.status === 'closed') this.open.delete(claimNumber);
    }
  }

  /** Until every claim has ended. @throws Error that names those which do not */
  async allEnd(): Promise<void> {
    const deadline = Date.now() + LIMIT_MS;
    while (this.open.size > 0) {
      if (Date.now() > deadline)
        throw new Error(
          `${this.open.size} claims do not end: ${[...this.open].slice(0, 10).join(', ')}\n${this.people.story()}`,
        );
      await this.look();
      await pause(50);
    }
  }
}
