import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditLog, addStaffCommands, type StaffDb, Teachings } from '../../src/staff/index.js';
import { openTestDatabase } from './database.js';

let db: StaffDb;
let folder: string;
let printed: string[];

beforeEach(async () => {
  db = await openTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'amparo-teaching-'));
  printed = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
});

async function amparo(...words: string[]): Promise<string> {
  const program = new Command();
  program.exitOverride();
  addStaffCommands(program, {
    open: async () => ({ db, close: async () => undefined }),
    print: (line) => printed.push(line),
    url: () => 'https://amparo.example.org',
    now: Date.now,
  });
  printed = [];
  await program.parseAsync(['node', 'amparo', ...words]);
  return printed.join('\n');
}

it('prints a link that enrols once, and never a passphrase', async () => {
  const said = await amparo('staff', 'add', 'ana', '--role', 'admin');

  expect(said).toMatch(/https:\/\/amparo\.example\.org\/staff#\/enrol\/[A-Za-z0-9_-]{27}/);
  expect(await amparo('staff', 'list')).toMatch(/ana +admin +invited/);
  expect(await amparo('staff', 'add', 'ana', '--role', 'king')).toContain('--role');
  expect(process.exitCode).toBe(1);
});

it('says with its exit code whether the audit log is whole', async () => {
  const log = new AuditLog(db, Date.now);
  for (const object of ['a', 'b', 'c']) await log.append({ by: 'x', action: 'test', object });
  expect(await amparo('audit', 'verify')).toMatch(/^3 rows, unbroken.* [0-9a-f]{64}$/);
  expect(process.exitCode).toBeUndefined();

  await db.updateTable('staff_audit').set({ object: 'z' }).where('seq', '=', 2).execute();

  expect(await amparo('audit', 'verify')).toContain('Row 2');
  expect(process.exitCode).toBe(1);
});

it('writes what was taught as example lines and conversation tests, once', async () => {
  const teachings = new Teachings(db, Date.now);
  const line = { language: 'en', topic: 'rights.home', place: null, kind: 'both', confirmed: true } as const;
  await teachings.add('x', { ...line, text: 'do i open: "yes" or no?' });
  await teachings.add('x', { ...line, text: 'can they come in at night', kind: 'example' });

  const said = await amparo('export-teaching', folder);

  expect(readFileSync(join(folder, 'examples/rights/home/examples.en.txt'), 'utf8')).toBe(
    'can they come in at night\ndo i open: "yes" or no?\n',
  );
  expect(readFileSync(join(folder, 'conversations/taught-en.yaml'), 'utf8')).toContain('topic: rights.home');
  expect(said).toContain('2 lines');
  expect(await amparo('export-teaching', folder)).toBe('Nothing new was taught.');
});
