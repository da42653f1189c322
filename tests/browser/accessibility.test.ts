import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { speakPseudoArabic } from './pseudo-arabic.js';
import { ask, audit, useSite } from './site.js';

const site = useSite();

/** Every state that a person can see, by name. */
const STATES: readonly { name: string; path: string; reach: (page: Page) => Promise<void> }[] = [
  { name: 'the demonstration page', path: '/?lang=en', reach: async () => undefined },
  {
    name: 'the demonstration page with an emergency opened, in Spanish',
    path: '/?lang=es',
    reach: (page) => page.locator('summary').first().click(),
  },
  { name: 'the first screen', path: '/chat?lang=en', reach: (page) => page.getByLabel('Your question').waitFor() },
  {
    name: 'an answer',
    path: '/chat?lang=en',
    reach: (page) => ask(page, 'can ice come in my house without a warrant'),
  },
  { name: 'an emergency', path: '/chat?lang=en', reach: (page) => ask(page, 'ICE IS AT MY DOOR') },
  { name: 'organizations', path: '/chat?lang=en', reach: (page) => ask(page, 'i need a lawyer 60608') },
  {
    name: 'dated notices',
    path: '/chat?lang=en',
    reach: (page) => ask(page, 'are there ICE raids in chicago this sunday?'),
  },
  {
    name: 'the answers on the device',
    path: '/chat?lang=en',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Emergency', exact: true }).click();
      await page.locator('.sheet summary').first().click();
    },
  },
  {
    name: 'the card for the officer',
    path: '/chat?lang=en',
    reach: async (page) => {
      await ask(page, 'ICE IS AT MY DOOR');
      await page
        .getByRole('button', { name: /^Show large/ })
        .first()
        .click();
    },
  },
  {
    name: 'the words and numbers on the device',
    path: '/chat?lang=en',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Emergency', exact: true }).click();
      await page.getByLabel('City or state').selectOption('chicago');
      await page.locator('.cards .call').last().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'the options',
    path: '/chat?lang=en',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Options' }).click();
      await page.getByRole('button', { name: 'Remember on this device' }).click();
      await page.getByRole('button', { name: 'Forget what is here' }).waitFor();
    },
  },
  {
    name: 'no connection',
    path: '/chat?lang=en',
    reach: async (page) => {
      await page.getByLabel('Your question').fill('and at work?');
      await page.context().setOffline(true);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Try again now' }).waitFor();
    },
  },
  {
    name: 'the widget on a page',
    path: '/?lang=en',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Immigration help: ask here' }).click();
      await page.getByRole('dialog', { name: 'Amparo' }).waitFor();
    },
  },
];

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it.each(STATES)('$name has no fault that axe can find', async ({ path, reach }) => {
    const { page } = await site.visit(path, { colorScheme });

    await reach(page);

    expect(await audit(page)).toEqual([]);
  });
});

it.each([
  { width: 320, height: 640 },
  { width: 320, height: 256 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
])('scrolls in one direction only at $width by $height', async (viewport) => {
  const { page } = await site.visit('/chat?lang=es', { viewport });
  await page.getByLabel('Su pregunta').fill('necesito un abogado 60608');
  await page.keyboard.press('Enter');
  await page.locator('.turn .organization').first().waitFor();

  const tooWide = await page
    .locator('.panel, .log, .body, .organization, .choice, .call')
    .evaluateAll((elements) =>
      elements.filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => element.className),
    );

  expect(tooWide, 'these are wider than their box').toEqual([]);
});

it.each([
  'light',
  'dark',
] as const)('turns around for a language that is written from the right: pictures, answers, card, and all that axe can find (%s)', async (colorScheme) => {
  const { page } = await site.visit('/?lang=en', { colorScheme });
  await speakPseudoArabic(page);
  await page.goto(`${site.url}/chat?lang=en`);
  const field = page.locator('#input');
  await field.waitFor();
  const door = await page.locator('.doors .choice').first().boundingBox();
  const picture = await page.locator('.doors .icon').first().boundingBox();
  const faults = await audit(page);

  await field.fill('ICE IS AT MY DOOR');
  await page.keyboard.press('Enter');
  await page.locator('.turn .reply').waitFor();
  faults.push(...(await audit(page)));
  await page.locator('.actions .urgent').click();
  await page.locator('.sheet summary').first().click();
  faults.push(...(await audit(page)));
  await page.locator('.words-choice').first().click();
  const card = page.locator('.card-view');
  faults.push(...(await audit(page)));

  expect(door && picture && picture.x > door.x + door.width / 2, 'the picture stands at the right').toBe(true);
  expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  expect(await card.getAttribute('dir')).toBe('rtl');
  expect(await card.locator('.words').getAttribute('dir'), 'English stays from the left').toBe('ltr');
  expect(faults).toEqual([]);
});

it('keeps its buttons in forced colours, and all in reach at 400 % zoom and the largest text', async () => {
  const { page } = await site.visit('/chat?lang=en', { forcedColors: 'active', viewport: { width: 320, height: 256 } });
  await page.getByRole('button', { name: 'Options' }).click();
  await page.getByLabel('Very large').check();
  await page.getByRole('button', { name: 'Close' }).click();

  await ask(page, 'i need a lawyer 60608');
  const tooWide = await page
    .locator('.panel, .log, .body, .organization, .choice, .call')
    .evaluateAll((all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.className));
  const border = await page
    .locator('.call')
    .first()
    .evaluate((each) => getComputedStyle(each).borderTopStyle);

  expect(tooWide).toEqual([]);
  expect(border).toBe('solid');
  expect(await audit(page)).toEqual([]);
});

it('has touch targets of at least 44 pixels', async () => {
  const { page } = await site.visit('/chat?lang=en');
  await ask(page, 'i need a lawyer 60608');

  const small = await page.locator('button, select, summary, a.call, a.site, textarea').evaluateAll((elements) =>
    elements
      .map((element) => ({ text: element.textContent?.slice(0, 30), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0 && (box.height < 43.5 || box.width < 43.5) && box.height !== 0)
      .map(({ text, box }) => `${text} ${box.width}x${box.height}`),
  );

  // The text field stands inside a larger box that carries its label.
  expect(small.filter((line) => !line.startsWith(' '))).toEqual([]);
});

it('keeps the way out in sight wherever the person scrolls or a screen reader jumps', async () => {
  const { page } = await site.visit('/chat?lang=en');
  await ask(page, 'i need a lawyer 60608');

  await page
    .locator('.organization')
    .last()
    .evaluate((element) => element.scrollIntoView());
  const leave = await page.getByRole('button', { name: 'Leave and forget' }).boundingBox();
  const send = await page.getByRole('button', { name: 'Send' }).boundingBox();

  expect(leave?.y).toBeGreaterThanOrEqual(0);
  expect(send && send.y + send.height).toBeGreaterThan(700);
});
