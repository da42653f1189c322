export { type OpenState, openStateAt, WEEKDAYS, type Weekday } from './opening-hours.js';
export {
  type DirectoryQuery,
  type SearchPlace,
  type SearchReason,
  type SearchResult,
  searchDirectory,
  serves,
  trustedPhones,
} from './search.js';
