/**
 * The policy file, read again when it changes: models are swapped and switched off while claims are running. A change
 * that is not valid is reported and not taken over; what was valid before stays in force.
 */
import { statSync } from 'node:fs';
import { loadRules, type Rules } from '../../platform/config/yaml-rules';
import { ModelsPolicy } from './policy';

/** How often the file is looked at, at most. ms */
const LOOK_EVERY_MS = 500;

export interface PolicySource {
  /** The policy in force now, with the SHA-256 of its file. */
  current(): Rules<ModelsPolicy>;
}

export class PolicyFile implements PolicySource {
  private loaded: Rules<ModelsPolicy>;
  private stamp: string;
  private lookedAt: number;

  /** @throws Error that names each wrong place by its dotted path, when the file is not valid at the start */
  constructor(
    private readonly path: string,
    private readonly onProblem: (problem: unknown) => void = () => {},
    private readonly now: () => number = Date.now,
  ) {
    this.stamp = this.stampOf();
    this.loaded = loadRules(path, ModelsPolicy);
    this.lookedAt = now();
  }

  current(): Rules<ModelsPolicy> {
    const at = this.now();
    if (at - this.lookedAt >= LOOK_EVERY_MS) {
      this.lookedAt = at;
      this.look();
    }
    return this.loaded;
  }

  private look(): void {
    try {
      const stamp = this.stampOf();
      if (stamp === this.stamp) return;
      this.stamp = stamp;
      this.loaded = loadRules(this.path, ModelsPolicy);
    } catch (problem) {
      this.onProblem(problem);
    }
  }

  private stampOf(): string {
    const { mtimeNs, size, ino } = statSync(this.path, { bigint: true });
    return `${ino}/${size}/${mtimeNs}`;
  }
}
