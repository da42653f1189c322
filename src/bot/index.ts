export { AmparoBot, type BotOptions, JOIN_EVENTS } from './amparo-bot.js';
export { ContentError, type Knowledge, type KnowledgeSource, loadKnowledge, withoutExamples } from './knowledge.js';
export { type AmparoChannelData, channelDataOf, summaryOf, toActivity } from './reply-activity.js';
export { DAMAGED_TURN, SEALED_TURN, SealedTranscripts, type SealedTranscriptsOptions } from './sealed-transcripts.js';
