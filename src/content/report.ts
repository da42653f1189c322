import { ownLanguageLines } from './answer.js';
import type { Answer, Content, Topic } from './load.js';
import { countWords, measureReadability } from './readability.js';
import type { Review } from './schema.js';

/** One answer in one language, as lawyers and staff need to see it. */
export interface AnswerStatus {
  readonly topic: string;
  readonly language: string;
  readonly place: string | null;
  readonly review: Review | null;
  readonly asOf: string;
  readonly reviewBy: string;
  readonly state: 'overdue' | 'due' | 'current';
  readonly translation: 'original' | 'current' | 'outdated';
}

/** How long ago an organization was confirmed. */
export interface OrganizationStatus {
  readonly id: string;
  readonly name: string;
  readonly confidence: string;
  readonly checked: string;
  readonly days: number;
  /** Older than DIRECTORY_STALE_DAYS: a person is told that it is not confirmed. */
  readonly stale: boolean;
}

export interface FreshnessReport {
  readonly today: string;
  readonly answers: readonly AnswerStatus[];
  readonly organizations: readonly OrganizationStatus[];
}

const DAY_MS = 86_400_000;

/** The review that covers an answer: its language, and its place where the review names places. */
export function reviewOf(topic: Topic, answer: Answer): Review | null {
  const covers = (review: Review): boolean =>
    review.languages.includes(answer.language) &&
    (!review.places || (answer.place !== null && review.places.includes(answer.place)));
  return topic.review.findLast(covers) ?? null;
}

/**
 * What is unreviewed, overdue, due soon, and outdated.
 *
 * @param today   ISO date.
 * @param dueDays answers due within so many days count as due.
 * @param staleDays organizations not checked for longer are stale.
 */
export function reportFreshness(content: Content, today: string, dueDays = 30, staleDays = 90): FreshnessReport {
  const soon = new Date(Date.parse(today) + dueDays * DAY_MS).toISOString().slice(0, 10);
  const answers = [...content.topics.values()].flatMap((topic) =>
    topic.answers.map((answer): AnswerStatus => {
      const variant = answer.place === null ? undefined : topic.variants[answer.place];
      const reviewBy = variant?.reviewBy ?? topic.reviewBy;
      const english = topic.answers.find((other) => other.language === 'en' && other.place === answer.place);
      return {
        topic: topic.id,
        language: answer.language,
        place: answer.place,
        review: reviewOf(topic, answer),
        asOf: variant?.asOf ?? topic.asOf,
        reviewBy,
        state: reviewBy < today ? 'overdue' : reviewBy <= soon ? 'due' : 'current',
        translation:
          answer.language === 'en' ? 'original' : answer.translates === english?.fingerprint ? 'current' : 'outdated',
      };
    }),
  );
  const organizations = content.organizations
    .map(({ id, name, confidence, checked }) => {
      const days = Math.round((Date.parse(today) - Date.parse(checked)) / DAY_MS);
      return { id, name, confidence, checked, days, stale: days > staleDays };
    })
    .sort((a, b) => b.days - a.days || a.id.localeCompare(b.id));
  return { today, answers, organizations };
}

/** The report as a table for a terminal. */
export function formatReport(report: FreshnessReport): string {
  const { answers, organizations } = report;
  const topics = [...new Set(answers.map((answer) => answer.topic))];
  const languages = [...new Set(answers.map((answer) => answer.language))];
  const rows = topics.map((topic) => {
    const own = answers.filter((answer) => answer.topic === topic);
    const counts = languages.map((language) => {
      const here = own.filter((answer) => answer.language === language);
      return `${here.filter((answer) => answer.review).length}/${here.length}`;
    });
    const first = own.map((answer) => answer.reviewBy).sort()[0] ?? '';
    const overdue = own.filter((answer) => answer.state === 'overdue').length;
    const due = own.filter((answer) => answer.state === 'due').length;
    const outdated = own.filter((answer) => answer.translation === 'outdated').length;
    return [topic, ...counts, first, String(overdue), String(due), String(outdated)];
  });
  const head = [
    'topic',
    ...languages.map((language) => `reviewed ${language}`),
    'next review',
    'overdue',
    'due',
    'outdated',
  ];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const count = (test: (answer: AnswerStatus) => boolean): number => answers.filter(test).length;
  const ages = organizations.map(
    (each) =>
      `  ${String(each.days).padStart(4)} days  ${each.confidence.padEnd(6)}  ${each.stale ? '(not confirmed) ' : ''}${each.name}`,
  );
  return [
    `Answers on ${report.today}: ${answers.length}. Not reviewed by a lawyer: ${count((each) => each.review === null)}. ` +
      `Overdue: ${count((each) => each.state === 'overdue')}. Due within 30 days: ${count((each) => each.state === 'due')}. ` +
      `Translations behind their English text: ${count((each) => each.translation === 'outdated')}.`,
    '',
    line(head),
    ...rows.map(line),
    '',
    'Organizations by days since somebody last confirmed them:',
    ...ages,
  ].join('\n');
}

/** Every answer with its parts, words and reading grade, as a table for a terminal. */
export function formatTexts(content: Content): string {
  const rows = [...content.topics.values()].flatMap((topic) =>
    topic.answers.map((answer) => {
      const lines = answer.parts.flatMap(ownLanguageLines);
      const grade = measureReadability(lines, answer.language)?.value.toFixed(1) ?? '-';
      const first = countWords(ownLanguageLines(answer.parts[0] as Answer['parts'][number]));
      const name = `${topic.id}${answer.place === null ? '' : `@${answer.place}`}`;
      return `${name.padEnd(46)} ${answer.language.padEnd(4)} ${String(answer.parts.length).padStart(5)} ${String(first).padStart(6)} ${String(countWords(lines)).padStart(6)} ${grade.padStart(6)}`;
    }),
  );
  const head = `${'answer'.padEnd(46)} lang parts  first  words  grade`;
  return [head, ...rows, 'grade: Flesch-Kincaid for en (7 at most), Szigriszt-Pazos for es (60 at least)'].join('\n');
}
