import { setTimeout as wait } from 'node:timers/promises';

/** The platform did not take a message, after all tries. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** @param status of the last try; null where there was no answer at all. */
  constructor(readonly status: number | null) {
    super('The platform did not take the message');
  }
}

/** The conversation is closed to us: the app was removed or blocked. Nobody is there to be answered. */
export class ConversationGoneError extends Error {
  override readonly name = 'ConversationGoneError';
}

export interface DeliveryPace {
  readonly tries: number;
  /** One try may take so long. */
  readonly timeoutMs: number;
  /** Before the second try; doubled for each further one. */
  readonly firstWaitMs: number;
  /** The longest wait that the platform may ask for with Retry-After. */
  readonly longestWaitMs: number;
}

export const USUAL_PACE: DeliveryPace = { tries: 5, timeoutMs: 8_000, firstWaitMs: 500, longestWaitMs: 10_000 };

/** What follows from a try that failed. */
export interface Verdict {
  /** `again` may work later; `gone` never will, nobody is there; `refused` never will, and is our fault. */
  readonly next: 'again' | 'gone' | 'refused';
  readonly status: number | null;
  /** How long the platform asks us to wait, in milliseconds; null where it does not say. */
  readonly afterMs: number | null;
}

/**
 * Sends one message, with patience: too many requests, faults of the platform, timeouts and closed connections are tried
 * again, slower each time, or when the platform says. A try that was cut off is repeated: a rare double is better than
 * an answer that never came.
 *
 * @param send  one try; it must end when the signal says so.
 * @param judge what a failed try means, in the platform's own terms.
 * @throws {ConversationGoneError} when the platform refuses for good; {@link DeliveryError} after the last try.
 */
export async function deliver(
  send: (signal: AbortSignal) => Promise<void>,
  pace: DeliveryPace,
  judge: (fault: unknown) => Verdict = judgeStatus,
): Promise<void> {
  let status: number | null = null;
  for (let attempt = 1; attempt <= pace.tries; attempt += 1) {
    try {
      await within(pace.timeoutMs, send);
      return;
    } catch (fault) {
      const verdict = judge(fault);
      status = verdict.status;
      if (verdict.next === 'gone') throw new ConversationGoneError('The conversation is closed to the bot');
      if (verdict.next === 'refused') break;
      const own = pace.firstWaitMs * 2 ** (attempt - 1);
      if (attempt < pace.tries) await wait(Math.min(pace.longestWaitMs, verdict.afterMs ?? own));
    }
  }
  throw new DeliveryError(status);
}

/** Ends the try when time is up, even if the try itself does not listen. */
async function within(timeoutMs: number, send: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort();
      reject(new Error('The platform did not answer in time'));
    }, timeoutMs);
  });
  try {
    await Promise.race([send(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Statuses on which Teams asks to try again; the same make sense for any HTTP service. */
const TRY_AGAIN = new Set([408, 412, 425, 429, 500, 502, 503, 504]);
const GONE = new Set([403, 404, 410]);

/** By HTTP status and Retry-After. No status at all (timeout, closed connection) is worth another try. */
export function judgeStatus(fault: unknown): Verdict {
  const { statusCode, response } = fault as {
    statusCode?: unknown;
    response?: { status?: unknown; headers?: { get?: (name: string) => string | null | undefined } };
  };
  const found = statusCode ?? response?.status;
  const status = typeof found === 'number' ? found : null;
  const asked = Number(response?.headers?.get?.('retry-after'));
  const afterMs = Number.isFinite(asked) && asked > 0 ? asked * 1000 : null;
  if (status !== null && GONE.has(status)) return { next: 'gone', status, afterMs };
  return { next: status === null || TRY_AGAIN.has(status) ? 'again' : 'refused', status, afterMs };
}
