import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer, startServer } from '../../src/server.js';
import clients from './clients.json' with { type: 'json' };

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const QUESTION = 'do chicago police work with ICE?';

let server: RunningServer;
let site: Server;
let browser: Browser;
let page: Page;
const asked: string[] = [];

/** The address of a client's own bundle, as it came from npm. */
function bundle(name: keyof typeof clients): URL {
  const { version, file } = clients[name];
  return new URL(`../../node_modules/.conformance/${name}-${version}/${file}`, import.meta.url);
}

beforeAll(async () => {
  const built = (await import('../../dist/server.js' as string)) as { startServer: typeof startServer };
  server = await built.startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 });
  // A site of somebody else, so that the browser asks as it does across origins.
  site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Site</title><div id="chat"></div>');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await server?.close();
});
afterEach(() => page.context().close());

/** A page of the other site with a client on it; the page keeps its sockets, so that a test can cut one. */
async function open(client: keyof typeof clients): Promise<string> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-US' });
  page = await context.newPage();
  asked.length = 0;
  page.on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url()));
  await page.addInitScript(() => {
    const sockets: WebSocket[] = [];
    const Native = window.WebSocket;
    class Kept extends Native {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    }
    Object.assign(window, { sockets, WebSocket: Kept });
  });
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: readFileSync(bundle(client), 'utf8') });
  return `${server.url}/v3/directline`;
}

const streamsAsked = () => asked.filter((address) => address.startsWith('ws:')).length;
const cutStream = () =>
  page.evaluate(() => {
    for (const socket of (window as unknown as { sockets: WebSocket[] }).sockets) socket.close();
  });

interface Heard {
  readonly type: string;
  readonly text?: string;
  readonly from: { readonly id: string };
  readonly suggestedActions?: { readonly actions: readonly { readonly value: string }[] };
}

/** Starts botframework-directlinejs in the page; with `resume`, in the conversation it was in, from that watermark. */
async function connect(domain: string, webSocket: boolean, resume?: { watermark: string }): Promise<void> {
  await page.evaluate(
    async ({ domain, webSocket, resume }) => {
      // biome-ignore lint/suspicious/noExplicitAny: a page's own globals.
      const here = window as any;
      if (!resume) here.started = await (await fetch(`${domain}/tokens/generate`, { method: 'POST' })).json();
      const { token, conversationId } = here.started;
      here.client?.end();
      here.heard = [];
      here.client = new here.DirectLine.DirectLine({
        domain,
        webSocket,
        token,
        pollingInterval: 200,
        ...(resume ? { conversationId, watermark: resume.watermark } : {}),
      });
      here.client.activity$.subscribe((activity: unknown) => here.heard.push(activity));
    },
    { domain, webSocket, resume },
  );
}
const post = (text: string) =>
  page.evaluate(
    (text) =>
      new Promise<string>((resolve, reject) => {
        // biome-ignore lint/suspicious/noExplicitAny: a page's own globals.
        const { client } = window as any;
        client.postActivity({ type: 'message', from: { id: 'person' }, text }).subscribe(resolve, reject);
      }),
    text,
  );
// biome-ignore lint/suspicious/noExplicitAny: a page's own globals.
const heard = () => page.evaluate(() => (window as any).heard as Heard[]);
const senders = async () => (await heard()).map(({ from }) => from.id);

describe.each([true, false])('botframework-directlinejs, WebSocket %s', (webSocket) => {
  it('asks, taps a suggested action and comes back to what it had not seen', { timeout: 60_000 }, async () => {
    const domain = await open('botframework-directlinejs');
    await connect(domain, webSocket);
    expect(await post('hello')).toMatch(/\|0000000$/);
    await expect.poll(senders, { timeout: 10_000 }).toEqual(['person', 'amparo']);
    const action = (await heard())[1]?.suggestedActions?.actions[0]?.value ?? '';
    expect(action).not.toBe('');
    await post(action);
    await expect.poll(senders, { timeout: 10_000 }).toEqual(['person', 'amparo', 'person', 'amparo']);
    const lastSeen = (await heard())[3]?.text;

    await connect(domain, webSocket, { watermark: '3' });
    await expect.poll(senders, { timeout: 10_000 }).toEqual(['amparo']);
    expect((await heard())[0]?.text).toBe(lastSeen);
    expect(streamsAsked()).toBe(webSocket ? 2 : 0);
  });
});

