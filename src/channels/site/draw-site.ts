import { answerPage } from './draw-answer.js';
import { cardsPage } from './draw-cards.js';
import { organizationsPage, searchPage, startPage } from './draw-lists.js';
import { placePage } from './draw-place.js';
import type { SitePage, SitePlan } from './site-plan.js';

/** Draws a page: a whole document that needs no script. */
export function drawPage(plan: SitePlan, page: SitePage): string {
  switch (page.kind) {
    case 'start':
      return startPage(plan, page);
    case 'answer':
      return answerPage(plan, page);
    case 'place':
      return placePage(plan, page);
    case 'organizations':
      return organizationsPage(plan, page);
    case 'cards':
      return cardsPage(plan, page);
    case 'search':
      return searchPage(plan, page);
  }
}
