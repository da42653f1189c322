import type { Pack } from '../../channels/web/pack.js';
import type { Reply } from '../../reply/index.js';
import { answerIcon } from './answer-icons.js';
import { button, el } from './dom.js';
import { type DrawContext, heading, type SayThis } from './draw-basics.js';
import { day, drawOrganization, drawReply } from './draw-reply.js';
import { textOf } from './reply-text.js';

/** The answers that are on the device: what to do now, whom to call, what to show an officer, what to know. */
export function drawDeviceSheet(
  pack: Pack,
  place: string | null,
  context: DrawContext,
  onPlace: (place: string) => void,
): Node[] {
  const { strings, headingLevel } = context;
  // One level below the headings of the parts.
  const inner = { ...context, headingLevel: 3 as const };
  const part = (title: string, ...children: Node[]) =>
    el('section', {}, heading(headingLevel + 1, title, 'part'), ...children);
  return [
    ...pack.emergencies.map((reply) => drawFolded(reply, context)),
    part(strings.wordsTitle, ...wordsOf(pack).map((words) => drawWords(words, context))),
    part(strings.hotlinesTitle, ...drawHotlines(pack, place, inner, onPlace)),
    part(strings.rightsTitle, ...pack.rights.map((reply) => drawFolded(reply, inner))),
    el('p', { class: 'small' }, strings.savedOn.replace('{date}', day(pack.savedOn, pack.language))),
  ];
}

function drawFolded(reply: Reply, context: DrawContext): HTMLElement {
  const [head] = reply.blocks;
  const isTitled = head?.kind === 'heading';
  const rest = { ...reply, emergency: false, choices: [], blocks: reply.blocks.slice(isTitled ? 1 : 0) };
  return el(
    'details',
    { class: reply.emergency ? 'urgent' : null },
    el('summary', {}, isTitled ? head.text : context.strings.emergencyTitle),
    drawReply(rest, context),
  );
}

/** Every different sentence for an officer in the pack, the most urgent first. */
function wordsOf(pack: Pack): SayThis[] {
  const found = new Map<string, SayThis>();
  for (const { blocks } of [...pack.emergencies, ...pack.rights]) {
    for (const block of blocks) {
      if (block.kind === 'say-this' && !found.has(textOf(block.words))) found.set(textOf(block.words), block);
    }
  }
  return [...found.values()];
}

function drawWords(words: SayThis, { onShowCard }: DrawContext): HTMLElement {
  const open: HTMLButtonElement = button(
    { class: 'choice words-choice' },
    () => onShowCard(words, open),
    answerIcon('large'),
    el(
      'span',
      {},
      el('span', { lang: 'en', dir: 'ltr' }, textOf(words.words)),
      words.meaning && el('span', { class: 'small' }, textOf(words.meaning)),
    ),
  );
  return open;
}

function drawHotlines(
  { hotlines }: Pack,
  place: string | null,
  context: DrawContext,
  onPlace: (place: string) => void,
): Node[] {
  const chosen = hotlines.find(({ id }) => id === place) ?? hotlines[0];
  const cards = el('div', { class: 'cards' });
  const show = (id: string): void => {
    const found = hotlines.find((each) => each.id === id);
    cards.replaceChildren(...(found?.organizations ?? []).map((card) => drawOrganization(card, context)));
  };
  const choice = el(
    'select',
    {},
    ...hotlines.map(({ id, name }) => el('option', { value: id, selected: id === chosen?.id }, name)),
  );
  choice.addEventListener('change', () => {
    show(choice.value);
    onPlace(choice.value);
  });
  show(chosen?.id ?? '');
  return [el('label', { class: 'place' }, el('span', {}, context.strings.place), choice), cards];
}
