import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { AutoSaveStateMiddleware } from 'botbuilder';
import { Command, CommanderError } from 'commander';
import { stringify } from 'yaml';
import { z } from 'zod';
import { AmparoBot, type AmparoChannelData, ContentError, type Knowledge, loadKnowledge } from './bot/index.js';
import { knowledgeSource, modelFor } from './build-model.js';
import { exportSite } from './channels/site/index.js';
import { slackManifest } from './channels/slack/manifest.js';
import { type AppWords, makeAppPackage } from './channels/teams/index.js';
import { type SaidMessage, TerminalAdapter } from './channels/terminal/index.js';
import { readPublicFiles, widgetTag } from './channels/web/index.js';
import { openCommandStore } from './command-store.js';
import {
  type Content,
  checkContent,
  type Fault,
  formatFault,
  formatReport,
  formatTexts,
  loadContent,
  makeReviewPack,
  NEEDS,
  type Need,
  parseYaml,
  Review,
  recordReview,
  reportFreshness,
  stampTranslations,
} from './content/index.js';
import { graphOf, knownPlace, loadFlows, toMermaid, toSvg } from './dialogs/index.js';
import { benchDirectory, HsdsReadError, importHsds, readHsds, toHsds, toTabular } from './directory/hsds/index.js';
import { phrase, phrasesOf } from './reply/index.js';
import { createConversationState, ROOT, startServer } from './server.js';
import { readSettings, SettingsError } from './settings.js';
import { type PlayedConversation, PlayedConversations, playConversation, stepsAndOptions } from './simulate.js';
import { addStaffCommands, type StaffDb } from './staff/index.js';
import { addStoreCommands } from './store/index.js';
import { startTrustThread } from './trust-thread.js';
import {
  benchIntents,
  benchSpeed,
  createUnderstander,
  crossValidate,
  type Evaluation,
  EvaluationFileError,
  type EvaluationLine,
  evaluate,
  formatEvaluation,
  parseEvaluationLines,
  type Understanding,
} from './understanding/index.js';

/** A mistake in how a command was called, told without a stack. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The topic of what is none of ours. */
const OUT_OF_SCOPE = 'refuse.out-of-scope';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const toStandardError = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function knowledge(): Knowledge {
  return loadKnowledge(ROOT, knowledgeSource(ROOT, toStandardError));
}

/** Today as an ISO date, UTC. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** All lines of standard input as they come. */
function inputLines(): AsyncIterable<string> {
  return createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY, terminal: false });
}

/** One line of `amparo understand`, as DESIGN section 5 fixes it. */
function understandingLine(text: string, understood: Understanding): string {
  const { decision } = understood;
  const best = understood.alternatives[0] ?? null;
  const chosen = decision.action === 'answer' || decision.action === 'refuse' ? decision.topic : null;
  const confidenceOf = (topic: string) => understood.alternatives.find((each) => each.topic === topic)?.confidence;
  return JSON.stringify({
    text,
    // What it is written in, also where that language is not installed.
    language: understood.foreignLanguage ?? understood.language,
    topic: chosen ?? (decision.action === 'out-of-scope' ? OUT_OF_SCOPE : (best?.topic ?? null)),
    confidence:
      decision.action === 'answer' ? decision.confidence : ((chosen ? confidenceOf(chosen) : best?.confidence) ?? 0),
    emergency: understood.emergency,
    action: decision.action,
    alternatives: decision.action === 'clarify' ? decision.choices : understood.alternatives.map((each) => each.topic),
    place: understood.place ? { ...knownPlace(understood.place), zip: understood.place.zip } : null,
    part: decision.action === 'answer' ? decision.part : null,
  });
}

async function start(options: { watch?: boolean }): Promise<void> {
  const running = await startServer(options.watch ? { contentReload: true, environment: 'development' } : {});
  process.stdout.write(`Amparo is ready. Open ${running.url} in a browser. Press Ctrl+C to stop.\n`);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void running.close().then(() => process.exit(0));
    });
  }
  await new Promise(() => undefined);
}

