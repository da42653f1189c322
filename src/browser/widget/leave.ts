import { el } from './dom.js';

/** Three presses must fall within this time. */
const PRESSES_MS = 2_000;
const PRESSES = 3;

/**
 * Calls when Shift alone was pressed three times in a moment, as GOV.UK's "Exit this page" does. Never Escape: it closes things.
 *
 * @param onPress told how many presses are left, so that it can be said aloud.
 * @returns stops listening.
 */
export function onTripleShift(onLeave: () => void, onPress: (left: number) => void): () => void {
  let times: number[] = [];
  const listen = (event: KeyboardEvent): void => {
    if (event.repeat) return;
    // A capital letter is Shift and another key: that is typing, not leaving.
    if (event.key !== 'Shift') times = [];
    else {
      times = [...times.filter((time) => event.timeStamp - time < PRESSES_MS), event.timeStamp];
      if (times.length >= PRESSES) onLeave();
      else onPress(PRESSES - times.length);
    }
  };
  document.addEventListener('keydown', listen, true);
  return () => document.removeEventListener('keydown', listen, true);
}

/**
 * Covers the whole page at once and takes out of it all that was said.
 *
 * @returns shows a sentence on the cover.
 */
export function coverScreen(root: ShadowRoot): (text: string) => void {
  document.title = '\u00a0';
  const cover = el('div', { class: 'cover', role: 'status' });
  root.append(cover);
  for (const element of root.querySelectorAll('.panel, .card-view')) element.remove();
  return (text) => cover.replaceChildren(el('p', {}, text));
}
