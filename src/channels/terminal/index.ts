export { type SaidMessage, TerminalAdapter } from './adapter.js';
export {
  type Departure,
  PlayedConversation,
  PlayedConversations,
  playConversation,
  type SimulationOptions,
  stepsAndOptions,
} from './simulate.js';
