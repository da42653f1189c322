import type { CardView } from './contract.js';
import { button, el } from './dom.js';
import { drawLine, type SayThis } from './draw-basics.js';
import { textOf } from './reply-text.js';

/** Words to say of more characters are shown a little smaller. */
const LONG_WORDS = 90;

/** The words to say, as large as the phone allows, to hold up to an officer: English, and what they mean below. */
export function openOfficerCard({ root, screen, onOpen, onClose }: CardView, card: SayThis): void {
  const isLong = textOf(card.words).length > LONG_WORDS;
  const done = (): void => {
    view.remove();
    onClose();
  };
  const finish = button({ class: 'fill' }, done, screen.strings.hideCard);
  const view = el(
    'div',
    {
      class: 'card-view',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-label': card.title,
      lang: screen.language,
      dir: screen.direction,
    },
    el(
      'div',
      { class: isLong ? 'words long' : 'words', lang: 'en', dir: 'ltr', tabindex: 0 },
      el('p', {}, ...drawLine(card.words)),
    ),
    card.meaning && el('p', { class: 'meaning' }, ...drawLine(card.meaning)),
    finish,
  );
  view.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    done();
  });
  onOpen();
  root.append(view);
  finish.focus();
}
