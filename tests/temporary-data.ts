import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Each file of tests has a data folder of its own, which goes with it. */
const folder = mkdtempSync(join(tmpdir(), 'amparo-data-'));
process.env.DATA_DIR = folder;
process.env.DATABASE_URL = '';
afterAll(() => rmSync(folder, { recursive: true, force: true }));
