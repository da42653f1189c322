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
  /** `id` of the message that it answers; null where that is not known. */
  onAnswer(id: string | null, answer: Answer): void;
  /** What the person said before this page was loaded, found again on the server. */
  onFound(id: string, text: string): void;
  /** There is another key to this conversation, or none. */
  onKey(): void;
  /** Whether the server can be reached; `failed` after more than one try. */
  onReach(reach: 'reached' | 'failed'): void;
}

/** What opens the conversation again: nothing of what was said. */
export interface ConversationKey {
  readonly id: string;
  readonly token: string;
}

interface Session {
  readonly id: string;
  token: string;
  watermark: string;
  /** When the token should be renewed, milliseconds since 1970. */
  renewAt: number;
}

/** Body of the answer to a started, rejoined or refreshed conversation. */
interface Started {
  readonly conversationId: string;
  readonly token: string;
  readonly expires_in?: number;
  readonly streamUrl?: string;
}

/** Where our own server began the conversation with the first message: that message's id and what came back. */
type BegunWith = Started & Partial<ActivitySet> & { readonly id?: string };

interface Activity {
  readonly id?: string;
  readonly type: string;
  readonly text?: string;
  readonly replyToId?: string;
  readonly from?: { readonly id?: string };
  readonly channelData?: { readonly reply?: Reply; readonly clientActivityID?: string };
}

export interface ActivitySet {
  readonly activities: readonly Activity[];
  readonly watermark?: unknown;
}

/**
 * Opens the stream of a conversation.
 *
 * @param onClosed called once, for whatever reason.
 * @returns closes it.
 */
export type OpenStream = (url: string, onActivities: (set: ActivitySet) => void, onClosed: () => void) => () => void;

const TIMEOUT_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const TRIES_BEFORE_WORD = 2;
/** A lost conversation is begun again quietly so often before we wait. */
const QUIET_RESTARTS = 2;
/** After a message is taken its answer comes on the stream within so long, else it is fetched. */
const STREAM_WAIT_MS = 1_500;
/** An answer that is not there at once is asked for so often, a little later each time. */
const FETCHES = 5;
const FETCH_WAIT_MS = 700;
const STREAM_TRIES = 3;

class HttpFault extends Error {
  constructor(
    readonly status: number,
    readonly retryAfterMs: number,
  ) {
    super(String(status));
  }
}

