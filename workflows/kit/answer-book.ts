/**
 * Answers already given, by message id: the same message sent again gets its first answer, also while the first is
 * still being worked on, and also after continue-as-new (the settled answers travel with the state).
 */
export class AnswerBook<Answer> {
  private readonly working = new Map<string, Promise<Answer>>();

  constructor(private readonly settled: Record<string, Answer>) {}

  /** True when this message was answered or is being answered. */
  has(id: string): boolean {
    return id in this.settled || this.working.has(id);
  }

  /** The stored answer, or that of `work`, which runs once for each id. A failure is not stored: it may be tried again. */
  answer(id: string, work: () => Promise<Answer>): Promise<Answer> {
    const known = this.settled[id];
    if (known !== undefined) return Promise.resolve(known);
    const running = this.working.get(id);
    if (running !== undefined) return running;
    const started = work().then(
      (answer) => {
        this.settled[id] = answer;
        this.working.delete(id);
        return answer;
      },
      (error: unknown) => {
        this.working.delete(id);
        throw error;
      },
    );
    this.working.set(id, started);
    return started;
  }
}
