// Figures of the console: pages of a queue of 50,000 conversations, and 1,000 of them listed and opened in the browser.
// Run: npm run bench:staff
import { startStaffSite, turnOf } from '../browser/staff-site.js';

const QUEUE = 50_000;
const OPENED = 1_000;
const TURNS = 5;

const site = await startStaffSite();
const { page } = await site.enrol('bench', 'admin');
const { db, keys, parts } = site.state;
const key = await db.selectFrom('review_keys').selectAll().executeTakeFirstOrThrow();
const hour = Math.floor(Date.now() / 3_600_000);
const row = {
  channel: 'directline',
  language: 'en',
  place: 'chicago',
  clarified: 0,
  emergency: 0,
  bad_feedback: 0,
  hold: 0,
};
await db.transaction().execute(async (transaction) => {
  for (let at = 0; at < QUEUE; at += 500) {
    const conversations = Array.from({ length: 500 }, (_, i) => ({
      ...row,
      id: `c${at + i}`,
      first_hour: hour - ((at + i) >> 6),
      last_hour: hour - ((at + i) >> 6),
      turns: TURNS,
      unanswered: i % 100 === 0 ? 1 : 0,
      topics: '["rights.home"]',
    }));
    await transaction.insertInto('conversations').values(conversations).execute();
  }
  for (let at = 0; at < OPENED; at++) {
    const turns = Array.from({ length: TURNS }, (_, i) => ({
      conversation_id: `c${at}`,
      seq: i + 1,
      hour,
      key_id: key.id,
      sealed: keys.sealText(
        JSON.stringify({
          v: 1,
          conversation: `c${at}`,
          seq: i + 1,
          ...turnOf(`can ice come in my house, question ${at} ${i}`),
        }),
        new Uint8Array(key.public_key),
      ),
    }));
    await transaction.insertInto('turns').values(turns).execute();
  }
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round(performance.now() - started);
}

const filter = (more: object) => ({ limit: 50, ...more }) as never;
const first = await timeOf(() => parts.desk.page(filter({})));
let cursor: string | null = null;
let last = 0;
do {
  const from = cursor;
  last = await timeOf(async () => {
    cursor = (await parts.desk.page(filter({ limit: 200, ...(from ? { cursor: from } : {}) }))).next;
  });
} while (cursor);
const rare = await timeOf(() => parts.desk.page(filter({ unanswered: true })));
const none = await timeOf(() => parts.desk.page(filter({ topic: 'no.such' })));

await page.getByRole('button', { name: 'Load the list anew' }).click();
await page.locator('a.conversation').nth(49).waitFor();
const openMs = await timeOf(async () => {
  await page.getByRole('button', { name: 'List and open up to' }).click();
  await page.getByText('1000 opened in this browser').waitFor();
});
const searchMs = await timeOf(async () => {
  await page.getByLabel('Search in what is opened').fill('question 777 3');
  await page.getByText('1 listed').waitFor();
});
process.stdout.write(
  `${JSON.stringify({ conversations: QUEUE, firstPageMs: first, lastPageMs: last, rareFlagMs: rare, noneFoundMs: none, opened: OPENED, turnsEach: TURNS, listAndOpenMs: openMs, searchMs }, null, 2)}\n`,
);
await site.close();
process.exit(0);
