import type { CityFile, StateFile, TopicId } from '../content/index.js';
import { newReader, type Scores, SIGNALS } from './classifier.js';
import { type Candidate, decide } from './decide.js';
import { detectEmergency, EMERGENCY_SIGNS, type EmergencyReading } from './detect-emergency.js';
import { detectLanguage, findRequestedLanguage } from './detect-language.js';
import { findCommand } from './find-command.js';
import { findPersonalData } from './find-personal-data.js';
import { type FoundPlace, makePlaceFinder } from './find-place.js';
import { type FollowUp, findSetting, resolveFollowUp } from './follow-up.js';
import type { Model } from './model.js';
import { scoreParts } from './parts.js';
import { keepStemsOf } from './stem.js';
import { READ_LIMIT, splitWords, type Word } from './text.js';
import { hidePlace, OUT_OF_SCOPE } from './train.js';
import type { Decision, PersonalSpan, PlaceMention, Understanding, UtteranceContext } from './types.js';
import { emergencyShare, isEmergencyTopic, urgencyOf, urgencySignals } from './urgency.js';
import { type ExampleTarget, packExamples, type WrittenExample } from './written-examples.js';

export interface UnderstanderOptions {
  readonly model: Model;
  readonly cities: readonly CityFile[];
  readonly states: readonly StateFile[];
  /** Installed languages, the usual one first. */
  readonly languages: readonly string[];
  readonly stakes: (topic: string) => 'high' | 'normal';
  /** The example questions: what is asked word for word as an author wrote it gets that author's answer. */
  readonly examples?: readonly WrittenExample[];
}

/** Why an utterance was understood as it was; for authors and staff, never stored. */
export interface Explanation {
  readonly understanding: Understanding;
  /** Best topics with their calibrated probabilities. */
  readonly scores: readonly { readonly topic: TopicId; readonly probability: number }[];
  /** How much the probability of the best topic falls when a word is left out. */
  readonly words: readonly { readonly word: string; readonly weight: number }[];
  /** The example questions of the best topic that are most alike. */
  readonly neighbours: readonly { readonly text: string; readonly topic: TopicId; readonly likeness: number }[];
  readonly signals: Readonly<Record<string, number>>;
  /** Calibrated probability that the question is one of ours. */
  readonly inScope: number;
  readonly emergencyRules: readonly string[];
}

export interface Understander {
  understand(text: string, context?: UtteranceContext): Understanding;
  explain(text: string, context?: UtteranceContext): Explanation;
}

/** The answer to the same matter when it is not happening now. */
const CALM_TOPICS: Readonly<Record<string, string>> = {
  'emergency.ice-at-home': 'rights.home',
  'emergency.ice-at-work': 'rights.work',
  'emergency.ice-street': 'rights.street',
  'emergency.detained-now': 'detained.family',
  'emergency.danger': 'help.wellbeing',
};

/** Each answer of a pair begins with the same thing to do: to ask which is meant would only delay it. */
const KIN_TOPICS = [
  ['help.cost', 'help.lawyer'],
  ['raids.status', 'raids.where'],
] as const;

function areKin(one: string, other: string): boolean {
  return KIN_TOPICS.some(([a, b]) => (one === a && other === b) || (one === b && other === a));
}

/** What a place by itself is most often about. */
const PLACE_CHOICES = ['police.cooperation', 'raids.status', 'help.lawyer'] as const;
const MOST_ALTERNATIVES = 4;
/** What tells of the past, or denies, must be this likely to be happening now all the same. */
const PAST_THRESHOLD = 0.5;
const DENIED_THRESHOLD = 0.9;
/** The network's share for emergencies from which it is believed alone. */
const SURE_SHARE = 0.8;
const PAST = EMERGENCY_SIGNS.indexOf('past-without-now');
/** How sure a further part must be before it is shown in place of the answer's beginning. */
const PART_SURE = 0.9;

