/// <reference lib="webworker" />
/** Files that `/chat` needs, by the build. Their names change with their content. */
declare const SHELL_FILES: readonly string[];
declare const SHELL_VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
/** The page and its files, which belong together. */
const SHELL = `amparo-shell-${SHELL_VERSION}`;
/** What the page shows, by language. The same for everybody; never a conversation. */
const PACKS = 'amparo-packs';
/** A weak signal is worse than none: after so long the copy on the device is shown. */
const PATIENCE_MS = 3_000;

worker.addEventListener('install', (event) => {
  event.waitUntil(fillShell().then(() => worker.skipWaiting()));
});

async function fillShell(): Promise<void> {
  const before = await caches.match('/chat', { ignoreSearch: true });
  const cache = await caches.open(SHELL);
  // Without a language in its address the page is in the browser's own.
  await cache.addAll(before ? [...SHELL_FILES, '/chat'] : [...SHELL_FILES]);
}

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells().then(() => worker.clients.claim()));
});

async function dropOldShells(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('amparo-shell-') && name !== SHELL) await caches.delete(name);
  }
}

/** The page names what it was made from, so that one visit is enough. */
worker.addEventListener('message', (event) => {
  const { keep } = (event.data ?? {}) as { keep?: unknown };
  if (!Array.isArray(keep)) return;
  const addresses = keep
    .filter((each): each is string => typeof each === 'string')
    .map((each) => new URL(each, origin));
  const asked = addresses.filter((url) => cacheFor(url) !== null);
  event.waitUntil(Promise.all(asked.map((url) => fetchAndKeep(new Request(url.href)).catch(() => undefined))));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // Everything else, the conversation first of all, is none of this worker's.
  if (request.method !== 'GET' || url.origin !== origin) return;
  if (SHELL_FILES.includes(url.pathname)) event.respondWith(fromShell(request));
  else if (cacheFor(url) !== null) event.respondWith(keptOrFresh(request, (work) => event.waitUntil(work)));
});

/** Where an address is kept; null for what never is. */
function cacheFor(url: URL): string | null {
  if (url.origin !== origin) return null;
  if (url.pathname === '/chat') return SHELL;
  return /^\/(?:start|pack)\/[a-z]{2,3}\.json$/.test(url.pathname) ? PACKS : null;
}

async function fromShell(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: SHELL })) ?? fetch(request);
}

async function fetchAndKeep(request: Request): Promise<Response> {
  const response = await fetch(request);
  const name = cacheFor(new URL(request.url));
  if (name !== null && response.ok && !response.redirected) {
    await (await caches.open(name)).put(request.url, response.clone());
  }
  return response;
}

async function kept(url: string): Promise<Response | undefined> {
  // Any language of the page is better than none: its script shows the person's own.
  return (await caches.match(url)) ?? caches.match(url, { ignoreSearch: true });
}

/**
 * The kept copy at once, while the network's replaces it for the next time; the page asks again by itself whether what
 * it shows has changed. A reload, and that question, wait for the network, but not for ever.
 */
async function keptOrFresh(request: Request, goOn: (work: Promise<unknown>) => void): Promise<Response> {
  const fresh = fetchAndKeep(request);
  const copy = await kept(request.url);
  if (!copy) return fresh;
  const orCopy = fresh.then((response) => (response.status < 500 ? response : copy)).catch(() => copy);
  goOn(orCopy);
  if (request.cache === 'default') return copy;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(copy), PATIENCE_MS));
  return Promise.race([orCopy, late]);
}
