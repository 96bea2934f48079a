/** Processor time of other processes, from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux gives processor time in hundredths of a second to programs, whatever the kernel counts in (`USER_HZ`). */
const MS_PER_TICK = 10;

interface ProcessTimes {
  parent: number;
  /** Ticks in user and system mode, of the process itself. */
  ownTicks: number;
  /** The same with those of its children that have ended. */
  ticks: number;
}

/** Fields of /proc/<pid>/stat that matter here; undefined when it is no such line. See proc_pid_stat(5). */
export function parseStat(text: string): ProcessTimes | undefined {
  // The second field is the name in brackets and may hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const parent = Number(fields[1]);
  const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
  const ownTicks = (user ?? Number.NaN) + (system ?? Number.NaN);
  const ticks = ownTicks + (childrenUser ?? Number.NaN) + (childrenSystem ?? Number.NaN);
  return Number.isInteger(parent) && Number.isInteger(ticks) ? { parent, ownTicks, ticks } : undefined;
}

/**
 * Processor time in ms that a process and all its descendants have used since they started, ended ones included.
 * @returns null where there is no /proc (anything but Linux)
 */
export function processorTimeOfTree(root: number): number | null {
  const all = processes();
  return all === null ? null : timeOfTree(root, all);
}

/** As `processorTimeOfTree`, of the descendants alone, ended ones included. */
export function processorTimeOfDescendants(root: number): number | null {
  const all = processes();
  const own = all?.get(root)?.ownTicks;
  if (all === null || own === undefined) return null;
  return timeOfTree(root, all) - own * MS_PER_TICK;
}

function timeOfTree(root: number, all: ReadonlyMap<number, ProcessTimes>): number {
  return [...withDescendants(root, all)].reduce((sum, pid) => sum + (all.get(pid)?.ticks ?? 0), 0) * MS_PER_TICK;
}

function withDescendants(root: number, all: ReadonlyMap<number, ProcessTimes>): Set<number> {
  const tree = new Set([root]);
  for (let before = 0; before !== tree.size; ) {
    before = tree.size;
    for (const [pid, { parent }] of all) if (tree.has(parent)) tree.add(pid);
  }
  return tree;
}

function processes(): Map<number, ProcessTimes> | null {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return null;
  }
  const found = new Map<number, ProcessTimes>();
  for (const name of names) {
    try {
      const times = parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'));
      if (times !== undefined) found.set(Number(name), times);
    } catch {
      // It ended while we looked.
    }
  }
  return found.size === 0 ? null : found;
}
