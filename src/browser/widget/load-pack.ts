import type { Pack } from '../../channels/web/pack.js';

/**
 * Fetches the pack of the first wanted language that is installed.
 *
 * @param languages language tags, the most wanted first; English is tried last.
 * @throws when the server cannot be reached.
 */
export async function loadPack(base: string, languages: readonly string[]): Promise<Pack> {
  const codes = [...new Set([...languages.map((tag) => tag.toLowerCase().split('-')[0] ?? ''), 'en'])];
  for (const code of codes) {
    if (!/^[a-z]{2,3}$/.test(code)) continue;
    const response = await fetch(`${base}/pack/${code}.json`, {
      credentials: 'same-origin',
      referrerPolicy: 'no-referrer',
    });
    if (response.ok) return (await response.json()) as Pack;
    if (response.status !== 404) break;
  }
  throw new Error('The pack could not be loaded');
}
