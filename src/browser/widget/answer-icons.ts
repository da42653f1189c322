import { drawing } from './dom.js';

/** Lines on a field of 24 by 24: those that only answers need. */
const ICONS = {
  phone: 'M6 3h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z',
  alert: 'M12 3.5L22 20H2zM12 9.5v5M12 17.2v.1',
  close: 'M5 5l14 14M19 5L5 19',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  share: 'M12 15V3M8 7l4-4 4 4M5 12v9h14v-9',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c4 4 4 14 0 18M12 3c-4 4-4 14 0 18',
  large: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 3',
  speech: 'M4 4h16v12h-9l-5 4v-4H4z',
  cost: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM15 9c-1-2-6-2-6 .5 0 3 6 2 6 5 0 2.5-5 2.5-6 .5M12 6v12',
  print: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z',
} as const;
export type AnswerIconName = keyof typeof ICONS;

export function answerIcon(name: AnswerIconName): SVGElement {
  return drawing(ICONS[name]);
}
