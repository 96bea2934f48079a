/** All jurisdictions of an installation, loaded and checked; a slip in a file stops the worker at its start. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadRules } from '../../platform/config/yaml-rules';
import { DayCount } from './calendar';
import { JurisdictionRules } from './rules';

const GENERIC = 'generic';

export interface Jurisdiction {
  rules: JurisdictionRules;
  days: DayCount;
}

export class JurisdictionBook {
  constructor(
    private readonly jurisdictions: ReadonlyMap<string, Jurisdiction>,
    private readonly generic: Jurisdiction,
    /** SHA-256 over all files, holiday rules' version included. */
    readonly sha256: string,
  ) {}

  /** `US-CA` is looked up as such, then as `US`; generic, with a note, where there is neither. */
  find(id: string): Jurisdiction & { note: string | null } {
    const own = this.jurisdictions.get(id) ?? this.jurisdictions.get(id.slice(0, 2));
    if (own !== undefined) return { ...own, note: own.rules.note ?? null };
    const missing = `There are no clocks of ${id === '' ? 'this claim’s jurisdiction, which is not known' : id}: generic ones stand in, which bind nobody. Deadlines are counted in ${this.generic.rules.timeZone}.`;
    return { ...this.generic, note: [missing, this.generic.rules.note].filter(Boolean).join(' ') };
  }

  all(): JurisdictionRules[] {
    return [...this.jurisdictions.values(), this.generic].map(({ rules }) => rules);
  }
}

/**
 * @param folder with generic.yaml and a file for each jurisdiction, named by its id
 * @throws Error that names file and place of what is wrong
 */
export function loadJurisdictions(folder: string): JurisdictionBook {
  const hash = createHash('sha256');
  const found = new Map<string, Jurisdiction>();
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()) {
    const path = join(folder, name);
    const { rules, sha256 } = loadRules(path, JurisdictionRules);
    if (`${rules.id}.yaml` !== name)
      throw new Error(
        `The rules in ${path} are not valid:\n  id: is ${rules.id}, so the file must be ${rules.id}.yaml`,
      );
    hash.update(`${rules.id} ${sha256}\n`);
    found.set(rules.id, { rules, days: daysOf(rules, path) });
  }
  const generic = found.get(GENERIC);
  if (generic === undefined)
    throw new Error(`${folder} has no generic.yaml, which stands in for jurisdictions that have no file`);
  found.delete(GENERIC);
  return new JurisdictionBook(found, generic, hash.digest('hex'));
}

function daysOf(rules: JurisdictionRules, path: string): DayCount {
  try {
    return new DayCount(rules);
  } catch (error) {
    throw new Error(`The rules in ${path} are not valid:\n  ${error instanceof Error ? error.message : error}`);
  }
}
