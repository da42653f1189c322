import type { Pack } from '../../channels/web/pack.js';

/** What the page's own scripts are told. Never what the person wrote or read. */
export interface WidgetEvents {
  readonly open: null;
  readonly close: null;
  readonly language: { readonly language: string };
  readonly sent: null;
  readonly answered: { readonly topic: string | null; readonly emergency: boolean };
  readonly leave: null;
}
export type Emit = <Name extends keyof WidgetEvents>(name: Name, detail: WidgetEvents[Name]) => void;

/** How the panel is to appear, from the `data-` attributes of the script tag. */
export interface PanelOptions {
  /** Origin of the server, for example `https://amparo.example`. */
  readonly base: string;
  /** Wanted languages, the most wanted first; the first one that is installed is shown. */
  readonly languages: readonly string[];
  readonly place: string | null;
  /** Where "leave and forget" goes: https: or http: only. */
  readonly leaveUrl: string;
  /** `#rrggbb`, dark enough for white text; null for the own colour. */
  readonly fill: string | null;
  readonly position: 'start' | 'end';
  /** `page`: the panel is the whole page. */
  readonly mode: 'widget' | 'page';
  readonly emit: Emit;
  /** The panel was closed by the person: focus goes back to where it was opened. */
  readonly onClose: () => void;
}

export interface Panel {
  open(): void;
  close(): void;
  setLanguage(language: string): void;
  setPlace(place: string | null): void;
}

/** Makes the panel; the second script hands this to the first by an event on its own script element. */
export type MountPanel = (options: PanelOptions, pack: Pack) => Panel;

/** Name of that event; no name is left on `window`. */
export const PANEL_READY = 'amparo-panel-ready';