/** Makes the engine for a model and the place files; it keeps scratch memory of its own and no state between calls. */
export function createUnderstander(options: UnderstanderOptions): Understander {
  const { model, languages, stakes } = options;
  const reader = newReader(model.classifier);
  const places = makePlaceFinder(options.cities, options.states);
  const { labels } = model.classifier;
  const known = new Set(labels);
  const written = packExamples(options.examples ?? []);
  keepStemsOf((options.examples ?? []).map(({ text }) => text));

  function understand(text: string, context: UtteranceContext = {}): Understanding {
    return read(text, context).understanding;
  }

  function read(text: string, context: UtteranceContext) {
    const words = splitWords(text);
    const personal = findPersonalData(text);
    const named = places.find(words, context.place ?? null);
    const place = findUnmasked(named, words, personal);
    const asked = leaveOut(personal, hidePlace(words, model.hidesPlaces ? named : null));
    const learnt = {
      features: reader.wordFeatures(asked),
      weights: model.languageWeights,
      languages: model.classifier.languages,
    };
    const { language, foreign } = detectLanguage(text, words, languages, context.language, learnt);
    const requested = findRequestedLanguage(words);
    const command = requested ? null : findCommand(words);
    const emergency = detectEmergency(words);
    const followUp = emergency.topic || command ? null : resolveFollowUp(words, place, context.topic);
    const scores = reader.read(asked);
    const candidates = rank(scores);
    const judged = judge({
      words,
      place,
      requested,
      foreign,
      command,
      emergency,
      followUp,
      scores,
      candidates,
      features: learnt.features,
    });
    const understanding: Understanding = {
      language: requested && languages.includes(requested) ? requested : language,
      foreignLanguage: judged.emergency ? null : foreign,
      requestedLanguage: requested,
      decision: judged.decision,
      emergency: judged.emergency,
      alternatives: alternativesOf(
        judged.emergency ? candidates : mergeTopics(candidates.map(toCalm)),
        scores,
        judged.decision,
      ),
      place: place ? mentionOf(place) : null,
      setting: findSetting(words),
      command,
      followUp: judged.followUp,
      personal,
    };
    return { understanding, asked, scores, emergency, candidates };
  }

  /** Topics by probability. */
  function rank(scores: Scores): Candidate[] {
    const sums = new Map<string, number>();
    labels.forEach((label, index) => {
      const probability = (scores.probabilities[index] as number) * scores.inScope;
      if (probability < 0.003) return;
      sums.set(label, (sums.get(label) ?? 0) + probability);
    });
    return [...sums]
      .map(([topic, probability]) => ({ topic, probability }))
      .sort((one, other) => other.probability - one.probability);
  }

  interface Found {
    readonly words: readonly Word[];
    readonly place: FoundPlace | null;
    readonly requested: string | null;
    readonly foreign: string | null;
    readonly command: string | null;
    readonly emergency: EmergencyReading;
    readonly followUp: FollowUp | null;
    readonly scores: Scores;
    readonly candidates: readonly Candidate[];
    readonly features: Int32Array;
  }

  interface Judged {
    readonly decision: Decision;
    readonly emergency: boolean;
    readonly followUp: boolean;
  }

  /** What an author wrote down word for word; emergencies; what was asked for by name; the conversation's thread; the classifier. */
  function judge(found: Found): Judged {
    const asWritten = written.find(found.words);
    if (asWritten) return answerAsWritten(asWritten);
    // A follow-up has no rule against it; "and at work?" alone must not sound an alarm.
    const urgent = found.followUp || (found.command && !found.emergency.topic) ? null : emergencyTopic(found);
    if (urgent) return answer(urgent.topic, urgent.confidence, { emergency: true });
    if (found.requested && known.has('bot.language')) return answer('bot.language', 0.98, {});
    // A command is the dialog's to follow; by itself it asks nothing.
    if (found.words.length === 0 || found.command)
      return { decision: { action: 'out-of-scope' }, emergency: false, followUp: false };
    if (found.followUp && isTurn(found, found.followUp)) return answer(found.followUp.topic, 0.9, { followUp: true });
    if (found.place && isBarePlace(found)) return askAboutPlace();
    const decision = decide(mergeTopics(found.candidates.map(toCalm)), 1 - found.scores.inScope, stakes, areKin);
    return { decision: withPart(decision, found.features), emergency: false, followUp: false };
  }

  function toCalm(candidate: Candidate): Candidate {
    const calm = CALM_TOPICS[candidate.topic];
    return calm && known.has(calm) ? { ...candidate, topic: calm } : candidate;
  }

  /** A cry for help and a wish to die are never weighed; all else is, by what was learnt on held-back examples. */
  function emergencyTopic({ emergency, scores, foreign }: Found): { topic: string; confidence: number } | null {
    const isCertain = emergency.reasons.some((reason) => reason === 'life' || reason === 'cry');
    const share = emergencyShare(scores, labels);
    const urgency = urgencyOf(urgencySignals(share, scores.inScope, emergency, model.sequence), model.urgency);
    // A "no" among the words denies the danger ("they are not here") or is part of it ("there is no air").
    const least = emergency.isDenied ? DENIED_THRESHOLD : emergency.signs[PAST] ? PAST_THRESHOLD : 0;
    // Of example questions that the network was so sure of and the weighing was not, six in seven were emergencies.
    const isSure = share >= SURE_SHARE && scores.inScope >= 0.5 && !emergency.signs[PAST];
    const isUrgent = urgency >= Math.max(least, model.urgency.threshold) || (isSure && !emergency.isDenied);
    if (!isCertain && (!isUrgent || (foreign !== null && emergency.topic === null))) return null;
    const topic = whichEmergency(emergency, scores);
    return topic
      ? { topic, confidence: isCertain ? 0.99 : Math.min(0.99, Math.max(urgency, isSure ? share : 0)) }
      : null;
  }

  /** The rules know that it is now; the examples know better which one it is, when they are sure. */
  function whichEmergency(emergency: EmergencyReading, scores: Scores): string {
    let sum = 0;
    let best = -1;
    labels.forEach((label, index) => {
      if (!isEmergencyTopic(label)) return;
      sum += scores.plain[index] as number;
      if (best < 0 || (scores.plain[index] as number) > (scores.plain[best] as number)) best = index;
    });
    const share = best < 0 ? 0 : (scores.plain[best] as number) / Math.max(1e-6, sum);
    const isTold = ['life', 'danger', 'just-took', 'taking', 'cry'].includes(emergency.reasons[0] ?? '');
    if (emergency.topic && (isTold || share < 0.7 || sum < 0.3)) return emergency.topic;
    return best < 0 ? emergency.topicIfNow : (labels[best] as string);
  }

  /** A question that stands by itself, and surely is another one, is not bent to the thread. */
  function isTurn({ scores, candidates }: Found, followUp: FollowUp): boolean {
    const [best] = candidates;
    if (!known.has(followUp.topic)) return false;
    return followUp.keepsTopic || !best || best.probability < 0.9 || scores.inScope < 0.5;
  }

  function isBarePlace({ words, place }: Found): boolean {
    if (!place) return false;
    const rest = words.filter((_, index) => index < place.from || index >= place.to).map((word) => word.folded);
    return rest.every((word) =>
      /^(in|en|i|im|live|vivo|estoy|soy|de|from|and|y|my|zip|code|is|the|la|el|a|city|ciudad|area|near|cerca|what|about|que|tal|codigo|postal|mi|es)$/.test(
        word,
      ),
    );
  }

  function askAboutPlace(): Judged {
    const [first, second, ...rest] = PLACE_CHOICES.filter((topic) => known.has(topic));
    const decision: Decision =
      first && second ? { action: 'clarify', choices: [first, second, ...rest] } : { action: 'out-of-scope' };
    return { decision, emergency: false, followUp: false };
  }

  function answer(topic: string, confidence: number, flags: { emergency?: boolean; followUp?: boolean }): Judged {
    return {
      decision: { action: 'answer', topic, part: null, confidence },
      emergency: flags.emergency ?? false,
      followUp: flags.followUp ?? false,
    };
  }

  function answerAsWritten({ topic, part }: ExampleTarget): Judged {
    const decision: Decision =
      topic === OUT_OF_SCOPE
        ? { action: 'out-of-scope' }
        : topic === 'refuse.harmful'
          ? { action: 'refuse', topic }
          : { action: 'answer', topic, part, confidence: 0.99 };
    return { decision, emergency: topic.startsWith('emergency.'), followUp: false };
  }

  function withPart(decision: Decision, features: Int32Array): Decision {
    if (decision.action !== 'answer') return decision;
    const parts = model.parts.find((each) => each.topic === decision.topic);
    if (!parts) return decision;
    const scores = scoreParts(parts, features);
    let best = 0;
    scores.forEach((score, part) => {
      if (score > (scores[best] as number)) best = part;
    });
    return (scores[best] as number) > PART_SURE ? { ...decision, part: parts.parts[best] ?? null } : decision;
  }

  function explain(text: string, context: UtteranceContext = {}): Explanation {
    const { understanding, asked, scores, emergency, candidates } = read(text.slice(0, READ_LIMIT), context);
    const signals = Object.fromEntries(SIGNALS.map((name, index) => [name, scores.signals[index] as number]));
    const { first, inScope } = scores;
    const whole = scores.probabilities[first] as number;
    const neighbours = written.nearest(splitWords(text), labels[first] ?? OUT_OF_SCOPE, 5);
    const words = asked.slice(0, 40).map((word, at) => ({
      word: word.folded,
      weight: whole - (reader.read(asked.filter((_, index) => index !== at)).probabilities[first] as number),
    }));
    return {
      understanding,
      scores: candidates.slice(0, 8),
      words,
      neighbours,
      signals,
      inScope,
      emergencyRules: emergency.reasons,
    };
  }

  return { understand, explain };
}

