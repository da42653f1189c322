/** Items by key, as the SDK's `Storage` reads and writes them. */
export type StoreItems = Record<string, { eTag?: string } & Record<string, unknown>>;

interface Entry {
  readonly json: string;
  readonly eTag: string;
  usedAt: number;
}

/**
 * Keeps dialog state in this process's memory only, and forgets it after idle time. It fits the SDK's `Storage`:
 * a stale eTag is refused, `*` and none overwrite; values are copies, never shared.
 */
export class ExpiringStorage {
  private readonly entries = new Map<string, Entry>();
  private counter = 0;

  /**
   * @param idleMs     an item not read or written for so long is gone.
   * @param mostItems  beyond that, the item idle longest goes first.
   * @param now        milliseconds since 1970, UTC.
   */
  constructor(
    private readonly idleMs: number,
    private readonly mostItems: number,
    private readonly now: () => number = Date.now,
  ) {}

  async read(keys: string[]): Promise<StoreItems> {
    const items: StoreItems = {};
    for (const key of keys) {
      const entry = this.fresh(key);
      if (entry) items[key] = { ...(JSON.parse(entry.json) as Record<string, unknown>), eTag: entry.eTag };
    }
    return items;
  }

  async write(changes: StoreItems): Promise<void> {
    for (const [key, item] of Object.entries(changes)) {
      const { eTag, ...value } = item;
      const current = this.fresh(key);
      if (current && eTag !== undefined && eTag !== '*' && eTag !== current.eTag) {
        throw new Error(`Storage: the item was changed by somebody else (eTag conflict)`);
      }
      this.counter += 1;
      this.entries.delete(key);
      this.entries.set(key, { json: JSON.stringify(value), eTag: String(this.counter), usedAt: this.now() });
    }
    this.dropOldest();
  }

  async delete(keys: string[]): Promise<void> {
    for (const key of keys) this.entries.delete(key);
  }

  /** Number of items held, for metrics. */
  get size(): number {
    return this.entries.size;
  }

  private fresh(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (this.now() - entry.usedAt > this.idleMs) {
      this.entries.delete(key);
      return undefined;
    }
    entry.usedAt = this.now();
    // Moved to the end: a Map keeps insertion order, so the first key is the one idle longest.
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  private dropOldest(): void {
    const limit = this.now() - this.idleMs;
    for (const [key, entry] of this.entries) {
      if (this.entries.size <= this.mostItems && entry.usedAt >= limit) return;
      this.entries.delete(key);
    }
  }
}
