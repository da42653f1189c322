import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { Verdict } from '../deliver.js';

/** The SDK's packages log what people write at their debug level, and faults with addresses: nothing of it is kept. */
export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** Options of every client here: our own tries instead of the SDK's, which would hide how a try failed. */
export function clientOptions(apiUrl: string | null, timeoutMs: number) {
  return {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: SILENT,
    allowAbsoluteUrls: false,
  };
}

/** A client of the Web API for one workspace. */
export function webClient(token: string, apiUrl: string | null, timeoutMs: number): WebClient {
  return new WebClient(token, clientOptions(apiUrl, timeoutMs));
}

/** Nobody is there any more, or we may not speak there. */
const GONE = new Set([
  'account_inactive',
  'cannot_dm_bot',
  'channel_not_found',
  'invalid_auth',
  'is_archived',
  'messages_tab_disabled',
  'not_authed',
  'not_in_channel',
  'restricted_action_read_only_channel',
  'team_access_not_granted',
  'thread_not_found',
  'token_expired',
  'token_revoked',
  'user_not_found',
  'user_not_in_channel',
]);
const AGAIN = new Set(['fatal_error', 'internal_error', 'ratelimited', 'request_timeout', 'service_unavailable']);
const BLOCKS = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']);

/** The error code of Slack's answer, such as `channel_not_found`; null for any other fault. */
function codeOf(fault: unknown): string | null {
  const error = (fault as { data?: { error?: unknown } }).data?.error;
  return typeof error === 'string' ? error : null;
}

/** Whether Slack refused the blocks of a message, so that its text alone may still be taken. */
export function isAboutBlocks(fault: unknown): boolean {
  return BLOCKS.has(codeOf(fault) ?? '');
}

/** What a failed call of the Web API, or a failed post to a `response_url`, means. */
export function judgeSlack(fault: unknown): Verdict {
  const { retryAfter, statusCode } = fault as { retryAfter?: unknown; statusCode?: unknown };
  if (typeof retryAfter === 'number') return { next: 'again', status: 429, afterMs: retryAfter * 1000 };
  const code = codeOf(fault);
  if (code !== null) {
    const next = GONE.has(code) ? 'gone' : AGAIN.has(code) ? 'again' : 'refused';
    return { next, status: 200, afterMs: null };
  }
  if (typeof statusCode !== 'number') return { next: 'again', status: null, afterMs: null };
  // A `response_url` is good for half an hour and five answers; then nobody waits for it.
  if (statusCode === 404 || statusCode === 410) return { next: 'gone', status: statusCode, afterMs: null };
  return { next: statusCode === 429 || statusCode >= 500 ? 'again' : 'refused', status: statusCode, afterMs: null };
}
