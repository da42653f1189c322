import type { FirstScreen, Pack } from '../../channels/web/pack.js';
import type { Choice, ChoiceId } from '../../reply/index.js';
import type { More, Panel, PanelOptions } from './contract.js';
import type { Answer, Conversation, ConversationListener, Outgoing, SendState } from './conversation.js';
import { adoptStyles, button, el, hidden } from './dom.js';
import { type DrawContext, drawFirstScreen, type SayThis } from './draw-basics.js';
import { icon } from './icons.js';
import { coverScreen, onTripleShift } from './leave.js';
import { loadPart, type PartFile } from './load-part.js';
import { loadFirstScreen, loadPack } from './load-words.js';
import css from './panel.css' with { type: 'text' };
import { forgetRemembered, keepRemembered, readRemembered } from './remembered.js';
import { withPhones } from './with-phones.js';

/** The script with the rest of the widget, by the build. */
declare const MORE_FILE: PartFile;

const TEXT_SIZES = [1, 1.2, 1.45];
/** How close to its end the log must be for a new message to move it. */
const NEAR_END_PX = 120;
/** Spoken text is taken out again, so that nobody finds it twice. */
const SPOKEN_MS = 12_000;
/** The answers for the device come after the first question may have been asked, or as soon as they are wanted. */
const QUIET_MS = 2_500;
/** Where the rest of the widget could not be had, it is asked for again after so long. */
const RETRY_MS = 4_000;
/** Whether they have changed is asked again when the network comes back, at most so often. */
const PACK_AGE_MS = 10 * 60_000;
/** What leaving takes off the device may take so long; the screen is covered meanwhile. */
const LEAVE_MS = 400;
const DARK = '(prefers-color-scheme: dark)';

/** Where the panel takes the whole screen, as in panel.css. */
const FULL_SCREEN = '(max-width: 479px), (max-height: 480px)';

/** What the person said and what was answered to it. */
interface Turn {
  readonly element: HTMLElement;
  readonly status: HTMLElement;
}

/** A random id; `crypto.randomUUID` is missing on plain http. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
}

/**
 * Makes the chat panel, in a shadow root of its own, as a dialog on a page or as the page itself.
 */
