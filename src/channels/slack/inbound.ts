import { z } from 'zod';

const id = z.string().min(1).max(255);
const maybeId = id.nullish().catch(null);
const text = z.string().max(40_000).nullish().catch(null);

const Event = z.looseObject({
  type: z.string().max(100),
  subtype: z.string().max(100).nullish(),
  bot_id: maybeId,
  user: maybeId,
  channel: maybeId,
  channel_type: z.string().max(50).nullish().catch(null),
  text,
  ts: maybeId,
  thread_ts: maybeId,
  edited: z.unknown().optional(),
  tab: z.string().max(50).nullish().catch(null),
  tokens: z
    .looseObject({ bot: z.array(id).nullish().catch(null) })
    .nullish()
    .catch(null),
  assistant_thread: z.looseObject({ user_id: id, channel_id: id, thread_ts: id }).nullish().catch(null),
});
type Event = z.infer<typeof Event>;

/** What Slack posts as JSON: the check of the address, and events. */
const EventBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url_verification'), challenge: z.string().max(500) }),
  z.looseObject({
    type: z.literal('event_callback'),
    team_id: maybeId,
    enterprise_id: maybeId,
    event_id: maybeId,
    authorizations: z
      .array(z.looseObject({ is_enterprise_install: z.boolean().nullish().catch(null) }))
      .nullish()
      .catch(null),
    event: Event,
  }),
  z.looseObject({ type: z.literal('app_rate_limited') }),
]);

const Named = z.looseObject({ id }).nullish().catch(null);

/** A tapped button. */
const Interaction = z.looseObject({
  type: z.string().max(100),
  team: Named,
  enterprise: Named,
  is_enterprise_install: z.boolean().nullish().catch(null),
  user: z.looseObject({ id }),
  trigger_id: maybeId,
  response_url: z.string().max(2000).nullish().catch(null),
  container: z
    .looseObject({
      type: z.string().max(50),
      channel_id: maybeId,
      message_ts: maybeId,
      thread_ts: maybeId,
      is_ephemeral: z.boolean().nullish().catch(null),
    })
    .nullish()
    .catch(null),
  actions: z
    .array(
      z.looseObject({
        action_id: z.string().max(255),
        value: z.string().max(2000).nullish().catch(null),
        text: z
          .looseObject({ text: z.string().max(300) })
          .nullish()
          .catch(null),
      }),
    )
    .nullish()
    .catch(null),
});

/** A slash command: the fields of its form. */
const Command = z.looseObject({
  command: z.string().min(1).max(100),
  text: z.string().max(40_000).default(''),
  team_id: maybeId,
  enterprise_id: maybeId,
  is_enterprise_install: z.string().max(10).nullish().catch(null),
  channel_id: id,
  user_id: id,
  trigger_id: maybeId,
  response_url: z.string().max(2000),
});

/** Whose installation a request belongs to; real ids, for the turn only. */
export interface Workspace {
  readonly team: string | null;
  readonly enterprise: string | null;
  readonly isEnterprise: boolean;
}

/** Where the answers go. */
export type Target =
  | { readonly kind: 'message'; readonly channel: string; readonly thread: string | null }
  /** Seen by the person alone, in reply to a command or to a button of such a reply. */
  | { readonly kind: 'ephemeral'; readonly responseUrl: string }
  /** The app's Home tab of one person: the answer takes the place of the last one. */
  | { readonly kind: 'home'; readonly user: string };

/** Something that a person said, tapped or opened. */
export interface Ask {
  readonly kind: 'ask';
  /** The same for a request that Slack repeats; null where it names none. */
  readonly id: string | null;
  readonly workspace: Workspace;
  readonly user: string;
  /** What makes the conversation one: channel and thread, or person and place. Real ids. */
  readonly conversation: readonly string[];
  readonly target: Target;
  readonly said:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'command'; readonly text: string }
    | { readonly kind: 'choice'; readonly choose: string; readonly label: string | null }
    | { readonly kind: 'opened' };
}

export type Inbound =
  | Ask
  | { readonly kind: 'challenge'; readonly challenge: string }
  /** The app was uninstalled, or its token revoked. */
  | { readonly kind: 'left'; readonly workspace: Workspace }
  | { readonly kind: 'ignore' };

/** A body that is none of Slack's. The message says what was expected. */
export class InboundError extends Error {
  override readonly name = 'InboundError';
}

const IGNORE: Inbound = { kind: 'ignore' };
const ACTION_PREFIX = 'choose';

/** The id of a choice's button; unique in its message. */
export function actionId(index: number): string {
  return `${ACTION_PREFIX}-${index}`;
}

/**
 * Reads an event of the Events API, from HTTP or from the socket.
 *
 * @throws {InboundError}
 */
export function readEvent(body: unknown): Inbound {
  const parsed = EventBody.safeParse(body);
  if (!parsed.success) throw new InboundError('The body must be an event of the Events API.');
  if (parsed.data.type === 'url_verification') return { kind: 'challenge', challenge: parsed.data.challenge };
  if (parsed.data.type === 'app_rate_limited') return IGNORE;
  const { event, team_id, enterprise_id, authorizations, event_id } = parsed.data;
  const workspace: Workspace = {
    team: team_id ?? null,
    enterprise: enterprise_id ?? null,
    isEnterprise: authorizations?.[0]?.is_enterprise_install ?? false,
  };
  return fromEvent(event, workspace, event_id ?? null);
}

