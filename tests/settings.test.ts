import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from '../src/settings.js';

describe('settings', () => {
  it('need nothing: every one has a default', () => {
    const { settings, warnings } = readSettings({});

    expect(settings).toMatchObject({ port: 3978, host: '127.0.0.1', requireReview: false });
    expect(warnings).toEqual([]);
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

  it('say so when a variable has no effect yet', () => {
    expect(readSettings({ SLACK_SIGNING_SECRET: 'x' }).warnings[0]).toContain('SLACK_SIGNING_SECRET');
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
