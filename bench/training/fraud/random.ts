/** Random numbers that are the same in every run: xorshift32 from a seed. */
export class RandomNumbers {
  private state: number;

  constructor(seed: number) {
    this.state = (Math.imul(seed, 2654435761) ^ 0x9e3779b9) >>> 0 || 1;
  }

  /** In [0, 1). */
  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return this.state / 2 ** 32;
  }

  /** `count` different numbers below `below`, ascending. */
  sample(below: number, count: number): number[] {
    const all = Array.from({ length: below }, (_, i) => i);
    for (let i = 0; i < count; i += 1) {
      const j = i + Math.floor(this.next() * (below - i));
      [all[i], all[j]] = [all[j] as number, all[i] as number];
    }
    return all.slice(0, count).sort((a, b) => a - b);
  }
}
