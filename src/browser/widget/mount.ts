import type { Pack } from '../../channels/web/pack.js';
import type { Choice, ChoiceId } from '../../reply/index.js';
import type { Panel, PanelOptions } from './contract.js';
import { type Answer, Conversation, randomId, type SendState } from './conversation.js';
import { adoptStyles, button, el, hidden } from './dom.js';
import { type DrawContext, drawLine, drawReply, type SayThis } from './draw-reply.js';
import { icon } from './icons.js';
import { coverScreen, onTripleShift } from './leave.js';
import { loadPack } from './load-pack.js';
import css from './panel.css' with { type: 'text' };
import { spokenText, textOf } from './reply-text.js';

const TEXT_SIZES = [1, 1.2, 1.45];
/** How close to its end the log must be for a new message to move it. */
const NEAR_END_PX = 120;
/** Words to say of more characters are shown a little smaller. */
const LONG_WORDS = 90;
/** Spoken text is taken out again, so that nobody finds it twice. */
const SPOKEN_MS = 12_000;

/** Where the panel takes the whole screen, as in panel.css. */
const FULL_SCREEN = '(max-width: 479px), (max-height: 480px)';

/** What the person said and what was answered to it. */
interface Turn {
  readonly element: HTMLElement;
  readonly status: HTMLElement;
}

/**
 * Makes the chat panel, in a shadow root of its own, as a dialog on a page or as the page itself.
 */
