import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { StaffRow } from './accounts.js';
import type { StaffDb } from './tables.js';

/** Without a call for so long, a session is over. */
const IDLE_MS = 15 * 60_000;
/** And after so long in any case: half a working day. */
const LIFE_MS = 4 * 3_600_000;
/** Written at most this often: a reading need not cost a write. */
const TOUCH_MS = 60_000;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** A session that is good now. */
export interface Session {
  readonly token: string;
  readonly member: StaffRow;
}

/** Sessions in the database, by the hash of their token: a copy of the database holds none that works. */
export class Sessions {
  constructor(
    private readonly db: StaffDb,
    private readonly now: () => number,
  ) {}

  /** @returns the token for the cookie. */
  async begin(staffId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const now = new Date(this.now()).toISOString();
    await this.db.deleteFrom('staff_sessions').where('expires_at', '<', now).execute();
    await this.db
      .insertInto('staff_sessions')
      .values({
        id_hash: hashOf(token),
        staff_id: staffId,
        used_at: now,
        expires_at: new Date(this.now() + LIFE_MS).toISOString(),
      })
      .execute();
    return token;
  }

  /** @returns null for a token that is forged, over or idle, or of a member who is no longer active. */
  async find(token: string): Promise<Session | null> {
    const now = this.now();
    const session = await this.db
      .selectFrom('staff_sessions')
      .selectAll()
      .where('id_hash', '=', hashOf(token))
      .executeTakeFirst();
    if (!session) return null;
    const isOver = Date.parse(session.expires_at) <= now || now - Date.parse(session.used_at) > IDLE_MS;
    if (isOver) {
      await this.end(token);
      return null;
    }
    const member = await this.db
      .selectFrom('staff')
      .selectAll()
      .where('id', '=', session.staff_id)
      .where('state', '=', 'active')
      .executeTakeFirst();
    if (!member) return null;
    if (now - Date.parse(session.used_at) > TOUCH_MS) {
      await this.db
        .updateTable('staff_sessions')
        .set({ used_at: new Date(now).toISOString() })
        .where('id_hash', '=', session.id_hash)
        .execute();
    }
    return { token, member };
  }

  async end(token: string): Promise<void> {
    await this.db.deleteFrom('staff_sessions').where('id_hash', '=', hashOf(token)).execute();
  }

  /** Ends all of a member's sessions but one, as after a change of passphrase. */
  async endOthers(staffId: string, token: string): Promise<void> {
    await this.db
      .deleteFrom('staff_sessions')
      .where('staff_id', '=', staffId)
      .where('id_hash', '!=', hashOf(token))
      .execute();
  }
}

/** The token that a page of ours sends with each change; another site cannot know it. */
export function csrfOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('amparo csrf').digest('base64url');
}

export function isCsrf(sessionToken: string, given: string): boolean {
  const [right, other] = [csrfOf(sessionToken), given].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(right as Buffer, other as Buffer);
}
