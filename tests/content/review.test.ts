import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatReport, loadContent, recordReview, reportFreshness, type Topic } from '../../src/content/index.js';

it('a review is recorded in the file, keeps its comments, and shows in the report', () => {
  const root = mkdtempSync(join(tmpdir(), 'amparo-review-'));
  cpSync('content', join(root, 'content'), { recursive: true });
  const topicOf = () => loadContent(root).partial.topics.get('rights.home') as Topic;
  const file = join(root, 'content/topics/rights/home/topic.yaml');
  const before = readFileSync(file, 'utf8');

  recordReview(root, topicOf(), { by: 'A. Lawyer, NIJC', on: '2026-11-20', languages: ['en'] });
  recordReview(root, topicOf(), { by: 'B. Lawyer, NIJC', on: '2026-11-21', languages: ['en', 'es'] });
  const { review } = topicOf();
  const report = reportFreshness(loadContent(root).partial, '2026-11-22');
  const after = readFileSync(file, 'utf8');
  rmSync(root, { recursive: true });

  expect(review.map(({ by }) => by)).toEqual(['A. Lawyer, NIJC', 'B. Lawyer, NIJC']);
  expect(after.split('\n').filter((line) => line.includes('url:'))).toEqual(
    before.split('\n').filter((line) => line.includes('url:')),
  );
  expect(report.answers.find((answer) => answer.topic === 'rights.home' && answer.language === 'es')?.review?.by).toBe(
    'B. Lawyer, NIJC',
  );
  expect(formatReport(report)).toMatch(/rights\.home\s+1\/1\s+1\/1/);
});

it('the report tells what is overdue and what is due', () => {
  const content = loadContent('.').partial;
  const later = reportFreshness(content, '2027-06-01');

  expect(later.answers.every((answer) => answer.state === 'overdue')).toBe(true);
  expect(reportFreshness(content, '2026-12-10').answers.some((answer) => answer.state === 'due')).toBe(true);
  expect(later.organizations[0]?.days).toBeGreaterThan(90);
});

it('content without English phrases is refused, not a crash', () => {
  const root = mkdtempSync(join(tmpdir(), 'amparo-empty-'));
  mkdirSync(join(root, 'content'));
  const { content, faults } = loadContent(root);
  rmSync(root, { recursive: true });

  expect(content).toBeNull();
  expect(faults.map((fault) => fault.file)).toContain('content/phrases/en.yaml');
});
