import { randomBytes } from 'node:crypto';
import type { BulletinFile, Content } from '../content/index.js';
import { BulletinDraft, type BulletinInfo } from './contract.js';
import { StaffError } from './errors.js';
import type { StaffDb } from './tables.js';

/** How long a posted notice may take to reach another node. */
const POLL_MS = 2_000;

/** Notices that staff write: drafts, what is published, and each version that ever was. */
export class Bulletins {
  constructor(
    private readonly db: StaffDb,
    private readonly now: () => number,
  ) {}

  async list(): Promise<BulletinInfo[]> {
    const [rows, history, names] = await Promise.all([
      this.db.selectFrom('bulletins').selectAll().orderBy('at', 'desc').limit(500).execute(),
      this.db
        .selectFrom('bulletin_history')
        .select(['bulletin_id', 'revision', 'action', 'by', 'at'])
        .orderBy('revision')
        .execute(),
      this.db.selectFrom('staff').select(['id', 'name']).execute(),
    ]);
    const nameOf = (id: string): string => names.find((each) => each.id === id)?.name.split('~')[0] ?? id;
    return rows.map((row) => ({
      id: row.id,
      revision: row.revision,
      state: row.state as BulletinInfo['state'],
      publishAt: row.publish_at,
      draft: BulletinDraft.parse(JSON.parse(row.draft)),
      by: nameOf(row.by),
      at: row.at,
      history: history
        .filter((each) => each.bulletin_id === row.id)
        .map(({ revision, action, by, at }) => ({ revision, action, by: nameOf(by), at })),
    }));
  }

  /**
   * Writes a new notice or a new version of one. A version of a published notice is a draft until it is published again.
   *
   * @throws {StaffError} `Changed` when somebody else wrote a version since.
   */
  async save(id: string | null, by: string, revision: number, draft: BulletinDraft): Promise<string> {
    const own = id ?? randomBytes(9).toString('base64url');
    const at = new Date(this.now()).toISOString();
    const values = { revision: revision + 1, state: 'draft', publish_at: null, draft: JSON.stringify(draft), by, at };
    await this.db.transaction().execute(async (db) => {
      if (id === null)
        await db
          .insertInto('bulletins')
          .values({ id: own, ...values })
          .execute();
      else await this.replace(db, id, revision, values);
      await this.remember(db, own, id === null ? 'create' : 'edit', values);
    });
    return own;
  }

  /** Publishes (at once or at an instant) or withdraws. */
  async change(
    id: string,
    by: string,
    revision: number,
    action: 'publish' | 'withdraw',
    publishAt: string | null,
  ): Promise<void> {
    const at = new Date(this.now()).toISOString();
    await this.db.transaction().execute(async (db) => {
      const row = await db.selectFrom('bulletins').select('draft').where('id', '=', id).executeTakeFirst();
      if (!row) throw new StaffError(404, 'NotFound', 'There is no such notice.');
      const values = {
        revision: revision + 1,
        state: action === 'publish' ? 'published' : 'withdrawn',
        publish_at: action === 'publish' ? (publishAt ?? at) : null,
        draft: row.draft,
        by,
        at,
      };
      await this.replace(db, id, revision, values);
      await this.remember(db, id, action, values);
    });
  }

  private async replace(db: StaffDb, id: string, revision: number, values: Values): Promise<void> {
    const { numUpdatedRows } = await db
      .updateTable('bulletins')
      .set(values)
      .where('id', '=', id)
      .where('revision', '=', revision)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new StaffError(409, 'Changed', 'Somebody else changed this notice.');
  }

  private async remember(db: StaffDb, id: string, action: string, values: Values): Promise<void> {
    const { revision, draft, by, at } = values;
    await db.insertInto('bulletin_history').values({ bulletin_id: id, revision, action, draft, by, at }).execute();
  }
}

interface Values {
  readonly revision: number;
  readonly state: string;
  readonly publish_at: string | null;
  readonly draft: string;
  readonly by: string;
  readonly at: string;
}

/** A posted notice as content, so that answers tell it like the ones in files. */
export function toBulletinFile(id: string, draft: BulletinDraft): BulletinFile & { readonly file: string } {
  return {
    id: `${draft.on}-posted-${id.toLowerCase().replace(/[^a-z0-9]/g, '')}`,
    on: draft.on,
    ...(draft.until === null ? {} : { until: draft.until }),
    status: draft.status,
    places: draft.places,
    sources: draft.sources,
    text: draft.text,
    file: 'posted by staff',
  };
}

/**
 * Published notices on this node, read again every two seconds; the database says what is in force.
 * When it cannot be reached, the last ones known stay.
 */
export class PostedBulletins {
  private posted: readonly {
    readonly publishAt: string;
    readonly bulletin: BulletinFile & { readonly file: string };
  }[] = [];
  private version = '';
  private timer: NodeJS.Timeout | undefined;
  private isFailing = false;
  private merged: { readonly from: Content; readonly version: string; readonly content: Content } | null = null;

  constructor(
    private readonly db: StaffDb,
    private readonly now: () => number,
    private readonly onFault: (fault: unknown) => void,
  ) {}

  async start(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refresh(), POLL_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async refresh(): Promise<void> {
    try {
      const rows = await this.db
        .selectFrom('bulletins')
        .select(['id', 'revision', 'publish_at', 'draft'])
        .where('state', '=', 'published')
        .orderBy('id')
        .execute();
      this.isFailing = false;
      const version = rows.map((row) => `${row.id}.${row.revision}`).join(' ');
      if (version === this.version) return;
      this.posted = rows.map((row) => ({
        publishAt: row.publish_at ?? '',
        bulletin: toBulletinFile(row.id, BulletinDraft.parse(JSON.parse(row.draft))),
      }));
      this.version = version;
    } catch (fault) {
      // Told once, not every two seconds.
      if (!this.isFailing) this.onFault(fault);
      this.isFailing = true;
    }
  }

  /** The content with the notices that are out by now, the newest first; the same object as long as nothing changed. */
  mergeInto(content: Content): Content {
    const now = new Date(this.now()).toISOString();
    const out = this.posted.filter((each) => each.publishAt <= now);
    if (out.length === 0) return content;
    const version = `${content.version}+${this.version}#${out.length}`;
    if (this.merged?.from !== content || this.merged.version !== version) {
      const bulletins = [...out.map((each) => each.bulletin), ...content.bulletins].sort((a, b) =>
        b.on.localeCompare(a.on),
      );
      this.merged = { from: content, version, content: { ...content, version, bulletins } };
    }
    return this.merged.content;
  }
}