export function mountPanel(options: PanelOptions, firstScreen: FirstScreen): Panel {
  const isPage = options.mode === 'page';
  const host = document.createElement('amparo-panel');
  const root = host.attachShadow({ mode: 'open' });
  adoptStyles(root, css, `${options.base}/assets/panel.css`);
  if (options.fill) host.style.setProperty('--amparo-fill', options.fill);

  const remembered = readRemembered();
  let screen = firstScreen;
  let strings = screen.strings;
  let place = options.place;
  let textSize = remembered?.textSize ?? 0;
  let colours = remembered?.colours ?? options.colours;
  let isRemembering = remembered !== null;
  let more: More | null = null;
  /** Comes with the rest of the widget. */
  let conversation: Conversation | null = null;
  /** What was said before that. */
  const unsaid: Outgoing[] = [];
  let moreComing: Promise<More> | null = null;
  let pack: Pack | null = null;
  let packAskedAt = 0;
  let retryTimer = 0;
  let shownSheet: 'device' | 'options' = 'device';
  let isOffline = navigator.onLine === false;
  let isFailing = false;
  let stopShift: (() => void) | null = null;
  let covered: HTMLElement[] = [];
  /** The end stays in sight when the keyboard or the banner takes room. */
  let isHeldAtEnd = false;
  const turns = new Map<string, Turn>();
  let fitting = 0;

  // ---- what is on the screen ----
  const title = el(isPage ? 'h1' : 'h2', { class: 'brand', id: 'title' });
  const language = el('select', { id: 'language' });
  const languageLabel = el('label', { class: 'language' }, icon('globe'));
  const languageName = hidden('');
  languageLabel.append(languageName, language);
  const settings = button({ class: 'plain', 'aria-expanded': 'false' }, () => toggleSheet('options'), icon('options'));
  const close = button({ class: 'plain' }, () => closePanel(), icon('close'));
  const urgentLabel = el('span');
  const urgent = button({ class: 'urgent' }, () => toggleSheet('device'), icon('alert'), urgentLabel);
  const leaveLabel = el('span');
  const leave = button(
    { class: 'leave', 'aria-describedby': 'leave-note' },
    () => void leaveNow(),
    icon('leave'),
    leaveLabel,
  );
  const header = el(
    'header',
    {},
    el('div', { class: 'bar' }, title, settings, languageLabel, isPage ? null : close),
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
  // Asked for once the panel is in the page, the browser would lay all of it out twice.
  if (isPage) fitViewport();
  document.body.append(host);

  const listener: ConversationListener = {
    onState: showState,
    onAnswer: showAnswer,
    onFound: (id, text) => void addTurn(id, text),
    onKey: () => remember(),
    onReach: (reach) => {
      isFailing = reach === 'failed';
      showReach();
    },
  };

  const context = (): DrawContext => ({
    strings,
    headingLevel: isPage ? 2 : 3,
    onChoose: choose,
    onShowCard: showCard,
    announce: (text) => announce(polite, text),
  });

  // ---- words ----
  function paint(): void {
    strings = screen.strings;
    panel.lang = screen.language;
    panel.dir = screen.direction;
    if (isPage) {
      document.documentElement.lang = screen.language;
      document.documentElement.dir = screen.direction;
    }
    title.replaceChildren(icon('logo'), el('span', {}, strings.title));
    languageName.textContent = strings.language;
    language.replaceChildren(
      ...screen.languages.map(({ code, name }) =>
        el('option', { value: code, lang: code, selected: code === screen.language }, name),
      ),
    );
    language.hidden = screen.languages.length < 2;
    settings.setAttribute('aria-label', strings.options);
    settings.title = strings.options;
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
      drawFirstScreen(screen.greeting, context()),
      el('p', { class: 'small' }, strings.introPrivacy),
      el('p', { class: 'small', id: 'leave-note' }, el('strong', {}, `${strings.leave}: `), strings.leaveNote),
    );
    if (!sheet.hidden) drawSheet();
    showReach();
    fitInput();
  }

  /** Shows our own words in a language; false where it is not installed or cannot be loaded. */
  async function speak(code: string): Promise<boolean> {
    const next = await loadFirstScreen(options.base, [code]).catch(() => null);
    if (next?.language === code) {
      screen = next;
      paint();
      options.emit('language', { language: code });
      if (pack?.language !== code) void refreshPack();
      remember();
    }
    language.value = screen.language;
    return next?.language === code;
  }

  /** The person chose a language: the bot is told too. */
  async function setLanguage(code: string): Promise<void> {
    if (code === screen.language || !(await speak(code))) return;
    const name = screen.languages.find((each) => each.code === code)?.name;
    if (turns.size > 0 && name) say(name, `language:${code}`);
  }

  function applyLook(): void {
    host.style.setProperty('--amparo-text-size', String(TEXT_SIZES[textSize] ?? 1));
    host.classList.toggle('dark', colours === 'dark' || (colours === 'auto' && matchMedia(DARK).matches));
  }

  /** Keeps what the person asked this browser to remember; without that, nothing. */
  function remember(): void {
    if (!isRemembering) return;
    isRemembering = keepRemembered({
      language: screen.language,
      textSize,
      colours,
      place,
      chat: conversation?.key ?? null,
    });
  }

  // ---- the rest of the widget, which comes while the first screen is read ----
  function needMore(): Promise<More> {
    moreComing ??= loadPart<More>(options.base, MORE_FILE).then((part) => {
      adoptStyles(root, part.css, `${options.base}/assets/more.css`);
      more = part;
      conversation = part.beginConversation(options.base, listener);
      if (remembered?.chat && isRemembering) void conversation.rejoin(remembered.chat).then(remember);
      if (!sheet.hidden) drawSheet();
      return part;
    });
    moreComing.catch(() => {
      moreComing = null;
    });
    return moreComing;
  }

  /** Fetches the answers for the device, or asks whether they have changed. */
  async function refreshPack(): Promise<void> {
    const { language: wanted } = screen;
    packAskedAt = Date.now();
    const found = await loadPack(options.base, wanted).catch(() => null);
    if (!found || found.language !== screen.language) return;
    const isNews = found.version !== pack?.version || found.language !== pack.language;
    pack = found;
    if (!isNews) return;
    if (found.version !== screen.version) {
      screen = found;
      paint();
    } else if (!sheet.hidden && shownSheet === 'device' && !sheet.querySelector('details[open]')) drawSheet();
  }

  /** Says something to a screen reader. */
  function announce(region: HTMLElement, text: string, spokenLanguage: string = screen.language): void {
    const line = el('p', { lang: spokenLanguage }, text);
    region.replaceChildren(line);
    setTimeout(() => line.remove(), SPOKEN_MS);
  }

  // ---- talking ----
  function choose(choice: Choice): void {
    say(choice.label, choice.id);
  }

  function addTurn(id: string, text: string): Turn {
    const status = el('div', { class: 'status' });
    const element = el(
      'div',
      { class: 'turn' },
      el('div', { class: 'mine', dir: 'auto' }, hidden(strings.you), el('p', {}, text)),
      status,
    );
    const turn = { element, status };
    turns.set(id, turn);
    log.append(element);
    return turn;
  }

  function say(text: string, chosen: ChoiceId | null): void {
    closeSheet();
    const id = randomId();
    addTurn(id, text);
    toEnd();
    options.emit('sent', null);
    showState(id, 'sending');
    unsaid.push({ id, text, choose: chosen, language: screen.language, place });
    sendUnsaid();
  }

  /** Hands what was said to the conversation, as soon as there is one. */
  function sendUnsaid(): void {
    needMore().then(
      () => {
        for (const message of unsaid.splice(0)) conversation?.send(message);
        isFailing = false;
        showReach();
      },
      () => {
        for (const { id } of unsaid) showState(id, 'waiting');
        isFailing = true;
        showReach();
        clearTimeout(retryTimer);
        retryTimer = window.setTimeout(retryNow, RETRY_MS);
      },
    );
  }

  function retryNow(): void {
    if (unsaid.length > 0) sendUnsaid();
    else if (conversation?.isWaiting) conversation.retryNow();
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
          button({ class: 'quiet' }, () => retryNow(), strings.retry),
        ];
      case 'refused':
        return [icon('alert'), el('span', {}, ...withPhones(strings.failed))];
      case 'sent':
        return [];
    }
  }

  function showAnswer(id: string | null, answer: Answer): void {
    if (more) showDrawn(id, answer, more);
    // What draws answers is still on its way; without it the answer's plain text is better than none.
    else
      needMore().then(
        (part) => showDrawn(id, answer, part),
        () => showDrawn(id, { ...answer, reply: null }, null),
      );
  }

  function showDrawn(id: string | null, { text, reply }: Answer, part: More | null): void {
    const turn = (id !== null && turns.get(id)) || [...turns.values()].pop();
    if (!turn) return;
    const wasAtEnd = isAtEnd();
    const isFirst = turn.element.querySelector('.reply') === null;
    const draw = (): HTMLElement => (reply && part ? part.drawReply(reply, context()) : drawPlain(text));
    const drawn = draw();
    turn.element.append(drawn);
    const isUrgent = reply?.emergency === true;
    announce(
      isUrgent ? assertive : polite,
      `${strings.newMessage} ${reply && part ? part.spokenText(reply) : text}`,
      reply?.language,
    );
    if (wasAtEnd && isFirst) requestAnimationFrame(() => scrollToTop(turn.element));
    else if (!wasAtEnd) newest.hidden = false;
    options.emit('answered', { topic: reply?.topic ?? null, emergency: isUrgent });
    const other = reply?.language;
    if (!other || other === screen.language || !screen.languages.some(({ code }) => code === other)) return;
    // Written in another language than the screen's: all of it follows, after the answer itself.
    void speak(other).then((isSpoken) => {
      if (isSpoken && !drawn.contains(root.activeElement)) drawn.replaceWith(draw());
    });
  }

  function drawPlain(text: string): HTMLElement {
    return el(
      'article',
      { class: 'reply' },
      hidden(strings.bot),
      el('div', { class: 'body' }, el('p', { class: 'mine', dir: 'auto' }, text)),
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
    if (isOffline) return;
    retryNow();
    if (Date.now() - packAskedAt > PACK_AGE_MS) void refreshPack();
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

  /** Measured when the browser lays the page out anyway: at once it would do so twice, and an old phone stands still. */
  function fitInput(): void {
    cancelAnimationFrame(fitting);
    fitting = requestAnimationFrame(measureInput);
  }

  function measureInput(): void {
    input.style.height = 'auto';
    // Nothing can be measured while the panel is hidden.
    if (input.scrollHeight === 0) return;
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
  }

  // ---- what lies over the log: the answers on the device, and the options ----
  function drawSheet(): void {
    const isDevice = shownSheet === 'device';
    const back = button({ class: 'plain' }, () => closeSheet(), icon('close'));
    back.setAttribute('aria-label', strings.close);
    const name = isDevice ? strings.emergencyTitle : strings.options;
    sheet.className = `sheet ${shownSheet}`;
    sheet.replaceChildren(
      el(
        'div',
        { class: 'bar' },
        el(isPage ? 'h2' : 'h3', { id: 'sheet-title' }, icon(isDevice ? 'alert' : 'options'), el('span', {}, name)),
        back,
      ),
      ...(isDevice ? drawDevice() : drawOptions()),
    );
  }

  function drawDevice(): Node[] {
    if (more && pack?.language === screen.language) {
      return more.drawDeviceSheet(pack, place, context(), (chosen) => {
        place = chosen === 'us' ? null : chosen;
        remember();
      });
    }
    return [el('p', {}, ...withPhones(strings.packMissing))];
  }

  function drawOptions(): Node[] {
    const state = {
      textSize,
      colours,
      isRemembering,
      onTextSize: (size: number) => {
        textSize = size;
        applyLook();
        remember();
      },
      onColours: (wanted: typeof colours) => {
        colours = wanted;
        applyLook();
        remember();
      },
      onRemember,
    };
    return more ? more.drawOptions(state, { strings }) : [el('p', {}, strings.typing)];
  }

  function onRemember(isWanted: boolean): void {
    isRemembering = isWanted;
    if (isWanted) remember();
    else forgetRemembered();
    drawSheet();
    announce(polite, isRemembering ? strings.remembered : strings.forgotten);
    sheet.querySelector<HTMLElement>('.option .choice')?.focus();
  }

  function toggleSheet(kind: typeof shownSheet): void {
    if (!sheet.hidden && shownSheet === kind) closeSheet();
    else openSheet(kind);
  }

  function openSheet(kind: typeof shownSheet): void {
    shownSheet = kind;
    sheet.hidden = false;
    log.inert = true;
    urgent.setAttribute('aria-expanded', String(kind === 'device'));
    settings.setAttribute('aria-expanded', String(kind === 'options'));
    void needMore().catch(() => undefined);
    if (!pack) void refreshPack();
    drawSheet();
    sheet.scrollTop = 0;
    sheet.focus();
  }

  function closeSheet(): void {
    if (sheet.hidden) return;
    const hadFocus = sheet.contains(root.activeElement);
    sheet.hidden = true;
    sheet.replaceChildren();
    log.inert = false;
    urgent.setAttribute('aria-expanded', 'false');
    settings.setAttribute('aria-expanded', 'false');
    if (hadFocus) (shownSheet === 'device' ? urgent : settings).focus();
  }

  function showCard(card: SayThis, opener: HTMLElement): void {
    const onOpen = () => {
      panel.inert = true;
    };
    const onClose = () => {
      panel.inert = false;
      opener.focus();
    };
    more?.openOfficerCard({ root, screen, onOpen, onClose }, card);
  }

  // ---- opening, closing, leaving ----
  function watchShift(): void {
    stopShift ??= onTripleShift(
      () => void leaveNow(),
      (left) => {
        announce(polite, strings.shiftHint.replace('{left}', String(left)));
      },
    );
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
    if (turns.size === 0) {
      stopShift?.();
      stopShift = null;
    }
    options.onClose();
    options.emit('close', null);
  }

  /** Covers, forgets here, asks the server to forget, and goes. The one request to another site, made by the person. */
  async function leaveNow(): Promise<void> {
    input.value = '';
    turns.clear();
    const tell = coverScreen(root);
    isRemembering = false;
    forgetRemembered();
    unsaid.length = 0;
    const isHeard = conversation?.forget() ?? Promise.resolve(true);
    options.emit('leave', null);
    await Promise.race([
      options.onLeave().catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, LEAVE_MS)),
    ]);
    if (navigator.onLine === false) {
      // No page to go to: this one stays, empty, and says what remains.
      tell(strings.gone);
      if (!(await isHeard)) return;
    }
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
  input.addEventListener('input', () => {
    fitInput();
    conversation?.prepare(screen.language);
  });
  // Between the finger's touch and the tap there is time for a start.
  first.addEventListener('pointerdown', (event) => {
    if ((event.target as Element).closest('.choice')) conversation?.prepare(screen.language);
  });
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
  matchMedia(DARK).addEventListener('change', applyLook);
  urgent.setAttribute('aria-expanded', 'false');
  applyLook();
  paint();
  void needMore().catch(() => undefined);
  setTimeout(() => pack ?? void refreshPack(), QUIET_MS);
  if (isPage) watchShift();

  return {
    open: openPanel,
    close: closePanel,
    setLanguage: (code) => void setLanguage(code),
    setPlace: (id) => {
      place = id;
      remember();
    },
  };
}
