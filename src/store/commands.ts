import type { Command } from 'commander';
import { type Kysely, sql } from 'kysely';
import { BackupError, type BackupSummary, backUp, restore } from './backup.js';
import { ConversationLog } from './conversation-log.js';
import type { Database } from './database.js';
import { discloseAll, discloseConversation, knownChannels } from './disclose.js';
import { stateKey } from './open-store.js';
import { createReviewKey } from './review-key.js';
import { SqlStorage } from './sql-storage.js';

/** What the commands work on: a database with its schema up to date. */
export interface CommandStore {
  readonly database: Database;
  readonly dataDir: string;
  readonly idKey: Uint8Array;
  readonly transcripts: boolean;
  readonly retentionDays: number;
}

/** What the commands are given. */
export interface StoreCommandOptions {
  readonly open: () => Promise<CommandStore>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

const HOUR_MS = 3_600_000;

/** Adds `review-key new`, `disclose`, `backup`, `restore` and `purge` to the command line. */
export function addStoreCommands(program: Command, options: StoreCommandOptions): void {
  const { print, complain, now } = options;
  const run = async (work: (store: CommandStore) => Promise<void>): Promise<void> => {
    try {
      const store = await options.open();
      try {
        await work(store);
      } finally {
        await store.database.close();
      }
    } catch (fault) {
      if (!(fault instanceof BackupError)) throw fault;
      complain(fault.message);
      process.exitCode = 1;
    }
  };
  program
    .command('review-key')
    .description('the key that conversations are sealed to')
    .command('new')
    .description('make one before there is a console, and print its private half once')
    .action(() => run((store) => newReviewKey(store, options)));
  program
    .command('disclose')
    .description('print every field that the database holds, about one conversation or at all, as a court would get it')
    .argument('[conversation]', 'id as the console shows it, or as its channel knows it; without it everything')
    .action((asked: string | undefined) =>
      run(async (store) => {
        const lines =
          asked === undefined
            ? discloseAll(store.database, store.dataDir, now())
            : discloseConversation(store.database, { asked, storedIds: await idsOf(store, asked) }, now());
        for await (const line of lines) print(line);
        for (const line of outside(store)) print(line);
      }),
    );
  program
    .command('backup')
    .description(
      'write a consistent copy of the database to a file, while the server runs; what is sealed stays sealed',
    )
    .argument('<file>', 'file to write; it must not exist yet')
    .action((file: string) =>
      run(async (store) => {
        const summary = await backUp(store.database, file, { idKey: store.idKey, nowMs: now() });
        print(`${file}: ${told(summary)}.`);
        print(
          'Without the key that hashes ids (TOKEN_SECRET, or the file id-key in DATA_DIR) people cannot delete what',
        );
        print(`is in it. Keep that key elsewhere, and delete this file after ${store.retentionDays} days.`);
      }),
    );
  program
    .command('restore')
    .description('put a backup into the database; what was deleted since stays deleted')
    .argument('<file>', 'file that "amparo backup" wrote, on this or the other kind of database')
    .option('--replace', 'delete what the database holds now')
    .option('--other-id-key', 'although ids here are hashed with another key')
    .action((file: string, { replace, otherIdKey }: { replace?: boolean; otherIdKey?: boolean }) =>
      run(async (store) => {
        const { database, idKey } = store;
        const asked = { idKey, nowMs: now(), replace: replace === true, otherIdKey: otherIdKey === true };
        const summary = await restore(database, file, asked);
        const gone = await logOf(store, now).purge();
        print(`${file}: ${told(summary)}, as of ${hourText(summary.hour)}.`);
        if (gone.conversations > 0) print(`${gone.conversations} conversations were past their time and are deleted.`);
        print('Deletions that only a lost database knew are not known here. Staff accounts are those of the backup:');
        print('compare with npx amparo staff list.');
      }),
    );
  program
    .command('purge')
    .description('delete now what is past RETENTION_DAYS, as a running server does every hour')
    .action(() =>
      run(async (store) => {
        const gone = await logOf(store, now).purge();
        print(
          `${gone.turns} turns and ${gone.conversations} conversations older than ${store.retentionDays} days are deleted.`,
        );
      }),
    );
}

async function newReviewKey(store: CommandStore, { print, complain, now }: StoreCommandOptions): Promise<void> {
  if (await isHeldByStaff(store.database)) {
    complain(
      "Staff hold a review key, and a new one made here would be in nobody's hands. The console makes a new one when a " +
        'member is removed: sign in as an admin at /staff, Staff.',
    );
    process.exitCode = 1;
    return;
  }
  const { privateKey } = await createReviewKey(store.database.db, now());
  print(privateKey);
  print(
    'This is the private review key, shown this once and kept nowhere here. Whoever holds it reads what people write',
  );
  print('from now on; without it nobody ever will. Write it down, keep it away from this server, clear this screen.');
  print(
    'When the first admin has enrolled (npx amparo staff add), the console makes its own key, and takes this one in',
  );
  print('under Account, so that the turns sealed until then can be opened.');
}

async function isHeldByStaff({ db }: Database): Promise<boolean> {
  const { rows } = await sql`select 1 from review_key_grants limit 1`.execute(db as unknown as Kysely<unknown>);
  return rows.length > 0;
}

/** All ids and keys under which something of a conversation could lie. */
async function idsOf({ database, idKey }: CommandStore, asked: string): Promise<readonly string[]> {
  const log = new ConversationLog(database, { transcripts: false, retentionDays: 1, idKey, now: Date.now });
  const states = new SqlStorage(database.db, idKey);
  const channels = await knownChannels(database);
  return [
    asked,
    ...channels.map((channel) => log.storedId(channel, asked)),
    ...channels.map((channel) => states.storedKey(stateKey(channel, asked))),
  ];
}

function logOf({ database, idKey, transcripts, retentionDays }: CommandStore, now: () => number): ConversationLog {
  return new ConversationLog(database, { transcripts, retentionDays, idKey, now });
}

const hourText = (hour: number): string => new Date(hour * HOUR_MS).toISOString().slice(0, 16).replace('T', ' ');
const told = ({ rows, conversations }: BackupSummary): string => `${conversations} conversations, ${rows} rows in all`;

/** What stands nowhere in the database, so that nobody takes this list for all there is. */
function outside({ transcripts, retentionDays }: CommandStore): readonly string[] {
  return [
    '',
    `Settings: TRANSCRIPTS=${transcripts ? 'on' : 'off'}, RETENTION_DAYS=${retentionDays}.`,
    'Not in the database: the messages of chats that are live now (working memory of the server, at most 24 hours without',
    'use), backups, and what Teams, Slack, a web host or an internet provider keep. No IP address, no user agent and no',
    'account of a person is kept anywhere here.',
  ];
}
