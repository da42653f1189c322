import type { More } from './contract.js';
import { Conversation } from './conversation.js';
import { drawDeviceSheet } from './device-sheet.js';
import { drawReply } from './draw-reply.js';
import { handOver } from './load-part.js';
import css from './more.css' with { type: 'text' };
import { openOfficerCard } from './officer-card.js';
import { drawOptions } from './options-sheet.js';
import { spokenText } from './reply-text.js';
import { openStream } from './stream.js';

const more: More = {
  css,
  beginConversation: (base, listener) => new Conversation(base, listener, openStream),
  drawReply,
  spokenText,
  drawDeviceSheet,
  drawOptions,
  openOfficerCard,
};
handOver(more);
