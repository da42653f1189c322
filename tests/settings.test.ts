import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from '../src/settings.js';

describe('settings', () => {
  it('need nothing: every one has a default', () => {
    const { settings } = readSettings({});

    expect(settings).toMatchObject({ port: 3978, host: '127.0.0.1', requireReview: false });
  });

  it('count an empty value as unset', () => {
    expect(readSettings({ PORT: '', TOKEN_SECRET: ' ' }).settings).toMatchObject({ port: 3978, tokenSecret: null });
  });

  it.each([
    ['PORT', 'eighty', 'whole number'],
    ['PORT', '70000', '65535'],
    ['LOG_LEVEL', 'loud', 'silent'],
    ['ALLOWED_ORIGINS', 'example.org', 'https://example.org'],
    ['TOKEN_SECRET', 'short', '32 characters'],
    ['DIRECT_LINE_SECRET', 'short', '32 random'],
    ['REQUIRE_REVIEW', 'yes', 'true or false'],
    ['TRANSCRIPTS', 'no', 'on or off'],
    ['RETENTION_DAYS', '0', '3650'],
    ['DATABASE_URL', 'mysql://x', 'postgres://'],
  ])('name the variable %s and the mend when it is %s', (name, value, mend) => {
    expect(() => readSettings({ [name]: value })).toThrow(SettingsError);
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`${name}.*${mend}`, 's'));
  });

  it('report all bad ones at once', () => {
    expect(() => readSettings({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT[\s\S]*LOG_LEVEL/);
  });

  const SECRET = 'a'.repeat(32);
  const BOT = { SLACK_BOT_TOKEN: 'xoxb-1-abc', SLACK_SIGNING_SECRET: 'b'.repeat(32) };
  const OAUTH = {
    SLACK_CLIENT_ID: '1.2345',
    SLACK_CLIENT_SECRET: 'c'.repeat(32),
    SLACK_SIGNING_SECRET: 'b'.repeat(32),
  };

  it.each<[string, Record<string, string>, RegExp]>([
    ['a token of another kind', { ...BOT, SLACK_BOT_TOKEN: 'xoxp-1' }, /SLACK_BOT_TOKEN: .*xoxb-/],
    ['no way in', { SLACK_BOT_TOKEN: 'xoxb-1' }, /SLACK_SIGNING_SECRET: is missing.*SLACK_APP_TOKEN/],
    ['no way out', { SLACK_SIGNING_SECRET: SECRET }, /SLACK_BOT_TOKEN: is missing/],
    [
      'half of an installation',
      { ...OAUTH, TOKEN_SECRET: SECRET, SLACK_CLIENT_SECRET: '' },
      /SLACK_CLIENT_SECRET: both/,
    ],
    ['two ways out', { ...BOT, ...OAUTH, TOKEN_SECRET: SECRET }, /SLACK_BOT_TOKEN: must be empty/],
    ['tokens that could not be encrypted', OAUTH, /TOKEN_SECRET: is needed/],
  ])('of Slack: %s is told with the mend', (_what, environment, mend) => {
    expect(() => readSettings(environment)).toThrow(mend);
  });

  it('of Slack are read for one workspace, for several, and for Socket Mode', () => {
    expect(readSettings({}).settings.slack).toBeNull();
    expect(readSettings(BOT).settings.slack).toMatchObject({ access: { kind: 'token' }, appToken: null });
    expect(readSettings({ ...OAUTH, TOKEN_SECRET: SECRET }).settings.slack).toMatchObject({
      access: { kind: 'oauth' },
    });
    expect(readSettings({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1-a' }).settings.slack).toMatchObject({
      signingSecret: null,
      appToken: 'xapp-1-a',
    });
  });

  it('stand in .env.example, each with a line of explanation, and the example itself is valid', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const given = Object.fromEntries(
      lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => line.split('=') as [string, string]),
    );

    expect(() => readSettings(given)).not.toThrow();
    for (const [index, line] of lines.entries()) {
      if (/^[A-Z_]+=/.test(line)) expect(lines[index - 1], line).toMatch(/^# \w/);
    }
  });
});
