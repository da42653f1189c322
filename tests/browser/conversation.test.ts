import type { Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ask, useSite } from './site.js';

const site = useSite();

describe('a conversation', () => {
  it('can be held with the keyboard alone, and an answer does not move the focus', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await page.getByRole('button', { name: 'At my home' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Know my rights at home' }).waitFor();

    const focused = await page.evaluate(
      () => document.querySelector('amparo-panel')?.shadowRoot?.activeElement?.textContent,
    );

    expect(focused).toBe('At my home');
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(
        () => document.querySelector('amparo-panel')?.shadowRoot?.activeElement?.textContent,
      );
      if (label === 'Know my rights at home') break;
    }
    await page.keyboard.press('Enter');
    await page.locator('.turn').nth(1).locator('.reply .title').waitFor();
    expect(await page.locator('.mine').allInnerTexts()).toEqual([
      expect.stringContaining('At my home'),
      expect.stringContaining('Know my rights at home'),
    ]);
  });

  it('sends with Enter, breaks the line with Shift and Enter, and waits while letters are composed', async () => {
    const { page } = await site.visit('/chat?lang=en');
    const field = page.getByLabel('Your question');

    await field.fill('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await field.evaluate((element) =>
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })),
    );

    expect(await field.inputValue()).toBe('one\ntwo');
    expect(await page.locator('.turn').count()).toBe(0);
  });

  it('tells a screen reader of an answer politely, and of an emergency at once', async () => {
    const { page } = await site.visit('/chat?lang=en');

    await ask(page, 'what happened with the 2019 raids');
    const polite = await page.locator('[aria-live=polite]').textContent();
    await ask(page, 'ICE IS AT MY DOOR');
    const assertive = await page.getByRole('alert').textContent();

    expect(polite).toContain('Amparo has answered.');
    expect(assertive).toContain('Amparo has answered.');
    expect(await page.locator('.reply.urgent .flag').innerText()).toContain('Emergency');
    expect(await page.getByRole('log').getAttribute('aria-live')).toBe('off');
  });

  it('asks for nothing from another site and keeps nothing on the device', async () => {
    const { page, context, requests, faults } = await site.visit('/?lang=en');
    await page.getByRole('button', { name: 'Immigration help: ask here' }).click();
    await page.getByRole('dialog', { name: 'Amparo' }).waitFor();
    await ask(page, 'i need a lawyer 60608');
    await ask(page, 'ICE IS AT MY DOOR');

    const stored = await page.evaluate(() => localStorage.length + sessionStorage.length);

    expect(requests.filter((address) => !address.startsWith(`${site.url}/`) && !address.startsWith('data:'))).toEqual(
      [],
    );
    expect(stored).toBe(0);
    expect(await context.cookies()).toEqual([]);
    expect(faults, 'also no style or script that our own policy refuses').toEqual([]);
  });

  it('begins no conversation on the server before the person says something', async () => {
    const { page, requests } = await site.visit('/chat?lang=en');

    await page.getByRole('button', { name: 'Emergency', exact: true }).click();
    await page.locator('.sheet summary').first().click();

    expect(requests.filter((address) => address.includes('/v3/directline'))).toEqual([]);
  });

  it('goes on in the language that is chosen', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await ask(page, 'i need a lawyer');

    await page.getByLabel('Language').selectOption('es');
    await page.locator('.turn').nth(1).locator('.reply').waitFor();

    expect(await page.locator('.turn').nth(1).locator('.reply').getAttribute('lang')).toBe('es');
    expect(await page.getByRole('button', { name: 'Salir y borrar' }).isVisible()).toBe(true);
  });

  it('follows a person who writes in another language than the screen was in', async () => {
    const { page } = await site.visit('/chat?lang=en');

    await ask(page, 'la migra esta afuera de mi casa');
    await page.getByRole('button', { name: 'Salir y borrar' }).waitFor();

    expect(await page.locator('.reply.urgent .flag').innerText()).toContain('Emergencia');
    expect(await page.getByLabel('Idioma').inputValue()).toBe('es');
    expect(await page.locator('.turn').count(), 'the bot need not be told').toBe(1);
  });

  it('shows what comes from outside as text, never as markup or script', async () => {
    const { page, faults } = await site.visit('/chat?lang=en');

    await ask(page, '<img src=x onerror="document.title=1"><b>bold</b> [a](javascript:alert(1))');

    expect(await page.locator('.mine').innerText()).toContain('<img src=x');
    expect(await page.locator('.log img, .log b, .log a[href^="javascript"]').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});

describe('a network that comes and goes', () => {
  /** What a send carries as its id, in the order in which the sends were tried. */
  const idOf = (route: Route): string => route.request().postDataJSON().channelData.clientActivityID;

  it('sends a message again after its first try was lost, and shows one answer', async () => {
    const { page } = await site.visit('/chat?lang=en');
    // Without a stream, so that the answer comes by the second try alone.
    await page.route('**/v3/directline/conversations', async (route) => {
      const response = await route.fetch();
      const { streamUrl: _, ...started } = await response.json();
      await route.fulfill({ response, json: started });
    });
    // The first message of all begins the conversation, by another call (see begin-with-message.test.ts).
    await ask(page, 'menu');
    const ids: string[] = [];
    await page.route('**/activities', async (route) => {
      ids.push(idOf(route));
      if (ids.length > 1) return route.continue();
      // The server answers the first try, but the phone never hears of it.
      await route.fetch();
      return route.abort('connectionreset');
    });

    await page.getByLabel('Your question').fill('ICE IS AT MY DOOR');
    await page.keyboard.press('Enter');
    await page.locator('.reply.urgent').waitFor();
    await ask(page, 'i need a lawyer');

    expect(ids).toHaveLength(3);
    expect(ids[1], 'both tries carry the same id').toBe(ids[0]);
    expect(await page.locator('.reply.urgent').count()).toBe(1);
    expect(await page.locator('.turn').nth(1).locator('.status').innerText()).toBe('');
  });

  it('does not send again what the stream has answered, though the send itself was lost', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await ask(page, 'menu');
    const ids: string[] = [];
    await page.route('**/activities', async (route) => {
      ids.push(idOf(route));
      if (ids.length > 1) return route.continue();
      await route.fetch();
      await page.locator('.reply.urgent').waitFor();
      return route.abort('connectionreset');
    });

    await ask(page, 'ICE IS AT MY DOOR');
    await ask(page, 'i need a lawyer');

    expect(ids).toHaveLength(2);
    expect(await page.locator('.reply.urgent').count()).toBe(1);
    expect(await page.locator('.turn').nth(1).locator('.status').innerText()).toBe('');
  });

  it('says of a message that it waits, and sends it when the person asks for it', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await ask(page, 'menu');
    await page.route('**/activities', (route) => route.abort('connectionreset'));

    await page.getByLabel('Your question').fill('ICE IS AT MY DOOR');
    await page.keyboard.press('Enter');
    const again = page.getByRole('button', { name: 'Try again now' });
    await again.waitFor();
    await page.unroute('**/activities');
    await again.click();
    await page.locator('.reply.urgent').waitFor();

    expect(await page.locator('.reply.urgent').count()).toBe(1);
    expect(await again.count()).toBe(0);
  });

  it('begins the conversation once, though the answer to its first message was lost', async () => {
    const { page } = await site.visit('/chat?lang=en');
    let tries = 0;
    await page.route('**/v3/directline/conversations', async (route) => {
      tries += 1;
      if (tries === 1) await route.fetch();
      await (tries === 1 ? route.abort('connectionreset') : route.continue());
    });

    await page.getByLabel('Your question').fill('ICE IS AT MY DOOR');
    await page.keyboard.press('Enter');
    await page.locator('.reply.urgent').waitFor();
    await ask(page, 'i need a lawyer');

    expect(tries).toBe(2);
    expect(await page.locator('.reply.urgent').count()).toBe(1);
  });

  it('keeps messages in order while there is no connection, and sends them when it is back', async () => {
    const { page, context } = await site.visit('/chat?lang=en');
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'POST') return;
      const body = request.postDataJSON() ?? {};
      const said = body.text ?? body.activity?.text;
      if (said) sent.push(said);
    });
    await page.getByLabel('Your question').waitFor();

    await context.setOffline(true);
    for (const text of ['can ice come in my house', 'and at work?']) {
      await page.getByLabel('Your question').fill(text);
      await page.keyboard.press('Enter');
    }
    await page.getByRole('status').filter({ hasText: 'No connection' }).waitFor();
    await context.setOffline(false);
    await page.locator('.turn').nth(1).locator('.reply').waitFor();

    // A try without a connection counts as sent too.
    expect([...new Set(sent)]).toEqual(['can ice come in my house', 'and at work?']);
    expect(sent.at(-1)).toBe('and at work?');
    expect(await page.locator('.turn').first().locator('.reply').count()).toBe(1);
    expect(await page.getByRole('status').innerText()).toBe('');
  });

  it('begins again quietly when the server has forgotten the conversation', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await ask(page, 'i need a lawyer');
    let lost = 0;
    await page.route('**/activities', async (route) => {
      if (lost++ > 0) return route.continue();
      return route.fulfill({ status: 404, json: { error: { code: 'ConversationNotFound', message: '' } } });
    });

    await ask(page, 'can ice come in my house');

    expect(lost).toBe(1);
    expect(await page.locator('.turn').count()).toBe(2);
    expect(await page.getByRole('status').innerText()).toBe('');
  });

  it('waits as long as a busy server asks for', async () => {
    const { page } = await site.visit('/chat?lang=en');
    const times: number[] = [];
    await page.route('**/activities', async (route) => {
      times.push(Date.now());
      if (times.length > 1) return route.continue();
      return route.fulfill({
        status: 429,
        headers: { 'retry-after': '3' },
        json: { error: { code: 'TooManyRequests', message: '' } },
      });
    });

    await ask(page, 'i need a lawyer');

    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2900);
  });
});
