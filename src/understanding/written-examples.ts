import { hashText } from './features.js';
import { splitWords, type Word } from './text.js';
import { inTrainingOrder } from './train.js';

/** The answer that an example question stands under. */
export interface ExampleTarget {
  readonly topic: string;
  readonly part: string | null;
}

/** What an author wrote down as a question. */
export interface WrittenExample extends ExampleTarget {
  readonly text: string;
}

/** An example that is like a question. */
export interface NearExample {
  readonly text: string;
  readonly topic: string;
  readonly likeness: number;
}

/** All example questions, in a tenth of the memory that a list of objects takes. */
export interface WrittenExamples {
  /** The example with these words, whatever capitals, accents and punctuation; null where topics disagree about it. */
  find(words: readonly Word[]): ExampleTarget | null;
  /** The examples of a topic that share most with these words, the rarer a word the more it counts; likeness 0 to 1. */
  nearest(words: readonly Word[], topic: string, count: number): NearExample[];
}

export function packExamples(examples: readonly WrittenExample[]): WrittenExamples {
  const ordered = inTrainingOrder(examples);
  const texts = ordered.map(({ text }) => text).join('\n');
  const starts = new Int32Array(ordered.length + 1);
  ordered.forEach(({ text }, position) => {
    starts[position + 1] = (starts[position] as number) + text.length + 1;
  });
  const topics = numberNames(ordered.map(({ topic }) => topic));
  const parts = numberNames(ordered.map(({ part }) => part ?? ''));
  const keys = Float64Array.from(ordered, ({ text }) => keyOf(splitWords(text)));
  const byKey = Int32Array.from(ordered.keys()).sort((one, other) => (keys[one] as number) - (keys[other] as number));
  const keyAt = (at: number) => keys[byKey[at] as number] as number;

  function find(words: readonly Word[]): ExampleTarget | null {
    const key = keyOf(words);
    let low = 0;
    let high = byKey.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keyAt(middle) < key) low = middle + 1;
      else high = middle;
    }
    if (low === byKey.length || keyAt(low) !== key) return null;
    const first = byKey[low] as number;
    let last = first;
    for (let at = low + 1; at < byKey.length && keyAt(at) === key; at++) {
      last = byKey[at] as number;
      if (topics.of[last] !== topics.of[first]) return null;
    }
    return {
      topic: topics.names[topics.of[last] as number] as string,
      part: parts.names[parts.of[last] as number] || null,
    };
  }

  const textAt = (position: number) => texts.slice(starts[position], (starts[position + 1] ?? 1) - 1);

  function nearest(words: readonly Word[], topic: string, count: number): NearExample[] {
    const number = topics.names.indexOf(topic);
    const own = [...topics.of.keys()].filter((position) => topics.of[position] === number).map(textAt);
    const sets = own.map((text) => new Set(splitWords(text).map((word) => word.folded)));
    const holders = new Map<string, number>();
    for (const set of sets) for (const word of set) holders.set(word, (holders.get(word) ?? 0) + 1);
    const weigh = (word: string) => Math.log((1 + own.length) / (1 + (holders.get(word) ?? 0))) + 1;
    const sumOf = (all: Iterable<string>) => [...all].reduce((sum, word) => sum + weigh(word), 0);
    const asked = new Set(words.map((word) => word.folded));
    const askedSum = sumOf(asked);
    return own
      .map((text, at) => {
        const set = sets[at] as Set<string>;
        const shared = sumOf([...set].filter((word) => asked.has(word)));
        return { text, topic, likeness: shared / Math.max(1, Math.sqrt(askedSum * sumOf(set))) };
      })
      .sort((one, other) => other.likeness - one.likeness)
      .slice(0, count);
  }

  return { find, nearest };
}

function numberNames(all: readonly string[]) {
  const names = [...new Set(all)];
  const numbers = new Map(names.map((name, number) => [name, number]));
  return { names, of: Uint16Array.from(all, (name) => numbers.get(name) ?? 0) };
}

const SEEDS = [0x2c1b3c6d, 0x297a2d39] as const;

/** Fifty-three bits of the words: two texts in a billion billions share them. */
function keyOf(words: readonly Word[]): number {
  const text = words.map((word) => word.folded).join(' ');
  return (hashText(text, SEEDS[0]) >>> 0) * 0x20_0000 + (hashText(text, SEEDS[1]) & 0x1f_ffff);
}