export function mountPanel(options: PanelOptions, firstPack: Pack): Panel {
  const isPage = options.mode === 'page';
  const host = document.createElement('amparo-panel');
  const root = host.attachShadow({ mode: 'open' });
  adoptStyles(root, css, `${options.base}/assets/panel.css`);
  if (options.fill) host.style.setProperty('--amparo-fill', options.fill);

  let pack = firstPack;
  let strings = pack.strings;
  let place = options.place;
  let textSize = 0;
  let isOffline = navigator.onLine === false;
  let isFailing = false;
  let stopShift: (() => void) | null = null;
  let covered: HTMLElement[] = [];
  /** The end stays in sight when the keyboard or the banner takes room. */
  let isHeldAtEnd = false;
  const turns = new Map<string, Turn>();

  // ---- what is on the screen ----
  const title = el(isPage ? 'h1' : 'h2', { class: 'brand', id: 'title' });
  const language = el('select', { id: 'language' });
  const languageLabel = el('label', { class: 'language' }, icon('globe'));
  const languageName = hidden('');
  languageLabel.append(languageName, language);
  const size = button({ class: 'plain' }, () => changeTextSize(), icon('text'));
  const close = button({ class: 'plain' }, () => closePanel(), icon('close'));
  const urgentLabel = el('span');
  const urgent = button({ class: 'urgent' }, () => toggleSheet(), icon('alert'), urgentLabel);
  const leaveLabel = el('span');
  const leave = button(
    { class: 'leave', 'aria-describedby': 'leave-note' },
    () => leaveNow(),
    icon('leave'),
    leaveLabel,
  );
  const header = el(
    'header',
    {},
    el('div', { class: 'bar' }, title, size, languageLabel, isPage ? null : close),
    el('div', { class: 'bar actions' }, urgent, leave),
  );
  const banner = el('div', { class: 'banner', role: 'status' });
  const first = el('div', { class: 'first' });
  const log = el('div', { class: 'log', role: 'log', 'aria-live': 'off', tabindex: 0 }, first);
  const newest = button({ class: 'newest', hidden: true }, () => showNewest(), icon('down'), el('span'));
  const input = el('textarea', {
    id: 'input',
    rows: 1,
    autocomplete: 'off',
    enterkeyhint: 'send',
    'aria-describedby': 'hint',
  });
  const inputLabel = el('label', { for: 'input' });
  const hint = el('span', { id: 'hint', class: 'sr' });
  const send = el('button', { class: 'send', type: 'submit' }, icon('send'));
  const form = el('form', { novalidate: true }, el('div', { class: 'field' }, inputLabel, input, hint), send);
  const sheet = el('div', {
    class: 'sheet',
    role: 'region',
    tabindex: -1,
    'aria-labelledby': 'sheet-title',
    hidden: true,
  });
  const polite = el('div', { class: 'sr', 'aria-live': 'polite' });
  const assertive = el('div', { class: 'sr', role: 'alert' });
  const panel: HTMLElement = el(
    isPage ? 'main' : 'div',
    isPage
      ? { class: 'panel page' }
      : { class: `panel ${options.position}`, role: 'dialog', 'aria-labelledby': 'title', tabindex: -1, hidden: true },
    polite,
    assertive,
    header,
    banner,
    el('div', { class: 'middle' }, log, newest, sheet),
    form,
  );
  root.append(panel);
  document.body.append(host);

  const conversation = new Conversation(options.base, {
    onState: showState,
    onAnswer: showAnswer,
    onReach: (reach) => {
      isFailing = reach === 'failed';
      showReach();
    },
  });

  const context = (): DrawContext => ({
    strings,
    headingLevel: isPage ? 2 : 3,
    onChoose: choose,
    onShowCard: showCard,
    announce: (text) => announce(polite, text),
  });

  // ---- words ----
  function paint(): void {
    strings = pack.strings;
    panel.lang = pack.language;
    panel.dir = pack.direction;
    title.replaceChildren(icon('logo'), el('span', {}, strings.title));
    languageName.textContent = strings.language;
    language.replaceChildren(
      ...pack.languages.map(({ code, name }) =>
        el('option', { value: code, lang: code, selected: code === pack.language }, name),
      ),
    );
    language.hidden = pack.languages.length < 2;
    size.setAttribute('aria-label', strings.textSize);
    close.setAttribute('aria-label', strings.close);
    urgentLabel.textContent = strings.emergency;
    leaveLabel.textContent = strings.leave;
    log.setAttribute('aria-label', strings.title);
    newest.lastElementChild?.replaceChildren(strings.newMessage);
    inputLabel.textContent = strings.inputLabel;
    input.placeholder = strings.inputHint;
    hint.textContent = strings.inputHint;
    send.setAttribute('aria-label', strings.send);
    send.title = strings.send;
    first.replaceChildren(
      drawReply(pack.greeting, context(), true),
      el('p', { class: 'small' }, strings.introPrivacy),
      el('p', { class: 'small', id: 'leave-note' }, el('strong', {}, `${strings.leave}: `), strings.leaveNote),
    );
    drawSheet();
    showReach();
    fitInput();
  }

  /** Shows our own words in a language; false where it is not installed or cannot be loaded. */
  async function speak(code: string): Promise<boolean> {
    const next = await loadPack(options.base, [code]).catch(() => null);
    if (next?.language === code) {
      pack = next;
      paint();
      options.emit('language', { language: code });
    }
    language.value = pack.language;
    return next?.language === code;
  }

  /** The person chose a language: the bot is told too. */
  async function setLanguage(code: string): Promise<void> {
    if (code === pack.language || !(await speak(code))) return;
    const name = pack.languages.find((each) => each.code === code)?.name;
    if (conversation.hasBegun && name) say(name, `language:${code}`);
  }

  function changeTextSize(): void {
    textSize = (textSize + 1) % TEXT_SIZES.length;
    host.style.setProperty('--amparo-text-size', String(TEXT_SIZES[textSize]));
  }

  /** Says something to a screen reader. */
  function announce(region: HTMLElement, text: string, spokenLanguage: string = pack.language): void {
    const line = el('p', { lang: spokenLanguage }, text);
    region.replaceChildren(line);
    setTimeout(() => line.remove(), SPOKEN_MS);
  }

  // ---- talking ----
  function choose(choice: Choice): void {
    say(choice.label, choice.id);
  }

  function say(text: string, chosen: ChoiceId | null): void {
    closeSheet();
    const id = randomId();
    const status = el('div', { class: 'status' });
    const element = el(
      'div',
      { class: 'turn' },
      el('div', { class: 'mine', dir: 'auto' }, hidden(strings.you), el('p', {}, text)),
      status,
    );
    turns.set(id, { element, status });
    log.append(element);
    toEnd();
    options.emit('sent', null);
    conversation.send({ id, text, choose: chosen, language: pack.language, place });
  }

  function sayTyped(): void {
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    fitInput();
    // On a phone the keyboard would cover the answer.
    if (matchMedia('(pointer: coarse)').matches) input.blur();
    say(text, null);
  }

  function showState(id: string, state: SendState): void {
    const status = turns.get(id)?.status;
    if (!status || status.dataset.state === state) return;
    // Once a message waits, further tries change nothing on the screen: the button to try again keeps its focus.
    if (state === 'sending' && status.dataset.state === 'waiting') return;
    const wasAtEnd = isAtEnd();
    const hadFocus = status.contains(root.activeElement);
    status.dataset.state = state;
    status.replaceChildren(...drawState(state));
    if (state === 'waiting') announce(polite, strings.notSent);
    if (hadFocus) log.focus({ preventScroll: true });
    if (wasAtEnd) toEnd();
  }

  function drawState(state: SendState): Node[] {
    switch (state) {
      case 'sending':
        return [el('span', { class: 'dots', 'aria-hidden': true }, el('i'), el('i'), el('i')), hidden(strings.typing)];
      case 'waiting':
        return [
          icon('clock'),
          el('span', {}, strings.notSent),
          button({ class: 'quiet' }, () => conversation.retryNow(), strings.retry),
        ];
      case 'refused':
        return [icon('alert'), el('span', {}, ...withPhones(strings.failed))];
      case 'sent':
        return [];
    }
  }

  function showAnswer(id: string, { text, reply }: Answer): void {
    const turn = turns.get(id);
    if (!turn) return;
    const wasAtEnd = isAtEnd();
    const isFirst = turn.element.querySelector('.reply') === null;
    const drawn = drawAnswer(text, reply);
    turn.element.append(drawn);
    const isUrgent = reply?.emergency === true;
    announce(
      isUrgent ? assertive : polite,
      `${strings.newMessage} ${reply ? spokenText(reply) : text}`,
      reply?.language,
    );
    if (wasAtEnd && isFirst) scrollToTop(turn.element);
    else if (!wasAtEnd) newest.hidden = false;
    options.emit('answered', { topic: reply?.topic ?? null, emergency: isUrgent });
    const other = reply?.language;
    if (!other || other === pack.language || !pack.languages.some(({ code }) => code === other)) return;
    // Written in another language than the screen's: all of it follows, after the answer itself.
    void speak(other).then((isSpoken) => {
      if (!isSpoken || drawn.contains(root.activeElement)) return;
      drawn.replaceWith(drawAnswer(text, reply));
    });
  }

  function drawAnswer(text: string, reply: Answer['reply']): HTMLElement {
    if (reply) return drawReply(reply, context());
    return el(
      'article',
      { class: 'reply' },
      hidden(strings.bot),
      el('div', { class: 'body' }, el('p', { dir: 'auto' }, text)),
    );
  }

  // ---- reaching the server ----
  function showReach(): void {
    const text = isOffline ? strings.offline : isFailing ? strings.failed : '';
    banner.classList.toggle('on', text !== '');
    banner.replaceChildren(...(text === '' ? [] : [icon('alert'), el('p', {}, ...withPhones(text))]));
  }

  function onNetwork(): void {
    isOffline = navigator.onLine === false;
    showReach();
    if (!isOffline && conversation.isWaiting) conversation.retryNow();
  }

  // ---- scrolling ----
  /** In a very low window the whole panel scrolls, else the log. */
  function scroller(): HTMLElement {
    return getComputedStyle(log).overflowY === 'visible' ? panel : log;
  }

  function isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = scroller();
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  function toEnd(): void {
    const box = scroller();
    newest.hidden = true;
    box.scrollTop = box.scrollHeight;
  }

  /** Long answers are read from their beginning. */
  function scrollToTop(element: HTMLElement): void {
    const box = scroller();
    const covered = box === panel ? leave.offsetHeight + 20 : 8;
    const top = box.scrollTop + element.getBoundingClientRect().top - box.getBoundingClientRect().top - covered;
    box.scrollTo({ top, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  }

  function showNewest(): void {
    newest.hidden = true;
    const last = [...turns.values()].pop();
    if (last) scrollToTop(last.element);
    log.focus({ preventScroll: true });
  }

  function fitInput(): void {
    input.style.height = 'auto';
    // Nothing can be measured while the panel is hidden.
    if (input.scrollHeight === 0) return;
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
  }

  // ---- the answers that are on the device ----
  function drawSheet(): void {
    const answers = pack.emergencies.map((reply) => {
      const [head] = reply.blocks;
      const name = head?.kind === 'heading' ? head.text : strings.emergencyTitle;
      const rest = {
        ...reply,
        emergency: false,
        choices: [],
        blocks: reply.blocks.slice(head?.kind === 'heading' ? 1 : 0),
      };
      return el('details', {}, el('summary', {}, name), drawReply(rest, context()));
    });
    const back = button({ class: 'plain' }, () => closeSheet(), icon('close'));
    back.setAttribute('aria-label', strings.close);
    sheet.replaceChildren(
      el(
        'div',
        { class: 'bar' },
        el(isPage ? 'h2' : 'h3', { id: 'sheet-title' }, icon('alert'), el('span', {}, strings.emergencyTitle)),
        back,
      ),
      ...answers,
    );
    urgent.hidden = answers.length === 0;
  }

  function toggleSheet(): void {
    if (sheet.hidden) openSheet();
    else closeSheet();
  }

  function openSheet(): void {
    sheet.hidden = false;
    log.inert = true;
    urgent.setAttribute('aria-expanded', 'true');
    sheet.scrollTop = 0;
    sheet.focus();
  }

  function closeSheet(): void {
    if (sheet.hidden) return;
    const hadFocus = sheet.contains(root.activeElement);
    sheet.hidden = true;
    log.inert = false;
    urgent.setAttribute('aria-expanded', 'false');
    if (hadFocus) urgent.focus();
  }

  /** The words to say, as large as the phone allows, to hold up to an officer. */
  function showCard(card: SayThis, opener: HTMLElement): void {
    const done = (): void => {
      view.remove();
      panel.inert = false;
      opener.focus();
    };
    const isLong = textOf(card.words).length > LONG_WORDS;
    const finish = button({ class: 'fill' }, done, strings.hideCard);
    const view = el(
      'div',
      {
        class: 'card-view',
        role: 'dialog',
        'aria-modal': 'true',
        'aria-label': card.title,
        lang: pack.language,
        dir: pack.direction,
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
      if (event.key === 'Escape') {
        event.stopPropagation();
        done();
      }
    });
    panel.inert = true;
    root.append(view);
    finish.focus();
  }

  // ---- opening, closing, leaving ----
  function watchShift(): void {
    stopShift ??= onTripleShift(leaveNow, (left) => {
      announce(polite, strings.shiftHint.replace('{left}', String(left)));
    });
  }

  function openPanel(): void {
    if (!panel.hidden) return;
    panel.hidden = false;
    watchShift();
    fitViewport();
    coverPage();
    panel.focus();
    options.emit('open', null);
  }

  /** On a phone the panel hides the page: then nothing in the page can be reached until it closes. */
  function coverPage(): void {
    if (!matchMedia(FULL_SCREEN).matches) return;
    panel.setAttribute('aria-modal', 'true');
    covered = [...document.body.children].filter(
      (each): each is HTMLElement => each !== host && each instanceof HTMLElement && !each.inert,
    );
    for (const element of covered) element.inert = true;
  }

  function uncoverPage(): void {
    panel.removeAttribute('aria-modal');
    for (const element of covered) element.inert = false;
    covered = [];
  }

  function closePanel(): void {
    if (isPage || panel.hidden) return;
    closeSheet();
    panel.hidden = true;
    uncoverPage();
    if (!conversation.hasBegun) {
      stopShift?.();
      stopShift = null;
    }
    options.onClose();
    options.emit('close', null);
  }

  /** Covers, forgets here, asks the server to forget, and goes. The one request to another site, made by the person. */
  function leaveNow(): void {
    input.value = '';
    turns.clear();
    coverScreen(root);
    conversation.forget();
    options.emit('leave', null);
    location.replace(options.leaveUrl);
  }

  /** Keeps the text field above the phone's keyboard. */
  function fitViewport(): void {
    const { visualViewport } = window;
    if (!visualViewport) return;
    host.style.setProperty('--amparo-height', `${Math.round(visualViewport.height)}px`);
    host.style.setProperty('--amparo-top', `${Math.round(visualViewport.offsetTop)}px`);
    fitInput();
  }

  // ---- wiring ----
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    sayTyped();
  });
  input.addEventListener('input', fitInput);
  input.addEventListener('keydown', (event) => {
    // 229: some keyboards end a composition with an Enter that is not marked as composing.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    sayTyped();
  });
  language.addEventListener('change', () => void setLanguage(language.value));
  for (const box of [log, panel]) {
    box.addEventListener('scroll', () => {
      isHeldAtEnd = isAtEnd();
      if (isHeldAtEnd) newest.hidden = true;
    });
  }
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (sheet.hidden) closePanel();
    else closeSheet();
  });
  if ('ResizeObserver' in window) new ResizeObserver(() => isHeldAtEnd && toEnd()).observe(log);
  addEventListener('online', onNetwork);
  addEventListener('offline', onNetwork);
  visualViewport?.addEventListener('resize', fitViewport);
  visualViewport?.addEventListener('scroll', fitViewport);
  urgent.setAttribute('aria-expanded', 'false');
  paint();
  if (isPage) {
    watchShift();
    fitViewport();
  }

  return {
    open: openPanel,
    close: closePanel,
    setLanguage: (code) => void setLanguage(code),
    setPlace: (id) => {
      place = id;
    },
  };
}

const PHONE = /\b(?:1-)?(\d{3})-(\d{3})-(\d{4})\b|(?<![\w-])(911|988)(?![\w-])/g;

/** Makes the phone numbers in our own sentences tappable, as in the answers. */
function withPhones(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(PHONE)) {
    const href = match[4] ? `tel:${match[4]}` : `tel:+1${match[1]}${match[2]}${match[3]}`;
    parts.push(text.slice(end, match.index), el('a', { href }, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
