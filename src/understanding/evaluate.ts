import type { Understander } from './understander.js';

/** One labelled utterance of a file for `amparo eval`. */
export interface EvaluationLine {
  readonly text: string;
  /** The topic that answers it; `refuse.out-of-scope` for none. */
  readonly topic: string;
  /** Other topics that would answer it as well. */
  readonly alsoRight?: readonly string[];
  readonly language?: string;
  readonly emergency?: boolean;
}

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
  readonly byLanguage: Readonly<Record<string, { readonly lines: number; readonly acceptable: number }>>;
}

const OUT_OF_SCOPE = 'refuse.out-of-scope';

interface Outcome {
  readonly line: EvaluationLine;
  /** What was done, as a topic; clarification is `clarify`. */
  readonly given: string;
  readonly isRight: boolean;
  readonly isAcceptable: boolean;
  readonly confidence: number | null;
  readonly emergency: boolean;
  readonly language: string;
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
    clarified: share(outcomes, ({ given }) => given === 'clarify') ?? 0,
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
    decision.action === 'out-of-scope' ? OUT_OF_SCOPE : decision.action === 'clarify' ? 'clarify' : decision.topic;
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
  };
}

function share<Item>(items: readonly Item[], test: (item: Item) => boolean): number | null {
  return items.length === 0 ? null : items.filter(test).length / items.length;
}

function topicFigures(outcomes: readonly Outcome[]): Record<string, TopicFigures> {
  const topics = [...new Set(outcomes.flatMap(({ line, given }) => [line.topic, given]))].sort();
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

/** By line number, from 1: what a person typed is not repeated. */
function listConfusions(outcomes: readonly Outcome[]): Evaluation['confusions'] {
  const found = new Map<string, { topic: string; given: string; count: number; lines: number[] }>();
  outcomes.forEach(({ line, given, isAcceptable }, index) => {
    if (isAcceptable) return;
    const key = `${line.topic}\t${given}`;
    const confusion = found.get(key) ?? { topic: line.topic, given, count: 0, lines: [] };
    confusion.count++;
    confusion.lines.push(index + 1);
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
      return [language, { lines: own.length, acceptable: share(own, ({ isAcceptable }) => isAcceptable) ?? 0 }];
    }),
  );
}

/**
 * Reads a file for `amparo eval`: one JSON object a line (`{"text","topic","alsoRight"?,"language"?,"emergency"?}`), or
 * `topic<TAB>text`, or `text<TAB>topic`. Empty lines and lines that begin with `#` are left out.
 *
 * @throws {SyntaxError} with the line number where a line is neither.
 */
export function parseEvaluationLines(file: string): EvaluationLine[] {
  return file.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    return [line.startsWith('{') ? parseObject(line, index + 1) : parseTabbed(line, index + 1)];
  });
}

function parseObject(line: string, number: number): EvaluationLine {
  const value: unknown = JSON.parse(line);
  if (typeof value === 'object' && value !== null && 'text' in value && 'topic' in value) {
    if (typeof value.text === 'string' && typeof value.topic === 'string') return value as EvaluationLine;
  }
  throw new SyntaxError(`line ${number}: write {"text": "…", "topic": "rights.home"}`);
}

const TOPIC = /^[a-z0-9-]+\.[a-z0-9-]+$/;

function parseTabbed(line: string, number: number): EvaluationLine {
  const [one = '', other = ''] = line.split('\t');
  if (TOPIC.test(one.trim()) && other) return { text: other.trim(), topic: one.trim() };
  if (TOPIC.test(other.trim())) return { text: one.trim(), topic: other.trim() };
  throw new SyntaxError(`line ${number}: write the topic, a tab and the question, or a JSON object`);
}
