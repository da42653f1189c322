import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ROOT } from '../../src/server.js';
import { ask, useSite } from './site.js';
import { fillEnrolment } from './staff-site.js';

const site = useSite();
const DESK = { width: 1280, height: 900 };
const SAID = 'zebra police wardrobe question with my number A201555777';

async function amparo(...parts: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'src', 'amparo.mjs'), ...parts]);
  return stdout;
}

/** The console keeps its place after `#`. */
async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
}

async function list(page: Page, conversations: number): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.getByRole('button', { name: 'Load the list anew' }).click();
        await page.waitForTimeout(300);
        return page.locator('a.conversation').count();
      },
      { timeout: 10_000 },
    )
    .toBe(conversations);
}

it('an installed server: invited at the terminal, the admin reads what a person asks, posts a notice, and loses what is deleted', async () => {
  const { page: chat } = await site.visit('/chat?lang=en');
  await ask(chat, 'said before there was a key');
  const [madeAtTheTerminal = ''] = (await amparo('review-key', 'new')).split('\n');
  // A server asks its database for the key every two seconds.
  await chat.waitForTimeout(2_500);
  await ask(chat, 'sealed before anybody had enrolled');

  const invitation = await amparo('staff', 'add', 'ana', '--role', 'admin');
  const path = new URL(invitation.split('\n').find((line) => line.startsWith('http')) ?? '');
  const { page: desk, faults } = await site.visit(path.pathname + path.hash, { viewport: DESK });
  await fillEnrolment(desk);
  await goTo(desk, '#/account');
  await desk.getByLabel('Private review key').fill(madeAtTheTerminal);
  await desk.getByRole('button', { name: 'Take in a review key' }).click();
  await desk.getByText('Taken in.').waitFor();
  await chat.waitForTimeout(2_500);
  await ask(chat, SAID);
  await ask(chat, 'what can i do if ice is at my house');

  await goTo(desk, '#/queue');
  await list(desk, 1);
  await desk.getByRole('button', { name: 'Open the listed texts' }).click();
  await desk.locator('a.conversation').click();
  const said = desk.locator('.said p');
  await said.first().waitFor();
  expect(await said.nth(0).textContent()).toContain('sealed before anybody had enrolled');
  expect(await said.nth(1).textContent()).toContain('zebra police wardrobe');
  expect(await said.nth(1).textContent()).not.toContain('201555777');
  expect(await said.count()).toBe(3);
  await desk.getByText('unchanged since').first().waitFor();
  const folder = process.env.DATA_DIR ?? '';
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, file)).toString('latin1');
    for (const word of ['wardrobe', '201555777']) expect(bytes, file).not.toContain(word);
  }

  await goTo(desk, '#/bulletins');
  await desk.getByRole('button', { name: 'New notice' }).click();
  await desk.getByLabel('Add a place').selectOption('chicago');
  await desk.getByLabel('English text').fill('The mayor announced a hotline on Monday.');
  await desk.getByLabel('Spanish text').fill('La alcaldía anunció una línea el lunes.');
  await desk.getByLabel('Source: title').fill('City of Chicago');
  await desk.getByLabel('Source: address').fill('https://example.org/notice');
  await desk.getByRole('button', { name: 'Preview' }).click();
  await desk.getByRole('button', { name: 'Save as draft' }).click();
  await desk.getByRole('button', { name: 'Publish now' }).click();
  await desk.getByRole('button', { name: 'Withdraw' }).waitFor();
  await ask(chat, 'are there raids in chicago today');
  expect(await chat.locator('.turn').last().innerText()).toContain('The mayor announced a hotline on Monday.');

  await ask(chat, 'delete my conversation');
  await chat.getByRole('button', { name: 'Delete this conversation now' }).click();
  await chat.getByRole('button', { name: 'Yes, delete it' }).click();
  await goTo(desk, '#/queue');
  await list(desk, 0);

  // The browser itself writes down the 401 that answers "who am I?" before the first sign-in.
  expect(faults.filter((fault) => !/status of 4\d\d/.test(fault))).toEqual([]);
  expect(await amparo('audit', 'verify')).toContain('unbroken');
});
