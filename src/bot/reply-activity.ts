import type { Activity } from 'botbuilder';
import { plainText } from '../content/index.js';
import type { Block, Reply } from '../reply/index.js';

/** What every answering message carries for other software (DESIGN, section 6). */
export interface AmparoChannelData {
  readonly topic: string | null;
  readonly action: 'answer' | 'clarify' | 'out-of-scope' | 'refuse';
  readonly language: string;
  readonly place: string | null;
  readonly asOf: string | null;
  readonly emergency: boolean;
  readonly sources: readonly { readonly title: string; readonly url: string; readonly checked: string }[];
  readonly organizations: readonly string[];
  readonly alternatives: readonly string[];
}

function sourcesOf(blocks: readonly Block[]) {
  const all = blocks.flatMap((block) =>
    block.kind === 'sources' ? block.items : block.kind === 'bulletin' ? block.sources : [],
  );
  return all.filter((source, index) => all.findIndex((other) => other.url === source.url) === index);
}

/** The facts about a reply, for clients, tests and logs of counts. */
export function channelDataOf(reply: Reply): AmparoChannelData {
  return {
    topic: reply.topic,
    // Asking for a place and offering the menu are both asking back.
    action: reply.action === 'ask' || reply.action === 'menu' ? 'clarify' : reply.action,
    language: reply.language,
    place: reply.place,
    asOf: reply.asOf,
    emergency: reply.emergency,
    sources: sourcesOf(reply.blocks),
    organizations: reply.blocks.flatMap((block) => (block.kind === 'organization' ? [block.organization.id] : [])),
    alternatives: reply.alternatives,
  };
}

/** A reply in a few plain words, for notifications and as the last resort of a channel. */
export function summaryOf(reply: Reply): string {
  for (const block of reply.blocks) {
    if (block.kind === 'heading') return block.text;
    if (block.kind === 'paragraph') return plainText(block.line);
  }
  return '';
}

/** A reply as an activity that no channel has drawn yet: the adapter's renderer reads `channelData.reply`. */
export function toActivity(reply: Reply): Partial<Activity> {
  return {
    type: 'message',
    locale: reply.language,
    text: summaryOf(reply),
    inputHint: 'acceptingInput',
    channelData: { amparo: channelDataOf(reply), reply },
  };
}
