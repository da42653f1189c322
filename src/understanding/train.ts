import type { CityFile, StateFile } from '../content/index.js';
import { fitInScope, fitTemperature, type Judged } from './calibrate.js';
import {
  type Calibration,
  CLASSIFIER_SETTINGS,
  type ClassifierSettings,
  hashWords,
  inScopeOf,
  type LabelledText,
  newReader,
  trainClassifier,
} from './classifier.js';
import { detectEmergency, type EmergencyReading } from './detect-emergency.js';
import { learnLanguages } from './detect-language.js';
import type { HashedFeatures } from './features.js';
import { type FoundPlace, makePlaceFinder } from './find-place.js';
import { assignFolds } from './folds.js';
import type { FoldFigures, Model } from './model.js';
import { toProbabilities } from './network.js';
import { learnParts } from './parts.js';
import { newRandom } from './random.js';
import { type SequenceModel, trainSequence } from './sequence.js';
import { readSharedFeatures, type SharedFeatures, shareFeatures } from './shared-features.js';
import { keepStemsOf } from './stem.js';
import { splitWords, type Word } from './text.js';
import { emergencyShare, fitUrgency, isEmergencyTopic, type Urgency, urgencySignals } from './urgency.js';

/** One example question from a content file. */
export interface TrainingExample {
  readonly text: string;
  readonly language: string;
  readonly topic: string;
  /** Part of the answer that the question is precisely about, or null. */
  readonly part: string | null;
}

export interface TrainingInput {
  readonly examples: readonly TrainingExample[];
  readonly seed?: number;
  /** With the place files, place names are hidden from training: "and in Houston?" must not be a topic of its own. */
  readonly cities?: readonly CityFile[];
  readonly states?: readonly StateFile[];
}

/** The topic whose examples are what nobody here answers. */
export const OUT_OF_SCOPE = 'refuse.out-of-scope';
/**
 * What is fitted on held-back lines must hold for a network that has seen all of them: so the network that judges them
 * has seen three quarters.
 */
const FOLDS = 4;
/** How many questions are expected to be ours: people come to a legal-aid page with a purpose. */
const OURS_SHARE = 0.8;

/** How far to trust a network: fitted on examples that the judging network had not seen. */
export interface Trust {
  readonly calibration: Calibration;
  readonly urgency: Urgency;
  /** Learnt from all examples, beside what is fitted: the network takes longer, on the other processor. */
  readonly sequence: SequenceModel;
  readonly byLanguage: Readonly<Record<string, FoldFigures>>;
}

/** What the thread that trains the network finds for the other one too: the features of the examples, and their folds. */
export interface FoundForTrust {
  readonly features: SharedFeatures;
  readonly folds: Int32Array;
}

/** The fitting of the trust on another processor. */
export interface StartedTrust {
  /** Hands over what it would else find by itself. */
  give(found: FoundForTrust): void;
  /** Waits for the result. */
  wait(): Trust;
}

/** Begins to fit the trust on another processor; null where there is none. */
export type StartTrust = (input: TrainingInput) => StartedTrust | null;

/**
 * Learns from the content's example questions. The same input gives the same model.
 * The network is trained on everything; what says how far to trust it is fitted on a fold that another had not seen.
 *
 * @param startTrust what fits the trust meanwhile; without it, that comes after.
 */
export function trainModel(input: TrainingInput, startTrust?: StartTrust): Model {
  const started = startTrust?.(input);
  const { prepared, languages, settings } = prepare(input);
  const hashed = prepared.map(({ words }) => hashWords(words, languages));
  const folds = foldsOf(prepared);
  started?.give({ features: shareFeatures(hashed), folds });
  const examples = withFeatures(prepared, hashed);
  const untrusted = trainClassifier(examples, languages, isOutside, settings);
  const parts = learnParts(untrusted, examples);
  const languageWeights = learnLanguages(untrusted, examples);
  const { calibration, urgency, sequence, byLanguage } =
    started?.wait() ?? fitOnFold(prepared, languages, settings, () => ({ hashed, folds }));
  return {
    classifier: { ...untrusted, calibration },
    urgency,
    sequence,
    parts,
    hidesPlaces: hidesPlaces(input),
    languageWeights,
    report: { examples: examples.length, byLanguage },
  };
}

