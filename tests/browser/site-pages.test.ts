import { describe, expect, it } from 'vitest';
import { audit, useSite } from './site.js';

const site = useSite();
const PAGES = [
  '/en/',
  '/es/rights-home.html',
  '/en/emergency-ice-at-home-in-chicago.html',
  '/es/raids-status-in-chicago.html',
  '/en/city-chicago.html',
  '/es/organizations.html',
  '/en/cards.html',
  '/en/search.html',
];

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it.each(PAGES)('%s has no fault that axe can find, fits the phone and loads nothing from elsewhere', async (path) => {
    const { page, requests, faults } = await site.visit(path, { colorScheme });

    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

    expect(await audit(page)).toEqual([]);
    expect(tooWide).toBeLessThanOrEqual(0);
    expect(requests.filter((address) => !address.startsWith(site.url))).toEqual([]);
    expect(faults).toEqual([]);
  });
});

it('needs no script: every door leads on, and the list of pages is whole', async () => {
  const { page } = await site.visit('/es/', { javaScriptEnabled: false });

  await page.getByRole('link', { name: 'Buscar en todas las páginas' }).first().click();

  expect(await page.locator('#pages li:visible').count()).toBeGreaterThan(300);
  expect(await page.locator('input').isVisible()).toBe(false);
});

it('finds pages by words, without accents, as they are typed', async () => {
  const { page } = await site.visit('/es/search.html');
  await page.getByLabel('Palabras que busca').fill('policia chica');

  const shown = await page.locator('#pages li:visible').allTextContents();
  await page.getByLabel('Palabras que busca').fill('zzzz');

  expect(shown.length).toBeGreaterThan(2);
  expect(shown.join()).toContain('Chicago');
  expect(await page.locator('#pages li:visible').count()).toBe(0);
  expect(await page.locator('#found').textContent()).toContain('Ninguna');
});

it.each(['en', 'es'])('prints rights cards (%s) on which all words have room', async (language) => {
  const { page } = await site.visit(`/${language}/cards.html`, { viewport: { width: 720, height: 960 } });
  await page.emulateMedia({ media: 'print' });

  const halves = await page.locator('.half').evaluateAll((all) =>
    all.map((half) => ({
      over: half.scrollHeight - half.clientHeight,
      widthMm: Math.round((half.getBoundingClientRect().width * 25.4) / 96),
      text: half.textContent?.slice(0, 40),
    })),
  );

  expect(halves.length).toBe(10);
  expect(halves.filter(({ over }) => over > 0)).toEqual([]);
  expect(halves.every(({ widthMm }) => widthMm >= 84 && widthMm <= 86)).toBe(true);
});

it('prints an answer with the addresses of its sources and without what can only be tapped', async () => {
  const { page } = await site.visit('/en/rights-home.html');
  await page.emulateMedia({ media: 'print' });

  const address = await page
    .locator('.sources a')
    .first()
    .evaluate((link) => getComputedStyle(link, '::after').content);

  expect(address).toContain('https://');
  expect(await page.locator('.languages').isVisible()).toBe(false);
});