/**
 * Examples that do not win their own topic: what stands there is too near to another topic's questions. The rule that
 * what an author wrote word for word gets its answer is left out here, because it would hide them.
 */
function lostExamples(content: Content): Fault[] {
  const understander = createUnderstander({
    model: modelFor(ROOT, content, toStandardError),
    cities: content.cities,
    states: content.states,
    languages: content.languages,
    stakes: (topic) => content.topics.get(topic)?.stakes ?? 'high',
  });
  return content.examples.flatMap(({ text, language, topic, file, line }): Fault[] => {
    const { decision } = understander.understand(text, { language });
    const won =
      decision.action === 'out-of-scope'
        ? [OUT_OF_SCOPE]
        : decision.action === 'clarify'
          ? [...decision.choices]
          : [decision.topic];
    if (won.includes(topic)) return [];
    const message = `this question is taken for ${won.join(' or ')}: move it there, or write more like it here`;
    return [{ file, line, message, severity: 'warning' }];
  });
}

async function check(options: { format: string }): Promise<void> {
  if (options.format !== 'text' && options.format !== 'json') throw new UsageError('--format: write text or json');
  const loaded = loadContent(ROOT);
  const faults: Fault[] = [...checkContent(ROOT, loaded, today()), ...loadFlows(ROOT, loaded.partial).faults];
  const count = faults.filter((fault) => fault.severity === 'fault').length;
  if (loaded.content) faults.push(...lostExamples(loaded.content));
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(faults, null, 2)}\n`);
  else {
    for (const fault of faults) process.stdout.write(`${formatFault(fault)}\n`);
    const { topics, languages, organizations, bulletins, examples } = loaded.partial;
    const answers = [...topics.values()].reduce((sum, topic) => sum + topic.answers.length, 0);
    process.stdout.write(
      `${topics.size} topics, ${answers} answers in ${languages.join(', ')}, ${organizations.length} organizations, ` +
        `${bulletins.length} bulletins, ${examples.length} example questions: ` +
        `${count === 0 ? 'no faults' : `${count} faults`}, ${faults.length - count} warnings.\n`,
    );
  }
  if (count > 0) process.exitCode = 1;
}

function stamp(ids: readonly string[]): void {
  const { partial } = loadContent(ROOT);
  for (const id of ids) {
    const topic = partial.topics.get(id);
    if (!topic) throw new UsageError(`there is no topic "${id}" in content/topics`);
    const files = stampTranslations(ROOT, topic);
    process.stdout.write(files.length > 0 ? `${files.join('\n')}\n` : `${id}: nothing to write\n`);
  }
}

function report(options: { format: string; texts?: boolean }): void {
  if (options.texts) {
    process.stdout.write(`${formatTexts(loadContent(ROOT).partial)}\n`);
    return;
  }
  const found = reportFreshness(loadContent(ROOT).partial, today(), 30, readSettings(process.env).settings.staleDays);
  process.stdout.write(`${options.format === 'json' ? JSON.stringify(found, null, 2) : formatReport(found)}\n`);
}

function topicOf(id: string) {
  const { partial } = loadContent(ROOT);
  const topic = partial.topics.get(id);
  if (!topic) throw new UsageError(`there is no topic "${id}" in content/topics`);
  return { topic, content: partial };
}

function reviewPack(id: string, options: { out?: string }): void {
  const { topic, content } = topicOf(id);
  const page = makeReviewPack(content, topic);
  const out = options.out ?? `review-${id}.html`;
  if (out === '-') process.stdout.write(page);
  else {
    writeFileSync(out, page);
    process.stdout.write(`${out}: open it in a browser and print it.\n`);
  }
}

function review(id: string, options: { by: string; on: string; language?: string[]; place?: string[] }): void {
  const { topic, content } = topicOf(id);
  const given = Review.safeParse({
    by: options.by,
    on: options.on,
    languages: options.language ?? [...new Set(topic.answers.map((answer) => answer.language))],
    ...(options.place ? { places: options.place } : {}),
  });
  if (!given.success)
    throw new UsageError(given.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('\n'));
  if (given.data.on > today()) throw new UsageError(`--on: ${given.data.on} is in the future`);
  for (const language of given.data.languages) {
    if (!content.phrases.has(language)) throw new UsageError(`--language: "${language}" is not installed`);
  }
  recordReview(ROOT, topic, given.data);
  process.stdout.write(`${topic.file}: recorded the review by ${given.data.by} on ${given.data.on}.\n`);
}

async function understand(options: { language?: string }): Promise<void> {
  const { understander, content } = knowledge();
  if (options.language !== undefined && !content.phrases.has(options.language)) {
    throw new UsageError(
      `--language: "${options.language}" is not installed; use one of ${content.languages.join(', ')}`,
    );
  }
  const context = options.language === undefined ? {} : { language: options.language };
  for await (const line of inputLines()) {
    if (line.trim() === '') continue;
    process.stdout.write(`${understandingLine(line, understander.understand(line, context))}\n`);
  }
}

function explain(text: string, options: { language?: string }): void {
  const { understander } = knowledge();
  const context = options.language === undefined ? {} : { language: options.language };
  process.stdout.write(`${JSON.stringify(understander.explain(text, context), null, 2)}\n`);
}

function bench(file: string): void {
  process.stdout.write(`${JSON.stringify(benchIntents(readJson(file)), null, 2)}\n`);
}

/** Training, loading and answering times of the understanding for this content, as JSON. */
function benchUnderstanding(): void {
  const { content } = knowledge();
  const { languages, examples } = content;
  const stakes = (topic: string) => content.topics.get(topic)?.stakes ?? 'high';
  const figures = benchSpeed(content, { languages, examples, stakes }, startTrustThread);
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
}

function measure(file: string | undefined, options: { format: string }): void {
  if (options.format !== 'text' && options.format !== 'json') throw new UsageError('--format: write text or json');
  const found = file === undefined ? evaluateExamples() : evaluateFile(file);
  process.stdout.write(options.format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : formatEvaluation(found));
}

/** Cross-validation over the content's own examples: a minute or two. */
function evaluateExamples(): Evaluation {
  const { content } = knowledge();
  return crossValidate({
    ...content,
    stakes: (topic) => content.topics.get(topic)?.stakes ?? 'high',
    onFold: (fold, folds) => toStandardError(`Learning without fold ${fold} of ${folds} …`),
  });
}

function evaluateFile(file: string): Evaluation {
  const text = readText(file);
  const { understander, content } = knowledge();
  let lines: EvaluationLine[];
  try {
    lines = parseEvaluationLines(text);
  } catch (error) {
    if (error instanceof EvaluationFileError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
  if (lines.length === 0) throw new UsageError(`${file}: holds no line; write topic, tab, question`);
  const unknown = lines
    .flatMap(({ topic, alsoRight }) => [topic, ...(alsoRight ?? [])])
    .find((id) => !content.topics.has(id));
  if (unknown) throw new UsageError(`${file}: there is no topic "${unknown}" in content/topics`);
  return evaluate(lines, understander);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file}: cannot be read; give the path of a file`);
  }
}

