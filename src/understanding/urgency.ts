import { fitLogistic, type Judged } from './calibrate.js';
import type { Scores } from './classifier.js';
import { EMERGENCY_SIGNS, type EmergencyReading } from './detect-emergency.js';
import { type SequenceModel, scoreSequence } from './sequence.js';

/** How the rules and the classifier together say "now"; fitted on held-back folds. */
export interface Urgency {
  /** Weights of `urgencySignals`, the constant first. */
  readonly weights: readonly number[];
  /** Least probability at which a person is answered as in an emergency. */
  readonly threshold: number;
}

/** Without examples of emergencies the rules speak alone. */
export const RULES_ALONE: Urgency = {
  weights: [-4, 0, 0, 0, 8, ...EMERGENCY_SIGNS.slice(1).map(() => 0)],
  threshold: 0.5,
};

export function isEmergencyTopic(topic: string): boolean {
  return topic.startsWith('emergency.');
}

/** How likely the network finds an emergency, whichever. */
export function emergencyShare(scores: Scores, labels: readonly string[]): number {
  let sum = 0;
  labels.forEach((label, index) => {
    if (isEmergencyTopic(label)) sum += scores.plain[index] as number;
  });
  return sum;
}

/**
 * Signals of one utterance: the network's share for emergencies, whether the question is ours at all, what the order of
 * the words says, and their signs.
 */
export function urgencySignals(
  share: number,
  inScope: number,
  reading: EmergencyReading,
  sequence: SequenceModel,
): Float64Array {
  const order = scoreSequence(sequence, reading.runs);
  return Float64Array.from([1, logit(share), logit(inScope), order, ...reading.signs]);
}

function logit(probability: number): number {
  const safe = Math.min(0.999, Math.max(0.001, probability));
  return Math.log(safe / (1 - safe));
}

export function urgencyOf(signals: ArrayLike<number>, urgency: Urgency): number {
  let sum = 0;
  urgency.weights.forEach((weight, index) => {
    sum += weight * (signals[index] ?? 0);
  });
  return 1 / (1 + Math.exp(-sum));
}

/**
 * Share of the calm questions of our own that may be answered as an emergency, on held-back folds. A false alarm gives
 * the emergency steps to a person who asked in general, and the answer they wanted stands under it; a miss leaves a
 * person at the door without words to say: so the whole of what is allowed is used.
 */
const FALSE_ALARMS = 0.04;
const LEAST_THRESHOLD = 0.05;
const MOST_THRESHOLD = 0.5;

/** @param judged held-back examples; `isOurs` marks the emergencies. */
export function fitUrgency(judged: readonly Judged[]): Urgency {
  const urgent = judged.filter((each) => each.isOurs).length;
  const weights = fitLogistic(judged, urgent / Math.max(1, judged.length), 0.5);
  if (!weights) return RULES_ALONE;
  const calm = judged.flatMap(({ signals, isOurs }) => (isOurs ? [] : [urgencyOf(signals, { weights, threshold: 0 })]));
  calm.sort((one, other) => other - one);
  const threshold = calm[Math.floor(calm.length * FALSE_ALARMS)] ?? MOST_THRESHOLD;
  return { weights, threshold: Math.max(LEAST_THRESHOLD, Math.min(MOST_THRESHOLD, threshold)) };
}
