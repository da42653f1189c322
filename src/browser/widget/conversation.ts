import type { ChoiceId, Reply } from '../../reply/index.js';

/** Something the person said, kept in memory until the server has it. */
export interface Outgoing {
  /** Client activity id: a repeated send with the same id is answered once. */
  readonly id: string;
  readonly text: string;
  readonly choose: ChoiceId | null;
  readonly language: string;
  readonly place: string | null;
}

/** `refused`: the server will never take this message, so it is not tried again. */
export type SendState = 'sending' | 'waiting' | 'sent' | 'refused';

/** What came back. `reply` is null where another bot's message has only text. */
export interface Answer {
  readonly text: string;
  readonly reply: Reply | null;
}

export interface ConversationListener {
  onState(id: string, state: SendState): void;
  onAnswer(id: string, answer: Answer): void;
  /** Whether the server can be reached; `failed` after more than one try. */
  onReach(reach: 'reached' | 'failed'): void;
}

interface Session {
  readonly id: string;
  readonly token: string;
  watermark: string;
}

interface Activity {
  readonly type: string;
  readonly text?: string;
  readonly from?: { readonly id?: string };
  readonly channelData?: { readonly reply?: Reply };
}

const TIMEOUT_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const TRIES_BEFORE_WORD = 2;
/** A lost conversation is begun again quietly so often before we wait. */
const QUIET_RESTARTS = 2;

class HttpFault extends Error {
  constructor(
    readonly status: number,
    readonly retryAfterMs: number,
  ) {
    super(String(status));
  }
}

/** A random id; `crypto.randomUUID` is missing on plain http. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
}

/**
 * One conversation over Direct Line 3.0: begun with the first message, in order, each message answered once,
 * kept and tried again while the network is gone. Everything is in memory.
 */
export class Conversation {
  private queue: Outgoing[] = [];
  private session: Session | null = null;
  /** Id of the message that the server has taken but whose answer we have not read. */
  private taken: string | null = null;
  private isBusy = false;
  private failures = 0;
  private restarts = 0;
  private timer = 0;
  private abort = new AbortController();

  constructor(
    private readonly base: string,
    private readonly listener: ConversationListener,
  ) {}

  /** Whether the server may hold something of this conversation. */
  get hasBegun(): boolean {
    return this.session !== null || this.queue.length > 0;
  }

  get isWaiting(): boolean {
    return this.queue.length > 0;
  }

  send(message: Outgoing): void {
    this.queue.push(message);
    this.listener.onState(message.id, 'sending');
    if (this.timer === 0) void this.work();
    else this.listener.onState(message.id, 'waiting');
  }

  /** Tries at once what waits: the network is back, or the person asked for it. */
  retryNow(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    void this.work();
  }

  /** Drops everything here and asks the server to drop its part; the request outlives the page. */
  forget(): void {
    const session = this.session;
    clearTimeout(this.timer);
    this.abort.abort();
    this.abort = new AbortController();
    this.queue = [];
    this.session = null;
    this.taken = null;
    this.timer = 0;
    if (!session) return;
    const request = this.request('DELETE', `/${session.id}`, session.token);
    fetch(request.url, { ...request.init, keepalive: true }).catch(() => undefined);
  }

  private async work(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const { signal } = this.abort;
    for (let [message] = this.queue; message && this.timer === 0; [message] = this.queue) {
      try {
        await this.deliver(message, signal);
        this.queue.shift();
        this.failures = 0;
        this.restarts = 0;
        this.listener.onReach('reached');
      } catch (fault) {
        if (signal.aborted) break;
        this.recover(message, fault);
      }
    }
    this.isBusy = false;
  }

  private async deliver(message: Outgoing, signal: AbortSignal): Promise<void> {
    this.session ??= await this.begin(message.language, signal);
    const { session } = this;
    if (this.taken !== message.id) {
      this.listener.onState(message.id, 'sending');
      await this.call('POST', `/${session.id}/activities`, signal, session.token, {
        type: 'message',
        from: { id: 'person' },
        locale: message.language,
        text: message.text,
        channelData: {
          clientActivityID: message.id,
          ...(message.choose ? { choose: message.choose } : {}),
          ...(message.place ? { place: message.place } : {}),
        },
      });
      this.taken = message.id;
    }
    const path = `/${session.id}/activities?watermark=${encodeURIComponent(session.watermark)}`;
    const news = (await this.call('GET', path, signal, session.token)) as {
      activities: Activity[];
      watermark: unknown;
    };
    session.watermark = String(news.watermark ?? '');
    this.taken = null;
    this.listener.onState(message.id, 'sent');
    for (const { type, from, text, channelData } of news.activities) {
      if (type !== 'message' || from?.id === 'person') continue;
      this.listener.onAnswer(message.id, { text: text ?? '', reply: channelData?.reply ?? null });
    }
  }

  private async begin(locale: string, signal: AbortSignal): Promise<Session> {
    const body = (await this.call('POST', '', signal, null, { locale })) as { conversationId: string; token: string };
    return { id: encodeURIComponent(body.conversationId), token: body.token, watermark: '' };
  }

  private recover(message: Outgoing, fault: unknown): void {
    const { status, retryAfterMs } = fault instanceof HttpFault ? fault : { status: 0, retryAfterMs: 0 };
    if (status === 401 || status === 403 || status === 404) {
      // The token is too old or the thread is gone: a new one, without troubling the person.
      this.session = null;
      this.taken = null;
      if (this.restarts++ < QUIET_RESTARTS) return;
    } else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      this.queue.shift();
      this.listener.onState(message.id, 'refused');
      return;
    }
    for (const { id } of this.queue) this.listener.onState(id, 'waiting');
    this.failures += 1;
    if (this.failures >= TRIES_BEFORE_WORD) this.listener.onReach('failed');
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.failures - 1)) * (0.75 + Math.random() / 2);
    this.timer = window.setTimeout(() => this.retryNow(), Math.max(wait, retryAfterMs));
  }

  private request(
    method: string,
    path: string,
    token: string | null,
    body?: object,
  ): { url: string; init: RequestInit } {
    return {
      url: `${this.base}/v3/directline/conversations${path}`,
      init: {
        method,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      },
    };
  }

  private async call(
    method: string,
    path: string,
    signal: AbortSignal,
    token: string | null,
    body?: object,
  ): Promise<unknown> {
    const { url, init } = this.request(method, path, token, body);
    const limit = new AbortController();
    const stop = () => limit.abort();
    const timeout = setTimeout(stop, TIMEOUT_MS);
    signal.addEventListener('abort', stop);
    try {
      const response = await fetch(url, { ...init, signal: limit.signal });
      if (!response.ok)
        throw new HttpFault(response.status, 1000 * Number(response.headers.get('retry-after') ?? 0) || 0);
      return await response.json();
    } finally {
      clearTimeout(timeout);
      signal.removeEventListener('abort', stop);
    }
  }
}
