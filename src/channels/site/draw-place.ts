import { NEEDS } from '../../content/index.js';
import { findOrganizations, type KnownPlace, type Reply } from '../../reply/index.js';
import { escapeHtml, replyToHtml } from '../web/reply-html.js';
import { composeWhole, htmlWords, provenanceHtml } from './draw-answer.js';
import { linkHtml, linkList, pageHtml, sectionHtml } from './draw-page.js';
import { contextOf, type SitePage, type SitePlan, siteWord } from './site-plan.js';

type AnswerPage = SitePage & { readonly kind: 'answer' };

/**
 * Every organization for a place, each once, drawn as cards.
 *
 * @param place null for those that help everywhere.
 * @returns nothing where there is none but the national ones.
 */
export function organizationsHtml(plan: SitePlan, place: KnownPlace | null): string {
  const context = contextOf(plan, place);
  const national = new Set(
    plan.options.content.organizations.flatMap(({ id, service_area }) =>
      service_area.scope === 'national' ? [id] : [],
    ),
  );
  const cards = [];
  for (let skip = 0, more = 1; more > 0; ) {
    const found = findOrganizations(context, NEEDS, false, { skip });
    cards.push(...found.blocks);
    skip += found.blocks.length;
    more = found.blocks.length === 0 ? 0 : found.more;
  }
  const blocks = cards.filter(
    (block) => block.kind === 'organization' && national.has(block.organization.id) === (place === null),
  );
  if (blocks.length === 0) return '';
  const { language } = plan;
  const direction = plan.options.content.phrases.get(language)?.direction ?? 'ltr';
  const reply: Reply = {
    language,
    direction,
    action: 'answer',
    topic: null,
    part: null,
    place: place?.id ?? null,
    asOf: null,
    emergency: false,
    blocks,
    choices: [],
    alternatives: [],
  };
  return replyToHtml(reply, htmlWords(plan), 2);
}

/** The short form of an answer, with its date, and the way to all of it. */
function shortAnswer(plan: SitePlan, page: AnswerPage): string {
  const { text, sources } = composeWhole(plan, page.topic, page.place);
  const title = text.blocks[0]?.kind === 'heading' ? text.blocks[0].text : page.title;
  const rest = { ...text, blocks: text.blocks.filter(({ kind }) => kind !== 'heading') };
  const more = sources ? `${sources.title}: ${page.title}` : page.title;
  const inner = `${replyToHtml(rest, htmlWords(plan), 3)}\n${sources ? provenanceHtml(sources) : ''}<p>${linkHtml(page.file, more)}</p>`;
  return sectionHtml(title, inner);
}

/** The page of a city or state: emergencies there, what its police do, what else differs, and who can help. */
export function placePage(plan: SitePlan, page: SitePage & { readonly kind: 'place' }): string {
  const { place } = page;
  const here = plan.pages.filter((each): each is AnswerPage => each.kind === 'answer' && each.place?.id === place.id);
  const inGroup = (group: string) => here.filter(({ topic }) => topic.startsWith(`${group}.`));
  const others = here.filter(({ topic }) => !/^(?:emergency|police)\./.test(topic));
  const state = plan.places.find((each) => each.kind === 'state' && each.id === place.state && place.kind === 'city');
  const cities = plan.places.filter(
    (each) => each.kind === 'city' && each.state === place.id && place.kind === 'state',
  );
  const around = [...(state ? [state] : []), ...cities].flatMap(({ id, kind }) => {
    const other = plan.byFile.get(`${kind}-${id}.html`);
    return other ? [other] : [];
  });
  const inner = [
    `<h1>${escapeHtml(page.title)}</h1>`,
    sectionHtml(siteWord(plan, 'emergency'), linkList(inGroup('emergency')), { kind: 'urgent' }),
    sectionHtml(siteWord(plan, 'placeAnswers', { place: place.name }), linkList([...inGroup('police'), ...others])),
    ...inGroup('police').map((each) => shortAnswer(plan, each)),
    sectionHtml(siteWord(plan, 'organizationsIn', { place: place.name }), organizationsHtml(plan, place)),
    sectionHtml(siteWord(plan, 'related'), linkList([...around, organizationsLink(plan)])),
  ];
  return pageHtml(plan, page, inner.filter((html) => html !== '').join('\n'));
}

function organizationsLink(plan: SitePlan): { file: string; title: string } {
  return { file: 'organizations.html', title: siteWord(plan, 'organizations') };
}
