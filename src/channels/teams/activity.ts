import { z } from 'zod';

const id = z.string().min(1).max(1000);
const Account = z.looseObject({ id, role: z.string().max(50).nullish().catch(null) });

/**
 * An activity as Azure Bot Service posts it, before anything else reads it: the fields that are used, bounded. What other
 * software may add is left out.
 *
 * @see Bot Framework protocol, "Activity"; Microsoft Teams, "Bot activity handlers"
 */
export const InboundActivity = z.object({
  type: z.string().min(1).max(100),
  id: id.nullish(),
  channelId: z.string().min(1).max(100),
  serviceUrl: z.url({ protocol: /^https?$/ }).max(2000),
  conversation: z.looseObject({
    id,
    tenantId: id.nullish(),
    conversationType: z.string().max(50).nullish().catch(null),
    isGroup: z.boolean().nullish().catch(null),
  }),
  from: Account.nullish(),
  recipient: Account.nullish(),
  text: z.string().nullish(),
  locale: z.string().max(35).nullish().catch(null),
  action: z.string().max(50).nullish().catch(null),
  membersAdded: z.array(Account).max(1000).nullish().catch(null),
  deliveryMode: z.string().max(50).nullish().catch(null),
  entities: z.array(z.unknown()).max(200).nullish().catch(null),
  value: z.unknown().optional(),
  channelData: z
    .looseObject({ tenant: z.looseObject({ id }).nullish().catch(null) })
    .nullish()
    .catch(null),
});
export type InboundActivity = z.infer<typeof InboundActivity>;

const ClientInfo = z.looseObject({ type: z.literal('clientInfo'), locale: z.string().min(2).max(35) });
const Mention = z.looseObject({ type: z.literal('mention'), text: z.string().min(1).max(500) });
const Chosen = z.looseObject({ choose: z.string().max(220) });

/** The language of the person's Teams: the message's own, else the client's. */
export function localeOf(activity: InboundActivity): string | null {
  if (activity.locale) return activity.locale;
  for (const entity of activity.entities ?? []) {
    const info = ClientInfo.safeParse(entity);
    if (info.success) return info.data.locale;
  }
  return null;
}

const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/**
 * What the person wrote, without mentions: the bot's own is no part of the question, and anybody else's is a name,
 * which we do not want to hold.
 */
export function textOf(activity: InboundActivity): string {
  let text = activity.text ?? '';
  for (const entity of activity.entities ?? []) {
    const mention = Mention.safeParse(entity);
    if (mention.success) text = text.replaceAll(mention.data.text, ' ');
  }
  return text
    .replace(/<at\b[^>]*>[^<]*<\/at>/gi, ' ')
    .replace(/<\/?(?:p|div|br|span|b|i|u|strong|em|at)\b[^>]*>/gi, ' ')
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}

/** The id of the choice that a card's button carries; null for typed words. */
export function choiceOf(activity: InboundActivity): string | null {
  const value = typeof activity.value === 'string' ? readJson(activity.value) : activity.value;
  return Chosen.safeParse(value).data?.choose ?? null;
}

function readJson(text: string): unknown {
  if (text.length > 2000) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The organization (Entra tenant) that the message comes from, where it is named. */
export function tenantOf(activity: InboundActivity): string | null {
  return activity.channelData?.tenant?.id ?? activity.conversation.tenantId ?? null;
}

/** What is to be done with an activity. */
export type Purpose = 'answer' | 'welcome' | 'forget' | 'ignore';

/** Channels that tell of an installation by its own activity; `conversationUpdate` there would welcome a second time. */
const TELLS_INSTALLATION = new Set(['msteams']);

/**
 * Sorts the kinds of activity. Edits, deletions, reactions, read receipts, calls and whatever Teams may yet invent are
 * ignored: an edited question is not answered twice, and nothing that we keep has to be changed.
 */
export function purposeOf(activity: InboundActivity): Purpose {
  const me = activity.recipient?.id;
  switch (activity.type) {
    case 'message':
      return activity.from?.role === 'bot' || (me !== undefined && activity.from?.id === me) ? 'ignore' : 'answer';
    case 'installationUpdate':
      if (activity.action === 'add') return 'welcome';
      return activity.action === 'remove' ? 'forget' : 'ignore';
    case 'conversationUpdate':
      return !TELLS_INSTALLATION.has(activity.channelId) && activity.membersAdded?.some((member) => member.id === me)
        ? 'welcome'
        : 'ignore';
    default:
      return 'ignore';
  }
}
