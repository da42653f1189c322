/**
 * Parts examples into folds so that near-duplicates stay together: otherwise a held-back line is judged by its twin.
 *
 * @param texts the words of each example that carry meaning.
 * @returns the fold of each example, from 0.
 */
export function assignFolds(texts: readonly (readonly string[])[], folds: number, likeness = 0.7): Int32Array {
  const groups = groupAlike(texts, likeness);
  const sizes = new Array<number>(folds).fill(0);
  const foldOf = new Map<number, number>();
  return Int32Array.from(groups, (group) => {
    let fold = foldOf.get(group);
    if (fold === undefined) {
      fold = sizes.indexOf(Math.min(...sizes));
      foldOf.set(group, fold);
    }
    sizes[fold] = (sizes[fold] ?? 0) + 1;
    return fold;
  });
}

function groupAlike(texts: readonly (readonly string[])[], likeness: number): number[] {
  const parents = texts.map((_, index) => index);
  const find = (index: number): number => {
    let at = index;
    while (parents[at] !== at) at = parents[at] as number;
    parents[index] = at;
    return at;
  };
  const holders = new Map<string, number[]>();
  const sets = texts.map((words) => new Set(words));
  /** Words that an earlier text shares with the present one; arrays, because maps take five times as long. */
  const shared = new Uint16Array(texts.length);
  const sharing = new Int32Array(texts.length);
  sets.forEach((words, index) => {
    let count = 0;
    for (const word of words) {
      let before = holders.get(word);
      if (!before) {
        before = [];
        holders.set(word, before);
      }
      // A word of very many lines makes no two of them alike by itself.
      if (before.length < 400) {
        for (const other of before) {
          if (shared[other] === 0) sharing[count++] = other;
          shared[other] = (shared[other] as number) + 1;
        }
      }
      before.push(index);
    }
    for (let each = 0; each < count; each++) {
      const other = sharing[each] as number;
      const both = shared[other] as number;
      shared[other] = 0;
      const all = words.size + (sets[other]?.size ?? 0) - both;
      if (both / all >= likeness) parents[find(index)] = find(other);
    }
  });
  return parents.map((_, index) => find(index));
}
