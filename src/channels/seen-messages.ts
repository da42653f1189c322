/** How far the answer to a message has come. */
export interface Progress {
  /** Answers that the platform has taken. A second try leaves out so many. */
  sent: number;
  /** All answers are taken: a message delivered again is not answered again. */
  done: boolean;
}

/**
 * Remembers for some minutes which messages of a platform were answered, so that a message that is delivered twice is
 * answered once, and a turn that broke off is taken up where it broke. Holds hashes and numbers only.
 */
export class SeenMessages {
  private readonly entries = new Map<string, { progress: Progress; at: number }>();

  /**
   * @param keepMs how long a platform may deliver again.
   * @param most   beyond that the oldest is forgotten.
   */
  constructor(
    private readonly keepMs: number,
    private readonly most: number,
    private readonly now: () => number,
  ) {}

  /** @param id hidden id of the message (see `HiddenIds`). */
  progressOf(id: string): Progress {
    this.dropOld();
    const known = this.entries.get(id);
    if (known) return known.progress;
    const progress = { sent: 0, done: false };
    this.entries.set(id, { progress, at: this.now() });
    return progress;
  }

  private dropOld(): void {
    const limit = this.now() - this.keepMs;
    for (const [id, { at }] of this.entries) {
      if (this.entries.size < this.most && at >= limit) return;
      this.entries.delete(id);
    }
  }
}