function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${file}: is not valid JSON`);
  }
}

/** Reads a taxonomy map (our words for another taxonomy's terms) and keeps only the needs that exist. */
function readTerms(): Record<string, Need[]> {
  const file = 'content/taxonomy-map.yaml';
  const shape = z.record(z.string().min(2), z.array(z.enum(NEEDS)).min(1));
  const { value, faults } = parseYaml(shape, readText(join(ROOT, file)), file);
  if (!value) throw new UsageError(faults.map(formatFault).join('\n'));
  return Object.fromEntries(Object.entries(value).map(([term, needs]) => [term.toLowerCase(), needs]));
}

function importDirectory(path: string, options: { checked?: string; source?: string; dryRun?: boolean }): void {
  if (options.checked !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(options.checked) && options.checked <= today()))
    throw new UsageError('--checked: write a day that is past, as 2026-11-22');
  const { source = 'imported HSDS data', checked } = options;
  const found = importHsds(loadContent(ROOT).partial, readHsds(path), { source, checked, terms: readTerms() });
  for (const line of found.leftOut) toStandardError(`left out: ${line}`);
  if (found.faults.length > 0) throw new UsageError(`${found.faults.join('\n')}\nNothing was imported.`);
  if (!options.dryRun) {
    const folder = join(ROOT, 'content', 'directory', 'imported');
    mkdirSync(folder, { recursive: true });
    const files = found.organizations.map((each) => [join(folder, `${each.id}.yaml`), stringify(each)] as const);
    // All texts are on disk before the first is put in its place, so that a full disk leaves nothing half-imported.
    for (const [file, yaml] of files) writeFileSync(`${file}.new`, yaml);
    for (const [file] of files) renameSync(`${file}.new`, file);
  }
  process.stdout.write(
    `${found.organizations.length} organizations ${options.dryRun ? 'would be ' : ''}imported, ${found.leftOut.length} services left out.\n`,
  );
}

function exportDirectory(options: { format: string; out: string }): void {
  if (options.format !== 'json' && options.format !== 'tabular')
    throw new UsageError('--format: write json or tabular');
  const directory = toHsds(loadContent(ROOT).partial);
  if (options.format === 'json') {
    const json = `${JSON.stringify(directory.services, null, 2)}\n`;
    if (options.out === '-') process.stdout.write(json);
    else writeFileSync(options.out, json);
    return;
  }
  if (options.out === '-') throw new UsageError('--out: name a folder for the tables');
  for (const [name, text] of toTabular(directory)) {
    const file = join(options.out, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function openChat(known: Knowledge, options: { language: string; place?: string }) {
  const { state } = createConversationState();
  const bot = new AmparoBot({
    conversationState: state,
    knowledge: () => known,
    requireReview: false,
    now: Date.now,
    onFault: (fault) => toStandardError(fault instanceof Error ? fault.name : 'fault'),
  });
  const adapter = new TerminalAdapter('terminal', (context) => bot.run(context));
  adapter.use(new AutoSaveStateMiddleware(state));
  const channelData = options.place === undefined ? {} : { place: options.place };
  const say = async (text: string, extra: object): Promise<readonly SaidMessage[]> => {
    const said = await adapter.say(text, { locale: options.language, channelData, ...extra });
    for (const message of said) process.stdout.write(`\n${message.text}\n`);
    if (process.stdin.isTTY) process.stdout.write('\n> ');
    return said;
  };
  return { say, channelData };
}

async function chat(options: { language: string; place?: string }): Promise<void> {
  const { say, channelData } = openChat(knowledge(), options);
  await say('', { channelData: { ...channelData, choose: 'topic:bot.greeting' } });
  for await (const line of inputLines()) {
    if (!process.stdin.isTTY) process.stdout.write(`\n> ${line}\n`);
    await say(line, {});
  }
}

/** Draws flows: one as Mermaid or SVG on standard output, or all of them as files into a folder. */
function graph(id: string | undefined, options: { format: string; language: string; out?: string }): void {
  if (options.format !== 'mermaid' && options.format !== 'svg') throw new UsageError('--format: write mermaid or svg');
  const { content, flows } = knowledge();
  if (!content.phrases.has(options.language)) {
    throw new UsageError(
      `--language: "${options.language}" is not installed; use one of ${content.languages.join(', ')}`,
    );
  }
  const known = [...flows.keys()].join(', ');
  if (id === undefined && options.out === undefined)
    throw new UsageError(`name a flow (${known}), or --out FOLDER for all`);
  if (id !== undefined && !flows.has(id)) throw new UsageError(`there is no flow "${id}"; use one of ${known}`);
  for (const flow of flows.values()) {
    if (id !== undefined && flow.id !== id) continue;
    const drawn = graphOf(flow, options.language);
    if (options.out === undefined) {
      process.stdout.write(options.format === 'svg' ? toSvg(drawn) : toMermaid(drawn));
      continue;
    }
    mkdirSync(options.out, { recursive: true });
    for (const [ending, text] of [
      ['svg', toSvg(drawn)],
      ['mmd', toMermaid(drawn)],
    ] as const) {
      const file = join(options.out, `${flow.id}.${ending}`);
      writeFileSync(file, text);
      process.stdout.write(`${file}\n`);
    }
  }
}

async function simulate(
  files: readonly string[],
  options: { record?: boolean; show?: boolean; coverage?: boolean; language: string; place?: string; title?: string },
): Promise<void> {
  const known = knowledge();
  const [first] = files;
  if (options.record) {
    if (first === undefined || files.length > 1) throw new UsageError('--record: name one file to write to');
    return recordConversation(first, known, options);
  }
  const visited = new Set<string>();
  const now = Date.now;
  let count = 0;
  let departed = 0;
  const play = {
    knowledge: known,
    createState: (clock: () => number) => createConversationState(clock).state,
    now,
    visited,
    ...(options.show ? { onTurn: (said: string, answer: string) => print(`\n> ${said}\n\n${answer}`) } : {}),
  };
  for (const file of files) {
    for (const conversation of readConversations(file)) {
      count += 1;
      if (options.show) print(`\n# ${conversation.title}`);
      const departures = await playConversation(conversation, play);
      if (departures.length === 0) continue;
      departed += 1;
      process.stdout.write(`${file}: ${conversation.title}\n`);
      for (const { turn, said, field, expected, heard } of departures) {
        process.stdout.write(
          `  turn ${turn} (${said}): ${field}: expected ${JSON.stringify(expected)}, heard ${JSON.stringify(heard)}\n`,
        );
      }
    }
  }
  process.stdout.write(`${count} conversations, ${departed} depart from what is expected.\n`);
  if (options.coverage) tellCoverage(known, visited);
  if (departed > 0) process.exitCode = 1;
}

