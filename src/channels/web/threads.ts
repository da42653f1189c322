import { randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { createThreadKey, nameUnder, openUnder, sealUnder, type ThreadKey } from './thread-key.js';

/**
 * An activity as JSON text under the thread's key, outside the JavaScript heap. A long one is deflated first (RFC 1951):
 * an answer with its sources shrinks to a fifth; for a short one that is not worth the time.
 */
interface StoredActivity {
  readonly sealed: Buffer;
  readonly isDeflated: boolean;
}

const WORTH_DEFLATING = 2000;

function pack(key: ThreadKey, place: string, json: string): StoredActivity {
  const isDeflated = json.length >= WORTH_DEFLATING;
  const bytes = isDeflated ? deflateRawSync(json, { level: 1 }) : Buffer.from(json);
  const sealed = sealUnder(key, place, bytes);
  // Freed memory is not cleared, and a core dump has it.
  bytes.fill(0);
  return { sealed, isDeflated };
}

function unpack(key: ThreadKey, place: string, { sealed, isDeflated }: StoredActivity): string {
  const bytes = openUnder(key, place, sealed);
  const text = isDeflated ? inflateRawSync(bytes) : bytes;
  const json = text.toString('utf8');
  bytes.fill(0);
  text.fill(0);
  return json;
}

interface Thread {
  readonly id: string;
  activities: StoredActivity[];
  /** Activities that were forgotten on request; ids and watermarks go on counting them. */
  forgotten: number;
  /** Result of each client activity id, under its keyed name, so that a repeated one is answered once. */
  readonly results: Map<string, Promise<string>>;
  bytes: number;
  usedAt: number;
  /** The turn under way: turns of one conversation run one after another. */
  busy: Promise<unknown>;
}

/** Memory that a thread takes beside its text. */
const THREAD_OVERHEAD_BYTES = 900;
/** Memory that an activity takes beside its deflated text. */
const ACTIVITY_OVERHEAD_BYTES = 180;
/** Client activity ids remembered in a thread. */
const MOST_RESULTS = 50;

/** A conversation, and the key to what is said in it. */
export interface OpenedThread {
  readonly id: string;
  readonly key: ThreadKey;
}

/** Activities as JSON texts, and where the next ones begin. */
export interface ActivitySet {
  readonly activities: readonly string[];
  readonly watermark: number;
}

/** Told of each new activity with the thread's key, and of the thread's end with none. */
export type ThreadListener = (key: ThreadKey | null) => void;

/**
 * The live conversations of this process: what a Direct Line client may fetch again. In memory only, and there only
 * sealed under a key that this class does not keep; dropped after idle time, on request, or, when memory is full, the
 * one idle longest first.
 */
export class LiveThreads {
  private readonly threads = new Map<string, Thread>();
  private readonly listeners = new Map<string, Set<ThreadListener>>();
  private totalBytes = 0;

  /**
   * @param idleMs    a thread without a request for so long is gone.
   * @param mostBytes memory for all threads together, as far as it can be counted.
   * @param now       milliseconds since 1970, UTC.
   * @param onDrop    told the id of each thread that is gone, so that its state goes too; `wished`: the person asked for
   *                  it, so that all that is kept of it must go.
   */
  constructor(
    private readonly idleMs: number,
    private readonly mostBytes: number,
    private readonly now: () => number,
    private readonly onDrop: (id: string, wished: boolean) => Promise<void>,
  ) {}

  /** Number of live threads and the memory they take, for metrics. */
  get load(): { threads: number; bytes: number } {
    return { threads: this.threads.size, bytes: this.totalBytes };
  }

  /** Begins a thread; its key is given once, here. */
  create(): OpenedThread {
    const id = randomBytes(18).toString('base64url');
    this.threads.set(id, {
      id,
      activities: [],
      forgotten: 0,
      results: new Map(),
      bytes: 0,
      usedAt: this.now(),
      busy: Promise.resolve(),
    });
    this.account(id, THREAD_OVERHEAD_BYTES);
    return { id, key: createThreadKey() };
  }

  has(id: string): boolean {
    return this.touch(id) !== null;
  }

  /** Appends an activity and gives its id: the thread's and its place in it. */
  append({ id, key }: OpenedThread, activity: Record<string, unknown>): string | null {
    const thread = this.touch(id);
    if (!thread) return null;
    const activityId = idAt(id, thread.forgotten + thread.activities.length);
    const stored = pack(key, activityId, JSON.stringify({ ...activity, id: activityId }));
    thread.activities.push(stored);
    this.account(id, stored.sealed.length + ACTIVITY_OVERHEAD_BYTES);
    this.tell(id, key);
    return activityId;
  }

  /**
   * Activities from a watermark on, as JSON texts, and the next watermark. Null for an unknown thread.
   *
   * @param most so many at once, the oldest first; the watermark then stands behind the last of them.
   */
  since({ id, key }: OpenedThread, watermark: number, most = Number.POSITIVE_INFINITY): ActivitySet | null {
    const thread = this.touch(id);
    if (!thread) return null;
    const end = thread.forgotten + thread.activities.length;
    const start = Math.min(end, Math.max(watermark, thread.forgotten));
    const next = Math.min(end, start + most);
    const activities = thread.activities
      .slice(start - thread.forgotten, next - thread.forgotten)
      .map((stored, index) => unpack(key, idAt(id, start + index), stored));
    return { activities, watermark: next };
  }

  /**
   * Runs a turn after the ones before it, once for each client activity id.
   *
   * @returns the first result, also for a repetition; null for an unknown thread.
   */
  async once(
    { id, key }: OpenedThread,
    clientActivityId: string | null,
    turn: () => Promise<string>,
  ): Promise<string | null> {
    const thread = this.touch(id);
    if (!thread) return null;
    const name = clientActivityId === null ? null : nameUnder(key, clientActivityId);
    const earlier = name === null ? undefined : thread.results.get(name);
    if (earlier) return earlier;
    const result = thread.busy.then(turn);
    thread.busy = result.catch(() => undefined);
    if (name !== null) {
      thread.results.set(name, result);
      // A turn that failed may be tried again.
      result.catch(() => thread.results.delete(name));
      const oldest = thread.results.keys().next().value;
      if (thread.results.size > MOST_RESULTS && oldest !== undefined) thread.results.delete(oldest);
    }
    return result;
  }

  /** Forgets all that was said so far; the thread itself stays, so that the answer to the wish can be read. */
  forgetActivities(id: string): void {
    const thread = this.threads.get(id);
    if (!thread) return;
    const bytes = thread.activities.reduce((sum, each) => sum + each.sealed.length + ACTIVITY_OVERHEAD_BYTES, 0);
    thread.forgotten += thread.activities.length;
    thread.activities = [];
    this.account(id, -bytes);
  }

  /** Forgets a thread at the person's wish, and all that is kept of it, also where the thread itself is gone already. */
  async drop(id: string): Promise<void> {
    const busy = this.threads.get(id)?.busy;
    this.remove(id);
    // A turn under way would write its state after it was deleted.
    await busy;
    await this.onDrop(id, true);
  }

  private remove(id: string): void {
    const thread = this.threads.get(id);
    if (!thread) return;
    this.threads.delete(id);
    this.totalBytes -= thread.bytes;
    this.tell(id, null);
  }

  private expire(id: string): void {
    this.remove(id);
    void this.onDrop(id, false);
  }

  /** Drops what has been idle too long. */
  sweep(): void {
    const limit = this.now() - this.idleMs;
    for (const thread of this.threads.values()) {
      if (thread.usedAt >= limit) return;
      this.expire(thread.id);
    }
  }

  /**
   * Calls the listener after each activity of a thread and at its end, until the returned function is called.
   */
  listen(id: string, listener: ThreadListener): () => void {
    const listeners = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(id) === listeners) this.listeners.delete(id);
    };
  }

  private tell(id: string, key: ThreadKey | null): void {
    for (const listener of [...(this.listeners.get(id) ?? [])]) listener(key);
  }

  private touch(id: string): Thread | null {
    const thread = this.threads.get(id);
    if (!thread) return null;
    if (thread.usedAt < this.now() - this.idleMs) {
      this.expire(id);
      return null;
    }
    thread.usedAt = this.now();
    // Moved to the end: the first in the map is the one idle longest.
    this.threads.delete(id);
    this.threads.set(id, thread);
    return thread;
  }

  private account(id: string, bytes: number): void {
    const thread = this.threads.get(id);
    if (!thread) return;
    thread.bytes += bytes;
    this.totalBytes += bytes;
    for (const other of this.threads.values()) {
      if (this.totalBytes <= this.mostBytes) return;
      if (other.id !== id) this.expire(other.id);
    }
  }
}

/** Activities and watermark as JSON; written by hand, because the activities are JSON already. */
export function writeActivitySet(set: ActivitySet): string {
  return `{"activities":[${set.activities.join(',')}],"watermark":"${set.watermark}"}`;
}

/** The id of the activity at a place of a thread. */
function idAt(thread: string, index: number): string {
  return `${thread}|${String(index).padStart(7, '0')}`;
}
