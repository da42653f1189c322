import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSite, exportSite, type SiteOptions } from '../../src/channels/site/index.js';
import { type Content, loadContent } from '../../src/content/index.js';

const ROOT = dirname(dirname(import.meta.dirname));
const DAY = Date.parse('2026-11-23T12:00:00Z');

let content: Content;
let options: SiteOptions;
let folder: string;
let files: ReadonlyMap<string, string>;

function readAll(root: string): ReadonlyMap<string, string> {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

function htmlFiles(): [string, string][] {
  return [...files].filter(([file]) => file.endsWith('.html'));
}

function write(more: Partial<SiteOptions> = {}): string {
  const out = mkdtempSync(join(tmpdir(), 'amparo-site-'));
  exportSite({ ...options, ...more }, join(ROOT, 'dist', 'public'), out);
  return out;
}

beforeAll(() => {
  const loaded = loadContent(ROOT).content;
  if (!loaded) throw new Error('the content has faults: run "npx amparo check"');
  content = loaded;
  options = { content, requireReview: false, now: DAY, baseUrl: null, chatUrl: null };
  folder = write();
  files = readAll(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the exported pages', () => {
  it('hold every topic, in every language, for the country and for each place with an answer of its own', () => {
    const wanted = [...content.topics.values()].flatMap(({ id, answers }) =>
      content.languages.flatMap((language) =>
        [...new Set(answers.map(({ place }) => place))].map(
          (place) => `${language}/${id.replaceAll('.', '-')}${place === null ? '' : `-in-${place}`}.html`,
        ),
      ),
    );

    expect(wanted.filter((file) => !files.has(file))).toEqual([]);
  });

  it('hold every part of an answer', () => {
    for (const { id, answers } of content.topics.values()) {
      for (const { language, place, parts } of answers) {
        const page = files.get(`${language}/${id.replaceAll('.', '-')}${place === null ? '' : `-in-${place}`}.html`);
        const missing = parts.flatMap(({ heading }) =>
          heading && !page?.includes(`>${heading}</h2>`) ? [heading] : [],
        );
        expect(
          missing.filter((heading) => !/[&<>"']/.test(heading)),
          `${id} ${language} ${place}`,
        ).toEqual([]);
      }
    }
  });

  it('lead nowhere that is not there', () => {
    const broken = htmlFiles().flatMap(([file, html]) =>
      [...html.matchAll(/(?:href|src)="([^"]*)"/g)].flatMap(([, address = '']) => {
        if (/^(?:https?:|tel:|sms:|mailto:)/.test(address)) return [];
        const [path = '', anchor] = address.split('#');
        const target = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), path));
        const found = files.get(target);
        const hasAnchor = !anchor || found?.includes(`id="${anchor}"`);
        return found !== undefined && hasAnchor ? [] : [`${file}: ${address}`];
      }),
    );

    expect(broken).toEqual([]);
  });

  it('can all be reached from the start page', () => {
    for (const language of content.languages) {
      const seen = new Set<string>();
      const follow = (file: string): void => {
        if (seen.has(file)) return;
        seen.add(file);
        for (const [, to = ''] of files.get(file)?.matchAll(/href="([a-z0-9-]+\.html)/g) ?? [])
          follow(`${language}/${to}`);
      };
      follow(`${language}/index.html`);

      const lost = htmlFiles().filter(([file]) => file.startsWith(`${language}/`) && !seen.has(file));
      expect(lost.map(([file]) => file)).toEqual([]);
    }
  });

  it('load nothing from elsewhere, and no script but that of the search', () => {
    for (const [file, html] of htmlFiles()) {
      const loaded = [
        ...html.matchAll(/<(?:script|img|iframe|link rel="(?:stylesheet|icon)")[^>]*(?:src|href)="([^"]*)"/g),
      ];
      const scripts = [...html.matchAll(/<script/g)].length;

      expect(
        loaded.map(([, address]) => address).filter((address) => /^(?:[a-z]+:|\/)/.test(address ?? '')),
        file,
      ).toEqual([]);
      expect(scripts, file).toBe(file.endsWith('/search.html') ? 2 : 0);
      expect(html, file).not.toMatch(/ style="| on[a-z]+="|<style|javascript:/);
    }
  });

  it('tell on each answer its date, its review and the day on which the page was made', () => {
    const facts = [...content.topics.values()].filter(({ id }) => !/^(?:bot|refuse)\./.test(id));
    for (const { id } of facts) {
      const page = files.get(`en/${id.replaceAll('.', '-')}.html`) ?? '';
      expect(page, id).toContain('class="sources"');
      expect(page, id).toMatch(/reviewed by a lawyer|Reviewed by/i);
      expect(page, id).toContain('November 23, 2026');
    }
  });

  it('never say what is so only now', () => {
    const phrases = [...content.phrases.values()].flatMap(({ bot }) =>
      [bot.openNow, bot.closedNow, bot.openHoliday].map((text) => text.split('{')[0] ?? ''),
    );
    const found = htmlFiles().flatMap(([file, html]) =>
      phrases.filter((text) => html.includes(`small">${text}`)).map(() => file),
    );

    expect(found).toEqual([]);
  });

  it('put emergencies first', () => {
    const start = files.get('es/index.html') ?? '';
    const [first] = [...start.matchAll(/<main[\s\S]*?<h2>([^<]*)</g)];

    expect(first?.[1]).toBe(content.phrases.get('es')?.site.emergency);
    expect(start.indexOf('emergency-ice-at-home.html')).toBeLessThan(start.indexOf('rights-home.html'));
  });

  it('are small', () => {
    const sizes = htmlFiles().map(([file, html]) => ({ file, gzip: gzipSync(html).length }));
    const average = sizes.reduce((sum, { gzip }) => sum + gzip, 0) / sizes.length;
    const largest = sizes.reduce((most, each) => (each.gzip > most.gzip ? each : most));
    console.info(
      `${sizes.length} pages, gzip ${Math.round(average)} bytes on average, most ${largest.gzip} (${largest.file})`,
    );

    expect(average).toBeLessThan(5_000);
    expect(largest.gzip).toBeLessThan(12_000);
  });

  it('are the same, byte for byte, when they are written again', () => {
    const again = write({ now: DAY + 3 * 3600_000 });

    const changed = [...readAll(again)].filter(([file, text]) => files.get(file) !== text).map(([file]) => file);
    rmSync(again, { recursive: true, force: true });

    expect(changed).toEqual([]);
  });

  it('withhold with the first part all others of an answer that nobody reviewed, where review is required', () => {
    const reviewed = write({ requireReview: true });
    const page = readFileSync(join(reviewed, 'en', 'rights-home.html'), 'utf8');
    rmSync(reviewed, { recursive: true, force: true });

    expect(content.topics.get('rights.home')?.review).toEqual([]);
    expect(page).not.toContain('warrant under the door');
    expect(page).toContain('class="call"');
  });

  it('give search engines the whole address where it is known', () => {
    const out = write({ baseUrl: 'https://mirror.example.org/a' });
    const page = readFileSync(join(out, 'es', 'rights-home.html'), 'utf8');
    rmSync(out, { recursive: true, force: true });

    expect(page).toContain('hreflang="en" href="https://mirror.example.org/a/en/rights-home.html"');
  });
});

