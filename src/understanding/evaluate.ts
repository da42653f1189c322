import { z } from 'zod';
import type { Understander } from './understander.js';

const TOPIC = /^[a-z0-9-]+\.[a-z0-9-]+$/;
const TopicId = z.string().regex(TOPIC, 'is not a topic id such as rights.home');

/**
 * One labelled utterance of a file for `amparo eval`: the topic that answers it (`refuse.out-of-scope` for none), and
 * others that would answer it as well.
 */
export const EvaluationLine = z
  .object({
    text: z.string().min(1).max(4_000),
    topic: TopicId,
    alsoRight: z.array(TopicId).optional(),
    language: z.string().optional(),
    emergency: z.boolean().optional(),
    /** Where it stands in its file, from 1. */
    line: z.int().positive().optional(),
  })
  .readonly();
export type EvaluationLine = z.infer<typeof EvaluationLine>;

export interface TopicFigures {
  readonly lines: number;
  readonly precision: number | null;
  readonly recall: number | null;
}

/** Shares from 0 to 1; null where no line speaks to it. */
export interface Evaluation {
  readonly lines: number;
  /** Answered with a right topic. */
  readonly answeredRight: number;
  /** Answered right, or asked back with a right topic among the choices, or rightly turned away. */
  readonly acceptable: number;
  readonly clarified: number;
  readonly topics: Readonly<Record<string, TopicFigures>>;
  readonly confusions: readonly {
    readonly topic: string;
    readonly given: string;
    readonly count: number;
    readonly lines: readonly number[];
  }[];
  readonly emergencyRecall: number | null;
  readonly emergencyFalseAlarms: number | null;
  readonly outOfScopeRecall: number | null;
  readonly outOfScopePrecision: number | null;
  /** Expected calibration error of the confidence of answers, in ten bins. */
  readonly calibrationError: number | null;
  readonly byLanguage: Readonly<Record<string, LanguageFigures>>;
}

export interface LanguageFigures {
  readonly lines: number;
  readonly acceptable: number;
  /** The right topic is the likeliest one, or one of the two likeliest, whatever was then done; questions of ours only. */
  readonly topOne: number | null;
  readonly topTwo: number | null;
}

const OUT_OF_SCOPE = 'refuse.out-of-scope';
const ASKED_BACK = 'clarify';

interface Outcome {
  readonly line: EvaluationLine;
  /** What was done, as a topic; clarification is `clarify`. */
  readonly given: string;
  readonly isRight: boolean;
  readonly isAcceptable: boolean;
  readonly confidence: number | null;
  readonly emergency: boolean;
  readonly language: string;
  /** Topics, the likeliest first. */
  readonly ranked: readonly string[];
}

/** Measures an understander on labelled lines. */
export function evaluate(lines: readonly EvaluationLine[], understander: Pick<Understander, 'understand'>): Evaluation {
  const outcomes = lines.map((line) => judgeLine(line, understander));
  const calm = outcomes.filter(({ line }) => !isEmergency(line));
  const urgent = outcomes.filter(({ line }) => isEmergency(line));
  const foreign = outcomes.filter(({ line }) => line.topic === OUT_OF_SCOPE);
  const turnedAway = outcomes.filter(({ given }) => given === OUT_OF_SCOPE);
  return {
    lines: outcomes.length,
    answeredRight: share(outcomes, ({ isRight }) => isRight) ?? 0,
    acceptable: share(outcomes, ({ isAcceptable }) => isAcceptable) ?? 0,
    clarified: share(outcomes, ({ given }) => given === ASKED_BACK) ?? 0,
    topics: topicFigures(outcomes),
    confusions: listConfusions(outcomes),
    emergencyRecall: share(urgent, ({ emergency }) => emergency),
    emergencyFalseAlarms: share(calm, ({ emergency }) => emergency),
    outOfScopeRecall: share(foreign, ({ given }) => given === OUT_OF_SCOPE),
    outOfScopePrecision: share(turnedAway, ({ line }) => line.topic === OUT_OF_SCOPE),
    calibrationError: calibrationError(outcomes),
    byLanguage: languageFigures(outcomes),
  };
}

