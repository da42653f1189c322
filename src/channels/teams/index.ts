export { type AppPackageOptions, type AppWords, appPackageFiles, makeAppPackage } from './app-package.js';
export { createTeamsEndpoint, isLoopback, type TeamsOptions } from './endpoint.js';
export { quietConsole } from './quiet-console.js';
export {
  type AdaptiveCard,
  CARD_CONTENT_TYPE,
  CARD_VERSION,
  type CardElement,
  type CardWords,
  renderCard,
} from './render-card.js';
export { NO_TEAMS, readTeamsSettings, TEAMS_SETTING_NAMES, type TeamsSettings } from './settings.js';
