// Prints when a person has the first answer on a bad network with an old phone: Chromium's own throttling, 400 kbit/s,
// 400 ms round trip, processor four times slower. Usage: npm run bench:slow [-- runs]
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const runs = Number(process.argv[2] ?? 5);
const NETWORK = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const CPU_SLOWDOWN = 4;
const QUESTION = 'can ice come in my house without a warrant';

const { startServer } = await import(pathToFileURL(join(root, 'dist', 'server.js')).href);
const server = await startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});

async function slowPage(context, slowdown = CPU_SLOWDOWN) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return page;
}

/** Asks as soon as the field is there; the milliseconds are counted in the page, without the test's own talk to it. */
async function ask(page, question, count) {
  return page.evaluate(
    ([text, answers]) =>
      new Promise((resolve) => {
        const root = () => document.querySelector('amparo-panel')?.shadowRoot;
        let asked = 0;
        const look = () => {
          const field = root()?.querySelector('#input');
          if (!asked && field) {
            asked = performance.now();
            field.value = text;
            root().querySelector('form').requestSubmit();
          }
          if (asked && root().querySelectorAll('.turn .reply').length >= answers) {
            const now = performance.now();
            resolve({ usable: asked, sinceOpened: now, sinceAsked: now - asked });
          } else requestAnimationFrame(look);
        };
        look();
      }),
    [question, count],
  );
}

/**
 * How long tasks of the page kept the person waiting beyond 50 ms each, as in "total blocking time". Counted in the
 * thread's own processor time, times four, so that other work on this machine does not count.
 */
async function blocked(events) {
  const tasks = events.filter(({ name, tdur }) => name === 'RunTask' && tdur > 0);
  // The page's main thread is the one that laid it out.
  const main = new Set(events.filter(({ name }) => name === 'Layout').map(({ pid, tid }) => `${pid}/${tid}`));
  return tasks
    .filter(({ pid, tid }) => main.has(`${pid}/${tid}`))
    .reduce((sum, { tdur }) => sum + Math.max(0, (tdur / 1000) * CPU_SLOWDOWN - 50), 0);
}

/** Opens the chat and asks, with the network slow and the processor as it is, under the browser's tracing. */
async function busyTime(context) {
  const page = await slowPage(context, 1);
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'],
  });
  await page.goto(`${server.url}/chat?lang=en`, { waitUntil: 'commit' });
  await ask(page, QUESTION, 1);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  await page.close();
  return blocked(traceEvents);
}

const found = {};
const note = (name, ms) => {
  found[name] ??= [];
  found[name].push(ms);
};
for (let run = 0; run < runs; run += 1) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-US' });
  const cold = await slowPage(context);
  await cold.goto(`${server.url}/chat?lang=en`, { waitUntil: 'commit' });
  const first = await ask(cold, QUESTION, 1);
  note('cold: field there, since opened', first.usable);
  note('cold: first answer, since opened', first.sinceOpened);
  note('cold: first answer, since asked', first.sinceAsked);
  const next = await ask(cold, 'and at work?', 2);
  note('open chat: next answer, since asked', next.sinceAsked);
  await cold.waitForTimeout(9_000);
  await cold.close();
  const warm = await slowPage(context);
  await warm.goto(`${server.url}/chat?lang=en`, { waitUntil: 'commit' });
  const again = await ask(warm, QUESTION, 1);
  note('warm (second visit): field there, since opened', again.usable);
  note('warm (second visit): first answer, since opened', again.sinceOpened);
  note('warm (second visit): first answer, since asked', again.sinceAsked);
  await context.close();
  const other = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-US' });
  note('main thread blocked, opening to first answer', await busyTime(other));
  await other.close();
}
await browser.close();
await server.close();

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(`milliseconds, ${runs} runs`.padEnd(52), 'median'.padStart(8), 'worst'.padStart(8));
for (const [name, values] of Object.entries(found)) {
  console.log(
    name.padEnd(52),
    String(Math.round(middle(values))).padStart(8),
    String(Math.round(Math.max(...values))).padStart(8),
  );
}
