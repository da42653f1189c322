import type { Kysely } from 'kysely';
import type { DatabaseKind } from '../tables.js';
import * as conversations from './001-conversations.js';
import * as staff from './010-staff.js';
import * as slack from './020-slack.js';

interface Migration {
  up(db: Kysely<unknown>, kind: DatabaseKind): Promise<void>;
}

/** In the order they run; a published one never changes. 001-009 are the store's, 010-019 the console's, 020-029 the channels'. */
export const MIGRATIONS: readonly (readonly [name: string, migration: Migration])[] = [
  ['001-conversations', conversations],
  ['010-staff', staff],
  ['020-slack', slack],
];
