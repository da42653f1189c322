import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/server.js';

let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const PHONE = { width: 360, height: 740 };

/** Opens a page and fails on any request to another origin and on any script error. */
async function open() {
  const context = await browser.newContext({ viewport: PHONE, locale: 'en-US' });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== server.url) problems.push(`another origin: ${url.origin}`);
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error') problems.push(line.text());
  });
  await page.goto(`${server.url}/chat`);
  return { page, context, problems };
}

async function ask(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox');
  await box.fill(text);
  await box.press('Enter');
}

async function faultsOf(page: Page): Promise<string[]> {
  // Run from outside the page's policy, which allows no script but its own.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa'] }).then((r) => JSON.stringify(r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', '))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  return JSON.parse(result.value as string) as string[];
}

describe('typed in the page, on a phone of 360 px', () => {
  it.each([
    ['are there ICE raids in chicago this sunday?', 'gap', '855-435-7693'],
    ['what happened with the 2019 raids', 'June 22, 2019', '35 arrests'],
    ['which cities', 'Baltimore', '2019'],
    ['do chicago police work with ICE?', 'Cook County', '2019'],
    ['can ice come in my house without a warrant', 'judge', 'I do not consent'],
    ['ICE IS AT MY DOOR', 'Emergency', 'Keep the door closed'],
    ['la migra esta afuera de mi casa', 'No abra la puerta', 'I am not opening the door'],
    ['i need a lawyer 60608', 'National Immigrant Justice Center', '312-660-1370'],
    ['necesito un abogado 60608', 'National Immigrant Justice Center', '312-660-1370'],
    ['se llevaron a mi esposo', 'locator.ice.gov', '800-898-7180'],
    ['who are you', 'lawyer', 'Menu'],
    ['asdfgh', 'no answer to that', 'Talk to a person'],
  ])('%s', async (question, ...expected) => {
    const { page, context, problems } = await open();
    await ask(page, question);
    for (const text of expected) await page.getByText(text).first().waitFor({ state: 'attached', timeout: 10_000 });

    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await faultsOf(page)).toEqual([]);
    expect(problems).toEqual([]);
    await context.close();
  });
});
