/**
 * Keeps the page and the answers of its language on the device, so that it opens without a connection after this visit.
 * Public files only, the same for everybody.
 */
export function keepForOffline(language: string): void {
  // Missing on plain http: and in some private windows.
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const keep = [location.pathname + location.search, `/start/${language}.json`, `/pack/${language}.json`];
  serviceWorker
    .register('/sw.js', { scope: '/chat' })
    .then(() => serviceWorker.ready)
    .then((registration) => registration.active?.postMessage({ keep }))
    .catch(() => undefined);
}

/** Takes the page's own files off the device again, except where the person has put it on the home screen. */
export async function dropFromDevice(): Promise<void> {
  if (matchMedia('(display-mode: standalone)').matches || !('caches' in window)) return;
  const registration = await navigator.serviceWorker?.getRegistration('/chat');
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith('amparo-')) await caches.delete(name);
}
