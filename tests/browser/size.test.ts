import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readPublicFiles } from '../../src/channels/web/index.js';
import { useSite } from './site.js';

const site = useSite();
const PUBLIC = fileURLToPath(new URL('../../dist/public/', import.meta.url));
const KB = 1000;
const FILES = readPublicFiles(PUBLIC);

function gzipBytes(...files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(PUBLIC + file), { level: 9 }).length, 0);
}

it('keeps the launcher under 3 kB', () => {
  expect(gzipBytes('widget.js')).toBeLessThan(3 * KB);
});

it.each([
  'en',
  'es',
])('keeps all of the widget that loads before the first word under 15 kB, its %s words too', async (code) => {
  const words = Buffer.from(await (await fetch(`${site.url}/start/${code}.json`)).arrayBuffer());

  expect(gzipBytes('widget.js', FILES.panel.path) + gzipSync(words).length).toBeLessThan(15 * KB);
  expect(gzipBytes(FILES.chat.path, FILES.page.path) + gzipSync(words).length).toBeLessThan(15 * KB);
});

it.each(['en', 'es'])('keeps the %s pack under 100 kB', async (language) => {
  const pack = await (await fetch(`${site.url}/pack/${language}.json`)).arrayBuffer();

  expect(gzipSync(Buffer.from(pack)).length).toBeLessThan(100 * KB);
});
