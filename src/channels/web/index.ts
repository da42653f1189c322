export { WEB_CHANNEL, WebAdapter } from './adapter.js';
export { createWebApp, type WebOptions } from './app.js';
export { LiveThreads } from './threads.js';
export { Tokens } from './tokens.js';