function fromEvent(event: Event, workspace: Workspace, eventId: string | null): Inbound {
  switch (event.type) {
    case 'message':
      return event.channel_type === 'im' ? fromMessage(event, workspace, eventId) : IGNORE;
    case 'app_mention':
      return fromMessage(event, workspace, eventId);
    case 'app_home_opened':
      return event.tab === 'home' && event.user
        ? { ...atHome(event.user, workspace, eventId), said: { kind: 'opened' } }
        : IGNORE;
    case 'assistant_thread_started':
      return event.assistant_thread ? fromAssistant(event.assistant_thread, workspace, eventId) : IGNORE;
    case 'app_uninstalled':
      return { kind: 'left', workspace };
    case 'tokens_revoked':
      return (event.tokens?.bot ?? []).length > 0 ? { kind: 'left', workspace } : IGNORE;
    default:
      return IGNORE;
  }
}

/** Edits, deletions, joins, other bots' and our own messages have a subtype, a bot's id, or `edited`: never answered. */
function fromMessage(event: Event, workspace: Workspace, eventId: string | null): Inbound {
  const { channel, user, ts, thread_ts: thread } = event;
  if (event.subtype || event.bot_id || event.edited !== undefined || !channel || !user) return IGNORE;
  const isPrivate = event.type === 'message';
  // In a channel each mention opens a thread, so that the answer does not crowd out the talk.
  const root = thread ?? (isPrivate ? null : ts) ?? null;
  return {
    kind: 'ask',
    id: eventId,
    workspace,
    user,
    conversation: ['message', channel, ...(root ? [root] : [])],
    target: { kind: 'message', channel, thread: root },
    said: { kind: 'text', text: plainText(event.text ?? '') },
  };
}

function fromAssistant(
  thread: NonNullable<Event['assistant_thread']>,
  workspace: Workspace,
  eventId: string | null,
): Ask {
  const { channel_id: channel, thread_ts, user_id: user } = thread;
  return {
    kind: 'ask',
    id: eventId,
    workspace,
    user,
    conversation: ['message', channel, thread_ts],
    target: { kind: 'message', channel, thread: thread_ts },
    said: { kind: 'opened' },
  };
}

function atHome(user: string, workspace: Workspace, id: string | null): Omit<Ask, 'said'> {
  return { kind: 'ask', id, workspace, user, conversation: ['home', user], target: { kind: 'home', user } };
}

/**
 * Reads what Slack posts when something is tapped.
 *
 * @throws {InboundError}
 */
export function readInteraction(body: unknown): Inbound {
  const parsed = Interaction.safeParse(body);
  if (!parsed.success) throw new InboundError('payload must be an interaction.');
  const { type, team, enterprise, user, container, actions, trigger_id, response_url } = parsed.data;
  const action = actions?.[0];
  if (type !== 'block_actions' || !action?.value || !action.action_id.startsWith(ACTION_PREFIX)) return IGNORE;
  const workspace: Workspace = {
    team: team?.id ?? null,
    enterprise: enterprise?.id ?? null,
    isEnterprise: parsed.data.is_enterprise_install ?? false,
  };
  const said = { kind: 'choice', choose: action.value, label: action.text?.text ?? null } as const;
  const key = trigger_id ?? null;
  if (container?.type === 'view') return { ...atHome(user.id, workspace, key), said };
  const channel = container?.channel_id;
  if (!channel) return IGNORE;
  if (container?.is_ephemeral) {
    if (!response_url) return IGNORE;
    return { ...aside(channel, user.id, response_url, workspace, key), said };
  }
  const isDirect = channel.startsWith('D');
  const root = container?.thread_ts ?? (isDirect ? null : container?.message_ts) ?? null;
  return {
    kind: 'ask',
    id: key,
    workspace,
    user: user.id,
    conversation: ['message', channel, ...(root ? [root] : [])],
    target: { kind: 'message', channel, thread: root },
    said,
  };
}

function aside(
  channel: string,
  user: string,
  responseUrl: string,
  workspace: Workspace,
  id: string | null,
): Omit<Ask, 'said'> {
  const target: Target = { kind: 'ephemeral', responseUrl };
  return { kind: 'ask', id, workspace, user, conversation: ['aside', channel, user], target };
}

/**
 * Reads a slash command.
 *
 * @throws {InboundError}
 */
export function readCommand(fields: unknown): Inbound {
  const parsed = Command.safeParse(fields);
  if (!parsed.success) throw new InboundError('The form must be a slash command or an interaction.');
  const { text: typed, team_id, enterprise_id, channel_id, user_id, trigger_id, response_url } = parsed.data;
  const workspace: Workspace = {
    team: team_id ?? null,
    enterprise: enterprise_id ?? null,
    isEnterprise: parsed.data.is_enterprise_install === 'true',
  };
  const words = plainText(typed);
  return {
    ...aside(channel_id, user_id, response_url, workspace, trigger_id ?? null),
    said: words === '' ? { kind: 'opened' } : { kind: 'command', text: words },
  };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/**
 * What the person wrote, without mentions: our own is no part of the question, and anybody else's is a name, which we
 * do not want to hold. Links keep their label.
 */
export function plainText(marked: string): string {
  return marked
    .replace(/<[@#!][^<>]*>/g, ' ')
    .replace(/<([^<>|]*)\|([^<>]*)>/g, '$2')
    .replace(/<([^<>|]*)>/g, '$1')
    .replace(/&(amp|lt|gt);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}
