// Fetches the clients of clients.json from npm, each checked against its integrity, without the packages they depend on:
// their bundles hold these already. Kept in node_modules/.conformance, where no check of ours looks.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '..', '..', 'node_modules', '.conformance');
const clients = JSON.parse(readFileSync(join(here, 'clients.json'), 'utf8'));
mkdirSync(folder, { recursive: true });

for (const [name, { version, integrity }] of Object.entries(clients)) {
  const kept = join(folder, `${name}-${version}`);
  if (existsSync(kept)) continue;
  execFileSync('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', folder], { stdio: 'ignore' });
  const archive = `${kept}.tgz`;
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) {
    rmSync(archive);
    throw new Error(`${name} ${version} is not the package of clients.json: its integrity is ${found}`);
  }
  const opened = `${kept}.opened`;
  rmSync(opened, { recursive: true, force: true });
  mkdirSync(opened);
  execFileSync('tar', ['-xzf', archive, '-C', opened, '--strip-components=1']);
  rmSync(archive);
  // Last, so that a broken download is never taken for a whole one.
  renameSync(opened, kept);
  console.log(`Fetched ${name} ${version}`);
}
