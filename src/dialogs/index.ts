export { afterGroup } from './direct-command.js';
export { type FlowGraph, graphOf, toMermaid, toSvg } from './graph.js';
export { type Flow, type Flows, loadFlows } from './load-flows.js';
export {
  type DialogEffect,
  firstLanguage,
  knownPlace,
  type RespondOptions,
  respond,
  type TurnInput,
  type TurnResult,
} from './respond.js';
export { DialogState, EMPTY_STATE } from './state.js';
