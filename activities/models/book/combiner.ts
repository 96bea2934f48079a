/**
 * Work that arrives while one transaction is under way goes together into the next: rows of a budget are locked until the
 * commit, so two hundred calls a second cannot each have a commit of their own.
 */

interface Waiting<I, O> {
  item: I;
  resolve(result: O): void;
  reject(error: unknown): void;
}

export class Combiner<I, O> {
  private readonly queue: Waiting<I, O>[] = [];
  private running: Promise<void> | null = null;

  /**
   * @param work gets items in the order of their arrival, gives back a result for each; all or none of it takes effect
   * @param most items of one transaction
   */
  constructor(
    private readonly work: (items: I[]) => Promise<O[]>,
    private readonly most = 64,
  ) {}

  /** @throws what `work` throws for this item alone */
  add(item: I): Promise<O> {
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      this.running ??= this.drain().finally(() => {
        this.running = null;
      });
    });
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, this.most);
      try {
        await this.run(batch);
      } catch (error) {
        if (batch.length === 1) batch[0]?.reject(error);
        // One bad item must not fail the others: each gets a transaction and an answer of its own.
        else for (const waiting of batch) await this.run([waiting]).catch(waiting.reject);
      }
    }
  }

  private async run(batch: Waiting<I, O>[]): Promise<void> {
    const results = await this.work(batch.map(({ item }) => item));
    for (const [index, { resolve, reject }] of batch.entries()) {
      const result = results[index];
      if (index < results.length) resolve(result as O);
      else reject(new Error('A combined transaction gave no result'));
    }
  }
}
