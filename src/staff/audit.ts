import { createHash } from 'node:crypto';
import type { AuditPage, AuditRow } from './contract.js';
import type { StaffDb } from './tables.js';

/** What is done, by whom, to what. `details` holds ids and choices only, never a text of a conversation. */
export interface AuditEntry {
  readonly by: string;
  readonly action: string;
  readonly object: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The hash before the first row. */
const BEGINNING = '0'.repeat(64);
const MOST_RETRIES = 20;

/** Each row's hash covers the hash before it: a row that is changed, put in or taken out breaks all that follow. */
export function hashOfRow(row: Omit<AuditRow, 'hash'>): string {
  const covered = JSON.stringify([row.seq, row.at, row.by, row.action, row.object, row.details, row.previous]);
  return createHash('sha256').update(covered).digest('hex');
}

/** The log of every reading and change. */
export class AuditLog {
  constructor(
    private readonly db: StaffDb,
    private readonly now: () => number,
  ) {}

  /**
   * Adds a row. Two nodes that write at once meet at the sequence number; the later one takes the next.
   *
   * @throws {Error} if it cannot be written: then what should be logged must not be done.
   */
  async append(entry: AuditEntry, db: StaffDb = this.db): Promise<void> {
    for (let attempt = 0; attempt < MOST_RETRIES; attempt++) {
      const last = await db
        .selectFrom('staff_audit')
        .select(['seq', 'hash'])
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      const row = {
        seq: (last?.seq ?? 0) + 1,
        at: new Date(this.now()).toISOString(),
        by: entry.by,
        action: entry.action,
        object: entry.object,
        details: JSON.stringify(entry.details ?? {}),
        previous: last?.hash ?? BEGINNING,
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('staff_audit')
        .values({ ...row, hash: hashOfRow(row) })
        .onConflict((conflict) => conflict.column('seq').doNothing())
        .executeTakeFirst();
      if ((numInsertedOrUpdatedRows ?? 0n) > 0n) return;
    }
    throw new Error('The audit log is too busy to be written.');
  }

  /**
   * Reads the whole chain and says where it breaks.
   *
   * @param expectedHead a hash that was noted before: finds rows cut off the end, which the chain alone cannot show.
   */
  async verify(
    expectedHead: string | null = null,
  ): Promise<{ count: number; head: string; brokenAt: number | null; headFound: boolean }> {
    let [previous, expected, brokenAt] = [BEGINNING, 1, null as number | null];
    let headFound = expectedHead === null || expectedHead === BEGINNING;
    for (;;) {
      const rows = await this.db
        .selectFrom('staff_audit')
        .selectAll()
        .where('seq', '>=', expected)
        .orderBy('seq')
        .limit(1000)
        .execute();
      for (const row of rows) {
        if (row.seq !== expected || row.previous !== previous || row.hash !== hashOfRow(row))
          brokenAt ??= Math.min(row.seq, expected);
        if (row.hash === expectedHead) headFound = true;
        previous = row.hash;
        expected = row.seq + 1;
      }
      if (rows.length < 1000) return { count: expected - 1, head: previous, brokenAt, headFound };
    }
  }

  /** A page for admins, newest first, with the state of the whole chain. */
  async page(before: number | null, limit = 100): Promise<AuditPage> {
    let query = this.db.selectFrom('staff_audit').selectAll().orderBy('seq', 'desc').limit(limit);
    if (before !== null) query = query.where('seq', '<', before);
    const [rows, state] = await Promise.all([query.execute(), this.verify()]);
    return { rows, intact: state.brokenAt === null, brokenAt: state.brokenAt, head: state.head, count: state.count };
  }
}
