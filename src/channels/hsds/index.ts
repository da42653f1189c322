export { createHsdsApi, type HsdsApiOptions } from './hsds-api.js';
