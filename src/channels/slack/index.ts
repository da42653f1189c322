import type { Router } from 'express';
import { type DeliveryPace, USUAL_PACE } from '../deliver.js';
import { SlackChannel, type SlackOptions } from './channel.js';
import { createSlackEndpoint } from './endpoint.js';
import { SlackSocket } from './socket.js';

export { SLACK_CHANNEL } from './adapter.js';
export type { SlackOptions } from './channel.js';
export type { WorkspaceStore } from './installations.js';
export { type BlockWords, renderHome, renderMessages, type SlackMessage } from './render-blocks.js';

/** Slack, ready to be mounted. */
export interface Slack {
  readonly router: Router;
  /** Opens the socket, where there is one. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Joins the channel with the ways in that the settings name. */
export function createSlack(options: Omit<SlackOptions, 'pace'> & { readonly pace?: DeliveryPace }): Slack {
  const { settings, onFault, now } = options;
  const channel = new SlackChannel({ ...options, pace: options.pace ?? USUAL_PACE });
  const { signingSecret, appToken, apiUrl } = settings;
  const socket = appToken === null ? null : new SlackSocket({ channel, appToken, apiUrl, onFault });
  return {
    router: createSlackEndpoint({ channel, signingSecret, onFault, now }),
    start: async () => socket?.start(),
    close: async () => socket?.close(),
  };
}