/** Adds up what stands twice, best first. */
function mergeTopics(candidates: readonly Candidate[]): Candidate[] {
  const sums = new Map<string, number>();
  for (const { topic, probability } of candidates) sums.set(topic, (sums.get(topic) ?? 0) + probability);
  return [...sums]
    .map(([topic, probability]) => ({ topic, probability }))
    .sort((one, other) => other.probability - one.probability);
}

function alternativesOf(
  candidates: readonly Candidate[],
  scores: Scores,
  decision: Decision,
): Understanding['alternatives'] {
  const chosen = decision.action === 'answer' || decision.action === 'refuse' ? decision.topic : null;
  return candidates
    .filter((each) => each.topic !== chosen && each.probability >= 0.02 * Math.max(0.1, scores.inScope))
    .slice(0, MOST_ALTERNATIVES)
    .map(({ topic, probability }) => ({ topic, confidence: probability }));
}

/** Names and numbers of persons say nothing of what is asked. */
function leaveOut(personal: readonly PersonalSpan[], words: readonly Word[]): readonly Word[] {
  if (personal.length === 0) return words;
  const kept = words.filter(({ start }) => !personal.some((span) => start >= span.start && start < span.end));
  return kept.length > 0 ? kept : words;
}

/** A place inside a name or an address is not where the person asks about. */
function findUnmasked(
  place: FoundPlace | null,
  words: readonly Word[],
  personal: readonly PersonalSpan[],
): FoundPlace | null {
  const first = place ? words[place.from] : undefined;
  if (!place || !first) return null;
  const isInside = personal.some((span) => span.kind === 'name' && first.start >= span.start && first.start < span.end);
  return isInside ? null : place;
}

function mentionOf({ id, kind, name, state, zip }: FoundPlace): PlaceMention {
  return { id, kind, name, state, zip };
}
