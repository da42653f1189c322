/** Hours since 1970, UTC: no clear time is kept more exactly. */
export type Hour = number;

/** Which database: both hold the same tables and pass the same tests. */
export type DatabaseKind = 'sqlite' | 'postgres';

/** The tables of migrations 001 to 009 and 020. The console adds its own in a type beside this one. */
export interface Tables {
  readonly review_keys: {
    id: string;
    /** X25519, 32 bytes. The private half never reaches the server in clear. */
    public_key: Uint8Array;
    created_hour: Hour;
    retired_hour: Hour | null;
  };
  readonly conversations: {
    /** Keyed hash of channel and conversation id. */
    id: string;
    channel: string;
    language: string | null;
    place: string | null;
    first_hour: Hour;
    last_hour: Hour;
    turns: number;
    unanswered: number;
    clarified: number;
    emergency: number;
    bad_feedback: number;
    /** JSON list of topic ids. */
    topics: string;
    /** 1: retention passes it by. The person's own deletion does not. */
    hold: number;
  };
  readonly turns: {
    conversation_id: string;
    /** From 1, without gaps. */
    seq: number;
    hour: Hour;
    key_id: string;
    sealed: Uint8Array;
  };
  readonly slack_workspaces: {
    /** Keyed hash of the workspace's or organization's id. */
    workspace: string;
    /** Its token and what belongs to it, encrypted with a key from TOKEN_SECRET. */
    sealed: Uint8Array;
  };
  readonly slack_conversations: {
    /** Hidden id, as the channel gives it to the bot. */
    conversation: string;
    workspace: string;
    /** Hour of the newest day on which it was used. */
    hour: Hour;
  };
  readonly counts: {
    /** ISO date, UTC. */
    day: string;
    hour_of_day: number;
    channel: string;
    language: string;
    place: string;
    topic: string;
    outcome: string;
    n: number;
  };
  readonly tombstones: { conversation_id: string; deleted_hour: Hour };
  readonly dialog_state: { key: string; etag: string; value: string; used_hour: Hour };
}

const HOUR_MS = 3_600_000;

/** @param ms milliseconds since 1970, UTC. */
export function hourOf(ms: number): Hour {
  return Math.floor(ms / HOUR_MS);
}