/** A message as the protocol has it. */
function activityOf(message: Outgoing): object {
  return {
    type: 'message',
    from: { id: 'person' },
    locale: message.language,
    text: message.text,
    channelData: {
      clientActivityID: message.id,
      ...(message.choose ? { choose: message.choose } : {}),
      ...(message.place ? { place: message.place } : {}),
    },
  };
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
  private preparing: Promise<void> | null = null;
  private failures = 0;
  private restarts = 0;
  private timer = 0;
  private abort = new AbortController();
  private closeStream: (() => void) | null = null;
  private streamUrl: string | null = null;
  private streamTries = 0;
  /** The message with which a conversation begins whose key is still on its way. */
  private beginning: string | null = null;
  /** Activities that were shown: the stream and a fetch may both bring them. */
  private readonly seen = new Set<string>();
  /** The person's messages by the server's id, for the answers that name it. */
  private readonly mine = new Map<string, string>();
  private readonly answered = new Set<string>();
  private onAnswered: (() => void) | null = null;

  constructor(
    private readonly base: string,
    private readonly listener: ConversationListener,
    /** Answers come by a stream where the server offers one; by polling until then, and whenever it is closed. */
    private readonly openStream: OpenStream,
  ) {}

  /** Whether the server may hold something of this conversation. */
  get hasBegun(): boolean {
    return this.session !== null || this.queue.length > 0;
  }

  get isWaiting(): boolean {
    return this.queue.length > 0;
  }

  get key(): ConversationKey | null {
    return this.session ? { id: this.session.id, token: this.session.token } : null;
  }

  /**
   * Goes on with a conversation that began before this page was loaded.
   *
   * @returns false where the server no longer has it, or cannot be reached.
   */
  async rejoin({ id, token }: ConversationKey): Promise<boolean> {
    const { signal } = this.abort;
    try {
      const found = (await this.call('GET', `/${id}`, signal, token)) as Started;
      if (this.hasBegun) return false;
      this.begun(found);
      await this.fetchNews(signal);
      return true;
    } catch {
      return false;
    }
  }

  /** The person begins to write: the conversation is begun meanwhile. What fails here is tried again with the message. */
  prepare(language: string): void {
    if (this.session || this.isBusy || this.preparing) return;
    const { signal } = this.abort;
    this.preparing = this.open(language, signal).then(
      () => undefined,
      () => undefined,
    );
    void this.preparing.then(() => {
      this.preparing = null;
    });
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

  /**
   * Drops everything here and asks the server to drop its part; the request outlives the page.
   *
   * @returns whether the server has heard it; without an answer its part ends by itself, a day after the last word.
   */
  async forget(): Promise<boolean> {
    const { session } = this;
    const beginning = this.beginning;
    clearTimeout(this.timer);
    this.abort.abort();
    this.abort = new AbortController();
    this.queue = [];
    this.session = null;
    this.taken = null;
    this.beginning = null;
    this.timer = 0;
    this.closeStream?.();
    this.mine.clear();
    this.listener.onKey();
    if (!session && !beginning) return true;
    const { url, init } = session
      ? this.request('DELETE', `/${session.id}`, session.token)
      : this.request('DELETE', '', null, { clientActivityID: beginning });
    for (let tries = 1; ; tries += 1) {
      try {
        return (await fetch(url, { ...init, keepalive: true })).status < 500;
      } catch {
        if (navigator.onLine !== false || tries > 1) return false;
        // The page is empty and still open: when the network comes back the server is asked after all.
        await new Promise((resolve) => addEventListener('online', resolve, { once: true }));
      }
    }
  }

  private async work(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const { signal } = this.abort;
    for (let [message] = this.queue; message && this.timer === 0; [message] = this.queue) {
      try {
        await this.deliver(message, signal);
        this.finish(message);
      } catch (fault) {
        if (signal.aborted) break;
        // The stream may bring the answer though the word that the message was taken was lost.
        if (this.answered.has(message.id)) this.finish(message);
        else this.recover(message, fault);
      }
    }
    this.isBusy = false;
  }

  private async deliver(message: Outgoing, signal: AbortSignal): Promise<void> {
    await this.preparing;
    if (!this.session && this.taken === null) await this.beginWith(message, signal);
    const session = await this.open(message.language, signal);
    if (this.taken !== message.id) {
      this.listener.onState(message.id, 'sending');
      const path = `/${session.id}/activities`;
      const { id } = (await this.call('POST', path, signal, session.token, activityOf(message))) as { id?: string };
      if (id) this.mine.set(id, message.id);
      this.taken = message.id;
    }
    await this.awaitAnswer(message.id, signal);
  }

  private finish(message: Outgoing): void {
    this.queue.shift();
    this.taken = null;
    this.failures = 0;
    this.restarts = 0;
    this.listener.onState(message.id, 'sent');
    this.listener.onReach('reached');
  }

  /** Begins with the message itself, one wait instead of two; another server just begins. */
  private async beginWith(message: Outgoing, signal: AbortSignal): Promise<void> {
    this.listener.onState(message.id, 'sending');
    this.beginning = message.id;
    const body = { locale: message.language, activity: activityOf(message) };
    const started = (await this.call('POST', '', signal, null, body)) as BegunWith;
    this.begun(started);
    this.beginning = null;
    if (!started.id || !started.activities) return;
    this.mine.set(started.id, message.id);
    this.taken = message.id;
    this.take({ activities: started.activities, watermark: started.watermark });
  }

  /** Until the message is answered, by the stream or by fetching; a bot may also say nothing. */
  private async awaitAnswer(id: string, signal: AbortSignal): Promise<void> {
    if (this.closeStream && !this.answered.has(id)) {
      await new Promise<void>((resolve) => {
        this.onAnswered = resolve;
        setTimeout(resolve, STREAM_WAIT_MS);
      });
    }
    for (let tries = 1; !this.answered.has(id) && tries <= FETCHES; tries += 1) {
      if (tries > 1) await new Promise((resolve) => setTimeout(resolve, FETCH_WAIT_MS * tries));
      if (signal.aborted) return;
      await this.fetchNews(signal);
    }
  }

  private async fetchNews(signal: AbortSignal): Promise<void> {
    const { session } = this;
    if (!session) return;
    const path = `/${session.id}/activities?watermark=${encodeURIComponent(session.watermark)}`;
    this.take((await this.call('GET', path, signal, session.token)) as ActivitySet);
  }

  /** Shows what came, once, at the message that it answers. */
  private take({ activities, watermark }: ActivitySet): void {
    if (!this.session) return;
    if (watermark != null) this.session.watermark = String(watermark);
    for (const activity of activities) {
      if (activity.type !== 'message' || (activity.id && this.seen.has(activity.id))) continue;
      if (activity.id) this.seen.add(activity.id);
      if (activity.from?.id === 'person') this.takeOwn(activity);
      else this.takeAnswer(activity);
    }
  }

  private takeOwn({ id, text, channelData }: Activity): void {
    const own = channelData?.clientActivityID;
    if (!id || !own) return;
    const isKnown = [...this.mine.values(), ...this.queue.map((each) => each.id)].includes(own);
    this.mine.set(id, own);
    if (!isKnown) this.listener.onFound(own, text ?? '');
  }

  private takeAnswer({ replyToId, text, channelData }: Activity): void {
    const id = (replyToId && this.mine.get(replyToId)) ?? this.queue[0]?.id ?? null;
    // Before the answer: where a long one already stood, the browser would have to lay it out twice.
    if (id !== null) this.listener.onState(id, 'sent');
    this.listener.onAnswer(id, { text: text ?? '', reply: channelData?.reply ?? null });
    if (id === null) return;
    this.answered.add(id);
    this.onAnswered?.();
  }

  /** The conversation: begun where there is none, its token renewed before it is too old. */
  private async open(locale: string, signal: AbortSignal): Promise<Session> {
    if (this.session && Date.now() < this.session.renewAt) {
      this.listen();
      return this.session;
    }
    const started = this.session
      ? await this.call('POST', '/tokens/refresh', signal, this.session.token)
      : await this.call('POST', '', signal, null, { locale });
    return this.begun(started as Started);
  }

  private begun({ conversationId, token, expires_in, streamUrl }: Started): Session {
    const id = encodeURIComponent(conversationId);
    const renewAt = Date.now() + (expires_in ?? 1800) * 500;
    const watermark = this.session?.watermark ?? '';
    this.session = { id, token, watermark, renewAt };
    this.streamUrl = streamUrl ?? this.streamUrl;
    this.listener.onKey();
    this.listen();
    return this.session;
  }

  /** Opens the stream where the server offers one on its own address. */
  private listen(): void {
    const { streamUrl } = this;
    if (!streamUrl || this.closeStream || !this.session) return;
    this.streamUrl = null;
    if (new URL(streamUrl, this.base).host !== new URL(this.base).host) return;
    const close = this.openStream(
      streamUrl,
      (set) => this.take(set),
      () => {
        this.closeStream = null;
        this.onAnswered?.();
        void this.renewStream();
      },
    );
    this.closeStream = close;
  }

  /** A stream that was closed is opened again a few times; its address serves once, so a new one is asked for. */
  private async renewStream(): Promise<void> {
    const { session } = this;
    const { signal } = this.abort;
    if (!session || this.streamTries++ >= STREAM_TRIES) return;
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 3 * this.streamTries));
    if (signal.aborted || this.session !== session) return;
    const path = `/${session.id}?watermark=${encodeURIComponent(session.watermark)}`;
    const found = (await this.call('GET', path, signal, session.token).catch(() => null)) as Started | null;
    if (found?.streamUrl && this.session === session) this.begun(found);
  }

  private recover(message: Outgoing, fault: unknown): void {
    const { status, retryAfterMs } = fault instanceof HttpFault ? fault : { status: 0, retryAfterMs: 0 };
    if (status === 401 || status === 403 || status === 404) {
      // The token is too old or the thread is gone: a new one, without troubling the person.
      this.session = null;
      this.taken = null;
      this.closeStream?.();
      this.listener.onKey();
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
      url: `${this.base}/v3/directline${path.startsWith('/tokens') ? '' : '/conversations'}${path}`,
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