function isEmergency(line: EvaluationLine): boolean {
  return line.emergency ?? line.topic.startsWith('emergency.');
}

function judgeLine(line: EvaluationLine, understander: Pick<Understander, 'understand'>): Outcome {
  const understanding = understander.understand(line.text, line.language ? { language: line.language } : {});
  const { decision } = understanding;
  const right = [line.topic, ...(line.alsoRight ?? [])];
  const given =
    decision.action === 'out-of-scope' ? OUT_OF_SCOPE : decision.action === 'clarify' ? ASKED_BACK : decision.topic;
  const isRight = right.includes(given);
  const isOffered = decision.action === 'clarify' && decision.choices.some((choice) => right.includes(choice));
  return {
    line,
    given,
    isRight,
    isAcceptable: isRight || isOffered,
    confidence: decision.action === 'answer' ? decision.confidence : null,
    emergency: understanding.emergency,
    language: line.language ?? understanding.language,
    ranked: [
      ...new Set([
        ...(decision.action === 'answer' || decision.action === 'refuse' ? [decision.topic] : []),
        ...understanding.alternatives.map(({ topic }) => topic),
      ]),
    ],
  };
}

function share<Item>(items: readonly Item[], test: (item: Item) => boolean): number | null {
  return items.length === 0 ? null : items.filter(test).length / items.length;
}

function topicFigures(outcomes: readonly Outcome[]): Record<string, TopicFigures> {
  const named = outcomes.flatMap(({ line, given }) => [line.topic, given]);
  const topics = [...new Set(named)].filter((topic) => topic !== ASKED_BACK).sort();
  return Object.fromEntries(
    topics.map((topic) => {
      const own = outcomes.filter(({ line }) => line.topic === topic);
      const given = outcomes.filter((outcome) => outcome.given === topic);
      return [
        topic,
        {
          lines: own.length,
          precision: share(given, ({ isRight }) => isRight),
          recall: share(own, ({ isRight }) => isRight),
        },
      ];
    }),
  );
}

/** By line of the file: what a person typed is not repeated. */
function listConfusions(outcomes: readonly Outcome[]): Evaluation['confusions'] {
  const found = new Map<string, { topic: string; given: string; count: number; lines: number[] }>();
  outcomes.forEach(({ line, given, isAcceptable }, index) => {
    if (isAcceptable) return;
    const key = `${line.topic}\t${given}`;
    const confusion = found.get(key) ?? { topic: line.topic, given, count: 0, lines: [] };
    confusion.count++;
    confusion.lines.push(line.line ?? index + 1);
    found.set(key, confusion);
  });
  return [...found.values()].sort((one, other) => other.count - one.count);
}

const BINS = 10;

function calibrationError(outcomes: readonly Outcome[]): number | null {
  const answered = outcomes.flatMap(({ confidence, isRight }) =>
    confidence === null ? [] : [{ confidence, isRight }],
  );
  if (answered.length === 0) return null;
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const inBin = answered.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin);
    if (inBin.length === 0) continue;
    const sure = inBin.reduce((sum, { confidence }) => sum + confidence, 0) / inBin.length;
    error += Math.abs(sure - (share(inBin, ({ isRight }) => isRight) ?? 0)) * (inBin.length / answered.length);
  }
  return error;
}

function languageFigures(outcomes: readonly Outcome[]): Evaluation['byLanguage'] {
  const languages = [...new Set(outcomes.map(({ language }) => language))].sort();
  return Object.fromEntries(
    languages.map((language) => {
      const own = outcomes.filter((outcome) => outcome.language === language);
      const ours = own.filter(({ line }) => line.topic !== OUT_OF_SCOPE);
      const isAmong = (count: number) => (outcome: Outcome) =>
        outcome.ranked
          .slice(0, count)
          .some((topic) => topic === outcome.line.topic || outcome.line.alsoRight?.includes(topic));
      const figures: LanguageFigures = {
        lines: own.length,
        acceptable: share(own, ({ isAcceptable }) => isAcceptable) ?? 0,
        topOne: share(ours, isAmong(1)),
        topTwo: share(ours, isAmong(2)),
      };
      return [language, figures];
    }),
  );
}

