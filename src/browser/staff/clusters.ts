/** Questions that ask much the same. */
export interface Cluster {
  /** The one that is most like the others. */
  readonly shown: string;
  readonly questions: readonly { readonly text: string; readonly id: string }[];
}

const COMMON = new Set(
  'a al an and are be can como con could de del do does el en es esta for from hay how i if ice in is it la las le lo los me mi migra my no of on or para please por porque que se si su the they to un una what when who why will with would y yo you your'.split(
    ' ',
  ),
);
/** Shared part of the words at which two questions count as alike. */
const ALIKE = 0.45;

function stem(word: string): string {
  return word.length > 5 ? word.slice(0, 5) : word.replace(/s$/, '');
}

function wordsOf(text: string): Set<string> {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const all = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = all.filter((word) => !COMMON.has(word));
  return new Set((telling.length > 0 ? telling : all).map(stem));
}

function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of one) if (other.has(word)) shared++;
  return shared / (one.size + other.size - shared || 1);
}

/**
 * Groups questions that share words, the largest group first. Each joins the group whose questions it is most like on
 * average. Time grows with the number of groups that share a word, not with all pairs.
 */
export function clusterQuestions(questions: readonly { readonly text: string; readonly id: string }[]): Cluster[] {
  const groups: { words: Set<string>[]; members: { text: string; id: string }[] }[] = [];
  const groupsOf = new Map<string, Set<number>>();
  for (const question of questions) {
    const words = wordsOf(question.text);
    if (words.size === 0) continue;
    const near = new Set([...words].flatMap((word) => [...(groupsOf.get(word) ?? [])]));
    let best = { at: -1, score: ALIKE };
    for (const at of near) {
      const own = groups[at]?.words ?? [];
      const sample = own.length > 20 ? own.slice(0, 20) : own;
      const score = sample.reduce((sum, each) => sum + likeness(words, each), 0) / sample.length;
      if (score >= best.score) best = { at, score };
    }
    const at = best.at < 0 ? groups.push({ words: [], members: [] }) - 1 : best.at;
    groups[at]?.words.push(words);
    groups[at]?.members.push(question);
    for (const word of words) {
      const known = groupsOf.get(word);
      if (known) known.add(at);
      else groupsOf.set(word, new Set([at]));
    }
  }
  return groups
    .map(({ words, members }) => ({ shown: mostCentral(words, members), questions: members }))
    .sort((a, b) => b.questions.length - a.questions.length);
}

function mostCentral(words: readonly ReadonlySet<string>[], members: readonly { text: string }[]): string {
  const sample = words.slice(0, 30);
  let best = { at: 0, score: -1 };
  sample.forEach((own, at) => {
    const score = sample.reduce((sum, other) => sum + likeness(own, other), 0);
    if (score > best.score) best = { at, score };
  });
  return members[best.at]?.text ?? '';
}
