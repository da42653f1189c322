import type { Decision } from './types.js';

/** A topic and the calibrated probability that the question is about it, all things considered. */
export interface Candidate {
  readonly topic: string;
  readonly probability: number;
}

/**
 * What each outcome costs the person, in units of one needless question back. Judgements, not measurements: a wrong
 * answer about a knock at the door is worth several questions; a polite answer to the wrong greeting is worth none.
 */
export const HARM = {
  wrongHigh: 2.4,
  wrongNormal: 1.4,
  /** Answered with its kin, which holds what is needed first of both. */
  kin: 0.4,
  /** Sent away although we had the answer: they got the menu and a person. */
  turnedAway: 1.6,
  askedBack: 0.55,
  /** Asked back without the right choice among the offered. */
  askedInVain: 1.5,
  /** Answered although the question was none of ours: a confident answer to nonsense costs trust. */
  wrongForeign: 2.2,
  /** Asked back although the question was none of ours. */
  askedForeign: 1.3,
  /** Refused although the question was honest. */
  wrongRefusal: 3,
} as const;

const MOST_CHOICES = 3;
/** A choice less likely than this is no help to anybody. */
const LEAST_CHOICE = 0.05;

/**
 * The act with the least expected harm.
 *
 * @param candidates best first; their probabilities and `foreign` add up to at most one.
 * @param foreign probability that the question is none of ours.
 * @param areKin whether the answer to one topic holds what people who ask about the other need first.
 */
export function decide(
  candidates: readonly Candidate[],
  foreign: number,
  stakes: (topic: string) => 'high' | 'normal',
  areKin: (one: string, other: string) => boolean = () => false,
): Decision {
  const [best, next] = candidates;
  if (!best) return { action: 'out-of-scope' };
  if (best.topic === 'refuse.harmful') return decideRefusal(best, candidates, foreign, stakes, areKin);
  const ours = Math.max(0, 1 - foreign);
  const wrong = stakes(best.topic) === 'high' ? HARM.wrongHigh : HARM.wrongNormal;
  const kin = candidates
    .slice(1)
    .reduce((sum, each) => sum + (areKin(best.topic, each.topic) ? each.probability : 0), 0);
  const answering = Math.max(0, ours - best.probability - kin) * wrong + kin * HARM.kin + foreign * HARM.wrongForeign;
  const turningAway = ours * HARM.turnedAway;
  const choices = pickChoices(candidates);
  const covered = choices.reduce((sum, each) => sum + each.probability, 0);
  const asking = next
    ? covered * HARM.askedBack + Math.max(0, ours - covered) * HARM.askedInVain + foreign * HARM.askedForeign
    : 99;
  if (turningAway < Math.min(answering, asking)) return { action: 'out-of-scope' };
  const [first, second, third] = choices;
  if (asking < answering && first && second) {
    const rest = third ? [third.topic] : [];
    return { action: 'clarify', choices: [first.topic, second.topic, ...rest] };
  }
  return { action: 'answer', topic: best.topic, part: null, confidence: best.probability };
}

function pickChoices(candidates: readonly Candidate[]): Candidate[] {
  const askable = candidates.filter(
    (each) => !each.topic.startsWith('refuse.') && !each.topic.startsWith('emergency.'),
  );
  const [first, second, ...rest] = askable;
  const kept = rest.slice(0, MOST_CHOICES - 2).filter((each) => each.probability >= LEAST_CHOICE);
  return [first, second, ...kept].flatMap((each) => (each ? [each] : []));
}

function decideRefusal(
  best: Candidate,
  candidates: readonly Candidate[],
  foreign: number,
  stakes: (topic: string) => 'high' | 'normal',
  areKin: (one: string, other: string) => boolean,
): Decision {
  const honest = Math.max(0, 1 - foreign - best.probability);
  if (honest * HARM.wrongRefusal <= best.probability * HARM.wrongHigh) return { action: 'refuse', topic: best.topic };
  return decide(
    candidates.filter((each) => each.topic !== best.topic),
    foreign,
    stakes,
    areKin,
  );
}
