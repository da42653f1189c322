import type { Activity } from 'botbuilder';
import type { Reply } from '../reply/index.js';
import type { TurnToKeep } from '../store/index.js';
import { maskPersonal, type Understanding } from '../understanding/index.js';
import { channelDataOf, summaryOf } from './reply-activity.js';

interface Turn {
  readonly text: string;
  readonly choice: string | null;
  /** Ids of the choices that stood open: any other is text that a client made up. */
  readonly offered: readonly string[];
  readonly understanding: Understanding | null;
  readonly replies: readonly Reply[];
  /** Fingerprint of the answer that a reply was composed from; null where it is none. */
  readonly versionOf: (reply: Reply) => string | null;
}

/** A turn for the log: masked before it is sealed, because a seal opened under subpoena must still name nobody. */
export function keptTurn(activity: Partial<Activity>, turn: Turn): TurnToKeep {
  const { text, choice, offered, understanding, replies, versionOf } = turn;
  const last = replies.at(-1);
  const told = last ? channelDataOf(last) : null;
  const alternatives = (understanding?.alternatives ?? []).map(({ topic, confidence }) => ({ topic, confidence }));
  return {
    channel: activity.channelId ?? '',
    conversationId: activity.conversation?.id ?? '',
    said: choice === null && understanding ? maskPersonal(text, understanding.personal) : null,
    choice: choice !== null && offered.includes(choice) ? choice : null,
    language: told?.language ?? null,
    topic: told?.topic ?? null,
    action: told?.action ?? null,
    confidence: alternatives.find((each) => each.topic === told?.topic)?.confidence ?? null,
    emergency: replies.some((reply) => reply.emergency),
    place: told?.place ?? null,
    alternatives,
    replies: replies.map((reply) => ({ text: summaryOf(reply), topic: reply.topic, version: versionOf(reply) })),
  };
}
