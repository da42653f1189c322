import type { Activity, PagedResult, TranscriptInfo, TranscriptStore } from 'botbuilder';
import {
  type ConversationLog,
  type Database,
  type Hour,
  hourOf,
  openTurn,
  type SealedTurn,
  type TurnToKeep,
} from '../store/index.js';

/** Conversations or turns in one page. */
const PAGE = 20;
const HOUR_MS = 3_600_000;

/** Names of the events that stand for turns whose words cannot be shown. */
export const SEALED_TURN = 'amparo/sealed-turn';
export const DAMAGED_TURN = 'amparo/damaged-turn';

export interface SealedTranscriptsOptions {
  /** Takes personal data out of what a person wrote; nothing is logged without it. */
  readonly mask: (text: string) => string;
  /** Private review keys by their ids. A server has none: its turns are then told as sealed, by size. */
  readonly privateKeys: ReadonlyMap<string, Uint8Array>;
}

/**
 * The SDK's `TranscriptStore` over the conversation log, for tools that know this interface. Three things are other than
 * in a store that reads along: conversations are listed under the hashed ids of the database (both ids are understood),
 * times are whole hours, and words come out only where the private review key is.
 *
 * @see TranscriptStore of botbuilder-core: pages, and a continuation token as long as there is another page.
 */
export class SealedTranscripts implements TranscriptStore {
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly log: ConversationLog,
    private readonly options: SealedTranscriptsOptions,
  ) {}

  /** Masks and seals a message; other activities carry no words and are passed by. Without a review key it is only counted. */
  async logActivity(activity: Activity): Promise<void> {
    if (!activity) throw new Error('Missing activity');
    if (activity.type !== 'message' || !activity.text) return;
    const turn = this.turnOf(activity);
    // The SDK's middleware hands on all activities of a turn at once and does not wait: their order is kept here.
    const written = this.writing.then(() => this.log.keep(turn));
    this.writing = written.catch(() => undefined);
    await written;
  }

  private turnOf(activity: Activity): TurnToKeep {
    const role = activity.from?.role;
    // Answers that have no role, as some adapters send them, name what they answer.
    const isBot = role === 'bot' || (role !== 'user' && activity.replyToId !== undefined);
    return {
      channel: activity.channelId,
      conversationId: activity.conversation.id,
      said: isBot ? null : this.options.mask(activity.text),
      choice: null,
      language: null,
      topic: null,
      action: null,
      confidence: null,
      emergency: false,
      place: null,
      alternatives: [],
      replies: isBot ? [{ text: activity.text, topic: null, version: null }] : [],
    };
  }

  /** @param startDate turns of its hour and later ones. @throws {Error} for a token that is not of this conversation. */
  async getTranscriptActivities(
    channelId: string,
    conversationId: string,
    continuationToken?: string,
    startDate?: Date,
  ): Promise<PagedResult<Activity>> {
    const id = await this.idOf(channelId, conversationId);
    const rows = await this.database.db
      .selectFrom('turns')
      .innerJoin('conversations', 'conversations.id', 'turns.conversation_id')
      .select(['conversation_id', 'seq', 'hour', 'key_id', 'sealed'])
      .where('conversation_id', '=', id)
      .where('channel', '=', channelId)
      .where('seq', '>', seqOf(continuationToken))
      .where('hour', '>=', startDate ? hourOf(startDate.getTime()) : 0)
      .orderBy('seq')
      .limit(PAGE + 1)
      .execute();
    const page = rows.slice(0, PAGE);
    const items: Activity[] = [];
    for (const row of page) {
      const key = this.options.privateKeys.get(row.key_id);
      const turn = key ? await openTurn(row, key) : null;
      const place = { channelId, conversation: { id }, timestamp: new Date(row.hour * HOUR_MS) };
      if (turn) items.push(...activitiesOf(turn, place));
      else {
        const name = key ? DAMAGED_TURN : SEALED_TURN;
        const value = { seq: row.seq, keyId: row.key_id, bytes: row.sealed.length };
        items.push({ ...place, type: 'event', id: String(row.seq), name, value } as unknown as Activity);
      }
    }
    return paged(items, rows.length > PAGE ? String(page.at(-1)?.seq) : undefined);
  }

  /** Oldest first. `created` is a whole hour. */
  async listTranscripts(channelId: string, continuationToken?: string): Promise<PagedResult<TranscriptInfo>> {
    if (!channelId) throw new Error('Missing channelId');
    const [hour, last] = listPlaceOf(continuationToken);
    const rows = await this.database.db
      .selectFrom('conversations')
      .select(['id', 'first_hour'])
      .where('channel', '=', channelId)
      .where(({ or, and, eb }) =>
        or([eb('first_hour', '>', hour), and([eb('first_hour', '=', hour), eb('id', '>', last)])]),
      )
      .orderBy('first_hour')
      .orderBy('id')
      .limit(PAGE + 1)
      .execute();
    const page = rows.slice(0, PAGE);
    const end = page.at(-1);
    return paged(
      page.map(({ id, first_hour }) => ({ channelId, id, created: new Date(first_hour * HOUR_MS) })),
      rows.length > PAGE && end ? `${end.first_hour}.${end.id}` : undefined,
    );
  }

  /** Everything of it, journal included; a backup does not bring it back. */
  async deleteTranscript(channelId: string, conversationId: string): Promise<void> {
    await this.log.forgetStored(await this.idOf(channelId, conversationId));
  }

  /** By the channel's own id, or by the one that {@link listTranscripts} tells. */
  private async idOf(channelId: string, conversationId: string): Promise<string> {
    if (!channelId) throw new Error('Missing channelId');
    if (!conversationId) throw new Error('Missing conversationId');
    const known = await this.database.db
      .selectFrom('conversations')
      .select('id')
      .where('id', '=', conversationId)
      .where('channel', '=', channelId)
      .executeTakeFirst();
    return known?.id ?? this.log.storedId(channelId, conversationId);
  }
}

/** The SDK's type has both fields; its stores leave the token undefined on the last page. */
function paged<T>(items: T[], continuationToken: string | undefined): PagedResult<T> {
  return { items, continuationToken } as PagedResult<T>;
}

function seqOf(token: string | undefined): number {
  if (!token) return 0;
  if (!/^\d{1,9}$/.test(token)) throw new Error('continuationToken: not one of this store; begin at the first page');
  return Number(token);
}

function listPlaceOf(token: string | undefined): readonly [Hour, string] {
  if (!token) return [-1, ''];
  const [, hour, id] = /^(\d{1,9})\.(.+)$/.exec(token) ?? [];
  if (!hour || !id) throw new Error('continuationToken: not one of this store; begin at the first page');
  return [Number(hour), id];
}

/** What the person wrote or chose, then each message of the bot. */
function activitiesOf(turn: SealedTurn, place: object): readonly Activity[] {
  const said = turn.said ?? turn.choice;
  const spoken = [
    ...(said === null ? [] : [{ text: said, role: 'user' }]),
    ...turn.replies.map(({ text }) => ({ text, role: 'bot' })),
  ];
  return spoken.map(
    ({ text, role }, at) =>
      ({ ...place, type: 'message', id: `${turn.seq}.${at}`, from: { id: role, role }, text }) as unknown as Activity,
  );
}
