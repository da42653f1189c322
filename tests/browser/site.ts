import axe from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { RunningServer, startServer } from '../../src/server.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PHONE = { width: 360, height: 740 };

/** A page in a browser of its own, and every address that it asked for. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly requests: readonly string[];
  /** What the page wrote to its console as an error, such as a refused style. */
  readonly faults: readonly string[];
}

/**
 * The real server and a real browser for the tests of a file.
 *
 * @param start makes the server; `dist/server.js`, as it is installed.
 */
export function useSite() {
  let server: RunningServer;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    const built = (await import('../../dist/server.js' as string)) as { startServer: typeof startServer };
    server = await built.startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    });
  });
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await server?.close();
  });

  return {
    get url() {
      return server.url;
    },
    /** Opens a path of the site on a phone, unless the options say otherwise. */
    async visit(path: string, options: BrowserContextOptions = {}): Promise<Visit> {
      const context = await browser.newContext({
        viewport: PHONE,
        locale: 'en-US',
        reducedMotion: 'reduce',
        ...options,
      });
      contexts.push(context);
      const page = await context.newPage();
      const requests: string[] = [];
      const faults: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('pageerror', (fault) => faults.push(fault.message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.goto(server.url + path);
      return { page, context, requests, faults };
    },
  };
}

/** Types a question, sends it with Enter, and waits for the answer. */
export async function ask(page: Page, question: string): Promise<void> {
  const answers = await page.locator('.turn .reply').count();
  await page.getByLabel('Your question').fill(question);
  await page.keyboard.press('Enter');
  await page.locator('.turn .reply').nth(answers).waitFor();
}

/** Everything that axe finds against WCAG 2.2 AA, its best practices, and 7:1 contrast; one line each. */
export async function audit(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: inPage } = window as unknown as { axe: typeof import('axe-core') };
    const result = await inPage.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
      rules: { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } },
    });
    return result.violations;
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target.join(' ')} ${any[0]?.message ?? ''}`),
  );
}
