import { drawing } from './dom.js';
import { LOGO } from './logo.js';

/** Lines on a field of 24 by 24: those of the first screen. */
const ICONS = {
  logo: LOGO,
  home: 'M3 11l9-8 9 8M6 9v11h12V9M10 20v-6h4v6',
  work: 'M3 8h18v12H3zM9 8V4h6v4M3 13h18',
  street: 'M3 17v-5l2.5-6h13L21 12v5zM3 12h18M6 17v3M18 17v3',
  taken: 'M9.5 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M2 21c0-4 3-7 7.5-7S17 17 17 21M17 8h5',
  rumor: 'M4 4h16v12h-9l-5 4v-4H4zM10 8.5a2 2 0 1 1 2.5 2v1M12.5 13.5v.1',
  police: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM9 12l2 2 4-4',
  help: 'M12 21s7-6 7-11a7 7 0 1 0-14 0c0 5 7 11 7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
  more: 'M6 12v.1M12 12v.1M18 12v.1',
  alert: 'M12 3.5L22 20H2zM12 9.5v5M12 17.2v.1',
  leave: 'M10 4H4v16h6M14 8l4 4-4 4M18 12H9',
  send: 'M12 20V5M5 12l7-7 7 7',
  down: 'M12 4v15M5 12l7 7 7-7',
  close: 'M5 5l14 14M19 5L5 19',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c4 4 4 14 0 18M12 3c-4 4-4 14 0 18',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 3',
  options:
    'M4 7h9M19 7h1M4 17h1M11 17h9M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
} as const;
export type IconName = keyof typeof ICONS;

export function isIcon(name: string): name is IconName {
  return Object.keys(ICONS).includes(name);
}

export function icon(name: IconName): SVGElement {
  return drawing(ICONS[name]);
}
