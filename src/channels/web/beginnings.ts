import { createHash } from 'node:crypto';

/** An answer that did not come by then was given up by its client too. */
const KEPT_MS = 120_000;
/** The oldest gives way. */
const MOST = 20_000;

/**
 * Conversations that began with their first message, by that message's client activity id: until the answer has arrived,
 * the client has no other name for what it began. So it can be forgotten, and a repetition replaces it.
 */
export class Beginnings {
  private readonly begun = new Map<string, { readonly thread: string; readonly until: number }>();

  /** @param now milliseconds since 1970, UTC. */
  constructor(private readonly now: () => number) {}

  note(clientActivityId: string, thread: string): void {
    for (const [oldest, { until }] of this.begun) {
      if (until > this.now() && this.begun.size < MOST) break;
      this.begun.delete(oldest);
    }
    this.begun.set(nameOf(clientActivityId), { thread, until: this.now() + KEPT_MS });
  }

  /** The conversation that began so, once; null where there is none. */
  take(clientActivityId: string): string | null {
    const name = nameOf(clientActivityId);
    const found = this.begun.get(name);
    this.begun.delete(name);
    return found && found.until > this.now() ? found.thread : null;
  }
}

/** Only its hash lies here: who reads this memory can forget nothing with it. */
function nameOf(clientActivityId: string): string {
  return createHash('sha256').update(clientActivityId).digest('base64url');
}
