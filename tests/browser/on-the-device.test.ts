import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ask, useSite } from './site.js';

const site = useSite();
const AWAY = 'https://www.weather.gov/';

/** All that the page's caches hold, by address. */
function cached(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const found: Record<string, string> = {};
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found[new URL(request.url).pathname] = await ((await cache.match(request)) as Response).text();
      }
    }
    return found;
  });
}

/** Waits until the page and its answers are kept. */
async function untilKept(page: Page): Promise<void> {
  await expect.poll(async () => Object.keys(await cached(page)), { timeout: 20_000 }).toContain('/pack/en.json');
  await expect.poll(async () => Object.keys(await cached(page))).toContain('/chat');
}

describe('/chat after one visit', () => {
  it('opens without a network and shows the emergency answers, the words, the numbers of the place, and their date', async () => {
    const { page, context } = await site.visit('/chat?lang=en');
    await untilKept(page);
    await page.close();
    await context.setOffline(true);

    const again = await context.newPage();
    await again.goto(`${site.url}/chat`);
    await again.getByRole('status').filter({ hasText: 'No connection' }).waitFor();
    await again.getByRole('button', { name: 'Emergency', exact: true }).click();
    await again.locator('summary', { hasText: 'ICE is at your home now' }).click();
    const call = again.locator('.sheet details[open] a[href^="tel:"]').first();
    await call.waitFor();
    await again.getByLabel('City or state').selectOption('chicago');

    expect(await again.locator('.cards').innerText()).toContain('Chicago');
    expect(await again.locator('.sheet > .small').innerText()).toMatch(/On this device, as of .*20\d\d/);
    await again.locator('.words-choice').first().click();
    expect(await again.locator('.card-view .words').innerText()).toContain('I am not opening the door');
  });

  it('keeps public files only: no word of a conversation, no answer, no token', async () => {
    const { page } = await site.visit('/chat?lang=en');
    const tokens: string[] = [];
    page.on('response', async (response) => {
      if (response.url().endsWith('/conversations')) tokens.push((await response.json()).token);
    });
    await ask(page, 'zebra ICE IS AT MY DOOR quartz');
    await untilKept(page);
    await ask(page, 'what happened with the 2019 raids');

    const kept = await cached(page);

    expect(
      Object.keys(kept).filter((path) => !/^\/(chat|manifest\.webmanifest|(assets|start|pack)\/.+)$/.test(path)),
    ).toEqual([]);
    expect(JSON.stringify(kept)).not.toMatch(/zebra|quartz/);
    expect(tokens).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain(tokens[0]);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });

  it('has a manifest, icons and a worker that a phone can install', async () => {
    const manifest = await (await fetch(`${site.url}/manifest.webmanifest`)).json();
    const icons = await Promise.all(
      manifest.icons.map(async ({ src, type }: { src: string; type: string }) => {
        const response = await fetch(site.url + src);
        return response.ok && response.headers.get('content-type') === type;
      }),
    );

    expect(manifest).toMatchObject({ start_url: '/chat', scope: '/chat', display: 'standalone', name: 'Amparo' });
    expect(icons).toEqual([true, true, true, true]);
    expect(manifest.icons.map(({ sizes }: { sizes: string }) => sizes)).toEqual(
      expect.arrayContaining(['192x192', '512x512']),
    );
  });

  it('shows changed answers as soon as there is a network', async () => {
    const { page, context } = await site.visit('/chat?lang=en');
    await untilKept(page);
    await page.close();

    const later = await context.newPage();
    await later.goto(`${site.url}/chat?lang=en`);
    const asked = later.waitForRequest((request) => request.url().endsWith('/pack/en.json'));
    await later.getByRole('button', { name: 'Emergency', exact: true }).click();

    expect((await asked).headers()['cache-control'] ?? 'no-cache').toMatch(/no-cache|max-age=0/);
  });
});

describe('leave and forget', () => {
  it('takes the files of the page off the device too', async () => {
    const { page, context } = await site.visit('/chat?lang=en');
    await page.route(`${AWAY}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Weather</h1>' }));
    await untilKept(page);

    await page.getByRole('button', { name: 'Leave and forget' }).click();
    await page.waitForURL(AWAY);
    const other = await context.newPage();
    await other.goto(`${site.url}/healthz`);

    expect(await other.evaluate(async () => (await caches.keys()).length)).toBe(0);
    expect(await other.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  });

  it('works without a network: empties the page, says what remains, and asks the server once it can', async () => {
    const { page, context } = await site.visit('/chat?lang=en');
    await page.route(`${AWAY}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Weather</h1>' }));
    await ask(page, 'ICE IS AT MY DOOR');
    await context.setOffline(true);

    await page.getByRole('button', { name: 'Leave and forget' }).click();
    const told = page.locator('.cover p');
    await told.waitFor();

    expect(await told.innerText()).toContain('deleted within a day');
    expect(await page.evaluate(() => document.querySelector('amparo-panel')?.shadowRoot?.textContent)).not.toContain(
      'ICE',
    );
    const deletion = page.waitForRequest((request) => request.method() === 'DELETE');
    await context.setOffline(false);
    await deletion;
    await page.waitForURL(AWAY);
  });
});

describe('remember on this device', () => {
  it('keeps settings and the key to the chat, no words, and shows the chat again after a reload', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await ask(page, 'can ice come in my house without a warrant');
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByLabel('Very large').check();
    await page.getByRole('button', { name: 'Remember on this device' }).click();

    const kept = await page.evaluate(() => localStorage.getItem('amparo') ?? '');
    await page.reload();
    await page.locator('.turn .reply').first().waitFor();

    expect(Object.keys(JSON.parse(kept)).sort()).toEqual(['chat', 'colours', 'language', 'place', 'textSize', 'until']);
    expect(kept).not.toContain('warrant');
    expect(await page.locator('.mine').allInnerTexts()).toEqual([expect.stringContaining('without a warrant')]);
    await ask(page, 'and at work?');
    expect(await page.locator('.turn').count()).toBe(2);
    await page.getByRole('button', { name: 'Options' }).click();
    expect(await page.getByLabel('Very large').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Forget what is here' }).click();
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('ends with leave and forget, and by itself after a day', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await page.route(`${AWAY}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Weather</h1>' }));
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByRole('button', { name: 'Remember on this device' }).click();
    const kept = await page.evaluate(() => localStorage.getItem('amparo') ?? '');

    await page.getByRole('button', { name: 'Leave and forget' }).click();
    await page.waitForURL(AWAY);
    await page.goto(`${site.url}/healthz`);
    const left = await page.evaluate(() => localStorage.length);
    await page.evaluate(
      (old) => localStorage.setItem('amparo', JSON.stringify({ ...JSON.parse(old), until: 1 })),
      kept,
    );
    await page.goto(`${site.url}/chat?lang=en`);
    await page.getByLabel('Your question').waitFor();
    expect(left).toBe(0);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });
});
