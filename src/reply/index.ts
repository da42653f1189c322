export type {
  Block,
  Choice,
  ChoiceId,
  Line,
  OrganizationCard,
  PhoneLine,
  Reply,
  ReplyAction,
  SourceLine,
  Span,
} from './blocks.js';
export {
  type AnswerRequest,
  type ComposeContext,
  chooseAnswer,
  composeAnswer,
  findOrganizations,
  isoDateOf,
  type KnownPlace,
  labelOf,
  languagesOfHelp,
  organizationBlocks,
} from './compose.js';
export { composeClientCard, composeProvenance, type GivenAnswer } from './helper-replies.js';
export { type Wishes, wishesInWords } from './wishes.js';
export { dateInWords, fill, lineOf, phrase, phrasesOf, sentences } from './wording.js';
