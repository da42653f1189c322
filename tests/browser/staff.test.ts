import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../staff/member.js';
import { audit } from './site.js';
import { PASSPHRASE, startStaffSite, turnOf } from './staff-site.js';

type Site = Awaited<ReturnType<typeof startStaffSite>>;
type Enrolled = Awaited<ReturnType<Site['enrol']>>;

const SHOTS = process.env.SCREENSHOTS;
const PHONE = { width: 360, height: 740 };
const SCREENS = ['queue', 'gaps', 'teach', 'bulletins', 'report', 'content', 'staff', 'audit', 'account'] as const;
const NASTY = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{7*7}}';

let site: Site;
let ana: Enrolled;
let luis: Enrolled;

beforeAll(async () => {
  site = await startStaffSite();
  ana = await site.enrol('ana', 'admin');
});
afterAll(() => site?.close());

async function unlock(page: Page): Promise<void> {
  await page.reload();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.locator('nav.menu').waitFor();
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.waitForTimeout(300);
}

describe('the first admin', () => {
  it('is shown the recovery key once and opens what is sealed; markup stays text, damage is shown as damage', async () => {
    const { page, faults, recoveryKey } = ana;
    expect(recoveryKey).toMatch(/^([0-9A-Z]{4}-){8}[0-9A-Z]{4}$/);
    const replies = [{ text: NASTY, topic: NASTY, version: NASTY }];
    const turns = [
      turnOf(NASTY, { replies, topic: NASTY, alternatives: [{ topic: NASTY, confidence: 1 }] }),
      turnOf('second message'),
      turnOf('third message'),
    ];
    await site.addConversation('evil', turns, { topics: JSON.stringify([NASTY]), place: NASTY, emergency: 1 });
    const { db } = site.state;
    const second = await db.selectFrom('turns').selectAll().where('seq', '=', 2).executeTakeFirstOrThrow();
    const bytes = Buffer.from(second.sealed);
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    await db
      .updateTable('turns')
      .set({ sealed: bytes })
      .where('conversation_id', '=', 'evil')
      .where('seq', '=', 2)
      .execute();

    await unlock(page);
    await page.locator('.words.sealed').waitFor();
    await page.getByRole('button', { name: 'Open the listed texts' }).click();
    await page.getByText('<img src=x').first().waitFor();
    await page.getByLabel('Search in what is opened').fill('no such words anywhere');
    expect(await page.locator('a.conversation').count()).toBe(0);
    await page.getByLabel('Search in what is opened').fill('THIRD');
    await page.locator('a.conversation').click();
    await page.getByText('third message').waitFor();

    expect(await page.locator('.said').count()).toBe(2);
    await page.getByText('This message is damaged').waitFor();
    expect(await page.locator('.said p').first().textContent()).toBe(NASTY);
    expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('keeps neither keys nor opened texts where the browser would keep them', async () => {
    const left = await ana.page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      readable: document.cookie,
    }));

    expect(left).toEqual({ local: 0, session: 0, databases: 0, readable: '' });
  });
});

describe('a second member', () => {
  it('cannot open anything until the admin has compared digits and handed the key over', async () => {
    luis = await site.enrol('luis', 'reviewer');
    await luis.page.getByText('You cannot open texts yet').waitFor();
    const own = await luis.page.locator('code.key').textContent();
    expect(own).toMatch(/^(\d{4}-){3}\d{4}$/);
    expect(await luis.page.getByRole('link', { name: 'Staff' }).count()).toBe(0);
    expect(await audit(luis.page)).toEqual([]);

    await goTo(ana.page, '#/staff');
    await ana.page.getByRole('button', { name: 'Hand over the key' }).click();
    expect(await ana.page.locator('.notice code.key').textContent()).toBe(own);
    await ana.page.getByRole('button', { name: 'They are the same' }).click();
    await ana.page.getByText('Saved.').waitFor();
    await unlock(luis.page);
    await site.addConversation('shared', [turnOf('can ice come in my house without a warrant')], { unanswered: 1 });
    await goTo(luis.page, '#/c/shared');

    await luis.page.getByText('can ice come in my house without a warrant').waitFor();
    expect(await luis.page.getByRole('button', { name: 'Put on legal hold' }).count()).toBe(0);
    await goTo(luis.page, '#/staff');
    expect(await luis.page.getByRole('heading', { level: 1 }).textContent()).toBe('Conversations');
  });

  it('sees what it would answer today, leaves a sealed note, and is told when the admin was faster', async () => {
    await goTo(luis.page, '#/c/shared');
    await goTo(ana.page, '#/c/shared');
    await luis.page.getByRole('button', { name: 'What would it answer today?' }).click();
    await luis.page.getByRole('heading', { name: 'Today it would answer' }).waitFor();
    expect(await luis.page.locator('.today').textContent()).toContain('rights.home');
    await luis.page.getByLabel('New note').fill('planted note');
    await luis.page.getByRole('button', { name: 'Add note' }).click();
    await luis.page.locator('#notes + ul').getByText('planted note').waitFor();
    expect(JSON.stringify(await site.state.db.selectFrom('notes').selectAll().execute())).not.toContain('planted');

    await ana.page.getByLabel('Labels').fill('from ana');
    await ana.page.getByRole('button', { name: 'Save' }).click();
    await ana.page.getByText('Saved.').waitFor();
    await luis.page.getByLabel('Labels').fill('from luis');
    await luis.page.getByRole('button', { name: 'Save' }).click();
    await luis.page.getByText('Somebody else changed this').waitFor();
    expect(await luis.page.getByLabel('Labels').inputValue()).toBe('from ana');
    await luis.page.getByLabel('Labels').fill('from ana, from luis');
    await luis.page.getByRole('button', { name: 'Save' }).click();
    await luis.page.getByText('Saved.').waitFor();
  });

  it('teaches a line only without personal data and only when confirmed', async () => {
    await site.addConversation('personal', [turnOf('my name is Juan Perez can ice come into my house')]);
    const { page } = luis;
    await goTo(page, '#/c/personal');
    await page.getByRole('button', { name: 'Teach this question' }).click();
    await page.getByText('my name is [name]').first().waitFor();
    await page.getByRole('button', { name: 'Keep this line' }).click();
    await page.getByText('Confirm first').waitFor();
    await page.getByLabel('I have read it').check();
    await page.getByRole('button', { name: 'Keep this line' }).click();
    await page.getByText('There still seems to be personal data').waitFor();
    await page.getByLabel('The question, retyped').fill('can ice come into my house');
    await page.getByLabel('I have read it').check();
    await page.getByRole('button', { name: 'Keep this line' }).click();
    await page.getByText('Saved.').waitFor();

    expect(await site.state.parts.teachings.list()).toMatchObject([
      { text: 'can ice come into my house', topic: 'rights.home' },
    ]);
    expect(luis.faults).toEqual([]);
  });
});

