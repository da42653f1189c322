import type { ExpiringStorage, StoreItems } from './expiring-storage.js';
import { ETagConflict, type SqlStorage } from './sql-storage.js';

/** Whether the database can be used now, and where its faults are told. */
export interface DatabaseHealth {
  readonly isUp: () => boolean;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Dialog state in the database; while that is gone, in this process's memory, so that the person still gets answers. What
 * was written in memory meanwhile is the newer state and goes to the database with the next turn.
 */
export class KeptStorage {
  constructor(
    private readonly database: SqlStorage,
    private readonly memory: ExpiringStorage,
    private readonly health: DatabaseHealth,
  ) {}

  async read(keys: string[]): Promise<StoreItems> {
    const inDatabase = (await this.attempt(() => this.database.read(keys))) ?? {};
    const inMemory = await this.memory.read(keys);
    for (const item of Object.values(inMemory)) item.eTag = '*';
    return { ...inDatabase, ...inMemory };
  }

  async write(changes: StoreItems): Promise<void> {
    const written = await this.attempt(async () => {
      await this.database.write(changes);
      return true;
    });
    if (written) await this.memory.delete(Object.keys(changes));
    else
      await this.memory.write(
        Object.fromEntries(Object.entries(changes).map(([key, item]) => [key, { ...item, eTag: '*' }])),
      );
  }

  /** @throws while the database is gone: what must be deleted there is then still there. */
  async delete(keys: string[]): Promise<void> {
    await this.memory.delete(keys);
    await this.database.delete(keys);
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    if (!this.health.isUp()) return null;
    try {
      return await work();
    } catch (fault) {
      if (fault instanceof ETagConflict) throw fault;
      this.health.onFault(fault);
      return null;
    }
  }
}
