import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { QueuePage, QueueQuery, QueueRow, ReviewState, SealedConversation, SealedNote } from './contract.js';
import { StaffError } from './errors.js';
import type { StaffDb } from './tables.js';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

const Labels = z.array(z.string());
const Topics = z.array(z.string());
const Cursor = z.tuple([z.number().int(), z.string()]);

const isoOf = (hour: number): string => new Date(hour * HOUR_MS).toISOString();
const hourOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) / HOUR_MS;
/** For LIKE with `escape '\'`. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** What staff do with conversations. The texts are sealed and stay so here. */
export class ReviewDesk {
  constructor(
    private readonly db: StaffDb,
    private readonly now: () => number,
  ) {}

  /** A page of the queue, the newest first. `next` takes up after its last row, however many came in since. */
  async page(filter: QueueQuery): Promise<QueuePage> {
    let query = this.select()
      .orderBy('c.last_hour', 'desc')
      .orderBy('c.id', 'desc')
      .limit(filter.limit + 1);
    const flags = {
      'c.unanswered': filter.unanswered,
      'c.clarified': filter.clarified,
      'c.emergency': filter.emergency,
      'c.bad_feedback': filter.badFeedback,
      'c.hold': filter.hold,
    } as const;
    for (const [column, wanted] of Object.entries(flags) as [keyof typeof flags, boolean | undefined][]) {
      if (wanted !== undefined) query = query.where(column, '=', wanted ? 1 : 0);
    }
    if (filter.language) query = query.where('c.language', '=', filter.language);
    if (filter.channel) query = query.where('c.channel', '=', filter.channel);
    if (filter.place) query = query.where('c.place', '=', filter.place);
    if (filter.topic) query = query.where(sql<boolean>`c.topics like ${`%"${literal(filter.topic)}"%`} escape '\\'`);
    if (filter.state === 'new') {
      query = query.where((where) => where.or([where('r.state', 'is', null), where('r.state', '=', 'new')]));
    } else if (filter.state) query = query.where('r.state', '=', filter.state);
    if (filter.assigned) query = query.where('r.assigned', '=', filter.assigned);
    if (filter.from) query = query.where('c.last_hour', '>=', hourOfDay(filter.from));
    if (filter.to) query = query.where('c.last_hour', '<', hourOfDay(filter.to) + DAY_HOURS);
    if (filter.cursor) {
      const [hour, id] = readCursor(filter.cursor);
      query = query.where((where) =>
        where.or([
          where('c.last_hour', '<', hour),
          where.and([where('c.last_hour', '=', hour), where('c.id', '<', id)]),
        ]),
      );
    }
    const found = await query.execute();
    const rows = found.slice(0, filter.limit);
    const last = rows.at(-1);
    const more = found.length > filter.limit && last;
    return {
      rows: rows.map(toRow),
      next: more ? Buffer.from(JSON.stringify([last.last_hour, last.id])).toString('base64url') : null,
    };
  }

  /** Conversations with their sealed turns and notes; those that are gone are left out. */
  async open(ids: readonly string[]): Promise<SealedConversation[]> {
    const [rows, turns, notes] = await Promise.all([
      this.select().where('c.id', 'in', ids).execute(),
      this.db
        .selectFrom('turns')
        .select(['conversation_id', 'seq', 'hour', 'key_id', 'sealed'])
        .where('conversation_id', 'in', ids)
        .orderBy('seq')
        .execute(),
      this.db
        .selectFrom('notes as n')
        .leftJoin('staff as s', 's.id', 'n.by')
        .select(['n.id', 'n.conversation_id', 'n.by', 'n.at', 'n.key_id', 'n.sealed', 's.name'])
        .where('n.conversation_id', 'in', ids)
        .orderBy('n.at')
        .execute(),
    ]);
    const turnsOf = groupBy(turns, (turn) => turn.conversation_id);
    const notesOf = groupBy(notes, (note) => note.conversation_id);
    return rows.map((row) => ({
      row: toRow(row),
      turns: (turnsOf.get(row.id) ?? []).map(({ seq, hour, key_id, sealed }) => ({
        seq,
        hour: isoOf(hour),
        keyId: key_id,
        sealed: Buffer.from(sealed).toString('base64url'),
      })),
      notes: (notesOf.get(row.id) ?? []).map(
        (note): SealedNote => ({
          id: note.id,
          by: note.by,
          byName: note.name ?? '',
          at: note.at,
          keyId: note.key_id,
          sealed: note.sealed,
        }),
      ),
    }));
  }

