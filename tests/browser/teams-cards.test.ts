import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCard } from '../../src/channels/teams/index.js';
import { phrasesOf, type Reply } from '../../src/reply/index.js';
import { exampleReplies } from '../fixtures/example-replies.js';
import { knowledge } from '../talk.js';

const require = createRequire(import.meta.url);
const RENDERER = require.resolve('adaptivecards/dist/adaptivecards.js');
/** Set it to a folder to keep a picture of every card, in light and dark, on a phone. */
const SCREENSHOTS = process.env.SCREENSHOTS;
const THEMES = {
  light: {
    ground: '#ffffff',
    text: '#242424',
    subtle: '#616161',
    accent: '#4f52b2',
    attention: '#c4314b',
    warning: '#835c00',
  },
  dark: {
    ground: '#292929',
    text: '#ffffff',
    subtle: '#adadad',
    accent: '#9ea2ff',
    attention: '#f9526b',
    warning: '#f2c661',
  },
} as const;
const STYLES = {
  light: { emphasis: '#f5f5f5', attention: '#fcf4f6', warning: '#fbf6d9', accent: '#e8ebfa' },
  dark: { emphasis: '#3d3d3d', attention: '#3e1f25', warning: '#463100', accent: '#2f2f4a' },
} as const;

/** Colours and sizes like those of Teams, in the renderer's own form. */
function hostConfig(theme: 'light' | 'dark') {
  const colours = THEMES[theme];
  const colour = (value: string) => ({ default: value, subtle: value });
  const foregroundColors = {
    default: { default: colours.text, subtle: colours.subtle },
    accent: colour(colours.accent),
    attention: colour(colours.attention),
    warning: colour(colours.warning),
    good: colour(colours.text),
    dark: colour(colours.text),
    light: colour(colours.text),
  };
  const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  return {
    fontFamily: 'DejaVu Sans, sans-serif',
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    spacing: { small: 4, default: 8, medium: 16, large: 24, extraLarge: 32, padding: 12 },
    supportsInteractivity: true,
    actions: { maxActions: 6, actionsOrientation: 'horizontal', actionAlignment: 'stretch', buttonSpacing: 8 },
    containerStyles: {
      default: style(colours.ground),
      ...Object.fromEntries(Object.entries(STYLES[theme]).map(([name, value]) => [name, style(value)])),
    },
  };
}

function draw(reply: Reply) {
  const { call, website, emergency } = phrasesOf(knowledge().content, reply.language).widget;
  return renderCard(reply, { call, website, emergency }, 'summary');
}

const examples = exampleReplies();

describe.each(['light', 'dark'] as const)('cards drawn by the reference renderer on a phone, %s', (theme) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  afterAll(() => browser.close());

  it.each(examples.map(({ name, reply }) => [name, reply] as const))('%s', async (name, reply) => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    await page.setContent(
      `<!doctype html><html lang="${reply.language}"><title>card</title><body style="margin:8px;background:${THEMES[theme].ground}"></body></html>`,
    );
    await page.addScriptTag({ path: RENDERER });
    const drawn = await page.evaluate(
      ([card, host]) => {
        const { AdaptiveCards } = globalThis as unknown as { AdaptiveCards: typeof import('adaptivecards') };
        const inline = (text: string): string =>
          text
            .replace(/&/g, '&amp;')
            .replace(/</g, '&lt;')
            .replace(/\\([\\*_[\]`])/g, (_, sign: string) => `&#${sign.charCodeAt(0)};`)
            .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
            .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, '<a href="$2">$1</a>');
        // The part of Markdown that cards know: bold, links, lists.
        AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
          const lines = text.split('\n');
          const isList = (pattern: RegExp): boolean => lines.length > 0 && lines.every((line) => pattern.test(line));
          const items = (pattern: RegExp): string =>
            lines.map((line) => `<li>${inline(line.replace(pattern, ''))}</li>`).join('');
          if (isList(/^\d+\. /)) result.outputHtml = `<ol style="padding-left:24px">${items(/^\d+\. /)}</ol>`;
          else if (isList(/^- /)) result.outputHtml = `<ul style="padding-left:24px">${items(/^- /)}</ul>`;
          else result.outputHtml = `<p style="margin:0">${inline(text)}</p>`;
          result.didProcess = true;
        };
        const actions: unknown[] = [];
        const adaptive = new AdaptiveCards.AdaptiveCard();
        adaptive.hostConfig = new AdaptiveCards.HostConfig(host as object);
        adaptive.onExecuteAction = (action) => actions.push((action as { data?: unknown }).data);
        adaptive.parse(card);
        const element = adaptive.render();
        if (!element) throw new Error('the card was not drawn');
        document.body.append(element);
        for (const button of document.querySelectorAll('button')) {
          button.style.whiteSpace = 'normal';
          if (!button.textContent?.trim()) throw new Error('a button has no label');
        }
        const submit = [...document.querySelectorAll('button')].at(-1);
        submit?.click();
        return { text: document.body.innerText, width: document.documentElement.scrollWidth, actions };
      },
      [draw(reply), hostConfig(theme)] as const,
    );

    for (const block of reply.blocks) {
      if (block.kind === 'heading') expect(drawn.text).toContain(block.text);
      if (block.kind === 'organization') expect(drawn.text).toContain(block.organization.name);
      if (block.kind === 'say-this') expect(drawn.text).toContain(block.words.map(({ text }) => text).join(''));
    }
    expect(drawn.text).not.toMatch(/\*\*|\]\(/);
    expect(drawn.width, 'nothing may be wider than a phone').toBeLessThanOrEqual(360);
    const last = reply.choices.at(-1);
    if (last) expect(drawn.actions).toContainEqual(expect.objectContaining({ choose: last.id }));
    if (SCREENSHOTS) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${theme}.png`), fullPage: true });
    }
    await page.close();
  });
});
