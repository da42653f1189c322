import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask, useSite } from './site.js';

const site = useSite();
const AWAY = 'https://www.weather.gov/';

/** Stands in for the weather page, so that no test leaves this machine. */
async function holdWeather(page: Page): Promise<void> {
  await page.route(`${AWAY}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Weather</h1>' }));
}

describe('leave and forget', () => {
  const ways: readonly { name: string; leave: (page: Page) => Promise<void> }[] = [
    { name: 'the button', leave: (page) => page.getByRole('button', { name: 'Leave and forget' }).click() },
    {
      name: 'three presses of Shift',
      leave: async (page) => {
        for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Shift');
      },
    },
  ];

  it.each(ways)('by $name deletes the conversation, goes away, and Back does not bring it back', async ({ leave }) => {
    const { page } = await site.visit('/chat?lang=en');
    await holdWeather(page);
    const deletion = page.waitForRequest((request) => request.method() === 'DELETE');
    await ask(page, 'ICE IS AT MY DOOR');
    const before = await page.evaluate(() => history.length);

    await leave(page);
    const request = await deletion;
    await page.waitForURL(AWAY);

    const headers = { authorization: request.headers().authorization ?? '' };
    await expect.poll(async () => (await fetch(`${request.url()}/activities`, { headers })).status).toBe(404);
    expect(await page.evaluate(() => history.length)).toBe(before);
    await page.goBack().catch(() => null);
    expect(await page.content()).not.toContain('AT MY DOOR');
  });

  it('deletes what began with a tap whose answer is still on its way', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await holdWeather(page);
    const begun = new Promise<{ conversationId: string; token: string }>((resolve) => {
      void page.route('**/conversations', async (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        resolve(await (await route.fetch()).json());
        await new Promise((later) => setTimeout(later, 3_000));
        return route.abort().catch(() => undefined);
      });
    });
    // Without a key pressed nothing is begun before.
    await page.getByLabel('Your question').evaluate((field: HTMLTextAreaElement) => {
      field.value = 'ICE IS AT MY DOOR';
      field.form?.requestSubmit();
    });
    const { conversationId, token } = await begun;
    await page.getByRole('button', { name: 'Leave and forget' }).click({ noWaitAfter: true });
    await page.waitForURL(AWAY);

    const address = `${site.url}/v3/directline/conversations/${conversationId}/activities`;
    const status = async () => (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).status;
    await expect.poll(status).toBe(404);
  });

  it('covers the screen and empties it before anything is loaded', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await ask(page, 'ICE IS AT MY DOOR');
    // No network: the weather page does not come, and we stay where we are.
    await page.route(`${AWAY}**`, (route) => route.abort('aborted'));

    await page.getByRole('button', { name: 'Leave and forget' }).click({ noWaitAfter: true });

    const left = await page.evaluate(() => {
      const root = document.querySelector('amparo-panel')?.shadowRoot;
      const cover = root?.querySelector('.cover')?.getBoundingClientRect();
      return { text: root?.textContent, width: cover?.width, height: cover?.height, title: document.title.trim() };
    });
    expect(left).toEqual({ text: '', width: 360, height: 740, title: '' });
  });

  it('is not set off by capital letters or by Escape', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await page.getByLabel('Your question').focus();

    await page.keyboard.press('Shift+A');
    await page.keyboard.press('Shift+B');
    await page.keyboard.press('Shift+C');
    for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press('Escape');

    expect(page.url()).toContain('/chat');
    expect(await page.getByLabel('Your question').inputValue()).toBe('ABC');
  });
});

describe('the widget on a page', () => {
  it('closes with Escape, gives the focus back, and keeps the conversation', async () => {
    const { page } = await site.visit('/?lang=en', { viewport: { width: 1280, height: 800 } });
    const launcher = page.getByRole('button', { name: 'Immigration help: ask here' });
    await launcher.click();
    await page.getByRole('dialog', { name: 'Amparo' }).waitFor();
    await ask(page, 'i need a lawyer');

    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Amparo' }).waitFor({ state: 'hidden' });
    const focused = await page.evaluate(() => document.activeElement?.localName);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Amparo' }).waitFor();

    expect(focused).toBe('amparo-launcher');
    expect(await page.locator('.turn').count()).toBe(1);
  });

  it('works on a page of another origin whose policy allows no inline style, and tells that page no words', async () => {
    // As the README documents it: the address of the server, for requests and for the stream.
    const own = `${site.url} ${site.url.replace('http', 'ws')}`;
    const policy = `default-src 'none'; script-src ${site.url}; connect-src ${own}; style-src 'none'; img-src data:`;
    const tag = `<script src="${site.url}/widget.js" data-language="es" data-color="#ff8800" data-position="start" data-place="chicago" data-open="true"></script>`;
    const host = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy });
      response.end(
        `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Host</title><body><main><h1>Host</h1></main>${tag}`,
      );
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void host.close());
    await once(host, 'listening');
    const { page, faults } = await site.visit('/chat?lang=en');
    const told: unknown[] = [];
    await page.exposeFunction('tell', (event: unknown) => told.push(event));
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
    await page.evaluate(() => {
      const { Amparo, tell } = window as unknown as {
        Amparo: { on(name: string, to: (detail: unknown) => void): void };
        tell(event: unknown): void;
      };
      for (const name of ['sent', 'answered']) Amparo.on(name, (detail) => tell({ name, detail }));
    });

    await page.getByRole('dialog', { name: 'Amparo' }).waitFor();
    await page.getByLabel('Su pregunta').fill('ayuda la policia a la migra?');
    await page.keyboard.press('Enter');
    await page.locator('.turn .reply').waitFor();

    const fill = await page.locator('.send').evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(faults).toEqual([]);
    expect(fill, 'the wanted orange, darkened until white text reads well').toMatch(/^rgb\(1\d\d, \d\d, 0\)$/);
    expect(JSON.stringify(told)).not.toContain('policia');
    expect(told).toHaveLength(2);
  });

  it('says who can help when there is no script', async () => {
    const { page } = await site.visit('/chat?lang=en', { javaScriptEnabled: false });
    await page.waitForURL('**/?lang=en');

    await page.locator('summary').first().click();

    expect(await page.locator('a[href="tel:+18443631423"]:visible').first().isVisible()).toBe(true);
    expect(await page.locator('details.emergency').count()).toBeGreaterThan(3);
  });
});
