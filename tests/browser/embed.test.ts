import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readPublicFiles, widgetTag } from '../../src/channels/web/index.js';
import { ask, useSite } from './site.js';

const site = useSite();
const FILES = readPublicFiles(fileURLToPath(new URL('../../dist/public/', import.meta.url)));

/** A page of another origin with a strict policy that carries the pinned tag. */
async function openHost(page: Page, head = ''): Promise<void> {
  const policy = `default-src 'none'; script-src ${site.url}; connect-src ${site.url} ${site.url.replace('http', 'ws')}`;
  const host = createServer((_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/html',
      // What the widget needs, and beside it what this page itself needs: a style and its icon.
      'content-security-policy': `${policy}; style-src 'unsafe-inline'; img-src data:`,
    });
    response.end(
      `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Host</title>${head}<body><main><h1>Host</h1></main>${widgetTag(FILES, site.url)}`,
    );
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void host.close());
  await once(host, 'listening');
  await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
}

describe('the pinned tag on another site', () => {
  it('loads only scripts that are the very files of the build, from this server alone', async () => {
    const { page, requests, faults } = await site.visit('/healthz');
    await openHost(page);
    // A bare JSON address has no icon; what counts begins with the host's page.
    const before = faults.length;

    await page.getByRole('button', { name: 'Immigration help: ask here' }).click();
    await ask(page, 'i need a lawyer 60608');
    await page.getByRole('button', { name: 'Emergency', exact: true }).click();
    await page.locator('.words-choice').first().waitFor();

    const scripts = await page
      .locator('script')
      .evaluateAll((all) => all.map((each) => (each as HTMLScriptElement).integrity));
    expect(new Set(scripts)).toEqual(new Set([FILES.widget.integrity, FILES.panel.integrity, FILES.more.integrity]));
    const own = [`${site.url}/`, page.url(), 'data:'];
    expect(requests.filter((address) => !own.some((each) => address.startsWith(each)))).toEqual([]);
    expect(faults.slice(before).filter((fault) => !fault.includes('favicon'))).toEqual([]);
  });

  it('refuses a script that was changed on the way', async () => {
    const { page } = await site.visit('/healthz');
    await page.route('**/assets/panel-*.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: { 'access-control-allow-origin': '*' },
        body: 'document.title = "changed"',
      }),
    );
    await openHost(page);

    await page.getByRole('button', { name: 'Immigration help: ask here' }).click();
    await page.waitForTimeout(500);

    expect(await page.title()).toBe('Host');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('is opened, spoken and closed by window.Amparo, and takes colour and font from custom properties', async () => {
    const { page } = await site.visit('/healthz');
    await openHost(
      page,
      '<style>amparo-panel { --amparo-fill: rgb(80, 0, 80); --amparo-font: monospace } button { display: none }</style>',
    );
    const heard: string[] = [];
    await page.exposeFunction('heard', (name: string) => heard.push(name));
    await page.evaluate(() => {
      const { Amparo, heard } = window as unknown as {
        Amparo: { open(): void; setPlace(id: string): void; on(name: string, listener: () => void): () => void };
        heard(name: string): void;
      };
      for (const name of ['open', 'close', 'language']) Amparo.on(name, () => heard(name));
      Amparo.setPlace('houston');
      Amparo.open();
    });
    await page.getByRole('dialog', { name: 'Amparo' }).waitFor();

    await page.evaluate(() =>
      (window as unknown as { Amparo: { setLanguage(code: string): void } }).Amparo.setLanguage('es'),
    );
    await page.getByRole('button', { name: 'Salir y borrar' }).waitFor();
    const look = await page.locator('.send').evaluate((element) => {
      const { backgroundColor, fontFamily } = getComputedStyle(element);
      return { backgroundColor, fontFamily };
    });
    await page.evaluate(() => (window as unknown as { Amparo: { close(): void } }).Amparo.close());

    await expect.poll(() => heard).toEqual(['open', 'language', 'close']);
    expect(look.backgroundColor).toBe('rgb(80, 0, 80)');
    expect(look.fontFamily).toContain('monospace');
  });
});

describe('an answer', () => {
  it('is printed alone, with its sources unfolded and no buttons', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await ask(page, 'can ice come in my house without a warrant');
    await page.evaluate(() => {
      // What a browser without a printer does: nothing, and the frame stays for us to read.
      HTMLIFrameElement.prototype.remove = () => undefined;
    });

    await page.getByRole('button', { name: 'Print' }).click();
    const paper = page.frames()[1];

    expect(await paper?.locator('body').innerText()).toContain('If ICE comes to your home');
    expect(await paper?.locator('button, .choices').count()).toBe(0);
    expect(await paper?.locator('details:not([open])').count()).toBe(0);
    expect(await paper?.locator('.sources li').first().innerText()).toMatch(/[A-Z][a-z]{2} \d{1,2}, \d{4}\)$/);
    expect(await paper?.locator('body').innerText()).not.toContain('without a warrant?');
  });

  it('tells the dates of its sources in words when they are unfolded', async () => {
    const { page } = await site.visit('/chat?lang=en');
    await ask(page, 'puede la migra entrar a mi casa');

    await page.locator('.sources summary').click();

    const first = page.locator('.sources li').first();
    await expect.poll(() => first.innerText()).toMatch(/\d{1,2} [a-z]{3} \d{4}\)$/);
  });

  it('can be copied, and the chosen door stays readable and is told as pressed', async () => {
    const { page, context } = await site.visit('/chat?lang=en');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'At my home' }).click();
    await page.getByRole('button', { name: 'Know my rights at home' }).click();

    await page.getByRole('button', { name: 'Copy' }).last().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();

    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Keep the door closed');
    const door = page.getByRole('button', { name: 'At my home' });
    expect(await door.getAttribute('aria-pressed')).toBe('true');
    expect(await door.isEnabled()).toBe(true);
  });
});