/** A file for `amparo eval` that cannot be read; the message names the line and the mend. */
export class EvaluationFileError extends Error {
  override readonly name = 'EvaluationFileError';
}

/**
 * Reads a file for `amparo eval`: one JSON object a line (`{"text","topic","alsoRight"?,"language"?,"emergency"?}`), or
 * `topic<TAB>text`, or `text<TAB>topic`. Empty lines and lines that begin with `#` are left out.
 *
 * @throws {EvaluationFileError} with the line number where a line is neither.
 */
export function parseEvaluationLines(file: string): EvaluationLine[] {
  return file.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const number = index + 1;
    return [{ ...(line.startsWith('{') ? parseObject(line, number) : parseTabbed(line, number)), line: number }];
  });
}

function parseObject(line: string, number: number): EvaluationLine {
  const parsed = EvaluationLine.safeParse(jsonOf(line));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}; ` : '';
  throw new EvaluationFileError(`line ${number}: ${where}write {"text": "…", "topic": "rights.home"}`);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function parseTabbed(line: string, number: number): EvaluationLine {
  const [one = '', other = ''] = line.split('\t').map((part) => part.trim());
  if (TOPIC.test(one) && other) return { text: other, topic: one };
  if (TOPIC.test(other) && one) return { text: one, topic: other };
  throw new EvaluationFileError(`line ${number}: write the topic, a tab and the question, or a JSON object`);
}

const percent = (value: number | null): string => (value === null ? '-' : `${(100 * value).toFixed(1)} %`);

/** The figures as a table for a terminal; what the lines say is not repeated, only their numbers. */
export function formatEvaluation(found: Evaluation): string {
  const rows: [string, string][] = [
    ['lines', String(found.lines)],
    ['answered with a right topic', percent(found.answeredRight)],
    ['acceptable (also: asked back with it, rightly turned away)', percent(found.acceptable)],
    ['asked back', percent(found.clarified)],
    ['emergencies found', percent(found.emergencyRecall)],
    ['false alarms', percent(found.emergencyFalseAlarms)],
    ['out of scope found', percent(found.outOfScopeRecall)],
    ['of those turned away, rightly', percent(found.outOfScopePrecision)],
    ['calibration error of answers', percent(found.calibrationError)],
    ...Object.entries(found.byLanguage).map(([language, { lines, acceptable, topOne, topTwo }]): [string, string] => [
      `${language}, ${lines} lines: acceptable / likeliest right / among two`,
      `${percent(acceptable)} / ${percent(topOne)} / ${percent(topTwo)}`,
    ]),
  ];
  const topics = Object.entries(found.topics).map(([topic, { lines, precision, recall }]) =>
    [topic.padEnd(28), String(lines).padStart(5), percent(precision).padStart(9), percent(recall).padStart(9)].join(
      ' ',
    ),
  );
  const confusions = found.confusions
    .slice(0, CONFUSIONS_SHOWN)
    .map(
      ({ topic, given, count, lines }) =>
        `${String(count).padStart(4)}  ${topic} -> ${given}  (lines ${lines.slice(0, 12).join(', ')})`,
    );
  return [
    ...rows.map(([name, value]) => `${name.padEnd(60)} ${value}`),
    '',
    `${'topic'.padEnd(28)} lines precision    recall`,
    ...topics,
    ...(confusions.length > 0 ? ['', 'Taken for something else, most often first:', ...confusions] : []),
    '',
  ].join('\n');
}

const CONFUSIONS_SHOWN = 40;