function tellCoverage({ flows }: Knowledge, visited: ReadonlySet<string>): void {
  const all = stepsAndOptions(flows);
  const missed = all.filter((each) => !visited.has(each));
  process.stdout.write(`Steps and options gone through: ${all.length - missed.length} of ${all.length}.\n`);
  for (const each of missed) process.stdout.write(`  never: ${each}\n`);
}

function readConversations(file: string): PlayedConversation[] {
  const parsed = parseYaml(PlayedConversations, readText(file), file);
  const [fault] = parsed.faults;
  if (fault) throw new UsageError(parsed.faults.map(formatFault).join('\n'));
  return parsed.value ?? [];
}

/** A chat in the terminal whose turns are written down as a conversation test, with what was heard as what is expected. */
async function recordConversation(
  file: string,
  known: Knowledge,
  options: { language: string; place?: string; title?: string },
): Promise<void> {
  const { say } = openChat(known, options);
  const turns: object[] = [];
  toStandardError('Write one message a line; type a number to choose. End with an empty line.');
  for await (const line of inputLines()) {
    if (line.trim() === '') break;
    const last = (await say(line, {})).at(-1);
    const { topic, action, emergency, place } = (last?.channelData.amparo ?? {}) as AmparoChannelData;
    turns.push({ says: line, hears: { topic, action, ...(emergency ? { emergency } : {}), place } });
  }
  if (turns.length === 0) throw new UsageError('nothing was said, so nothing was written');
  const conversation = {
    title: options.title ?? `recorded ${new Date().toISOString().slice(0, 16)}`,
    language: options.language,
    ...(options.place === undefined ? {} : { place: options.place }),
    turns,
  };
  appendFileSync(file, stringify([conversation]));
  process.stdout.write(`${file}: added a conversation of ${turns.length} turns.\n`);
}

