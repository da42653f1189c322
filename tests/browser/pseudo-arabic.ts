import type { Page } from 'playwright-core';

const LATIN = 'abcdefghijklmnopqrstuvwxyz';
const ARABIC = 'ابتثجحخدذرزسشصضطظعغفقكلمنه';
/** Fields that are read by machines, not by people. */
const MACHINE =
  /^(?:id|href|url|kind|language|code|version|action|topic|part|place|on|checked|openState|words|savedOn|asOf)$/;

function turn(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return key === 'words' ? value : value.map((each) => turn(each, key));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, turn(each, name)]));
  }
  if (typeof value !== 'string') return value;
  if (key === 'direction') return 'rtl';
  if (MACHINE.test(key)) return value;
  return [...value].map((letter) => ARABIC[LATIN.indexOf(letter.toLowerCase())] ?? letter).join('');
}

/**
 * Makes English look like Arabic, letter by letter and from the right, in everything that the server sends: a language
 * that nobody has installed yet, for finding what was built for the left only.
 */
export async function speakPseudoArabic(page: Page): Promise<void> {
  await page.route(/\/(?:start|pack)\/en\.json$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: turn(await response.json()) });
  });
  await page.route(/\/conversations$/, async (route) => {
    const response = await route.fetch();
    // Without a stream the answers pass here too.
    const { streamUrl: _none, ...started } = await response.json();
    for (const { channelData } of started.activities ?? []) {
      if (channelData?.reply) channelData.reply = turn(channelData.reply);
    }
    await route.fulfill({ response, json: started });
  });
  await page.route(/\/activities\?/, async (route) => {
    const response = await route.fetch();
    const set = await response.json();
    for (const { channelData } of set.activities) {
      if (channelData?.reply) channelData.reply = turn(channelData.reply);
    }
    await route.fulfill({ response, json: set });
  });
}
