import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { z } from 'zod';
import { type AnswerPart, parseAnswerBody } from './answer.js';
import type { Language, PlaceId, TopicId } from './ids.js';
import { ForeignFile, PhrasesFile } from './phrases.js';
import {
  AnswerHead,
  BulletinFile,
  CityFile,
  NeverListFile,
  OrganizationFile,
  type StateFile,
  StatesFile,
  TopicFile,
} from './schema.js';
import { type Fault, parseYaml, readText } from './yaml-file.js';

/** The answer to one topic in one language, for one place or (place null) for the whole country. */
export interface Answer {
  readonly file: string;
  readonly language: Language;
  readonly place: PlaceId | null;
  readonly title: string;
  readonly label: string;
  /** Fingerprint of the English text this one renders; null for English and where nobody has compared. */
  readonly translates: string | null;
  /** Fingerprint of this text. */
  readonly fingerprint: string;
  /** Line of the file on which the text starts. */
  readonly firstLine: number;
  readonly parts: readonly AnswerPart[];
}

/** One topic with all its answers. */
export interface Topic extends TopicFile {
  readonly file: string;
  readonly answers: readonly Answer[];
}

/** A question as somebody typed it, and what it asks. */
export interface Example {
  readonly text: string;
  readonly language: Language;
  readonly topic: TopicId;
  readonly part: string | null;
  readonly file: string;
  readonly line: number;
}

/** A file's value with its name, for later checks. */
type Filed<T> = T & { readonly file: string };

/** Everything that authors write, parsed, joined and frozen. */
export interface Content {
  /** SHA-256 over all content files, hexadecimal: the same on every node with the same files. */
  readonly version: string;
  /** SHA-256 over what the understanding learns from: example questions and places. */
  readonly examplesVersion: string;
  readonly languages: readonly Language[];
  readonly topics: ReadonlyMap<TopicId, Topic>;
  readonly cities: readonly Filed<CityFile>[];
  readonly states: readonly StateFile[];
  readonly organizations: readonly Filed<OrganizationFile>[];
  readonly neverList: readonly { readonly number: string; readonly why: string }[];
  readonly bulletins: readonly Filed<BulletinFile>[];
  readonly phrases: ReadonlyMap<Language, PhrasesFile>;
  readonly foreign: ForeignFile;
  readonly examples: readonly Example[];
}

/** What loading gave: `content` is null when any fault would make an answer wrong or unreachable. */
export interface LoadResult {
  readonly content: Content | null;
  /** All that could be read in spite of the faults, for checks and reports. */
  readonly partial: Content;
  readonly faults: readonly Fault[];
  /** The line of a field in a topic's `topic.yaml`. */
  readonly lineOf: LineOf;
}

/** Where a field of a topic stands in its file, counted from 1. */
export type LineOf = (topic: TopicId, path: readonly (string | number)[]) => number;

function listFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .sort()
    .flatMap((name) => {
      const path = join(dir, name);
      return statSync(path).isDirectory() ? listFiles(path) : [path];
    });
}

/** First 8 hexadecimal digits of the SHA-256 of a text, white space folded: what `translates:` names. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text.replace(/\s+/g, ' ').trim()).digest('hex').slice(0, 8);
}

function hashFiles(root: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of files) {
    if (path.endsWith('README.md')) continue;
    hash
      .update(`${relative(root, path).split(sep).join('/')}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/** {@link Content.version} of the files as they are now, without parsing them. */
export function contentVersion(root: string): string {
  return hashFiles(root, listFiles(join(root, 'content')));
}

/** Content as JSON text, to be read again by {@link parseContent} without parsing a thousand files. */
export function serializeContent(content: Content): string {
  return JSON.stringify({ ...content, topics: [...content.topics.values()], phrases: [...content.phrases.values()] });
}

