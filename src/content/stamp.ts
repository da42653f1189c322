import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Topic } from './load.js';
import { readText } from './yaml-file.js';

/**
 * Writes into each translation of a topic the fingerprint of the English text beside it, after somebody has compared them.
 *
 * @returns the files that were changed.
 */
export function stampTranslations(root: string, topic: Topic): string[] {
  return topic.answers.flatMap((answer) => {
    const english = topic.answers.find((other) => other.language === 'en' && other.place === answer.place);
    if (answer.language === 'en' || !english || answer.translates === english.fingerprint) return [];
    const path = join(root, answer.file);
    const text = readText(path);
    const head = /^---\n([\s\S]*?)\n---\n/.exec(text);
    if (!head) return [];
    const kept = (head[1] as string).split('\n').filter((line) => !line.startsWith('translates:'));
    writeFileSync(
      path,
      `---\n${[...kept, `translates: "${english.fingerprint}"`].join('\n')}\n---\n${text.slice(head[0].length)}`,
    );
    return [answer.file];
  });
}