function printWidgetTag(address: string): void {
  if (!/^https?:\/\/[^/\s]+\/?$/.test(address)) {
    throw new UsageError('--url: write the address of this server, such as https://chat.example.org');
  }
  process.stdout.write(`${widgetTag(readPublicFiles(join(ROOT, 'dist', 'public')), address.replace(/\/$/, ''))}\n`);
}

interface TeamsPackageOptions {
  readonly url?: string;
  readonly appId?: string;
  readonly publisher: string;
  readonly privacyUrl?: string;
  readonly termsUrl?: string;
  readonly appVersion: string;
  readonly out: string;
}

function teamsPackage(options: TeamsPackageOptions): void {
  const { settings } = readSettings(process.env);
  const url = options.url ?? settings.publicUrl;
  const appId = options.appId ?? settings.teams.appId;
  if (!url?.startsWith('https://'))
    throw new UsageError('--url (or PUBLIC_URL): give the https:// address of the server');
  if (!appId) throw new UsageError("--app-id (or MicrosoftAppId): give the application id of the bot's registration");
  if (options.publisher.length > 32) throw new UsageError('--publisher: Teams takes at most 32 characters');
  const { content } = knowledgeSource(ROOT).content();
  if (!content) throw new UsageError('the content has faults; run "npx amparo check"');
  const words = new Map(content.languages.map((language) => [language, appWords(content, language)] as const));
  const { privacyUrl = url, termsUrl = url, publisher, appVersion: version } = options;
  writeFileSync(options.out, makeAppPackage({ appId, url, version, publisher, privacyUrl, termsUrl, words }));
  process.stdout.write(`${options.out}: upload it in Teams (Apps, Manage your apps, Upload an app).\n`);
}

