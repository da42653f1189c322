import type { FirstScreen, Pack } from '../../channels/web/pack.js';

/** How often a part of the widget is asked for before we give up, and how long between. */
const TRIES = 3;
const WAIT_MS = 1_500;

async function fetchWords(base: string, path: string, cache: RequestCache = 'default'): Promise<Response> {
  return fetch(`${base}/${path}.json`, { credentials: 'same-origin', referrerPolicy: 'no-referrer', cache });
}

/**
 * Fetches the first screen of the first wanted language that is installed.
 *
 * @param languages language tags, the most wanted first; English is tried last.
 * @throws when the server cannot be reached.
 */
export async function loadFirstScreen(base: string, languages: readonly string[]): Promise<FirstScreen> {
  const codes = [...new Set([...languages.map((tag) => tag.toLowerCase().split('-')[0] ?? ''), 'en'])];
  for (const code of codes) {
    if (!/^[a-z]{2,3}$/.test(code)) continue;
    const response = await fetchWords(base, `start/${code}`);
    if (response.ok) return (await response.json()) as FirstScreen;
    if (response.status !== 404) break;
  }
  throw new Error('The first screen could not be loaded');
}

/**
 * Fetches what is needed without a connection; the network is asked whether it has changed, whatever is kept.
 *
 * @throws when it cannot be had.
 */
export async function loadPack(base: string, language: string): Promise<Pack> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetchWords(base, `pack/${language}`, 'no-cache');
      if (response.ok) return (await response.json()) as Pack;
      throw new Error(String(response.status));
    } catch (fault) {
      if (tries === TRIES) throw fault;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS * tries));
    }
  }
}
