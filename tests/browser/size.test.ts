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

it('keeps all that loads before the first word under 15 kB', () => {
  expect(gzipBytes('widget.js', FILES.panel.path)).toBeLessThan(15 * KB);
  expect(gzipBytes(FILES.chat.path, FILES.page.path)).toBeLessThan(15 * KB);
});

it.each(['en', 'es'])('keeps the %s pack under 100 kB', async (language) => {
  const pack = await (await fetch(`${site.url}/pack/${language}.json`)).arrayBuffer();

  expect(gzipSync(Buffer.from(pack)).length).toBeLessThan(100 * KB);
});
