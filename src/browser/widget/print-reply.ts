import { el } from './dom.js';
import css from './print.css' with { type: 'text' };

/** The frame is taken away at the latest after so long: some browsers never tell that printing ended. */
const LONGEST_MS = 120_000;

/**
 * Prints one answer alone, from a frame of its own, so that neither the page around it nor the rest of the chat is on paper.
 */
export function printReply(article: HTMLElement, title: string): void {
  const frame = el('iframe', { title, 'aria-hidden': true, tabindex: -1 });
  // In the page's own tree, out of sight; a style attribute would be refused by a strict policy.
  Object.assign(frame.style, { position: 'fixed', inset: '0 auto auto 0', width: '0', height: '0', border: '0' });
  document.body.append(frame);
  const { contentWindow: view, contentDocument: paper } = frame;
  if (!view || !paper) {
    frame.remove();
    return;
  }
  paper.title = title;
  paper.documentElement.lang = article.lang;
  paper.documentElement.dir = article.dir;
  const copy = paper.importNode(article, true);
  for (const element of copy.querySelectorAll('.tools, .choices, button, .sr')) element.remove();
  for (const folded of copy.querySelectorAll('details')) folded.open = true;
  paper.body.append(copy);
  const Sheet = (view as unknown as { CSSStyleSheet: typeof CSSStyleSheet }).CSSStyleSheet;
  if ('adoptedStyleSheets' in paper) {
    const sheet = new Sheet();
    sheet.replaceSync(css);
    paper.adoptedStyleSheets = [sheet];
  }
  const done = (): void => {
    clearTimeout(timer);
    frame.remove();
  };
  const timer = setTimeout(done, LONGEST_MS);
  view.addEventListener('afterprint', done);
  view.focus();
  view.print();
}
