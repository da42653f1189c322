import { type Block, lineOf, type Reply } from '../../reply/index.js';
import { escapeHtml, replyToHtml } from '../web/reply-html.js';
import { composeWhole, htmlWords } from './draw-answer.js';
import { linkHtml, pageHtml } from './draw-page.js';
import { answerFile, type SitePage, type SitePlan, siteWord } from './site-plan.js';

/** The situations that have a card. */
const CARDS: readonly string[] = ['rights.home', 'rights.street', 'rights.car', 'rights.work', 'rights.signing'];

type SayThis = Extract<Block, { kind: 'say-this' }>;

function cardHtml(plan: SitePlan, topic: string): string {
  const { text, sources } = composeWhole(plan, topic, null);
  const words = htmlWords(plan);
  const title = text.blocks.find((block) => block.kind === 'heading');
  // The warnings belong on the card: what not to do keeps a person out of harm as much as what to do.
  const steps = text.blocks.filter(({ kind }) => kind === 'steps' || kind === 'warning');
  const says = text.blocks.filter((block): block is SayThis => block.kind === 'say-this');
  if (title?.kind !== 'heading' || says.length === 0 || !sources) return '';
  const reply = (blocks: readonly Block[]): Reply => ({ ...text, blocks });
  const caption = siteWord(plan, 'cardWords');
  const officer = says.map((block): Block => ({ ...block, title: caption }));
  const [asOf] = [sources.asOf];
  return `<article class="wallet">
<div class="half"><h2>${linkHtml(answerFile(topic, null), title.text)}</h2>${replyToHtml(reply(steps), words, 3)}</div>
<div class="half">${replyToHtml(reply(officer), words, 3)}<p class="small">${escapeHtml(asOf)}${sources.review ? ` · ${escapeHtml(sources.review)}` : ''}</p></div>
</article>`;
}

/** Rights cards as large as a bank card when folded: what to do on one side, the words for the officer on the other. */
export function cardsPage(plan: SitePlan, page: SitePage): string {
  const topics = CARDS.filter((topic) => plan.options.content.topics.has(topic));
  const note = lineOf(siteWord(plan, 'cardsNote'))
    .map(({ text }) => escapeHtml(text))
    .join('');
  const inner = [
    `<h1>${escapeHtml(page.title)}</h1>`,
    `<p class="no-print">${note}</p>`,
    `<div class="wallets">\n${topics.map((topic) => cardHtml(plan, topic)).join('\n')}\n</div>`,
  ];
  return pageHtml(plan, page, inner.join('\n'));
}
