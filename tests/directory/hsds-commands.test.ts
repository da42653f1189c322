import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/server.js';

const TIMEOUT = { timeout: 300_000 };
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'amparo-hsds-'));
  for (const name of ['src', 'dist', 'content', 'dialogs', 'package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(name, join(root, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The command in a copy of this repository. */
function amparo(...args: string[]) {
  const run = spawnSync(process.execPath, ['src/amparo.mjs', ...args], { cwd: root, encoding: 'utf8' });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

const imported = (): string => join(root, 'content/directory/imported');
const write = (name: string, value: unknown): string => {
  writeFileSync(join(root, name), JSON.stringify(value));
  return join(root, name);
};
const service = (change: object = {}) => ({
  id: 'a1',
  name: 'Legal clinic',
  status: 'active',
  assured_date: '2026-11-01',
  organization: { id: 'org-1', name: 'Peoria Clinic', description: 'x', website: 'https://example.org' },
  phones: [{ id: 'p', number: '(312) 660-1370', type: 'voice' }],
  service_areas: [{ id: 'sa', name: 'Illinois' }],
  attributes: [{ id: 'at', taxonomy_term: { id: 't', code: 'legal-consultation', name: 'x', description: 'x' } }],
  ...change,
});

/** What an export says, without the ids, which an import makes anew. */
function told(json: string): string[] {
  const services = JSON.parse(json) as {
    name: string;
    organization: { name: string };
    phones?: { number: string }[];
  }[];
  return services
    .map(({ name, organization, phones = [] }) =>
      [organization.name, name, ...phones.map(({ number }) => number)].join('|'),
    )
    .sort();
}

describe('the commands for HSDS', () => {
  it('import nothing where one record has a fault, and name it', TIMEOUT, () => {
    const bad = service({ id: 'b', phones: [{ id: 'p', number: '866-347-2423' }] });
    const file = write('bad.json', [service(), bad]);

    const { status, stderr } = amparo('import-hsds', file);

    expect(status).not.toBe(0);
    expect(stderr).toMatch(/bad\.json\[1\].*never be listed/);
    expect(stderr).toContain('Nothing was imported.');
    expect(existsSync(imported()) ? readdirSync(imported()) : []).toEqual([]);
  });

  it('import, and update what was imported before', TIMEOUT, () => {
    const first = amparo('import-hsds', write('one.json', [service()]), '--source', 'Peoria list');
    const file = join(imported(), 'hsds-org-1.yaml');
    const before = readFileSync(file, 'utf8');
    const again = amparo(
      'import-hsds',
      write('one.json', [service({ phones: [{ id: 'p', number: '773-867-9680' }] })]),
    );

    expect([first.status, again.status]).toEqual([0, 0]);
    expect(before).toContain('+13126601370');
    expect(readFileSync(file, 'utf8')).toContain('+17738679680');
    expect(readFileSync(file, 'utf8')).not.toContain('+13126601370');
    expect(readdirSync(imported())).toEqual(['hsds-org-1.yaml']);
  });

  it('export JSON and tables that come back the same', TIMEOUT, () => {
    const [json, tables] = [join(root, 'all.json'), join(root, 'tables')];
    rmSync(imported(), { recursive: true, force: true });
    expect(amparo('export-hsds', '--out', json).status).toBe(0);
    expect(amparo('export-hsds', '--format', 'tabular', '--out', tables).status).toBe(0);
    const before = told(readFileSync(json, 'utf8'));

    for (const path of [json, tables]) {
      rmSync(join(root, 'content/directory'), { recursive: true, force: true });
      const back = amparo('import-hsds', path);
      expect(back.stderr, path).not.toContain('Nothing was imported');
      expect(back.status, path).toBe(0);
      expect(told(amparo('export-hsds').stdout), path).toEqual(before);
    }
    expect(before.length).toBeGreaterThan(90);
  });

  it('say what is wrong with a folder that is no package', TIMEOUT, () => {
    const { status, stderr } = amparo('import-hsds', join(root, 'dialogs'));

    expect(status).not.toBe(0);
    expect(stderr).toMatch(/dialogs/);
  });
});

describe('HSDS on a running server', () => {
  let server: RunningServer;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'amparo-hsds-data-'));
    const quiet = { port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0, databaseUrl: null } as const;
    server = await startServer({ ...quiet, dataDir });
  }, 60_000);
  afterAll(async () => {
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const get = async (path: string) => {
    const response = await fetch(`${server.url}/hsds/3.0${path}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('serves pages, and each record by its id', async () => {
    const { status, body } = await get('/services?per_page=10&page=2');
    const [record] = body.contents as { id: string }[];

    expect(status).toBe(200);
    expect(body).toMatchObject({ page_number: 2, size: 10, first_page: false, last_page: false, empty: false });
    expect((await get(`/services/${record?.id}`)).body).toMatchObject({ id: record?.id });
    expect((await get('/organizations?per_page=1')).body).toMatchObject({ size: 1, first_page: true });
  });

  it.each([
    ['/services/none', 404],
    ['/organizations/none', 404],
    ['/services?page=0', 400],
    ['/services?per_page=5000', 400],
    ['/organizations?modified_after=yesterday', 400],
  ])('%s answers %i, and says why', async (path, expected) => {
    const { status, body } = await get(path);

    expect(status).toBe(expected);
    expect(body).toMatchObject({ error: { message: expect.any(String) } });
  });

  it('gives an empty page beyond the last', async () => {
    const { status, body } = await get('/services?page=9999');

    expect(status).toBe(200);
    expect(body).toMatchObject({ empty: true, contents: [], last_page: true });
  });
});
