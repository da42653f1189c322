import { type Colours, readRemembered } from './remembered.js';

const LEAVE_URL = 'https://www.weather.gov/';
/** Contrast of text that WCAG calls enhanced. */
const LEAST_CONTRAST = 7;

/** What the `data-` attributes of a script tag ask for. */
export interface TagOptions {
  readonly base: string;
  readonly languages: readonly string[];
  readonly place: string | null;
  readonly leaveUrl: string;
  readonly fill: string | null;
  readonly position: 'start' | 'end';
  readonly colours: Colours;
}

export function readTag(script: HTMLScriptElement): TagOptions {
  const { language, place, leaveUrl, color, position, theme } = script.dataset;
  const remembered = readRemembered();
  const first = remembered?.language ?? language;
  return {
    base: new URL(script.src).origin,
    languages: [...(first ? [first] : []), ...navigator.languages],
    place: remembered?.place ?? (place || null),
    leaveUrl: leaveUrl && /^https?:\/\//.test(leaveUrl) ? leaveUrl : LEAVE_URL,
    fill: darkEnough(color),
    position: position === 'start' || position === 'left' ? 'start' : 'end',
    colours: theme === 'light' || theme === 'dark' ? theme : 'auto',
  };
}

/** The colour, darkened until white text on it reads well; null where it is no `#rrggbb`. */
export function darkEnough(color: string | undefined): string | null {
  if (!color || !/^#[\da-f]{6}$/i.test(color)) return null;
  let rgb = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  while (1.05 / (luminance(rgb) + 0.05) < LEAST_CONTRAST) rgb = rgb.map((part) => Math.floor(part * 0.95));
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance of sRGB, 0 to 1 (WCAG 2.2, "relative luminance"). */
function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
