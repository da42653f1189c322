import { type Kysely, sql } from 'kysely';
import { MIGRATIONS } from './migrations/index.js';
import type { DatabaseKind } from './tables.js';

/** Any number, the same on all nodes: the advisory lock under which one of them migrates. */
const MIGRATION_LOCK = 7_226_001;

interface Applied {
  readonly schema_migrations: { name: string };
}

/**
 * Brings the schema up to date in one transaction. Nodes that start together wait for each other. (Kysely's own
 * migrator takes no lock on SQLite.)
 */
export async function migrate(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await (db as Kysely<Applied>).connection().execute(async (connection) => {
    await sql.raw(kind === 'sqlite' ? 'begin immediate' : 'begin').execute(connection);
    try {
      if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(connection);
      await connection.schema
        .createTable('schema_migrations')
        .ifNotExists()
        .addColumn('name', 'text', (column) => column.primaryKey())
        .execute();
      const rows = await connection.selectFrom('schema_migrations').select('name').execute();
      const applied = new Set(rows.map((row) => row.name));
      for (const [name, migration] of MIGRATIONS) {
        if (applied.has(name)) continue;
        await migration.up(connection as unknown as Kysely<unknown>, kind);
        await connection.insertInto('schema_migrations').values({ name }).execute();
      }
      await sql`commit`.execute(connection);
    } catch (fault) {
      await sql`rollback`.execute(connection);
      throw fault;
    }
  });
}
