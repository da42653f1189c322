import type { Command } from 'commander';
import { Accounts } from './accounts.js';
import { AuditLog } from './audit.js';
import { Role } from './contract.js';
import { StaffError } from './errors.js';
import type { StaffDb } from './tables.js';
import { Teachings, teachingFiles, writeTeachingFiles } from './teachings.js';

/** What the commands are given: how to open the database (migrated), and where lines go. */
export interface StaffCommandOptions {
  readonly open: () => Promise<{ readonly db: StaffDb; close(): Promise<void> }>;
  readonly print: (line: string) => void;
  /** Address of the console without a slash at its end, for links; for example `https://amparo.example.org`. */
  readonly url: () => string;
  readonly now: () => number;
}

/** Who did what is logged by a member's id; what is done at the terminal by this. */
const TERMINAL = 'terminal';

/** Adds `staff add`, `staff list`, `audit verify` and `export-teaching` to the command line. */
export function addStaffCommands(program: Command, options: StaffCommandOptions): void {
  const run = async (work: (db: StaffDb) => Promise<void>): Promise<void> => {
    const { db, close } = await options.open();
    try {
      await work(db);
    } catch (fault) {
      if (!(fault instanceof StaffError)) throw fault;
      options.print(fault.message);
      process.exitCode = 1;
    } finally {
      await close();
    }
  };
  const staff = program.command('staff').description('members of staff who may read conversations');
  staff
    .command('add')
    .description(
      'invite somebody, or again who lost passphrase or authenticator; prints a link that works once, for 48 hours',
    )
    .argument('<name>', 'name to sign in with, for example ana')
    .option('--role <role>', 'reviewer, editor or admin', 'reviewer')
    .action((name: string, { role }: { role: string }) =>
      run(async (db) => {
        const parsed = Role.safeParse(role);
        if (!parsed.success) throw new StaffError(400, 'BadRequest', '--role: write reviewer, editor or admin');
        const accounts = await Accounts.open(db, new AuditLog(db, options.now), options.now);
        const code = await accounts.invite(name, parsed.data, TERMINAL);
        options.print(`Open this once, within 48 hours, in the browser of ${name}:`);
        options.print(`${options.url()}/staff#/enrol/${code}`);
        options.print('The passphrase is chosen there; this server never sees it.');
      }),
    );
  staff
    .command('list')
    .description('list the members of staff')
    .action(() =>
      run(async (db) => {
        const accounts = await Accounts.open(db, new AuditLog(db, options.now), options.now);
        for (const { name, role, state, keys } of await accounts.list()) {
          options.print(
            `${name.padEnd(24)} ${role.padEnd(9)} ${state.padEnd(8)} ${keys.length > 0 ? 'can open texts' : 'holds no review key'}`,
          );
        }
      }),
    );
  program
    .command('audit')
    .description('the log of what staff read and changed')
    .command('verify')
    .description('check the hash chain; exit code 1 when a row was changed, put in, or taken out')
    .option('--head <hash>', 'a hash noted before: also finds rows cut off the end')
    .action(({ head }: { head?: string }) =>
      run(async (db) => {
        const found = await new AuditLog(db, options.now).verify(head ?? null);
        if (found.brokenAt !== null) options.print(`Row ${found.brokenAt} does not fit: the log was tampered with.`);
        if (!found.headFound)
          options.print('The hash given with --head is not in the log: rows were taken out or written anew.');
        if (found.brokenAt !== null || !found.headFound) process.exitCode = 1;
        else options.print(`${found.count} rows, unbroken. Note this hash on paper: ${found.head}`);
      }),
    );
  program
    .command('export-teaching')
    .description('write the lines that staff taught as files: example questions and conversation tests')
    .argument('[folder]', 'folder to write to', 'teaching')
    .option('--all', 'also those that were exported before')
    .action((folder: string, { all }: { all?: boolean }) =>
      run(async (db) => {
        const teachings = new Teachings(db, options.now);
        const chosen = (await teachings.list()).filter((each) => all || each.exportedAt === null);
        for (const path of writeTeachingFiles(folder, teachingFiles(chosen))) options.print(path);
        await teachings.markExported(chosen.map((each) => each.id));
        options.print(
          chosen.length === 0
            ? 'Nothing new was taught.'
            : `${chosen.length} lines. Add the example lines to content/topics/, the tests to tests/conversations/, then run: npx amparo check`,
        );
      }),
    );
}
