export { WEB_CHANNEL, WebAdapter } from './adapter.js';
export { createWebApp, type WebOptions } from './app.js';
export { DirectLineSecret } from './direct-line-secret.js';
export { readPublicFiles, widgetTag } from './public-files.js';
export { Streams } from './streams.js';
export { LiveThreads } from './threads.js';
export { Tokens } from './tokens.js';
