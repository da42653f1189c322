import { type Line, plainText } from '../../content/index.js';
import { type Block, phrasesOf } from '../../reply/index.js';
import { escapeHtml } from '../web/reply-html.js';
import { composeWhole } from './draw-answer.js';
import { linkList, pageHtml, sectionHtml } from './draw-page.js';
import { organizationsHtml } from './draw-place.js';
import { GROUPS, type SitePage, type SitePlan, siteWord } from './site-plan.js';

function placePages(plan: SitePlan, kind: 'city' | 'state'): { file: string; title: string }[] {
  return plan.pages.flatMap((page) =>
    page.kind === 'place' && page.place.kind === kind ? [{ file: page.file, title: page.place.name }] : [],
  );
}

function nationalPages(plan: SitePlan, group: string): SitePage[] {
  return plan.pages.filter(
    (page) => page.kind === 'answer' && page.place === null && page.topic.startsWith(`${group}.`),
  );
}

/** The first page: emergencies, then all groups of answers, cities and states. */
export function startPage(plan: SitePlan, page: SitePage): string {
  const { widget } = phrasesOf(plan.options.content, plan.language);
  const groups = GROUPS.map((group) => {
    const links = linkList(nationalPages(plan, group));
    return sectionHtml(
      siteWord(plan, group),
      links,
      group === 'emergency' ? { id: group, kind: 'urgent' } : { id: group },
    );
  });
  const [emergency = '', ...others] = groups;
  const cities = sectionHtml(siteWord(plan, 'cities'), linkList(placePages(plan, 'city')), {
    id: 'cities',
    kind: 'places',
  });
  const states = sectionHtml(siteWord(plan, 'states'), linkList(placePages(plan, 'state')), {
    id: 'states',
    kind: 'places',
  });
  const tools = linkList(
    plan.pages.filter(({ kind }) => kind === 'organizations' || kind === 'cards' || kind === 'search'),
  );
  const { bot } = phrasesOf(plan.options.content, plan.language);
  // Each answer tells its own review; here it is said as long as it holds for any of them.
  const isReviewed =
    plan.options.requireReview || [...plan.options.content.topics.values()].every(({ review }) => review.length > 0);
  const inner = [
    `<h1>${escapeHtml(widget.intro)}</h1>`,
    `<p>${escapeHtml(bot.cardNote)}${isReviewed ? '' : ` ${escapeHtml(bot.notReviewed)}`}</p>`,
    emergency,
    cities,
    tools,
    ...others,
    states,
  ];
  return pageHtml(plan, page, inner.join('\n'));
}

/** Organizations that help everywhere in full, and the way to those of each place. */
export function organizationsPage(plan: SitePlan, page: SitePage): string {
  const inner = [
    `<h1>${escapeHtml(page.title)}</h1>`,
    sectionHtml(siteWord(plan, 'cities'), linkList(placePages(plan, 'city')), { kind: 'places' }),
    sectionHtml(siteWord(plan, 'national'), organizationsHtml(plan, null)),
    sectionHtml(siteWord(plan, 'states'), linkList(placePages(plan, 'state')), { kind: 'places' }),
  ];
  return pageHtml(plan, page, inner.join('\n'));
}

/** All pages as a list; the script hides those that do not match what is typed, and without it the list is whole. */
export function searchPage(plan: SitePlan, page: SitePage): string {
  const label = escapeHtml(siteWord(plan, 'searchLabel'));
  const data = (['searchNone', 'searchFound'] as const)
    .map((id) => `data-${id === 'searchNone' ? 'none' : 'found'}="${escapeHtml(siteWord(plan, id))}"`)
    .join(' ');
  const listed = plan.pages.filter(({ kind }) => kind !== 'search');
  const inner = [
    `<h1>${escapeHtml(page.title)}</h1>`,
    // Shown by the script: without it a field would do nothing.
    `<form role="search" hidden><label for="words">${label}</label><input id="words" type="search" autocomplete="off" spellcheck="false"></form>`,
    `<p id="found" role="status" ${data}></p>`,
    sectionHtml(siteWord(plan, 'allPages'), linkList(listed.map(({ file, title }) => ({ file, title }))), {
      id: 'pages',
    }),
  ];
  return pageHtml(plan, page, inner.join('\n'), ['search-words.js', '../assets/site-search.js']);
}

function textOf(block: Block): string {
  const lines = (items: readonly Line[]) => items.map(plainText).join(' ');
  switch (block.kind) {
    case 'heading':
      return block.text;
    case 'steps':
    case 'list':
      return lines(block.items);
    case 'say-this':
      return lines([block.words, ...(block.meaning ? [block.meaning] : [])]);
    case 'paragraph':
    case 'warning':
    case 'bulletin':
      return plainText(block.line);
    default:
      return '';
  }
}

/** Words without accents and capitals, each once. */
function foldedWords(text: string): string[] {
  const folded = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return [...new Set(folded.match(/[\p{L}\p{N}]+/gu) ?? [])].filter((word) => word.length > 2);
}

function searchTextOf(plan: SitePlan, page: SitePage): string {
  const { content } = plan.options;
  if (page.kind === 'place') {
    const { id, kind } = page.place;
    const place = (kind === 'city' ? content.cities : content.states).find((each) => each.id === id);
    return [page.title, ...Object.values(place?.names ?? {}), ...(place?.aliases ?? [])].join(' ');
  }
  // What holds for one place is found by the place and the question; its text is near to the national one.
  if (page.kind !== 'answer' || page.place !== null) return page.title;
  const { text, parts } = composeWhole(plan, page.topic, null);
  return [page.title, ...[text, ...parts].flatMap(({ blocks }) => blocks.map(textOf))].join(' ');
}

/** `search-words.js`: for each page the words by which it is found. A script, because a page opened from a disk can load no other kind of file. */
export function searchWords(plan: SitePlan): string {
  const words = Object.fromEntries(
    plan.pages.map((page) => [page.file, foldedWords(searchTextOf(plan, page)).join(' ')]),
  );
  return `window.amparoWords=${JSON.stringify(words).replaceAll('<', '\\u003c')};\n`;
}
