import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { z } from 'zod';
import { type AnswerPart, ownLanguageLines, plainText } from './answer.js';
import { factsInText } from './facts-in-text.js';
import type { Answer, LoadResult, Topic } from './load.js';
import { countWords, measureReadability } from './readability.js';
import type { OrganizationFile } from './schema.js';
import { type Fault, parseYaml, readText } from './yaml-file.js';

/** Words that no answer may contain. */
const BannedFile = z.record(
  z.string(),
  z.array(z.strictObject({ words: z.string().min(3), instead: z.string().min(3) })),
);

/** `content/required.yaml`: what must be there. */
const RequiredFile = z.strictObject({
  topics: z.array(z.string()).default([]),
  everyCity: z.array(z.string()).default([]),
});

/** Grade limits of content/README.md, rule 6. */
const LIMITS = { en: 7, es: 60 } as const;
const WORDS_A_PART = 120;
const WORDS_IN_EMERGENCY = 90;
const SHORT_NUMBERS = new Set(['911', '988', '211', '311']);

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function partLines(part: AnswerPart): string[] {
  return part.blocks.flatMap((block) => {
    if (block.kind === 'steps' || block.kind === 'list') return block.items.map(plainText);
    if (block.kind === 'say-this')
      return [plainText(block.words), ...(block.meaning ? [plainText(block.meaning)] : [])];
    return [plainText(block.line)];
  });
}

/** Phones that may be shown: trusted high or medium, and not of an organization trusted low. Digits only. */
function trustedNumbers(organizations: readonly OrganizationFile[]): Set<string> {
  const shown = organizations
    .filter((organization) => organization.confidence !== 'low')
    .flatMap((organization) => organization.phones.filter((phone) => phone.confidence !== 'low'))
    .map((phone) => phone.number.replace(/^\+1|\D/g, ''));
  return new Set([...shown, ...SHORT_NUMBERS]);
}

/**
 * Everything an author may have got wrong that loading itself does not refuse: length, reading grade, phones,
 * wording, sources, dates, translations, examples (content/README.md).
 *
 * @param root  folder that holds `content/`.
 * @param today ISO date; reviews due before it are reported.
 * @returns all faults at once, those of loading included, in the order of files and lines.
 */
