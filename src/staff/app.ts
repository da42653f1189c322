import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import helmet from 'helmet';
import { createStaffApi, isSafeTransport, type StaffOptions, type StaffParts } from './api.js';
import { staffPage } from './page.js';

export interface StaffAppOptions extends StaffOptions {
  /** Folder with the console's files as built. */
  readonly staffDir: string;
  /** The only host name that the console answers on; null for any. */
  readonly host: string | null;
}

/** The console at `/staff` and its API. On another host name than its own it is as if it were not there. */
export function createStaffApp(options: StaffAppOptions, parts: StaffParts): Router {
  const router = express.Router({ caseSensitive: true });
  router.use('/staff', (request: Request, response: Response, next: NextFunction) => {
    if (options.host !== null && request.hostname !== options.host) {
      response.status(404).type('text').send('There is nothing here.');
      return;
    }
    next();
  });
  router.use('/staff', securityHeaders());
  router.use('/staff', (request: Request, response: Response, next: NextFunction) => {
    if (isSafeTransport(request)) next();
    else
      response.status(403).type('text').send('The staff console needs HTTPS. See "Staff" in the README (TRUST_PROXY).');
  });
  router.use('/staff/api', createStaffApi(options, parts));
  router.get('/staff', (_request: Request, response: Response) => {
    response.set('cache-control', 'no-cache').type('html').send(staffPage());
  });
  router.use(
    '/staff/assets',
    express.static(options.staffDir, {
      index: false,
      setHeaders: (response) => response.set('cache-control', 'no-cache'),
    }),
  );
  return router;
}

/** No inline script or style, nothing from elsewhere, no frame; WebAssembly is libsodium's. */
function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
}
