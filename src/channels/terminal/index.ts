export { type SaidMessage, TerminalAdapter } from './adapter.js';