export function checkContent(root: string, loaded: LoadResult, today: string): Fault[] {
  const { partial: content, lineOf: lineIn } = loaded;
  const faults: Fault[] = [...loaded.faults];
  const add = (file: string, line: number, message: string, severity: Fault['severity'] = 'fault'): void => {
    faults.push({ file, line, message, severity });
  };
  const bannedPath = join(root, 'content', 'banned-wording.yaml');
  const banned = existsSync(bannedPath)
    ? parseYaml(BannedFile, readText(bannedPath), 'content/banned-wording.yaml')
    : null;
  faults.push(...(banned?.faults ?? []));
  const trusted = trustedNumbers(content.organizations);
  const never = new Map(
    content.neverList.map((entry) => [entry.number.replace(/^\+?1?(?=\d{10}$)|\D/g, ''), entry.why]),
  );

  for (const organization of content.organizations) {
    for (const phone of organization.phones) {
      const digits = phone.number.replace(/^\+1|\D/g, '');
      if (never.has(digits))
        add(organization.file, 1, `phones: ${phone.number} must never be listed: ${never.get(digits)}`);
      for (const id of phone.services ?? []) {
        if (!organization.services.some((service) => service.id === id)) {
          add(organization.file, 1, `phones: ${phone.number} is for the service "${id}", which does not exist`);
        }
      }
      if (phone.type !== 'voice' && phone.type !== 'collect') continue;
      if (!phone.number.startsWith('+') || !parsePhoneNumberFromString(phone.number)?.isValid()) {
        add(organization.file, 1, `phones: "${phone.number}" is not a valid number: write it as +13126601370`);
      }
    }
  }

  for (const topic of content.topics.values()) {
    checkTopic(topic);
    for (const answer of topic.answers) checkAnswer(topic, answer);
    for (const language of content.languages) checkTranslations(topic, language);
  }
  checkExamples();
  checkRequired();

  function checkTopic(topic: Topic): void {
    const isBotTopic = topic.id.startsWith('bot.') || topic.id.startsWith('refuse.');
    if (topic.sources.length === 0 && !isBotTopic)
      add(topic.file, lineIn(topic.id, ['sources']), 'sources: at least one is needed');
    if (topic.reviewBy < today) {
      const place = lineIn(topic.id, ['reviewBy']);
      add(
        topic.file,
        place,
        `reviewBy: ${topic.reviewBy} is past: read the answer again, then move the date`,
        'warning',
      );
    }
    for (const [index, source] of topic.sources.entries()) {
      if (source.checked > today)
        add(topic.file, lineIn(topic.id, ['sources', index]), `sources: ${source.checked} is in the future`);
    }
    if (topic.asOf > today) add(topic.file, lineIn(topic.id, ['asOf']), `asOf: ${topic.asOf} is in the future`);
    for (const language of content.languages) {
      if (!topic.answers.some((answer) => answer.language === language && answer.place === null)) {
        add(topic.file, 1, `${language}.md is missing beside this file`);
      }
      if (!content.examples.some((example) => example.topic === topic.id && example.language === language)) {
        add(topic.file, 1, `examples.${language}.txt is missing or empty: nobody can ask for this answer`);
      }
    }
  }

  function checkAnswer(topic: Topic, answer: Answer): void {
    const isEmergency = topic.id.startsWith('emergency.');
    for (const part of answer.parts) {
      const where = part.id ? `the part {#${part.id}}` : 'the first part';
      const lines = partLines(part);
      const words = countWords(lines);
      // Words to say stand there twice in a translation: only the person's own language is counted against the limit.
      const counted = countWords(ownLanguageLines(part));
      const limit = isEmergency && part.id === null ? WORDS_IN_EMERGENCY : WORDS_A_PART;
      if (counted > limit)
        add(
          answer.file,
          answer.firstLine,
          `${where} has ${counted} words, ${limit} are the most: move some into a further part`,
        );
      const text = lines.join('\n');
      for (const match of text.matchAll(/\b(?:1-)?(\d{3})-(\d{3})-(\d{4})\b/g)) {
        const digits = `${match[1]}${match[2]}${match[3]}`;
        if (never.has(digits))
          add(answer.file, answer.firstLine, `${match[0]} must never be listed: ${never.get(digits)}`);
        else if (!trusted.has(digits))
          add(answer.file, answer.firstLine, `${match[0]} is not a trusted number of the directory`);
      }
      const folded = ` ${fold(`${answer.title}\n${answer.label}\n${part.heading ?? ''}\n${text}`)} `;
      for (const entry of banned?.value?.[answer.language] ?? []) {
        if (folded.includes(` ${fold(entry.words)} `))
          add(answer.file, answer.firstLine, `"${entry.words}" is not said here: ${entry.instead}`);
      }
      if (text.includes('!'))
        add(answer.file, answer.firstLine, `${where} has an exclamation mark: write calmly, without it`);
      if (words === 0) continue;
    }
    const grade = measureReadability(
      answer.parts.flatMap((part) => ownLanguageLines(part)),
      answer.language,
    );
    if (grade?.measure === 'flesch-kincaid-grade' && grade.value > LIMITS.en) {
      add(
        answer.file,
        answer.firstLine,
        `reading grade ${grade.value.toFixed(1)}, ${LIMITS.en} is the most: shorter sentences, shorter words`,
      );
    }
    if (grade?.measure === 'szigriszt-pazos' && grade.value < LIMITS.es) {
      add(
        answer.file,
        answer.firstLine,
        `legibilidad ${grade.value.toFixed(0)}, ${LIMITS.es} is the least: shorter sentences, shorter words`,
      );
    }
  }

  function checkTranslations(topic: Topic, language: string): void {
    if (language === 'en') return;
    for (const english of topic.answers.filter((answer) => answer.language === 'en')) {
      const other = topic.answers.find((answer) => answer.language === language && answer.place === english.place);
      if (!other) {
        if (english.place !== null) add(english.file, 1, `${language}@${english.place}.md is missing beside this file`);
        continue;
      }
      const ids = (answer: Answer): string => answer.parts.map((part) => part.id ?? '').join(' ');
      if (ids(english) !== ids(other)) {
        add(
          other.file,
          other.firstLine,
          `the parts differ from ${english.file}: they need the same ids in the same order`,
        );
        continue;
      }
      english.parts.forEach((part, index) => {
        const mine = factsInText(partLines(other.parts[index] as AnswerPart).join('\n'), language);
        const theirs = factsInText(partLines(part).join('\n'), 'en');
        const missing = theirs.filter((fact) => !mine.includes(fact));
        // The English words to say stand in both, so a fact may be told twice here but never be absent there.
        const extra = mine.filter((fact) => !theirs.includes(fact));
        const where = part.id ? `part {#${part.id}}` : 'first part';
        if (missing.length > 0)
          add(other.file, other.firstLine, `${where}: the English text has ${missing.join(', ')}, this one has not`);
        if (extra.length > 0)
          add(other.file, other.firstLine, `${where}: ${extra.join(', ')} stands here, but not in the English text`);
      });
      if (other.translates === null) {
        add(
          other.file,
          1,
          `translates: is missing: compare with ${english.file}, then run npx amparo stamp ${topic.id}`,
        );
      } else if (other.translates !== english.fingerprint) {
        add(
          other.file,
          2,
          `the English text has changed since this was translated: compare, then run npx amparo stamp ${topic.id}`,
        );
      }
    }
    for (const other of topic.answers.filter((answer) => answer.language === language)) {
      if (!topic.answers.some((answer) => answer.language === 'en' && answer.place === other.place)) {
        add(other.file, 1, `there is no English text beside this one: en${other.place ? `@${other.place}` : ''}.md`);
      }
    }
  }

  function checkExamples(): void {
    const seen = new Map<string, (typeof content.examples)[number]>();
    for (const example of content.examples) {
      const key = `${example.language} ${fold(example.text)}`;
      const other = seen.get(key);
      if (other && other.topic !== example.topic) {
        add(example.file, example.line, `the same question stands under ${other.topic} (${other.file}:${other.line})`);
      } else if (other) {
        add(example.file, example.line, `the same question stands at line ${other.line} of ${other.file}`, 'warning');
      } else seen.set(key, example);
      if (/\b\d{3}[-. ]?\d{3}[-. ]?\d{4}\b|\bA\d{8,9}\b|@\w+\./i.test(example.text)) {
        add(example.file, example.line, 'an example holds no phone, A-number or e-mail address');
      }
    }
  }

  function checkRequired(): void {
    const file = 'content/required.yaml';
    if (!existsSync(join(root, file))) return;
    const { value, faults: own, lineOf } = parseYaml(RequiredFile, readText(join(root, file)), file);
    faults.push(...own);
    for (const [index, id] of (value?.topics ?? []).entries()) {
      if (!content.topics.has(id))
        add(file, lineOf(['topics', index]), `the topic "${id}" is missing: content/topics/${id.replace('.', '/')}`);
    }
    for (const id of value?.everyCity ?? []) {
      const topic = content.topics.get(id);
      for (const city of topic ? content.cities : []) {
        for (const language of content.languages) {
          if (!topic?.answers.some((answer) => answer.place === city.id && answer.language === language)) {
            add(
              topic?.file ?? file,
              1,
              `${language}@${city.id}.md is missing: this topic needs an answer for every city`,
            );
          }
        }
      }
    }
  }

  return faults.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