describe('botframework-directlinejs', () => {
  it('opens a new stream after the old one was lost and misses nothing', { timeout: 60_000 }, async () => {
    await connect(await open('botframework-directlinejs'), true);
    await post('hello');
    await expect.poll(senders, { timeout: 10_000 }).toHaveLength(2);
    await cutStream();
    // The client waits 3 to 15 seconds before it connects again.
    await expect.poll(streamsAsked, { timeout: 30_000 }).toBe(2);
    await post(QUESTION);
    await expect.poll(senders, { timeout: 20_000 }).toEqual(['person', 'amparo', 'person', 'amparo']);
  });
});

describe('botframework-directlinejs with a token that a server got for the secret', () => {
  it('asks and is answered; without the secret there is no token', { timeout: 60_000 }, async () => {
    const built = (await import('../../dist/server.js' as string)) as { startServer: typeof startServer };
    const secret = 'a-secret-of-the-conformance-test-1234567890';
    const closed = await built.startServer({
      port: 0,
      host: '127.0.0.1',
      logLevel: 'silent',
      directLineSecret: secret,
      allowedOrigins: [`http://127.0.0.1:${(site.address() as AddressInfo).port}`],
    });
    const generate = (headers: Record<string, string>) =>
      fetch(`${closed.url}/v3/directline/tokens/generate`, { method: 'POST', headers });
    expect((await generate({})).status).toBe(401);
    const started = await (await generate({ authorization: `Bearer ${secret}` })).json();
    await open('botframework-directlinejs');
    await page.evaluate((given) => Object.assign(window, { started: given }), started);

    await connect(`${closed.url}/v3/directline`, true, { watermark: '0' });
    await post('hello');
    await expect.poll(senders, { timeout: 10_000 }).toEqual(['person', 'amparo']);
    await page.evaluate(() => (window as unknown as { client: { end(): void } }).client.end());
    await closed.close();
  });
});

describe.each([true, false])('Web Chat, WebSocket %s', (webSocket) => {
  it('holds a conversation, and a suggested action is answered', { timeout: 60_000 }, async () => {
    const domain = await open('botframework-webchat');
    await page.evaluate(
      async ({ domain, webSocket }) => {
        const { token } = await (await fetch(`${domain}/tokens/generate`, { method: 'POST' })).json();
        // biome-ignore lint/suspicious/noExplicitAny: a page's own globals.
        const { WebChat } = window as any;
        const directLine = WebChat.createDirectLine({ domain, webSocket, token, pollingInterval: 200 });
        WebChat.renderWebChat({ directLine, locale: 'en-US' }, document.getElementById('chat'));
      },
      { domain, webSocket },
    );
    const field = page.locator('[data-id="webchat-sendbox-input"]');
    await field.fill(QUESTION);
    await field.press('Enter');
    const bubbles = page.locator('.webchat__bubble');
    await expect.poll(() => bubbles.count(), { timeout: 20_000 }).toBe(2);
    await field.fill('hello');
    await field.press('Enter');
    await expect.poll(() => bubbles.count(), { timeout: 20_000 }).toBe(4);
    const action = page.locator('.webchat__suggested-action').first();
    const label = await action.innerText();
    await action.click();
    await expect.poll(() => bubbles.count(), { timeout: 20_000 }).toBe(6);

    expect(await bubbles.nth(4).innerText()).toContain(label.trim());
    expect(await page.locator('text=Send failed').count()).toBe(0);
    expect(streamsAsked()).toBe(webSocket ? 1 : 0);
    expect(asked.filter((address) => !/^(?:https?|ws):\/\/127\.0\.0\.1:|^(?:data|blob):/.test(address))).toEqual([]);
  });
});
