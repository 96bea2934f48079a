/** Seeded choices, so that a training run or a replay can be repeated. */
export class Random {
  constructor(private state: number) {}

  /** 0 to below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** From `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(list: readonly T[]): T {
    const one = list[Math.floor(this.next() * list.length)];
    if (one === undefined) throw new Error('There is nothing to choose from.');
    return one;
  }

  digits(count: number): string {
    let digits = '';
    for (let place = 0; place < count; place += 1) digits += this.whole(0, 9);
    return digits;
  }

  /** `count` different whole numbers from 0 to below `below`, ascending. */
  sample(below: number, count: number): number[] {
    const all = Array.from({ length: below }, (_, number) => number);
    for (let place = 0; place < count; place += 1) {
      const other = this.whole(place, below - 1);
      [all[place], all[other]] = [all[other] as number, all[place] as number];
    }
    return all.slice(0, count).sort((one, other) => one - other);
  }

  shuffle<T>(list: T[]): T[] {
    for (let place = list.length - 1; place > 0; place -= 1) {
      const other = Math.floor(this.next() * (place + 1));
      const one = list[place] as T;
      list[place] = list[other] as T;
      list[other] = one;
    }
    return list;
  }
}
