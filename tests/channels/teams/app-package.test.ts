import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../src/cli.js';
import { talk } from '../../talk.js';
import { APP_ID } from './service-double.js';

/** The schemas that Microsoft publishes for version 1.29 (MIT), without their descriptions. */
function validator(name: string) {
  const text = readFileSync(new URL(`../../fixtures/teams/${name}`, import.meta.url), 'utf8');
  const { $schema: _draft4, id: _id, ...schema } = JSON.parse(text) as Record<string, unknown>;
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

describe('the app package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'amparo-teams-'));
  const out = join(folder, 'app.zip');
  let files: Readonly<Record<string, Uint8Array>>;
  const json = (name: string) => JSON.parse(strFromU8(files[name] as Uint8Array)) as Record<string, unknown>;

  beforeAll(async () => {
    await run([
      'node',
      'amparo',
      'teams-package',
      '--url',
      'https://chat.example.org',
      '--app-id',
      APP_ID,
      '--out',
      out,
    ]);
    files = unzipSync(readFileSync(out));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('holds the manifest, two icons and the second language, at the top level', () => {
    expect(Object.keys(files).sort()).toEqual(['color.png', 'es.json', 'manifest.json', 'outline.png']);
  });

  it('passes the published schemas', () => {
    for (const [file, schema] of [
      ['manifest.json', 'MicrosoftTeams.schema.json'],
      ['es.json', 'MicrosoftTeams.Localization.schema.json'],
    ] as const) {
      const isValid = validator(schema);
      expect(isValid(json(file)), JSON.stringify(isValid.errors)).toBe(true);
    }
  });

  it('asks for no permission, and works in personal chats, group chats and channels', () => {
    expect(json('manifest.json')).toMatchObject({
      permissions: [],
      validDomains: ['chat.example.org'],
      bots: [{ botId: APP_ID, scopes: ['personal', 'groupChat', 'team'], isNotificationOnly: false }],
    });
  });

  it.each([
    ['color.png', 192],
    ['outline.png', 32],
  ])('%s is a PNG of %i pixels', (name, size) => {
    const bytes = Buffer.from(files[name] as Uint8Array);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([size, size]);
  });

  it('offers only commands that the bot understands', async () => {
    for (const [language, file] of [
      ['en', 'manifest.json'],
      ['es', 'es.json'],
    ] as const) {
      const text = strFromU8(files[file] as Uint8Array);
      const titles = [...text.matchAll(/"(?:[^"]*\.)?title": "([^"]+)"/g)].map((match) => match[1] as string);
      expect(titles).toHaveLength(4);
      for (const title of titles) {
        const person = talk({ language });
        await person.says(language === 'en' ? 'can ice enter my home' : 'puede entrar la migra a mi casa');
        const heard = await person.says(title);
        expect(`${title}: ${heard.action} ${heard.topic}`).not.toContain('out-of-scope');
        expect(heard.language).toBe(language);
      }
    }
  });

  it('is the same bytes for the same settings', async () => {
    const first = readFileSync(out);
    await run([
      'node',
      'amparo',
      'teams-package',
      '--url',
      'https://chat.example.org',
      '--app-id',
      APP_ID,
      '--out',
      out,
    ]);
    expect(readFileSync(out).equals(first)).toBe(true);
  });

  it('opens with an ordinary unzip, where there is one', () => {
    let listed: string;
    try {
      listed = execFileSync('python3', ['-m', 'zipfile', '-l', out], { encoding: 'utf8' });
    } catch {
      return;
    }
    expect(listed).toContain('manifest.json');
  });
});
