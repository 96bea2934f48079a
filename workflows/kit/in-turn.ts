/**
 * One piece of work at a time, in the order of asking. A plain chain: the sandbox notes a stack trace for every promise,
 * so a lock made of few of them is a cheap one.
 */
export class InTurn {
  private last: Promise<unknown> = Promise.resolve();
  /** Asked for and not ended, the one that runs included. */
  queued = 0;

  /** Run `work` when all that was asked before has ended, however it ended. @throws what `work` throws */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.queued += 1;
    const result = this.last.then(work);
    const ended = () => {
      this.queued -= 1;
    };
    this.last = result.then(ended, ended);
    return result;
  }
}
