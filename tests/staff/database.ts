import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StaffDb } from '../../src/staff/index.js';
import { openDatabase } from '../../src/store/index.js';

const folder = mkdtempSync(join(tmpdir(), 'amparo-staff-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The store's own SQLite database in a folder of its own, gone when the process ends. */
export async function openTestDatabase(): Promise<StaffDb> {
  const { db } = await openDatabase({ dataDir: mkdtempSync(join(folder, 'data-')), databaseUrl: null });
  return db as unknown as StaffDb;
}
