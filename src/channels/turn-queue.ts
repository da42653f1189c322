/** More turns wait for one conversation than a person can write: a flood. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
  constructor() {
    super('Too many messages of one conversation wait to be answered');
  }
}

const MOST_WAITING = 20;

/**
 * Runs the turns of one conversation one after the other in the order of their arrival, those of different conversations
 * side by side. Within this process: a platform that spreads a conversation over nodes gives up its order itself.
 */
export class TurnQueue {
  private readonly tails = new Map<string, { last: Promise<unknown>; waiting: number }>();

  /**
   * @returns what `work` gives; a turn that fails does not hold up the next.
   * @throws {QueueFullError} when 20 turns of this conversation wait already.
   */
  async run<T>(conversation: string, work: () => Promise<T>): Promise<T> {
    const tail = this.tails.get(conversation) ?? { last: Promise.resolve(), waiting: 0 };
    if (tail.waiting >= MOST_WAITING) throw new QueueFullError();
    const turn = tail.last.then(work, work);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    tail.last = settled;
    tail.waiting += 1;
    this.tails.set(conversation, tail);
    try {
      return await turn;
    } finally {
      tail.waiting -= 1;
      if (tail.waiting === 0) this.tails.delete(conversation);
    }
  }
}