  /**
   * State, assignment and labels at once.
   *
   * @throws {StaffError} `Changed`, with the row as it is now, when somebody else was faster.
   */
  async change(
    id: string,
    change: { revision: number; state: ReviewState; assigned: string | null; labels: readonly string[] },
  ): Promise<QueueRow> {
    await this.rowOf(id);
    if (change.assigned !== null) {
      const member = await this.db
        .selectFrom('staff')
        .select('id')
        .where('id', '=', change.assigned)
        .where('state', '=', 'active')
        .executeTakeFirst();
      if (!member) throw new StaffError(404, 'NotFound', 'There is no such member of staff.');
    }
    const values = {
      state: change.state,
      assigned: change.assigned,
      labels: JSON.stringify([...new Set(change.labels)]),
    };
    const done =
      change.revision === 0
        ? (
            await this.db
              .insertInto('reviews')
              .values({ conversation_id: id, ...values, revision: 1 })
              .onConflict((conflict) => conflict.column('conversation_id').doNothing())
              .executeTakeFirst()
          ).numInsertedOrUpdatedRows
        : (
            await this.db
              .updateTable('reviews')
              .set({ ...values, revision: change.revision + 1 })
              .where('conversation_id', '=', id)
              .where('revision', '=', change.revision)
              .executeTakeFirst()
          ).numUpdatedRows;
    const row = await this.rowOf(id);
    if ((done ?? 0n) === 0n) throw new StaffError(409, 'Changed', 'Somebody else changed this record.', { row });
    return row;
  }

  /** A legal hold keeps one record from being purged. */
  async hold(id: string, hold: boolean): Promise<QueueRow> {
    await this.rowOf(id);
    await this.db
      .updateTable('conversations')
      .set({ hold: hold ? 1 : 0 })
      .where('id', '=', id)
      .execute();
    return this.rowOf(id);
  }

  async addNote(id: string, by: string, note: { keyId: string; sealed: string }): Promise<void> {
    await this.rowOf(id);
    await this.db
      .insertInto('notes')
      .values({
        id: randomBytes(12).toString('base64url'),
        conversation_id: id,
        by,
        at: new Date(this.now()).toISOString(),
        key_id: note.keyId,
        sealed: note.sealed,
      })
      .execute();
  }

  /** Takes a note away; one's own only, another's is as if it were not there. */
  async deleteNote(id: string, by: string): Promise<void> {
    const { numDeletedRows } = await this.db
      .deleteFrom('notes')
      .where('id', '=', id)
      .where('by', '=', by)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw new StaffError(404, 'NotFound', 'There is no such note of yours.');
  }

  private async rowOf(id: string): Promise<QueueRow> {
    const row = await this.select().where('c.id', '=', id).executeTakeFirst();
    if (!row) throw new StaffError(404, 'NotFound', 'There is no such conversation.');
    return toRow(row);
  }

  private select() {
    return this.db
      .selectFrom('conversations as c')
      .leftJoin('reviews as r', 'r.conversation_id', 'c.id')
      .select([
        'c.id',
        'c.channel',
        'c.language',
        'c.place',
        'c.first_hour',
        'c.last_hour',
        'c.turns',
        'c.unanswered',
        'c.clarified',
        'c.emergency',
        'c.bad_feedback',
        'c.topics',
        'c.hold',
        'r.state',
        'r.assigned',
        'r.labels',
        'r.revision',
      ]);
  }
}

type Selected = Awaited<ReturnType<ReturnType<ReviewDesk['select']>['execute']>>[number];

function toRow(row: Selected): QueueRow {
  return {
    id: row.id,
    channel: row.channel,
    language: row.language,
    place: row.place,
    firstHour: isoOf(row.first_hour),
    lastHour: isoOf(row.last_hour),
    turns: row.turns,
    unanswered: row.unanswered > 0,
    clarified: row.clarified > 0,
    emergency: row.emergency > 0,
    badFeedback: row.bad_feedback > 0,
    topics: Topics.safeParse(parseJson(row.topics)).data ?? [],
    hold: row.hold > 0,
    state: (row.state ?? 'new') as ReviewState,
    assigned: row.assigned,
    labels: Labels.safeParse(parseJson(row.labels ?? '[]')).data ?? [],
    revision: row.revision ?? 0,
  };
}

function readCursor(text: string): [number, string] {
  const parsed = Cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (!parsed.success) throw new StaffError(400, 'BadRequest', 'cursor: take the "next" of the page before.');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