/** What {@link serializeContent} wrote. It was checked before it was written; it is not checked again. */
export function parseContent(json: string): Content {
  const data = JSON.parse(json) as Omit<Content, 'topics' | 'phrases'> & {
    topics: readonly Topic[];
    phrases: readonly PhrasesFile[];
  };
  const content: Content = {
    ...data,
    topics: new Map(data.topics.map((topic) => [topic.id, topic])),
    phrases: new Map(data.phrases.map((phrases) => [phrases.code, phrases])),
  };
  deepFreeze(content);
  return content;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of value instanceof Map ? value.values() : Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/**
 * Reads and checks all content files.
 *
 * @param root folder that holds `content/`; file names in faults are relative to it.
 * @returns the content, or null with all faults at once. Never throws for what an author wrote.
 */
export function loadContent(root: string): LoadResult {
  const faults: Fault[] = [];
  const base = join(root, 'content');
  const files = listFiles(base);
  const name = (path: string): string => relative(root, path).split(sep).join('/');
  const fault = (file: string, line: number, message: string): void => {
    faults.push({ file, line, message, severity: 'fault' });
  };
  const under = (folder: string, ending: string): string[] =>
    files.filter((path) => path.startsWith(join(base, folder) + sep) && path.endsWith(ending));
  const read = <T>(schema: z.ZodType<T>, path: string) => {
    const result = parseYaml(schema, readText(path), name(path));
    faults.push(...result.faults);
    return result;
  };
  const readAll = <T extends object>(schema: z.ZodType<T>, paths: readonly string[]): Filed<T>[] =>
    paths.flatMap((path) => {
      const { value } = read(schema, path);
      return value ? [{ ...value, file: name(path) }] : [];
    });

  const phrases = new Map<Language, PhrasesFile>();
  for (const path of under('phrases', '.yaml')) {
    if (path.endsWith(`${sep}foreign.yaml`)) continue;
    const { value } = read(PhrasesFile, path);
    if (!value) continue;
    if (!path.endsWith(`${sep}${value.code}.yaml`))
      fault(name(path), 1, `code: the file must be named ${value.code}.yaml`);
    phrases.set(value.code, value);
  }
  const foreignPath = join(base, 'phrases', 'foreign.yaml');
  const foreign = existsSync(foreignPath) ? (read(ForeignFile, foreignPath).value ?? {}) : {};
  const languages = [...phrases.keys()].sort((a, b) => Number(b === 'en') - Number(a === 'en') || a.localeCompare(b));

  const cities = readAll(CityFile, under(join('places', 'cities'), '.yaml'));
  const statesPath = join(base, 'places', 'states.yaml');
  const states = existsSync(statesPath) ? (read(StatesFile, statesPath).value ?? []) : [];
  const organizations = readAll(
    OrganizationFile,
    under('directory', '.yaml').filter((path) => !path.endsWith('never-list.yaml')),
  );
  const neverPath = join(base, 'directory', 'never-list.yaml');
  const neverList = existsSync(neverPath) ? (read(NeverListFile, neverPath).value?.neverList ?? []) : [];
  const bulletins = readAll(BulletinFile, under('bulletins', '.yaml')).sort((a, b) =>
    a.on === b.on ? b.id.localeCompare(a.id) : b.on.localeCompare(a.on),
  );

  const topics = new Map<TopicId, Topic>();
  const lines = new Map<TopicId, (path: readonly (string | number)[]) => number>();
  const lineOf: LineOf = (topic, path) => lines.get(topic)?.(path) ?? 1;
  const examples: Example[] = [];
  for (const path of under('topics', `${sep}topic.yaml`)) {
    const file = name(path);
    const { value, lineOf: lineIn } = read(TopicFile, path);
    const folder = path.slice(0, -'/topic.yaml'.length);
    const expected = relative(join(base, 'topics'), folder).split(sep).join('.');
    if (value && value.id !== expected) {
      fault(file, lineIn(['id']), `id: "${value.id}" must be "${expected}", as the folders are named`);
    }
    const id = value?.id ?? expected;
    const siblings = files.filter((other) => other.startsWith(folder + sep));
    const answers = siblings.flatMap((other) => readAnswer(other));
    for (const other of siblings) {
      const match = /[\\/]examples\.([a-zA-Z-]+)\.txt$/.exec(other);
      if (match) examples.push(...readExamples(other, id, match[1] as string));
    }
    lines.set(id, lineIn);
    if (value) topics.set(id, { ...value, file, answers });
  }

  function readAnswer(path: string): Answer[] {
    const match = /[\\/]([a-z]{2,3}(?:-[A-Za-z0-9]+)*)(?:@([a-z0-9-]+))?\.md$/.exec(path);
    if (!match) return [];
    const file = name(path);
    const language = match[1] as string;
    const text = readText(path);
    const head = /^---\n([\s\S]*?)\n---\n/.exec(text);
    if (!head) {
      fault(file, 1, 'the head is missing: start the file with --- and the lines title: and label:');
      return [];
    }
    const parsed = parseYaml(AnswerHead, head[1] as string, file, 1);
    faults.push(...parsed.faults);
    const firstLine = head[0].split('\n').length;
    const body = text.slice(head[0].length);
    const { parts, faults: textFaults } = parseAnswerBody(body, firstLine, language === 'en');
    for (const each of textFaults) fault(file, each.line, each.message);
    if (!parsed.value) return [];
    return [
      {
        file,
        language,
        place: match[2] ?? null,
        title: parsed.value.title,
        label: parsed.value.label,
        translates: parsed.value.translates ?? null,
        fingerprint: fingerprint(`${parsed.value.title}\n${parsed.value.label}\n${body}`),
        firstLine,
        parts,
      },
    ];
  }

  function readExamples(path: string, topic: TopicId, language: Language): Example[] {
    let part: string | null = null;
    return readText(path)
      .split('\n')
      .flatMap((raw, index): Example[] => {
        const text = raw.trim();
        if (text === '' || text.startsWith('#')) return [];
        const section = /^\[([a-z0-9-]+)\]$/.exec(text);
        if (section) {
          part = section[1] as string;
          return [];
        }
        return [{ text, language, topic, part, file: name(path), line: index + 1 }];
      });
  }

  const learnt = createHash('sha256');
  for (const example of examples)
    learnt.update(`${example.language}\0${example.topic}\0${example.part ?? ''}\0${example.text}\0`);
  learnt.update(JSON.stringify([cities, states]));

  const partial: Content = {
    version: hashFiles(root, files),
    examplesVersion: learnt.digest('hex'),
    languages,
    topics,
    cities,
    states,
    organizations,
    neverList,
    bulletins,
    phrases,
    foreign,
    examples,
  };
  faults.push(...findBrokenReferences(partial, lineOf));
  deepFreeze(partial);
  return { content: faults.some((each) => each.severity === 'fault') ? null : partial, partial, faults, lineOf };
}

/** Ids that name nothing, and files that must exist: what would make an answer unreachable or wrong at run time. */
function findBrokenReferences(content: Content, lineOf: LineOf): Fault[] {
  const faults: Fault[] = [];
  const add = (file: string, line: number, message: string): void => {
    faults.push({ file, line, message, severity: 'fault' });
  };
  const places = new Set(['us', ...content.cities.map((city) => city.id), ...content.states.map((state) => state.id)]);
  const stateIds = new Set(content.states.map((state) => state.id));
  if (!content.phrases.has('en'))
    add('content/phrases/en.yaml', 1, 'this file must exist: the bot speaks English at least');

  for (const city of content.cities) {
    if (!stateIds.has(city.state)) add(city.file, 1, `state: "${city.state}" is not in content/places/states.yaml`);
    for (const suburb of city.suburbs) {
      if (typeof suburb !== 'string' && !stateIds.has(suburb.state)) {
        add(city.file, 1, `suburbs: "${suburb.state}" is not in content/places/states.yaml`);
      }
    }
    const suburbs = new Set(city.suburbs.map((suburb) => (typeof suburb === 'string' ? suburb : suburb.name)));
    for (const county of city.counties) {
      for (const town of county.towns) {
        if (!suburbs.has(town))
          add(
            city.file,
            1,
            `counties: ${county.id}: "${town}" is not in suburbs: write it there too, or as it stands there`,
          );
      }
    }
  }
  for (const bulletin of content.bulletins) {
    for (const place of bulletin.places) {
      if (!places.has(place))
        add(bulletin.file, 1, `places: "${place}" is no place: use an id from content/places, or us`);
    }
  }
  for (const organization of content.organizations) {
    for (const place of organization.service_area.cities) {
      if (!places.has(place))
        add(organization.file, 1, `service_area.cities: "${place}" is no id from content/places/cities`);
    }
    const { cities, counties = [] } = organization.service_area;
    const known = content.cities.filter(({ id }) => cities.includes(id)).flatMap((city) => city.counties);
    for (const county of counties) {
      if (!known.some(({ id }) => id === county)) {
        const mend = known.length > 0 ? `use one of ${known.map(({ id }) => id).join(', ')}` : 'add it there first';
        add(
          organization.file,
          1,
          `service_area.counties: "${county}" is no county of its cities' place files: ${mend}`,
        );
      }
    }
  }
  for (const topic of content.topics.values()) {
    for (const [index, id] of topic.related.entries()) {
      if (!content.topics.has(id))
        add(topic.file, lineOf(topic.id, ['related', index]), `related: there is no topic "${id}"`);
    }
    for (const place of Object.keys(topic.variants)) {
      if (!places.has(place))
        add(topic.file, lineOf(topic.id, ['variants', place]), `variants: there is no place "${place}"`);
    }
    topic.sources.forEach((source, index) => {
      for (const place of source.places ?? []) {
        if (!places.has(place))
          add(topic.file, lineOf(topic.id, ['sources', index]), `sources: there is no place "${place}"`);
      }
    });
    if (!topic.answers.some((answer) => answer.language === 'en' && answer.place === null)) {
      add(topic.file, 1, 'en.md is missing beside this file');
    }
    for (const answer of topic.answers) {
      if (answer.place !== null && !places.has(answer.place)) {
        add(answer.file, 1, `"@${answer.place}" in the file name is no place: use an id from content/places`);
      }
      if (!content.phrases.has(answer.language)) {
        add(answer.file, 1, `the language "${answer.language}" has no content/phrases/${answer.language}.yaml`);
      }
    }
    const parts = new Set(topic.answers.flatMap((answer) => answer.parts.map((part) => part.id)));
    for (const example of content.examples) {
      if (example.topic === topic.id && example.part !== null && !parts.has(example.part)) {
        add(
          example.file,
          example.line,
          `[${example.part}] is no part of this answer: no heading has {#${example.part}}`,
        );
      }
    }
  }
  return faults;
}
