export { type Flow, type Flows, loadFlows } from './load-flows.js';
export { firstLanguage, knownPlace, type RespondOptions, respond, type TurnInput, type TurnResult } from './respond.js';
export { DialogState, EMPTY_STATE } from './state.js';