/**
 * Trains on all folds but one and fits on that one how far to trust the network; the same for the same input.
 *
 * @param awaitFound waits for what another thread finds meanwhile; null where it does not come.
 */
export function fitTrust(input: TrainingInput, awaitFound?: () => FoundForTrust | null): Trust {
  // Places are hidden from the features only, and those are found elsewhere.
  const { prepared, languages, settings } = prepare({ ...input, cities: [], states: [] });
  return fitOnFold(prepared, languages, settings, () => {
    const found = awaitFound?.();
    if (found) return { hashed: readSharedFeatures(found.features), folds: found.folds };
    const own = prepare(input).prepared;
    return { hashed: own.map(({ words }) => hashWords(words, languages)), folds: foldsOf(own) };
  });
}

function foldsOf(examples: readonly Prepared[]): Int32Array {
  return assignFolds(
    examples.map((example) => example.words.map((word) => word.folded)),
    FOLDS,
  );
}

function hidesPlaces(input: TrainingInput): boolean {
  return (input.cities ?? []).length > 0;
}

function prepare(input: TrainingInput) {
  keepStemsOf(input.examples.map(({ text }) => text));
  const places = hidesPlaces(input) ? makePlaceFinder(input.cities ?? [], input.states ?? []) : null;
  const languages = [...new Set(input.examples.map((example) => example.language))].sort();
  const seed = input.seed ?? 1;
  const settings = { ...CLASSIFIER_SETTINGS, training: { ...CLASSIFIER_SETTINGS.training, seed } };
  const prepared: Prepared[] = inTrainingOrder(input.examples).map((example) => {
    const words = splitWords(example.text);
    const hidden = hidePlace(words, places?.find(words, null) ?? null);
    return { ...example, plainWords: words, words: hidden, label: example.topic };
  });
  return { prepared, languages, settings };
}

function withFeatures<Example extends Prepared>(examples: readonly Example[], hashed: readonly HashedFeatures[]) {
  return examples.map((example, index) => ({ ...example, hashed: hashed[index] as HashedFeatures }));
}

