import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
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

it('turns around for a language that is written from the right', async () => {
  const { page } = await site.visit('/?lang=en');
  await page.route('**/start/en.json', async (route) => {
    const response = await route.fetch();
    const pack = await response.json();
    await route.fulfill({
      response,
      json: { ...pack, direction: 'rtl', greeting: { ...pack.greeting, direction: 'rtl' } },
    });
  });
  await page.goto(`${site.url}/chat?lang=en`);

  const door = await page.getByRole('button', { name: 'At my home' }).boundingBox();
  const picture = await page.locator('.doors .icon').first().boundingBox();

  expect(door && picture && picture.x > door.x + door.width / 2, 'the picture stands at the right').toBe(true);
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
