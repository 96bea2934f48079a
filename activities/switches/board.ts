/** Kill switches in PostgreSQL: read at the step that they concern, set by the administration's process. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { switches } from '../../platform/database/schema';
import { type SwitchActivities, type SwitchBoard, SwitchName } from './contract';

export class DatabaseSwitches implements SwitchBoard {
  constructor(private readonly database: Database) {}

  async off(tenant: string, names: readonly SwitchName[]) {
    const [row] = await this.database
      .select()
      .from(switches)
      .where(and(eq(switches.tenant, tenant), eq(switches.state, 'off'), inArray(switches.name, [...names])))
      .orderBy(switches.name)
      .limit(1);
    if (row === undefined) return null;
    return { name: SwitchName.parse(row.name), by: row.setBy, at: new Date(row.setAt).toISOString() };
  }
}

export function createSwitchActivities({ database }: { database: Database }): SwitchActivities {
  return {
    setSwitch: async ({ tenant, name, state, reason, by }) => {
      const set = { state, reasonRef: reason.ref, setBy: by };
      const changed = await database
        .insert(switches)
        .values({ tenant, name, ...set })
        .onConflictDoUpdate({
          target: [switches.tenant, switches.name],
          set: { ...set, setAt: sql`now()` },
          setWhere: sql`${switches.state} <> ${state}`,
        })
        .returning({ name: switches.name });
      if (changed.length > 0) return { changed: true };
      // Tried again after its answer was lost, it is the same change.
      const [row] = await database
        .select({ by: switches.setBy, reasonRef: switches.reasonRef })
        .from(switches)
        .where(and(eq(switches.tenant, tenant), eq(switches.name, name)));
      return { changed: row?.by === by && row.reasonRef === reason.ref };
    },
  };
}