/** Examples in the order in which the classifier keeps them, whatever the order of the files. */
export function inTrainingOrder<Example extends { readonly topic: string }>(examples: readonly Example[]): Example[] {
  return [...examples].sort((one, other) => compare(one.topic, other.topic));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function isOutside(label: string): boolean {
  return label === OUT_OF_SCOPE;
}

/** The word that stands for any place. */
const PLACE_WORD = 'someplace';

/** Replaces the name of a place by one word, the same in training and in use. */
export function hidePlace(words: readonly Word[], place: Pick<FoundPlace, 'from' | 'to'> | null): readonly Word[] {
  const first = place ? words[place.from] : undefined;
  if (!place || !first) return words;
  return [...words.slice(0, place.from), { ...first, folded: PLACE_WORD }, ...words.slice(place.to)];
}

interface Prepared extends TrainingExample, LabelledText {
  /** With the names of places in them. */
  readonly plainWords: readonly Word[];
}

interface Read extends Prepared {
  readonly reading: EmergencyReading;
}

function learnSequence(examples: readonly Read[], { training }: ClassifierSettings): SequenceModel {
  return trainSequence(
    examples.map(({ reading, label }) => ({ runs: reading.runs, isUrgent: isEmergencyTopic(label) })),
    training.seed,
  );
}

function fitOnFold(
  prepared: readonly Prepared[],
  languages: readonly string[],
  settings: ClassifierSettings,
  takeFound: () => { readonly hashed: readonly HashedFeatures[]; readonly folds: Int32Array },
): Trust {
  const read: Read[] = prepared.map((each) => ({ ...each, reading: detectEmergency(each.plainWords) }));
  const { hashed, folds } = takeFound();
  const examples = withFeatures(read, hashed);
  const kept = examples.filter((_, index) => folds[index] !== 0);
  const reader = newReader(trainClassifier(kept, languages, isOutside, settings), settings.features);
  const labels = new Map(reader.classifier.labels.map((label, index) => [label, index]));
  const judged: Judged[] = [];
  const heldBack: HeldBack[] = [];
  const losses: { logs: Float64Array; label: number }[] = [];
  const tallies = new Map<string, { lines: number; top1: number; top2: number }>();
  examples.forEach((example, index) => {
    if (folds[index] !== 0) return;
    const scores = reader.read(example.words, example.hashed);
    const isOurs = !isOutside(example.label);
    judged.push({ signals: scores.signals.slice(), isOurs });
    const share = emergencyShare(scores, reader.classifier.labels);
    heldBack.push({ example, signals: scores.signals.slice(), share });
    const label = labels.get(example.label);
    if (!isOurs || label === undefined) return;
    losses.push({ logs: scores.probabilities.map((each) => Math.log(each + 1e-12)), label });
    const tally = tallies.get(example.language) ?? { lines: 0, top1: 0, top2: 0 };
    tally.lines++;
    if (scores.first === label) tally.top1++;
    if (scores.first === label || scores.second === label) tally.top2++;
    tallies.set(example.language, tally);
  });
  judged.push(...judgeNoise(reader, settings.training.seed));
  const temperature = fitTemperature((value) => lossOf(losses, value));
  const byLanguage: Record<string, FoldFigures> = {};
  for (const [language, { lines, top1, top2 }] of tallies) {
    byLanguage[language] = { lines, top1: top1 / lines, top2: top2 / lines };
  }
  const inScope = fitInScope(judged, OURS_SHARE);
  const urgency = fitUrgency(judgeUrgency(heldBack, inScope, learnSequence(kept, settings)));
  return { calibration: { temperature, inScope }, urgency, sequence: learnSequence(examples, settings), byLanguage };
}

interface HeldBack {
  readonly example: Read;
  readonly signals: Float64Array;
  readonly share: number;
}

/** How often an outside example counts: there are endless others, and an alarm at a cooking question is the worst. */
const OUTSIDE_TIMES = 3;

function judgeUrgency(heldBack: readonly HeldBack[], inScope: readonly number[], sequence: SequenceModel): Judged[] {
  return heldBack.flatMap(({ example, signals, share }) => {
    const signs = urgencySignals(share, inScopeOf(signals, inScope), example.reading, sequence);
    const judged = { signals: signs, isOurs: isEmergencyTopic(example.label) };
    return isOutside(example.label) ? new Array<Judged>(OUTSIDE_TIMES).fill(judged) : [judged];
  });
}

function lossOf(losses: readonly { logs: Float64Array; label: number }[], temperature: number): number {
  let sum = 0;
  for (const { logs, label } of losses) {
    const scores = Float64Array.from(logs);
    toProbabilities(scores, temperature);
    sum -= Math.log((scores[label] as number) + 1e-9);
  }
  return sum;
}

/** Random letters, as from a cat on the keyboard: no author writes enough of them. */
function judgeNoise(reader: ReturnType<typeof newReader>, seed: number): Judged[] {
  const random = newRandom(seed);
  const letters = 'asdfghjklqwertyuiopzxcvbnm';
  const judged: Judged[] = [];
  for (let line = 0; line < 40; line++) {
    const words: string[] = [];
    for (let word = 0; word < 1 + Math.floor(random() * 4); word++) {
      let text = '';
      for (let at = 0; at < 2 + Math.floor(random() * 8); at++) text += letters[Math.floor(random() * letters.length)];
      words.push(text);
    }
    judged.push({ signals: reader.read(splitWords(words.join(' '))).signals.slice(), isOurs: false });
  }
  return judged;
}
