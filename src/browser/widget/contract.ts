import type { FirstScreen, Pack } from '../../channels/web/pack.js';
import type { Reply } from '../../reply/index.js';
import type { Conversation, ConversationListener } from './conversation.js';
import type { DrawContext, SayThis } from './draw-basics.js';
import type { Colours } from './remembered.js';

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
  readonly colours: Colours;
  /** `page`: the panel is the whole page. */
  readonly mode: 'widget' | 'page';
  readonly emit: Emit;
  /** Takes off the device what the page keeps there, before the person leaves. */
  readonly onLeave: () => Promise<void>;
  /** The panel was closed by the person: focus goes back to where it was opened. */
  readonly onClose: () => void;
}

export interface Panel {
  open(): void;
  close(): void;
  setLanguage(language: string): void;
  setPlace(place: string | null): void;
}

/** Makes the panel; the second script hands this to the first. */
export type MountPanel = (options: PanelOptions, screen: FirstScreen) => Panel;

/** What the panel needs from the first answer on, and what is behind its buttons: the script that loads while the first screen is read. */
export interface More {
  readonly css: string;
  beginConversation(base: string, listener: ConversationListener): Conversation;
  drawReply(reply: Reply, context: DrawContext): HTMLElement;
  /** What a screen reader is told of a reply. */
  spokenText(reply: Reply): string;
  /** The answers on the device: emergencies, hotlines, words for an officer, rights. */
  drawDeviceSheet(pack: Pack, place: string | null, context: DrawContext, onPlace: (place: string) => void): Node[];
  drawOptions(state: OptionsState, context: Pick<DrawContext, 'strings'>): Node[];
  openOfficerCard(view: CardView, card: SayThis): void;
}

/** Where the card for an officer is shown. */
export interface CardView {
  readonly root: ShadowRoot;
  readonly screen: FirstScreen;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

export interface OptionsState {
  readonly textSize: number;
  readonly colours: Colours;
  readonly isRemembering: boolean;
  readonly onTextSize: (size: number) => void;
  readonly onColours: (colours: Colours) => void;
  /** Begins or ends remembering. */
  readonly onRemember: (wanted: boolean) => void;
}
