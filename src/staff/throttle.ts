import { createHmac } from 'node:crypto';
import type { StaffDb } from './tables.js';

/** Mistakes that cost nothing: fingers slip. */
const FREE_FAILURES = 5;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * Slows guessing at one account, whoever guesses: by a keyed hash of the name that was typed, existing or not, and
 * nothing else. No address is looked at, so none is stored.
 */
export class LoginThrottle {
  constructor(
    private readonly db: StaffDb,
    private readonly key: Buffer,
    private readonly now: () => number,
  ) {}

  /**
   * Takes one attempt, counted as failed until {@link succeeded}: a hundred guesses sent at once are a hundred failures.
   *
   * @returns 0 when it may go on, else the seconds to wait.
   */
  async take(name: string): Promise<number> {
    const bucket = this.bucketOf(name);
    const now = new Date(this.now()).toISOString();
    await this.db
      .insertInto('staff_attempts')
      .values({ bucket, failures: 0, blocked_until: now })
      .onConflict((conflict) => conflict.column('bucket').doNothing())
      .execute();
    for (;;) {
      const row = await this.db
        .selectFrom('staff_attempts')
        .selectAll()
        .where('bucket', '=', bucket)
        .executeTakeFirst();
      if (!row) return 0;
      if (row.blocked_until > now) return Math.ceil((Date.parse(row.blocked_until) - this.now()) / 1000);
      // A quiet day forgives.
      const failures = this.now() - Date.parse(row.blocked_until) > 86_400_000 ? 1 : row.failures + 1;
      const wait =
        failures <= FREE_FAILURES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES - 1));
      const { numUpdatedRows } = await this.db
        .updateTable('staff_attempts')
        .set({ failures, blocked_until: new Date(this.now() + wait).toISOString() })
        .where('bucket', '=', bucket)
        .where('failures', '=', row.failures)
        .where('blocked_until', '=', row.blocked_until)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) return 0;
    }
  }

  async succeeded(name: string): Promise<void> {
    await this.db.deleteFrom('staff_attempts').where('bucket', '=', this.bucketOf(name)).execute();
  }

  /** One of 65,536: names that somebody invents cannot fill the table. */
  private bucketOf(name: string): string {
    return createHmac('sha256', this.key).update(name).digest('hex').slice(0, 4);
  }
}
