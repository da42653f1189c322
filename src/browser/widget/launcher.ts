import type { MountPanel, Panel, WidgetEvents } from './contract.js';
import { adoptStyles, button, drawing, el } from './dom.js';
import css from './launcher.css' with { type: 'text' };
import { loadPart, type PartFile } from './load-part.js';
import { loadFirstScreen } from './load-words.js';
import { LOGO } from './logo.js';
import { readTag } from './options.js';

/** The panel's script, by the build. */
declare const PANEL_FILE: PartFile;

/** Before the pack is there; `data-greeting` replaces it. Other languages show the name alone. */
const LABELS: Readonly<Record<string, string>> = {
  en: 'Immigration help: ask here',
  es: 'Ayuda de inmigración: pregunte aquí',
};

type Listener = (detail: unknown) => void;

/** `window.Amparo`, for the page that carries the chat. */
export interface AmparoApi {
  open(): void;
  close(): void;
  setLanguage(language: string): void;
  setPlace(place: string | null): void;
  /** @returns stops listening. Events never carry what the person wrote. */
  on<Name extends keyof WidgetEvents>(name: Name, listener: (detail: WidgetEvents[Name]) => void): () => void;
}

const script = document.currentScript as HTMLScriptElement;
const tag = readTag(script);
const listeners = new Map<string, Set<Listener>>();
let wanted = { languages: tag.languages, place: tag.place };
let loading: Promise<Panel> | null = null;

function emit(name: string, detail: unknown): void {
  for (const listener of listeners.get(name) ?? []) listener(detail);
}

const code = tag.languages[0]?.toLowerCase().split('-')[0] ?? 'en';
const host = document.createElement('amparo-launcher');
const root = host.attachShadow({ mode: 'open' });
adoptStyles(root, css, `${tag.base}/widget.css`);
if (tag.fill) host.style.setProperty('--amparo-fill', tag.fill);
const label = el('span', {}, script.dataset.greeting || LABELS[code] || 'Amparo');
const launcher = button(
  { class: tag.position, 'aria-haspopup': 'dialog', lang: LABELS[code] ? code : null, dir: 'auto' },
  open,
  drawing(LOGO),
  label,
);
root.append(launcher);

function load(): Promise<Panel> {
  loading ??= start();
  loading.catch(() => {
    loading = null;
  });
  return loading;
}

async function start(): Promise<Panel> {
  // Script and words travel side by side.
  const [mountPanel, screen] = await Promise.all([
    loadPart<MountPanel>(tag.base, PANEL_FILE),
    loadFirstScreen(tag.base, wanted.languages),
  ]);
  const onClose = () => {
    host.hidden = false;
    launcher.focus();
  };
  return mountPanel({ ...tag, ...wanted, mode: 'widget', emit, onClose, onLeave: async () => undefined }, screen);
}

function open(): void {
  launcher.setAttribute('aria-busy', 'true');
  load()
    .then(
      (panel) => {
        panel.open();
        host.hidden = true;
      },
      () => undefined,
    )
    .finally(() => launcher.removeAttribute('aria-busy'));
}

const api: AmparoApi = {
  open,
  close: () => void loading?.then((panel) => panel.close()),
  setLanguage: (language) => {
    wanted = { ...wanted, languages: [language, ...wanted.languages] };
    void loading?.then((panel) => panel.setLanguage(language));
  },
  setPlace: (place) => {
    wanted = { ...wanted, place };
    void loading?.then((panel) => panel.setPlace(place));
  },
  on: (name, listener) => {
    const all = listeners.get(name) ?? new Set();
    listeners.set(name, all.add(listener as Listener));
    return () => void all.delete(listener as Listener);
  },
};
(window as unknown as { Amparo: AmparoApi }).Amparo = api;

function show(): void {
  document.body.append(host);
  if (script.dataset.open === 'true' || script.dataset.open === '') open();
}
// Begun when a finger comes near, so that the panel is there when it lands.
for (const sign of ['pointerenter', 'focus', 'touchstart']) {
  launcher.addEventListener(sign, () => void load().catch(() => undefined), { once: true, passive: true });
}
if (document.body) show();
else document.addEventListener('DOMContentLoaded', show);