it('groups unanswered questions, the most frequent first', async () => {
  const ask = (text: string) => turnOf(text, { action: 'out-of-scope', topic: null });
  const questions = [
    'can i renew my work permit',
    'how do i renew a work permit',
    'renew work permit cost',
    'is the library open',
  ];
  for (const [at, text] of questions.entries()) await site.addConversation(`gap${at}`, [ask(text)], { unanswered: 1 });
  const { page } = ana;
  await goTo(page, '#/gaps');

  await page.getByRole('button', { name: 'Open up to 1,000' }).click();
  await page.getByText('3 times').waitFor();

  expect(await page.locator('main h2').first().textContent()).toContain('renew');
  expect(await page.locator('main h2').nth(1).textContent()).toContain('library');
});

it('posts a notice after a preview in both languages, and withdraws it', async () => {
  const { page } = ana;
  await goTo(page, '#/bulletins');
  await page.getByRole('button', { name: 'New notice' }).click();
  await page.getByLabel('Add a place').selectOption('chicago');
  await page.getByLabel('English text').fill('The mayor announced a hotline on Monday.');
  await page.getByLabel('Spanish text').fill('La alcaldía anunció una línea el lunes.');
  await page.getByLabel('Source: title').fill('City of Chicago');
  await page.getByLabel('Source: address').fill('https://example.org/notice');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.locator('.today[lang=es]').getByText('La alcaldía anunció').waitFor();
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await page.getByRole('button', { name: 'Publish now' }).click();
  await page.locator('.tag.published').waitFor();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.locator('.tag.withdrawn').waitFor();

  expect(ana.faults).toEqual([]);
});

it('moves in the list by keyboard and opens with Enter', async () => {
  const { page } = ana;
  await goTo(page, '#/queue');
  await page.getByLabel('Search in what is opened').fill('');
  await page.getByRole('button', { name: 'Load the list anew' }).click();
  await page.locator('a.conversation').nth(4).waitFor();
  await page.locator('a.conversation').first().focus();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('k');
  const second = await page.locator('a.conversation').nth(1).getAttribute('href');
  await page.keyboard.press('Enter');
  await page.locator('.turn').first().waitFor();

  expect(new URL(page.url()).hash).toBe(second);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('heading');
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it.each([
    { name: 'phone', viewport: PHONE },
    { name: 'laptop', viewport: { width: 1280, height: 800 } },
  ])('no screen has a fault that axe can find, nor scrolls sideways, on a $name', async ({ name, viewport }) => {
    const { page } = ana;
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    const found: string[] = [];
    for (const screen of [...SCREENS, 'c/shared', 'print']) {
      await goTo(page, `#/${screen}`);
      found.push(...(await audit(page)).map((fault) => `${screen}: ${fault}`));
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wide > 0) found.push(`${screen}: ${wide} pixels too wide`);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${colorScheme}-${screen.replace('/', '-')}.png` });
    }
    expect(found).toEqual([]);
  });
});

it('speaks Spanish', async () => {
  const { page } = await site.open('/staff', { locale: 'es-MX', viewport: PHONE });

  await page.getByRole('heading', { name: 'Entrar' }).waitFor();

  expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
  expect(await audit(page)).toEqual([]);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/phone-sign-in-es.png` });
});

it('signs out, refuses a wrong passphrase and then takes the right one', async () => {
  const { page, totpSecret } = luis;
  await page.getByRole('button', { name: /Sign out/ }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect((await page.context().cookies()).filter((cookie) => cookie.name.includes('amparo'))).toEqual([]);
  await page.getByLabel('Name').fill('luis');
  await page.getByLabel('Passphrase').fill('not this passphrase at all');
  await page.getByLabel('Six digits').fill(codeOf(totpSecret, Date.now() + 30_000));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Name, passphrase or code is wrong.').waitFor();
  await page.getByLabel('Passphrase').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.locator('nav.menu').waitFor();
});

it('lets an admin remove a member: out at once', async () => {
  await goTo(ana.page, '#/staff');
  await ana.page.getByRole('button', { name: 'Remove' }).click();
  await ana.page.getByText('Remove luis?').waitFor();
  await ana.page.locator('.notice').getByRole('button', { name: 'Remove' }).click();
  await ana.page.getByText('Saved.').waitFor();
  await goTo(luis.page, '#/report');

  await luis.page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
