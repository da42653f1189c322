import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommand } from '../src/cli.js';

function amparo(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/amparo.mjs', ...args], {
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('amparo', () => {
  it('explains itself and every command', () => {
    const names = createCommand().commands.map((command) => command.name());
    const help = amparo(['--help']);

    expect(help.status).toBe(0);
    for (const name of names) {
      expect(help.stdout).toContain(name);
      expect(
        createCommand()
          .commands.find((command) => command.name() === name)
          ?.helpInformation(),
      ).toContain('Usage:');
    }
    expect(names).toEqual(
      expect.arrayContaining([
        'start',
        'chat',
        'check',
        'understand',
        'explain',
        'bench-intents',
        'eval',
        'report',
        'review',
      ]),
    );
  });

  it('understand: one JSON a line, in the order of the lines, with the fixed fields', () => {
    const { status, stdout } = amparo(
      ['understand'],
      'ICE IS AT MY DOOR\n\nwhats the weather\ny en houston?\nnecesito un abogado 60608\n',
    );
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

    expect(status).toBe(0);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatchObject({
      text: 'ICE IS AT MY DOOR',
      language: 'en',
      topic: 'emergency.ice-at-home',
      emergency: true,
      action: 'answer',
    });
    expect(lines[1]).toMatchObject({ action: 'out-of-scope', emergency: false, place: null });
    expect(lines[3]).toMatchObject({ language: 'es', topic: 'help.lawyer', place: { id: 'chicago', zip: '60608' } });
    for (const line of lines) {
      expect(['answer', 'clarify', 'out-of-scope', 'refuse']).toContain(line.action);
      expect(line.confidence).toBeGreaterThanOrEqual(0);
      expect(line.confidence).toBeLessThanOrEqual(1);
      expect(Array.isArray(line.alternatives)).toBe(true);
    }
  });

  it('chat: answers what is piped into it', () => {
    const { status, stdout } = amparo(['chat', '--language', 'es'], 'la migra esta afuera de mi casa\n');

    expect(status).toBe(0);
    expect(stdout).toContain('I do not');
    expect(stdout).toMatch(/1\) /);
  });

  it.each([
    [['nonsense'], 'unknown command'],
    [['understand', '--language', 'xx'], '"xx" is not installed'],
    [['stamp', 'no.topic'], 'no topic "no.topic"'],
    [['bench-intents', 'no-such-file.json'], 'cannot be read'],
    [['eval', 'no-such-file.txt'], 'cannot be read'],
    [['eval', 'package.json'], 'package.json: line 1: write'],
    [['review', 'rights.home', '--by', 'A. Lawyer', '--on', 'tomorrow'], 'on:'],
  ])('%j fails with one clear line and no stack', (args, message) => {
    const { status, stderr } = amparo(args as string[]);

    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('a bad setting stops the start with its name and the mend', () => {
    const { status, stderr } = spawnSync(process.execPath, ['src/amparo.mjs', 'start'], {
      encoding: 'utf8',
      env: { ...process.env, PORT: 'many' },
    });

    expect(status).toBe(1);
    expect(stderr).toMatch(/PORT: write a whole number/);
  });

  it('review-pack: one page with every text, its sources and a line to sign', () => {
    const { stdout } = amparo(['review-pack', 'rights.home', '--out', '-']);

    expect(stdout).toContain('lang="es"');
    expect(stdout).toContain('Signature');
    expect(stdout).toContain('I do not consent');
    expect(stdout).toMatch(/href="https:/);
  });

  it('eval prints figures of labelled lines, by line number and never by their words', () => {
    const folder = mkdtempSync(join(tmpdir(), 'amparo-eval-'));
    const file = join(folder, 'lines.tsv');
    writeFileSync(
      file,
      '# topic, tab, question\nrights.home\tcan they come into my house without a warrant\nemergency.ice-at-home\thay migra en la puerta ahorita\nrights.worship\thow do i bake sourdough bread\n{"text":"who won the world cup","topic":"refuse.out-of-scope"}\n',
    );
    const { stdout, status } = amparo(['eval', file, '--format', 'json']);
    const table = amparo(['eval', file]).stdout;
    rmSync(folder, { recursive: true });

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      lines: 4,
      emergencyRecall: 1,
      emergencyFalseAlarms: 0,
      outOfScopeRecall: 1,
      outOfScopePrecision: 0.5,
      topics: { 'rights.home': { lines: 1, recall: 1 }, 'rights.worship': { lines: 1, recall: 0 } },
      confusions: [{ topic: 'rights.worship', given: 'refuse.out-of-scope', count: 1, lines: [4] }],
    });
    expect(table).toMatch(/acceptable .* 75\.0 %/);
    expect(table).not.toContain('sourdough');
  });

  it('bench-intents prints the figures of DESIGN as one JSON object', () => {
    const folder = mkdtempSync(join(tmpdir(), 'amparo-bench-'));
    const file = join(folder, 'small.json');
    const pairs = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        index % 2 ? [`turn on light ${index}`, 'light'] : [`play song ${index}`, 'music'],
      );
    writeFileSync(file, JSON.stringify({ name: 'small', train: pairs(40), test: pairs(10) }));
    const { stdout, status } = amparo(['bench-intents', file]);
    rmSync(folder, { recursive: true });

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ accuracy: 1, auroc: null });
    expect(Object.keys(JSON.parse(stdout))).toEqual(
      expect.arrayContaining([
        'accuracy',
        'auroc',
        'inScopeAccuracyAtThreshold',
        'oosRecall',
        'oosPrecision',
        'trainSeconds',
        'predictionsPerSecond',
        'modelBytes',
      ]),
    );
  });

  it('keeps the README honest: every command stands there', () => {
    const readme = readFileSync('README.md', 'utf8');

    for (const command of createCommand().commands) expect(readme).toContain(`npx amparo ${command.name()}`);
  });
});
