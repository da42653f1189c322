export { isFederalHoliday } from './holidays.js';
export { type OpenState, openStateAt, openStateIn, WEEKDAYS, type Weekday } from './opening-hours.js';
export {
  type DirectoryQuery,
  type Refinement,
  type SearchPage,
  type SearchPlace,
  type SearchReason,
  type SearchResult,
  STALE_DAYS,
  searchDirectory,
  searchPage,
  type Unmet,
} from './search.js';
export { type Cost, costOf, trustedPhones, trustedWebsite } from './trust.js';