interface SlackManifestChoices {
  readonly url?: string;
  readonly socket?: boolean;
  readonly oauth?: boolean;
}

function writeSlackManifest(options: SlackManifestChoices): void {
  const { settings } = readSettings(process.env);
  const socketMode = options.socket ?? (settings.slack?.appToken ?? null) !== null;
  const oauth = options.oauth ?? settings.slack?.access.kind === 'oauth';
  const url = options.url?.replace(/\/+$/, '') ?? settings.publicUrl;
  if (!url?.startsWith('https://') && !(socketMode && !oauth)) {
    throw new UsageError('--url (or PUBLIC_URL): give the https:// address of the server, or --socket for none');
  }
  const { content } = knowledgeSource(ROOT).content();
  if (!content) throw new UsageError('the content has faults; run "npx amparo check"');
  const { name, short, full } = appWords(content, 'en');
  const words = { name, short, full, command: phrase(content, 'en', 'commandHelp') };
  const manifest = slackManifest({ url: url ?? null, socketMode, oauth, words });
  print(JSON.stringify(manifest, null, 2));
}

/** What the app says of itself, in the words of the phrases. */
function appWords(content: Content, language: string): AppWords {
  const { bot, widget } = phrasesOf(content, language);
  return {
    name: widget.title,
    short: bot.appShort,
    full: `${widget.intro}\n\n${widget.introPrivacy}\n\n${bot.workspacePrivacyNoSite}`,
    commands: [bot.menu, bot.makeCard, bot.isCurrent, bot.talkToPerson],
  };
}

