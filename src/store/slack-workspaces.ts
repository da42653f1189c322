import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Database } from './database.js';
import { hourOf } from './tables.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const HOURS_A_DAY = 24;
/** Conversations remembered in memory as noted today; beyond that they are noted again. */
const MOST_NOTED = 20_000;

export interface SlackWorkspacesOptions {
  /** The tokens' key is derived from it. */
  readonly secret: string;
  /** Days after which a conversation is no longer one to be removed: its turns are purged by then. */
  readonly retentionDays: number;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/**
 * What is kept of Slack workspaces: the token of each, encrypted (AES-256-GCM, bound to its workspace), and which
 * conversations are whose. All names are keyed hashes made by the channel.
 */
export class SlackWorkspaces {
  private readonly key: Buffer;
  private readonly noted = new Map<string, number>();
  private purgedHour = 0;

  constructor(
    private readonly database: Database,
    private readonly options: SlackWorkspacesOptions,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', options.secret, '', 'amparo slack tokens v1', 32));
  }

  async put(workspace: string, text: string): Promise<void> {
    const sealed = this.seal(workspace, text);
    await this.database.db
      .insertInto('slack_workspaces')
      .values({ workspace, sealed })
      .onConflict((conflict) => conflict.column('workspace').doUpdateSet({ sealed }))
      .execute();
  }

  /** @returns null for a workspace that has not installed the app, or whose token another TOKEN_SECRET encrypted. */
  async get(workspace: string): Promise<string | null> {
    const row = await this.database.db
      .selectFrom('slack_workspaces')
      .select('sealed')
      .where('workspace', '=', workspace)
      .executeTakeFirst();
    return row ? this.open(workspace, Buffer.from(row.sealed)) : null;
  }

  /** Remembers that a conversation belongs to a workspace: one write a conversation and day. */
  async note(workspace: string, conversation: string): Promise<void> {
    const hour = hourOf(this.options.now());
    const day = Math.floor(hour / HOURS_A_DAY);
    if (this.noted.get(conversation) === day) return;
    await this.database.db.transaction().execute(async (db) => {
      await db
        .insertInto('slack_conversations')
        .values({ conversation, workspace, hour })
        .onConflict((conflict) => conflict.column('conversation').doUpdateSet({ workspace, hour }))
        .execute();
      if (this.purgedHour === hour) return;
      const oldest = hour - (this.options.retentionDays + 1) * HOURS_A_DAY;
      await db.deleteFrom('slack_conversations').where('hour', '<', oldest).execute();
    });
    this.purgedHour = hour;
    if (this.noted.size >= MOST_NOTED) this.noted.clear();
    this.noted.set(conversation, day);
  }

  /** The conversations that were noted for a workspace. */
  async conversationsOf(workspace: string): Promise<readonly string[]> {
    const rows = await this.database.db
      .selectFrom('slack_conversations')
      .select('conversation')
      .where('workspace', '=', workspace)
      .execute();
    return rows.map(({ conversation }) => conversation);
  }

  /** Removes the token and the list of conversations. Call it after what these held is deleted. */
  async remove(workspace: string): Promise<void> {
    const { db } = this.database;
    await db.deleteFrom('slack_workspaces').where('workspace', '=', workspace).execute();
    await db.deleteFrom('slack_conversations').where('workspace', '=', workspace).execute();
    this.noted.clear();
    await this.database.scrub();
  }

  private seal(workspace: string, text: string): Uint8Array {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(workspace));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  }

  private open(workspace: string, sealed: Buffer): string | null {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(workspace))
        .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }
}
