import type { TopicId } from '../../content/index.js';
import {
  type Block,
  composeAnswer,
  type KnownPlace,
  phrasesOf,
  type Reply,
  type SourceLine,
} from '../../reply/index.js';
import { escapeHtml, replyToHtml } from '../web/reply-html.js';
import { linkHtml, linkList, pageHtml, sectionHtml } from './draw-page.js';
import { answerFile, contextOf, type SitePage, type SitePlan, siteWord } from './site-plan.js';

type SourcesBlock = Extract<Block, { kind: 'sources' }>;

/** An answer taken apart, to stand on a page. */
export interface WholeAnswer {
  /** Title and text of the first part, dated notices with it. */
  readonly text: Reply;
  /** The further parts, each with its heading. */
  readonly parts: readonly Reply[];
  readonly organizations: Reply | null;
  /** Null where the answer states no facts, or is withheld. */
  readonly sources: SourcesBlock | null;
  /** Sources of the answer and of the notices in it. */
  readonly sourceLines: readonly SourceLine[];
}

/** Composes a topic with all its parts. */
export function composeWhole(plan: SitePlan, topic: TopicId, place: KnownPlace | null): WholeAnswer {
  const context = contextOf(plan, place);
  const compose = (part: string | null) => composeAnswer(context, { topic, part, action: 'answer' });
  const main = compose(null);
  const said = new Set(main.blocks.map((block) => JSON.stringify(block)));
  // What is said once for the whole answer (overdue, another language) is not said again over each part.
  const isNews = (block: Block) =>
    isText(block) && !((block.kind === 'warning' || block.kind === 'paragraph') && said.has(JSON.stringify(block)));
  const ids = new Set(
    (plan.options.content.topics.get(topic)?.answers ?? []).flatMap(({ parts }) => parts.flatMap(({ id }) => id ?? [])),
  );
  const sources = main.blocks.find((block): block is SourcesBlock => block.kind === 'sources') ?? null;
  const isAboutTheBot = topic.startsWith('bot.') || topic.startsWith('refuse.');
  // A withheld answer has no sources: its parts are withheld with it.
  const parts =
    sources === null && !isAboutTheBot
      ? []
      : [...ids]
          .map(compose)
          .map((reply) => ({ ...reply, blocks: reply.blocks.filter(isNews) }))
          // The place's own answer may lack a part of the national one: then the first part comes back.
          .filter(({ blocks }) => blocks.length > 0 && !blocks.every((block) => said.has(JSON.stringify(block))));
  const organizations = main.blocks.filter(({ kind }) => kind === 'organization');
  return {
    text: { ...main, blocks: main.blocks.filter(isText) },
    parts,
    organizations: organizations.length > 0 ? { ...main, blocks: organizations } : null,
    sources,
    sourceLines: sourceLinesOf(main.blocks),
  };
}

function isText({ kind }: Block): boolean {
  return kind !== 'organization' && kind !== 'sources';
}

function sourceLinesOf(blocks: readonly Block[]): SourceLine[] {
  const all = blocks.flatMap((block) => {
    if (block.kind === 'sources') return block.items;
    return block.kind === 'bulletin' ? block.sources : [];
  });
  return all.filter((source, index) => all.findIndex(({ url }) => url === source.url) === index);
}

/** The words that a reply as HTML needs. */
export function htmlWords({ options, language }: SitePlan): { call: string; website: string } {
  const { call, website } = phrasesOf(options.content, language).widget;
  return { call, website };
}

/** "Information of …", and who reviewed it. */
export function provenanceHtml({ asOf, review }: SourcesBlock): string {
  return `<p class="small">${[asOf, ...(review ? [review] : [])].map(escapeHtml).join(' · ')}</p>`;
}

function sourcesHtml({ sources, sourceLines }: WholeAnswer): string {
  if (!sources) return '';
  const items = sourceLines.map(
    ({ title, url, checked }) =>
      `<li>${linkHtml(url, title)} <span class="small">(${escapeHtml(sources.checkedLabel)} <time datetime="${checked}">${checked}</time>)</span></li>`,
  );
  const list = items.length > 0 ? `\n<ul>\n${items.join('\n')}\n</ul>` : '';
  return sectionHtml(sources.title, `${provenanceHtml(sources)}${list}`, { kind: 'sources' });
}

function named(reply: Reply, title: string): Reply {
  const [first, ...rest] = reply.blocks;
  const heading = { kind: 'heading', text: title } as const;
  return { ...reply, blocks: first?.kind === 'heading' ? [heading, ...rest] : [heading, ...reply.blocks] };
}

/** The page of an answer: its text and all its parts, who can help, sources, the same for other places, what is related. */
export function answerPage(plan: SitePlan, page: SitePage & { readonly kind: 'answer' }): string {
  const { topic, place } = page;
  const whole = composeWhole(plan, topic, place);
  const words = htmlWords(plan);
  const helpers = whole.organizations
    ? sectionHtml(helpTitle(plan, place), replyToHtml(whole.organizations, words, 2), { kind: 'helpers' })
    : '';
  const parts = whole.parts.map((part) => replyToHtml(part, words, 2));
  const isEmergency = topic.startsWith('emergency.');
  const others = plan.pages.filter(
    (other) => other.kind === 'answer' && other.topic === topic && other.file !== page.file,
  );
  const related = whole.text.choices
    .flatMap(({ id, label }) => {
      const other = id.startsWith('topic:') && !id.includes('#') ? id.slice('topic:'.length) : null;
      if (other === null || other === topic) return [];
      const here = answerFile(other, place);
      return [{ file: plan.byFile.has(here) ? here : answerFile(other, null), title: label }];
    })
    .filter(({ file }) => plan.byFile.has(file));
  const inner = [
    replyToHtml(named(whole.text, page.title), words, 1),
    // Whom to call comes before what else there is to know.
    ...(isEmergency ? [helpers, ...parts] : [...parts, helpers]),
    sourcesHtml(whole),
    sectionHtml(siteWord(plan, 'otherPlaces'), linkList(others.map((other) => linkByPlace(plan, other)))),
    sectionHtml(siteWord(plan, 'related'), linkList(related)),
  ];
  return pageHtml(plan, page, inner.filter((html) => html !== '').join('\n'));
}

/** Under "the same for other places" the place alone tells them apart. */
function linkByPlace(plan: SitePlan, page: SitePage): { file: string; title: string } {
  const place = page.kind === 'answer' ? page.place : null;
  return { file: page.file, title: place?.name ?? siteWord(plan, 'national') };
}

function helpTitle(plan: SitePlan, place: KnownPlace | null): string {
  return place === null ? siteWord(plan, 'help') : siteWord(plan, 'organizationsIn', { place: place.name });
}
