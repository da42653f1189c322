import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import type { StaffDb } from '../../src/staff/index.js';
import { up } from '../../src/store/migrations/010-staff.js';

export async function openTestDatabase(path = ':memory:'): Promise<StaffDb> {
  const native = new DatabaseSync(path);
  native.exec('pragma foreign_keys = on');
  const db = new Kysely<unknown>({
    dialect: new SqliteDialect({
      database: {
        close: () => native.close(),
        prepare: (sql) => {
          const statement = native.prepare(sql);
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...(parameters as never[])),
            run: (parameters) => statement.run(...(parameters as never[])) as never,
            iterate: (parameters) => statement.iterate(...(parameters as never[])) as never,
          };
        },
      },
    }),
  });
  native.exec(`
    create table review_keys (id text primary key, public_key blob not null, created_hour integer not null, retired_hour integer);
    create table conversations (id text primary key, channel text not null, language text, place text, first_hour integer not null,
      last_hour integer not null, turns integer not null, unanswered integer not null, clarified integer not null,
      emergency integer not null, bad_feedback integer not null, topics text not null, hold integer not null);
    create index conversations_newest on conversations (last_hour desc, id desc);
    create table turns (conversation_id text not null references conversations(id) on delete cascade, seq integer not null,
      hour integer not null, key_id text not null, sealed blob not null, primary key (conversation_id, seq));
    create table counts (day text, hour_of_day integer, channel text, language text, place text, topic text, outcome text, n integer);
  `);
  await up(db);
  return db as unknown as StaffDb;
}
