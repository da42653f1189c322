import type { Language, Need, TopicId } from '../content/index.js';
import type { Choice } from '../reply/index.js';
import type { Flow, Flows } from './load-flows.js';
import { type FlowMemory, PREDICATES } from './predicates.js';
import type { Effect, FlowWords } from './schema.js';

/** Where a person is in a flow: ids only, so that nothing they typed is kept. */
export interface FlowState {
  readonly flow: string;
  readonly version: number;
  /** The step that waits for an answer. */
  readonly step: string;
  /** How often it was asked again. */
  readonly retries: number;
  /** The steps that waited before it, for "back". */
  readonly trail: readonly string[];
  /** The topic that started the flow. */
  readonly asked: TopicId | null;
}

/** What a flow wants said, in order. */
export type FlowOutput =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'ask'; readonly text: string; readonly choices: readonly Choice[]; readonly skippable: boolean }
  | { readonly kind: 'choose'; readonly text: string; readonly choices: readonly Choice[] }
  | { readonly kind: 'answer'; readonly topic: TopicId; readonly part: string | null }
  | { readonly kind: 'list'; readonly text: string; readonly items: readonly string[] }
  | { readonly kind: 'effect'; readonly effect: Effect }
  | { readonly kind: 'search'; readonly text: string; readonly needs: readonly Need[] };

/** The flow's next words, and where it waits now; null once it has ended. */
export interface Advance {
  readonly outputs: readonly FlowOutput[];
  readonly state: FlowState | null;
  /** Steps that were walked (`flow/step`) and options that were taken (`flow/step/option`), to measure conversation tests. */
  readonly visited: readonly string[];
}

function wordsOf(flow: Flow, language: Language): FlowWords {
  return flow.words.get(language) ?? (flow.words.get('en') as FlowWords);
}

/** The options of a waiting step as buttons. */
export function optionsOf(flow: Flow, stepId: string, language: Language): Choice[] {
  const step = flow.steps[stepId];
  if (!step || !('choose' in step)) return [];
  return step.choose.map((option) => ({
    id: `option:${flow.id}/${stepId}/${option}`,
    label: wordsOf(flow, language).options[stepId]?.[option]?.label ?? option,
  }));
}

interface Walk {
  readonly flow: string;
  readonly step: string;
  readonly trail: readonly string[];
  readonly asked: TopicId | null;
}

/** Walks from a step until one waits for the person, or the flow ends. Pure: no clock, no store. */
function walk(flows: Flows, from: Walk, language: Language, memory: FlowMemory): Advance {
  const outputs: FlowOutput[] = [];
  const visited: string[] = [];
  let { flow: flowId, step: stepId, asked } = from;
  let trail = from.trail;
  // A flow that passed its check ends or waits; the bound keeps an unchecked one from running for ever.
  for (let steps = 0; steps < 100; steps += 1) {
    const flow = flows.get(flowId);
    const step = flow?.steps[stepId];
    if (!flow || stepId === 'end' || !step) return { outputs, state: null, visited };
    visited.push(`${flowId}/${stepId}`);
    const words = wordsOf(flow, language);
    const text = words.say[stepId] ?? '';
    if ('ask' in step || 'choose' in step) {
      const state = { flow: flowId, version: flow.version, step: stepId, retries: 0, trail, asked };
      if ('ask' in step) outputs.push({ kind: 'ask', text, choices: [], skippable: step.skippable });
      else outputs.push({ kind: 'choose', text, choices: optionsOf(flow, stepId, language) });
      return { outputs, state, visited };
    }
    if ('go' in step) {
      flowId = step.go;
      stepId = flows.get(flowId)?.start ?? 'end';
      trail = [];
      continue;
    }
    if ('branch' in step) {
      stepId = step.branch.find((each) => PREDICATES[each.when]({ ...memory, asked }))?.then ?? step.otherwise;
      continue;
    }
    if ('say' in step) outputs.push({ kind: 'say', text });
    else if ('list' in step) outputs.push({ kind: 'list', text, items: words.lists[stepId] ?? [] });
    else if ('effect' in step) outputs.push({ kind: 'effect', effect: step.effect });
    else if ('set' in step) asked = step.set.asked;
    else if ('search' in step) outputs.push({ kind: 'search', text, needs: step.search });
    else {
      const topic = step.answer === 'asked' ? asked : step.answer;
      if (topic !== null) outputs.push({ kind: 'answer', topic, part: step.part ?? null });
    }
    stepId = step.then;
  }
  return { outputs, state: null, visited };
}

/**
 * Starts a flow.
 *
 * @param asked the topic that led here, given by its `answer: asked` step.
 */
export function startFlow(
  flows: Flows,
  id: string,
  language: Language,
  memory: FlowMemory,
  asked: TopicId | null,
): Advance {
  const flow = flows.get(id);
  if (!flow) return { outputs: [], state: null, visited: [] };
  return walk(flows, { flow: id, step: flow.start, trail: [], asked }, language, memory);
}

/** Whether the waiting step still exists and means the same; else the person is taken back to the start, never stranded. */
export function isCurrent(flows: Flows, state: FlowState): boolean {
  const flow = flows.get(state.flow);
  return flow !== undefined && flow.version === state.version && flow.steps[state.step] !== undefined;
}

/** Goes on from a waiting `ask` step: the place is in `memory`, or the person skipped. */
export function continueFlow(flows: Flows, state: FlowState, language: Language, memory: FlowMemory): Advance {
  const step = flows.get(state.flow)?.steps[state.step];
  if (!step || !('ask' in step)) return { outputs: [], state: null, visited: [] };
  return walk(flows, { ...state, step: step.then, trail: [...state.trail, state.step] }, language, memory);
}

/** Goes on from an option, also one of a message far above or of a flow that has ended since. */
export function chooseOption(
  flows: Flows,
  choice: { readonly flow: string; readonly step: string; readonly option: string },
  state: FlowState | null,
  language: Language,
  memory: FlowMemory,
): Advance | null {
  const step = flows.get(choice.flow)?.steps[choice.step];
  if (!step || !('choose' in step)) return null;
  const next = step.then[choice.option];
  if (next === undefined) return null;
  const isHere = state?.flow === choice.flow && state.step === choice.step;
  const trail = isHere ? [...state.trail, state.step] : [choice.step];
  const advance = walk(flows, { flow: choice.flow, step: next, trail, asked: state?.asked ?? null }, language, memory);
  return { ...advance, visited: [`${choice.flow}/${choice.step}/${choice.option}`, ...advance.visited] };
}

/** Goes back to the step that waited before this one; null where there is none. */
export function stepBack(flows: Flows, state: FlowState, language: Language, memory: FlowMemory): Advance | null {
  const previous = state.trail.at(-1);
  if (previous === undefined) return null;
  return walk(flows, { ...state, step: previous, trail: state.trail.slice(0, -1) }, language, memory);
}

/** Asks the waiting step's question again. */
export function askAgain(flows: Flows, state: FlowState, language: Language, memory: FlowMemory): Advance {
  const again = walk(flows, state, language, memory);
  return { ...again, state: again.state && { ...again.state, retries: state.retries + 1 } };
}
