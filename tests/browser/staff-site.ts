import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { loadKnowledge } from '../../src/bot/index.js';
import { Keys } from '../../src/browser/staff/keys.js';
import { knowledgeSource } from '../../src/build-model.js';
import { ROOT } from '../../src/server.js';
import { createStaffApp, openStaffParts, PostedBulletins, type StaffParts } from '../../src/staff/index.js';
import { openTestDatabase } from '../staff/database.js';
import { codeOf } from '../staff/member.js';

const HOUR = Math.floor(Date.now() / 3_600_000);
export const PASSPHRASE = 'seven quiet herons over the lake';

/** The real console, its real API and a real browser, over a database in memory. */
export async function startStaffSite() {
  const knowledge = loadKnowledge(ROOT, knowledgeSource(ROOT));
  const db = await openTestDatabase();
  const parts: StaffParts = await openStaffParts(db, Date.now);
  const posted = new PostedBulletins(db, Date.now, () => undefined);
  const app = express();
  const options = {
    db,
    knowledge: () => ({ ...knowledge, content: posted.mergeInto(knowledge.content) }),
    requireReview: false,
    now: Date.now,
    onFault: (fault: unknown) => console.error(fault),
    onBulletins: () => posted.refresh(),
    staffDir: join(ROOT, 'dist', 'staff'),
    host: null,
  };
  app.use(createStaffApp(options, parts));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state = { url, db, parts, keys: await Keys.load() };

  return {
    state,
    async close(): Promise<void> {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
    /** A page of a browser of its own; `faults` are what it wrote to its console as errors. */
    async open(path = '/staff', options: BrowserContextOptions = {}): Promise<{ page: Page; faults: string[] }> {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: 'en-US',
        reducedMotion: 'reduce',
        ...options,
      });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (fault) => faults.push(fault.message));
      page.on('console', (message) => {
        // A refused sign-in is an answer, not a fault.
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
      });
      await page.goto(state.url + path);
      return { page, faults };
    },
    /** Enrols in the browser, as somebody does who got the link; the first admin also notes the recovery key. */
    async enrol(name: string, role: 'reviewer' | 'editor' | 'admin', options: BrowserContextOptions = {}) {
      const code = await state.parts.accounts.invite(name, role, 'terminal');
      const { page, faults } = await this.open(`/staff#/enrol/${code}`, options);
      const { totpSecret, recoveryKey } = await fillEnrolment(page);
      return { page, faults, totpSecret, recoveryKey };
    },
    /** A conversation with sealed turns, as the store writes them. */
    async addConversation(
      id: string,
      turns: readonly Record<string, unknown>[],
      more: Record<string, unknown> = {},
    ): Promise<void> {
      const { db, keys } = state;
      const key = await db
        .selectFrom('review_keys')
        .selectAll()
        .where('retired_hour', 'is', null)
        .executeTakeFirstOrThrow();
      const publicKey = new Uint8Array(key.public_key);
      await db
        .insertInto('conversations')
        .values({
          id,
          channel: 'directline',
          language: 'en',
          place: 'chicago',
          first_hour: HOUR,
          last_hour: HOUR,
          turns: turns.length,
          unanswered: 0,
          clarified: 0,
          emergency: 0,
          bad_feedback: 0,
          topics: '["rights.home"]',
          hold: 0,
          ...more,
        })
        .execute();
      await db
        .insertInto('turns')
        .values(
          turns.map((turn, at) => ({
            conversation_id: id,
            seq: at + 1,
            hour: HOUR,
            key_id: key.id,
            sealed: keys.sealText(JSON.stringify({ v: 1, conversation: id, seq: at + 1, ...turn }), publicKey),
          })),
        )
        .execute();
    },
  };
}

/** Enrols in an opened page; the first admin also notes the recovery key. */
export async function fillEnrolment(page: Page): Promise<{ totpSecret: string; recoveryKey: string }> {
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('The same passphrase again').fill(PASSPHRASE);
  const totpSecret = ((await page.locator('code.key').textContent()) ?? '').replace(/\s/g, '');
  await page.getByLabel('Six digits').fill(codeOf(totpSecret));
  await page.getByRole('button', { name: 'Make my account' }).click();
  const recovery = page.locator('#recovery-key');
  await page.locator('#recovery-key, nav.menu').first().waitFor();
  let recoveryKey = '';
  if (await recovery.isVisible()) {
    recoveryKey = (await recovery.textContent()) ?? '';
    await page.getByLabel('its last four characters').fill(recoveryKey.slice(-4));
    await page.getByRole('button', { name: 'I have written it down' }).click();
  }
  await page.locator('nav.menu').waitFor();
  return { totpSecret, recoveryKey };
}

/** A turn as it is sealed. */
export function turnOf(said: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    said,
    language: 'en',
    topic: 'rights.home',
    action: 'answer',
    confidence: 0.93,
    place: 'chicago',
    alternatives: [{ topic: 'rights.work', confidence: 0.03 }],
    replies: [{ text: 'You do not have to open the door.', topic: 'rights.home', version: 'deadbeef' }],
    ...more,
  };
}
