import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Content, Fault, Language } from '../content/index.js';
import { parseYaml, readText } from '../content/index.js';
import { FlowFile, FlowWords, type Step } from './schema.js';

/** One flow with its sentences in each language. */
export interface Flow extends FlowFile {
  readonly file: string;
  readonly words: ReadonlyMap<Language, FlowWords>;
}
export type Flows = ReadonlyMap<string, Flow>;

/** The steps that a step can lead to; `end` included. */
export function nextSteps(step: Step): string[] {
  if ('choose' in step) return Object.values(step.then);
  if ('branch' in step) return [...step.branch.map((each) => each.then), step.otherwise];
  if ('go' in step) return [];
  return [step.then];
}

/** Whether a step needs a sentence of its own. */
function needsSentence(step: Step): boolean {
  return 'say' in step || 'ask' in step || 'choose' in step || 'search' in step || 'list' in step;
}

/**
 * Reads all flows under `dialogs/` and reports all faults at once: unknown steps, topics and flows, steps that cannot be
 * reached, loops that never ask, options without a way on, sentences and labels that a language lacks.
 */
export function loadFlows(root: string, content: Content): { flows: Flows; faults: Fault[] } {
  const faults: Fault[] = [];
  const flows = new Map<string, Flow>();
  const base = join(root, 'dialogs');
  const add = (file: string, line: number, message: string): void => {
    faults.push({ file, line, message, severity: 'fault' });
  };
  const folders = existsSync(base)
    ? readdirSync(base, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    : [];
  const lines = new Map<string, (path: readonly (string | number)[]) => number>();
  for (const { name } of folders.sort((a, b) => a.name.localeCompare(b.name))) {
    const file = `dialogs/${name}/flow.yaml`;
    const path = join(base, name, 'flow.yaml');
    if (!existsSync(path)) {
      add(file, 1, 'this file is missing: every folder of dialogs/ is a flow');
      continue;
    }
    const parsed = parseYaml(FlowFile, readText(path), file);
    faults.push(...parsed.faults);
    if (!parsed.value) continue;
    if (parsed.value.id !== name) add(file, parsed.lineOf(['id']), `id: must be "${name}", as the folder is named`);
    const words = new Map<Language, FlowWords>();
    for (const language of content.languages) {
      const wordsFile = `dialogs/${name}/${language}.yaml`;
      if (!existsSync(join(root, wordsFile))) {
        add(
          wordsFile,
          1,
          `this file is missing: the flow cannot speak this language. Copy dialogs/${name}/en.yaml to it and translate the sentences`,
        );
        continue;
      }
      const spoken = parseYaml(FlowWords, readText(join(root, wordsFile)), wordsFile);
      faults.push(...spoken.faults);
      if (spoken.value) words.set(language, spoken.value);
    }
    flows.set(name, { ...parsed.value, file, words });
    lines.set(name, parsed.lineOf);
  }
  for (const flow of flows.values()) {
    const lineOf = lines.get(flow.id) as (path: readonly (string | number)[]) => number;
    faults.push(...checkFlow(flow, flows, content, lineOf));
  }
  for (const flow of flows.values()) {
    if (!isLedTo(flow.id, flows, content)) {
      const line = lines.get(flow.id)?.(['id']) ?? 1;
      add(
        flow.file,
        line,
        `nothing leads to this flow: name it under "flow:" in a topic.yaml, or write "go: ${flow.id}"`,
      );
    }
  }
  return { flows, faults };
}

/** Flows that the code itself begins: the first screen, and the question whether an answer helped. */
const BEGUN_BY_CODE: readonly string[] = ['welcome', 'feedback'];

function isLedTo(id: string, flows: Flows, content: Content): boolean {
  if (BEGUN_BY_CODE.includes(id)) return true;
  if ([...content.topics.values()].some((topic) => topic.flow === id)) return true;
  return [...flows.values()].some((flow) =>
    Object.values(flow.steps).some((step) => 'go' in step && step.go === id && flow.id !== id),
  );
}

/** Whether a flow asks something first and then gives the answer that was asked for; the others are offered beside it. */
export function leadsToAsked(flow: Flow): boolean {
  return Object.values(flow.steps).some((step) => 'answer' in step && step.answer === 'asked');
}

function checkFlow(
  flow: Flow,
  flows: Flows,
  content: Content,
  lineOf: (path: readonly (string | number)[]) => number,
): Fault[] {
  const faults: Fault[] = [];
  const add = (file: string, line: number, message: string): void => {
    faults.push({ file, line, message, severity: 'fault' });
  };
  const steps = flow.steps;
  if (!steps[flow.start]) add(flow.file, lineOf(['start']), `start: there is no step "${flow.start}"`);
  const reached = new Set<string>();
  const walk = (id: string): void => {
    const step = steps[id];
    if (id === 'end' || reached.has(id) || !step) return;
    reached.add(id);
    nextSteps(step).forEach(walk);
  };
  walk(flow.start);
  for (const [id, step] of Object.entries(steps)) {
    const line = lineOf(['steps', id]);
    if (id === 'end') add(flow.file, line, 'no step may be named "end"');
    if (!reached.has(id)) add(flow.file, line, `the step "${id}" cannot be reached from "${flow.start}"`);
    for (const next of nextSteps(step)) {
      if (next !== 'end' && !steps[next])
        add(flow.file, line, `the step "${id}" leads to "${next}", which does not exist`);
    }
    if ('go' in step && !flows.has(step.go)) add(flow.file, line, `go: there is no flow "${step.go}"`);
    const topic = 'answer' in step ? step.answer : 'set' in step ? step.set.asked : 'asked';
    if (topic !== 'asked' && !content.topics.has(topic)) add(flow.file, line, `there is no topic "${topic}"`);
    if ('choose' in step) {
      for (const option of step.choose) {
        if (!step.then[option]) add(flow.file, line, `then: the option "${option}" leads nowhere`);
      }
      for (const option of Object.keys(step.then)) {
        if (!step.choose.includes(option)) add(flow.file, line, `then: "${option}" is not among the options`);
      }
    }
    for (const [language, words] of flow.words) {
      const file = `dialogs/${flow.id}/${language}.yaml`;
      if (needsSentence(step) && !words.say[id]) add(file, 1, `say: the sentence for the step "${id}" is missing`);
      if ('list' in step && !words.lists[id]) add(file, 1, `lists: the list for the step "${id}" is missing`);
      if ('choose' in step) {
        for (const option of step.choose) {
          if (!words.options[id]?.[option])
            add(file, 1, `options: the label of "${option}" in the step "${id}" is missing`);
        }
      }
    }
  }
  for (const id of reached) {
    if (loopsWithoutAsking(flow, id))
      add(flow.file, lineOf(['steps', id]), `the step "${id}" leads back to itself without asking`);
  }
  return faults;
}

function loopsWithoutAsking(flow: Flow, start: string): boolean {
  const seen = new Set<string>();
  const walk = (id: string): boolean => {
    const step = flow.steps[id];
    if (!step || 'ask' in step || 'choose' in step) return false;
    return nextSteps(step).some((next) => {
      if (next === start) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return walk(next);
    });
  };
  return walk(start);
}