function writeSite(folder: string, options: { on?: string; url?: string }): void {
  const { requireReview, staleDays, publicUrl } = readSettings(process.env).settings;
  const on = z.iso.date().safeParse(options.on ?? today());
  if (!on.success) throw new UsageError('--on: write the day as 2026-12-01');
  if (options.url !== undefined && !/^https?:\/\/[^\s"<>]+$/.test(options.url))
    throw new UsageError('--url: write the whole address of the mirror, such as https://example.org/amparo');
  const { content } = knowledgeSource(ROOT).content();
  if (!content) throw new UsageError('the content has faults; run "npx amparo check"');
  const written = exportSite(
    {
      content,
      requireReview,
      staleDays,
      now: Date.parse(`${on.data}T12:00:00Z`),
      baseUrl: options.url?.replace(/\/+$/, '') ?? null,
      chatUrl: publicUrl === null ? null : `${publicUrl}/chat`,
    },
    join(ROOT, 'dist', 'public'),
    folder,
  );
  const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  process.stdout.write(
    `${written.pages} pages in ${folder}, ${kb(written.bytes / written.pages)} each on average; ` +
      `the largest is ${written.largest.file} with ${kb(written.largest.bytes)}. Open index.html, or put the folder on any web server.\n`,
  );
}

/** The database of the running server; both may use it at once. */
async function openStaffDatabase(): Promise<{ db: StaffDb; close(): Promise<void> }> {
  const { db, close } = (await openCommandStore()).database;
  return { db: db as unknown as StaffDb, close };
}

/** Where the console is, for links; a server without an address of its own is on this machine. */
function consoleUrl(): string {
  const { staffHost, staffPort, publicUrl, port } = readSettings(process.env).settings;
  if (staffHost !== null) return `https://${staffHost}`;
  if (staffPort !== null) return `http://localhost:${staffPort}`;
  return publicUrl ?? `http://localhost:${port}`;
}

/** The command `amparo` with all its parts. */
export function createCommand(): Command {
  const program = new Command('amparo').description(
    'A legal-aid chatbot about immigration raids, local police and rights.',
  );
  program.exitOverride();
  program
    .command('start')
    .description('start the server (settings: .env.example)')
    .option('--watch', 'read content and dialogs again when a file changes')
    .action(start);
  program
    .command('chat')
    .description('talk with the bot in this terminal; type a number to choose')
    .option('--language <code>', 'language to begin in', 'en')
    .option('--place <id>', 'place that is assumed until another is named, for example chicago')
    .action(chat);
  program
    .command('simulate')
    .description(
      'play conversations of a file and show where they depart from what is expected; exit code 1 if they do',
    )
    .argument('<file...>', 'conversation tests, as in tests/conversations')
    .option('--show', 'print all that is said, to read it aloud')
    .option('--coverage', 'then list the steps and options of flows that no conversation went through')
    .option('--record', 'instead, chat in this terminal and add the conversation to the file')
    .option('--title <text>', 'title of the recorded conversation')
    .option('--language <code>', 'language of the recorded conversation', 'en')
    .option('--place <id>', 'place that the page of the recorded conversation names')
    .action(simulate);
  program
    .command('graph')
    .description('draw a flow, or all flows, as Mermaid or SVG')
    .argument('[flow]', 'name of a folder in dialogs/')
    .option('--format <format>', 'mermaid or svg', 'mermaid')
    .option('--language <code>', 'language of the sentences', 'en')
    .option('--out <folder>', 'write files there, both kinds, instead of standard output')
    .action(graph);
  program
    .command('check')
    .description('report all faults of content and dialogs, with file and line; exit code 1 when there are any')
    .option('--format <format>', 'text or json', 'text')
    .action(check);
  program
    .command('stamp')
    .description('mark the translations of these topics as compared with their English text')
    .argument('<topic...>', 'topic ids, for example rights.home')
    .action(stamp);
  program
    .command('report')
    .description('what is unreviewed, due, overdue or outdated, and when organizations were last confirmed')
    .option('--format <format>', 'text or json', 'text')
    .option('--texts', 'instead, list every answer with its words and reading grade')
    .action(report);
  program
    .command('bench-directory')
    .description('search over 10,000 imported services and print the figures as JSON')
    .action(() => {
      process.stdout.write(`${JSON.stringify(benchDirectory(knowledge().content), null, 2)}\n`);
    });
  program
    .command('import-hsds')
    .description(
      'import organizations: HSDS 3.0 JSON, or the folder of a tabular package; all of it or, with any fault, nothing',
    )
    .argument('<path>', 'JSON file, folder of JSON files, or folder with services.csv')
    .option('--checked <date>', 'day of the last check, for services without assured_date')
    .option('--source <name>', "whose data it is, told as the organizations' source")
    .option('--dry-run', 'only report')
    .action(importDirectory);
  program
    .command('export-hsds')
    .description('write the directory in HSDS 3.0')
    .option('--format <format>', 'json or tabular', 'json')
    .option('--out <path>', 'file, or folder for tabular; - for standard output', '-')
    .action(exportDirectory);
  program
    .command('review-pack')
    .description('write one page with all texts and sources of a topic, for a lawyer to read, print and sign')
    .argument('<topic>', 'topic id, for example rights.home')
    .option('--out <file>', 'file to write, - for standard output; review-<topic>.html by default')
    .action(reviewPack);
  program
    .command('review')
    .description('record that a lawyer has reviewed a topic')
    .argument('<topic>', 'topic id, for example rights.home')
    .requiredOption('--by <name>', 'who reviewed it, for example "A. Lawyer, NIJC"')
    .requiredOption('--on <date>', 'the day, as 2026-12-01')
    .option('--language <code...>', 'languages that were reviewed; all by default')
    .option('--place <id...>', 'only the answers for these places')
    .action(review);
  program
    .command('understand')
    .description('read utterances from standard input, one a line, and print what was understood as one JSON a line')
    .option('--language <code>', "the conversation's language; detected where it is not given")
    .action(understand);
  program
    .command('explain')
    .description('show why a text is understood as it is: features, scores, neighbours')
    .argument('<text>')
    .option('--language <code>', "the conversation's language")
    .action(explain);
  program
    .command('bench-intents')
    .description('train the same classifier on a file of labelled questions and print its figures as JSON')
    .argument('<file>', 'JSON with train, val, test, oos_train, oos_val, oos_test')
    .action(bench);
  program
    .command('bench-understanding')
    .description(
      'train on the content, and print training, loading and answering times and the size of the model as JSON',
    )
    .action(benchUnderstanding);
  program
    .command('eval')
    .description(
      'measure the understanding on labelled questions: precision and recall, confusions, emergencies, calibration',
    )
    .argument(
      '[file]',
      'one line each: topic, tab, question; or a JSON object with text and topic. Without a file: the examples of the content, each judged by a model that never saw it or its like',
    )
    .option('--format <format>', 'text or json', 'text')
    .action(measure);
  program
    .command('widget-tag')
    .description('print the script tag for other sites, pinned to this version (Subresource Integrity)')
    .requiredOption('--url <address>', 'address of this server, for example https://chat.example.org')
    .action((options: { url: string }) => printWidgetTag(options.url));
  program
    .command('export-site')
    .description('write every answer, city and organization and the rights cards as plain pages, for any mirror')
    .argument('<folder>', 'where to write; files of the same name are replaced')
    .option('--url <address>', 'address of the mirror, for search engines')
    .option('--on <date>', 'day for which it is written; today by default')
    .action(writeSite);
  program
    .command('teams-package')
    .description('write the app package for Microsoft Teams (manifest, icons, languages)')
    .option('--url <address>', 'https address of the server; PUBLIC_URL by default')
    .option('--app-id <id>', "application id of the bot's registration; MicrosoftAppId by default")
    .option('--publisher <name>', 'who publishes it, at most 32 characters', 'Amparo')
    .option('--privacy-url <address>', 'page about privacy; the server by default')
    .option('--terms-url <address>', 'page with terms of use; the server by default')
    .option('--app-version <version>', 'version of the app; Teams takes an update only with a higher one', '0.1.0')
    .option('--out <file>', 'file to write', 'amparo-teams.zip')
    .action(teamsPackage);
  program
    .command('slack-manifest')
    .description('print the app manifest for Slack, from the settings')
    .option('--url <address>', 'https address of the server; PUBLIC_URL by default')
    .option('--socket', 'for Socket Mode: a server without a public address')
    .option('--oauth', 'for several workspaces, which install the app themselves')
    .action(writeSlackManifest);
  addStaffCommands(program, { open: openStaffDatabase, print, url: consoleUrl, now: Date.now });
  addStoreCommands(program, { open: openCommandStore, print, complain: toStandardError, now: Date.now });
  return program;
}

/** Runs the command line; problems of use are told in a line, and the exit code says so. */
export async function run(argv: readonly string[]): Promise<void> {
  // Whoever reads ("| head") may stop early; that is no fault of the command's.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  try {
    await createCommand().parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    process.exitCode = 1;
    if (error instanceof ContentError) {
      for (const fault of error.faults) toStandardError(formatFault(fault));
      toStandardError(error.message);
    } else if (error instanceof SettingsError || error instanceof UsageError || error instanceof HsdsReadError)
      toStandardError(error.message);
    else if ((error as { code?: string }).code === 'EADDRINUSE') {
      toStandardError('PORT: this port is taken by another program. Stop it, or set PORT to another number.');
    } else throw error;
  }
}