describe('the served pages', () => {
  it('say on the start page that nothing is reviewed only as long as that holds', () => {
    const start = (from: SiteOptions) => {
      const out = mkdtempSync(join(tmpdir(), 'amparo-site-'));
      exportSite(from, join(ROOT, 'dist', 'public'), out);
      const html = readFileSync(join(out, 'en', 'index.html'), 'utf8');
      rmSync(out, { recursive: true, force: true });
      return html;
    };
    const review = [{ by: 'A. Lawyer', on: '2026-11-01', languages: ['en', 'es'] }];
    const topics = new Map([...content.topics].map(([id, topic]) => [id, { ...topic, review }]));
    const notReviewed = content.phrases.get('en')?.bot.notReviewed ?? '-';

    expect(start(options)).toContain(notReviewed);
    expect(start({ ...options, content: { ...content, topics } as Content })).not.toContain(notReviewed);
  });

  it('are listed for search engines with their languages, where the address is known', () => {
    const out = write({ baseUrl: 'https://chat.example.org' });
    const sitemap = readFileSync(join(out, 'sitemap.xml'), 'utf8');
    const robots = readFileSync(join(out, 'robots.txt'), 'utf8');
    rmSync(out, { recursive: true, force: true });
    const pages = [...files.keys()].filter((file) => /^(?:en|es)\/.*\.html$/.test(file));

    expect(sitemap.match(/<loc>/g)).toHaveLength(pages.length);
    for (const file of pages) {
      const name = file.replace(/index\.html$/, '');
      expect(sitemap).toContain(`<loc>https://chat.example.org/${name}</loc>`);
    }
    expect(robots).toContain('Sitemap: https://chat.example.org/sitemap.xml');
    expect(files.has('sitemap.xml')).toBe(false);
  });

  it('are listed by the server under the address that was asked', async () => {
    const app = express().use(createSite(() => options));
    const server = app.listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as import('node:net').AddressInfo;
    const base = `http://127.0.0.1:${port}`;
    const robots = await (await fetch(`${base}/robots.txt`)).text();
    const sitemap = await fetch(`${base}/sitemap.xml`);
    const first = /<loc>([^<]*)<\/loc>/.exec(await sitemap.text())?.[1] ?? '';

    expect(robots).toContain(`Sitemap: ${base}/sitemap.xml`);
    expect(sitemap.headers.get('content-type')).toContain('application/xml');
    expect((await fetch(first)).status).toBe(200);
    server.close();
  });

  it('are those that are exported, with an ETag', async () => {
    const app = express();
    app.use(createSite(() => options));
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

    const page = await fetch(`${base}/en/rights-home.html`);
    const again = await fetch(`${base}/en/rights-home.html`, {
      headers: { 'if-none-match': page.headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    });
    const start = await fetch(`${base}/es`);
    const words = await fetch(`${base}/en/search-words.js`);
    const missing = await Promise.all(
      ['/en/nothing.html', '/xx/', '/en/..%2fpackage.json'].map((path) => fetch(base + path)),
    );
    server.close();

    expect(await page.text()).toBe(files.get('en/rights-home.html'));
    expect(page.headers.get('cache-control')).toBe('public, max-age=300');
    expect(again.status).toBe(304);
    expect(start.url).toBe(`${base}/es/`);
    expect(await start.text()).toBe(files.get('es/index.html'));
    expect(await words.text()).toBe(files.get('en/search-words.js'));
    expect(missing.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});
