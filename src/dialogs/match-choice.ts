import type { Language } from '../content/index.js';
import type { Choice } from '../reply/index.js';
import type { Flows } from './load-flows.js';

/** Lower case, without accents and punctuation. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const ORDINALS: Readonly<Record<string, readonly string[]>> = {
  en: ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'],
  es: ['primer', 'segund', 'tercer', 'cuart', 'quint', 'sext', 'septim', 'octav'],
};
const NUMBER_WORDS: Readonly<Record<string, readonly string[]>> = {
  en: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'],
  es: ['uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho'],
};

function positionIn(text: string): number | null {
  const digit = /^(?:number |numero |option |opcion |la |el |#)?([1-8])$/.exec(text);
  if (digit) return Number(digit[1]) - 1;
  for (const words of Object.values(NUMBER_WORDS)) {
    const index = words.indexOf(text);
    if (index >= 0) return index;
  }
  for (const stems of Object.values(ORDINALS)) {
    const word = /^(?:the |la |el |lo )?([a-z]+)(?: one| option| opcion)?$/.exec(text)?.[1];
    const index = word
      ? stems.findIndex((stem) => word === stem || (word.startsWith(stem) && /^[oae]$/.test(word.slice(stem.length))))
      : -1;
    if (index >= 0) return index;
  }
  if (text === 'the last one' || text === 'la ultima' || text === 'el ultimo') return -1;
  return null;
}

/** Whether two words differ by one letter more, less or other, or two neighbours swapped. */
export function isOneSlipAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

function namesOf(choice: Choice, flows: Flows, language: Language): string[] {
  return [foldText(choice.label), ...synonymsOf(choice, flows, language)];
}

/**
 * The offered choice that a person typed instead of tapping: by number, by label, by another word for it, with one slip of the finger.
 */
export function matchChoice(text: string, offered: readonly Choice[], flows: Flows, language: Language): Choice | null {
  const typed = foldText(text);
  if (typed === '' || offered.length === 0) return null;
  const position = positionIn(typed);
  if (position !== null) return offered.at(position) ?? null;
  const names = offered.map((choice) => namesOf(choice, flows, language));
  const exact = names.findIndex((words) => words.includes(typed));
  if (exact >= 0) return offered[exact] ?? null;
  if (typed.length < 5) return null;
  const near = offered.filter((_, index) =>
    names[index]?.some((word) => word.length >= 5 && isOneSlipAway(word, typed)),
  );
  return near.length === 1 ? (near[0] ?? null) : null;
}

function synonymsOf(choice: Choice, flows: Flows, language: Language): string[] {
  const option = /^option:([^/]+)\/([^/]+)\/(.+)$/.exec(choice.id);
  if (!option) return [];
  const [, flow, step, name] = option as unknown as [string, string, string, string];
  const words = flows.get(flow)?.words;
  const own = words?.get(language)?.options[step]?.[name];
  const english = words?.get('en')?.options[step]?.[name];
  return [...(own?.words ?? []), ...(english?.words ?? []), english?.label ?? '']
    .filter((word) => word !== '')
    .map(foldText);
}
