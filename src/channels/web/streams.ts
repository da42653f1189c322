import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { maskKey, type ThreadKey, ticketParts } from './thread-key.js';
import { type LiveThreads, type OpenedThread, writeActivitySet } from './threads.js';

/** A ticket opens one stream within so many milliseconds. */
const TICKET_MS = 60_000;
/** Tickets that wait to be used; the oldest gives way. */
const MOST_TICKETS = 20_000;
/** How often clients are asked whether they are there. */
const PING_MS = 30_000;
/** Streams of this process. */
const MOST_STREAMS = 20_000;
/** Streams of one conversation: tabs, and connections a phone lost without a word. The oldest gives way. */
const MOST_STREAMS_OF_ONE = 4;
/** Activities in one frame: what a client that does not read may hold here. */
const MOST_IN_FRAME = 16;
/** Clients send nothing but empty frames. */
const MOST_FRAME_BYTES = 1024;
/** RFC 6455 section 7.4.1: going away, and a normal end. */
const GOING_AWAY = 1001;
const ENDED = 1000;

const STREAM_PATH = /^\/v3\/directline\/conversations\/([\w-]{1,64})\/stream\?t=([\w-]{1,64})$/;

interface Ticket {
  readonly conversation: string;
  /** The thread's key under the ticket, which only the client has. */
  readonly maskedKey: Buffer;
  readonly watermark: number;
  readonly expiresAt: number;
}

interface Stream {
  readonly conversation: string;
  readonly socket: WebSocket;
  watermark: number;
  isSending: boolean;
  isAlive: boolean;
  stopListening: () => void;
}

/**
 * The WebSocket streams of Direct Line 3.0. The address of a stream carries a ticket that is random, works once and for
 * a minute: the conversation's token never stands in an address.
 *
 * A stream that waits holds no key: it comes with each new activity, from the request that brought it, and is held only
 * until all is delivered. A slow client costs one frame of memory, because the next is read from the thread only when the
 * last was taken; one that reads nothing answers no ping and is dropped.
 */
export class Streams {
  private readonly tickets = new Map<string, Ticket>();
  private readonly streams = new Map<string, Set<Stream>>();
  private readonly sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MOST_FRAME_BYTES,
  });
  private readonly pinger: NodeJS.Timeout;
  private count = 0;

  /**
   * @param now    milliseconds since 1970, UTC.
   * @param pingMs a client that did not answer a ping by the next one is gone.
   */
  constructor(
    private readonly threads: LiveThreads,
    private readonly now: () => number,
    pingMs = PING_MS,
  ) {
    this.pinger = setInterval(() => this.ping(), pingMs).unref();
  }

  /** Open streams, for metrics. */
  get size(): number {
    return this.count;
  }

  /** The path of a stream that starts at a watermark, for one use. */
  issuePath({ id, key }: OpenedThread, watermark: number): string {
    const ticket = randomBytes(24).toString('base64url');
    const { name, mask } = ticketParts(ticket);
    for (const [oldest, { expiresAt }] of this.tickets) {
      if (expiresAt > this.now() && this.tickets.size < MOST_TICKETS) break;
      this.tickets.delete(oldest);
    }
    const expiresAt = this.now() + TICKET_MS;
    this.tickets.set(name, { conversation: id, maskedKey: maskKey(key, mask), watermark, expiresAt });
    return `/conversations/${id}/stream?t=${ticket}`;
  }

  /** Takes the server's requests for a WebSocket; any that is no stream of ours is refused. */
  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
  }

  /** Ends all streams; the clients connect again elsewhere. */
  close(): void {
    clearInterval(this.pinger);
    for (const stream of this.all()) stream.socket.close(GOING_AWAY);
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const found = STREAM_PATH.exec(request.url ?? '');
    if (!found) {
      refuse(socket, '404 Not Found');
      return;
    }
    const [, conversation, given = ''] = found;
    const { name, mask } = ticketParts(given);
    const ticket = this.tickets.get(name);
    this.tickets.delete(name);
    if (!ticket || ticket.conversation !== conversation || ticket.expiresAt <= this.now()) {
      refuse(socket, '403 Forbidden');
      return;
    }
    if (this.count >= MOST_STREAMS) {
      refuse(socket, '503 Service Unavailable');
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (opened) => {
      this.open(ticket, opened, maskKey(ticket.maskedKey, mask));
    });
  }

  private open({ conversation, watermark }: Ticket, socket: WebSocket, key: ThreadKey): void {
    const stream: Stream = {
      conversation,
      socket,
      watermark,
      isSending: false,
      isAlive: true,
      stopListening: () => undefined,
    };
    const siblings = this.streams.get(conversation) ?? new Set();
    this.streams.set(conversation, siblings.add(stream));
    this.count++;
    const [oldest] = siblings;
    if (siblings.size > MOST_STREAMS_OF_ONE) oldest?.socket.terminate();
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.closed(stream));
    socket.on('pong', () => {
      stream.isAlive = true;
    });
    stream.stopListening = this.threads.listen(conversation, (theirs) => {
      if (theirs) this.send(stream, theirs);
      else socket.close(ENDED);
    });
    this.send(stream, key);
  }

  private closed(stream: Stream): void {
    stream.stopListening();
    this.count--;
    const siblings = this.streams.get(stream.conversation);
    siblings?.delete(stream);
    if (siblings?.size === 0) this.streams.delete(stream.conversation);
  }

  private send(stream: Stream, key: ThreadKey): void {
    if (stream.isSending || stream.socket.readyState !== stream.socket.OPEN) return;
    const found = this.threads.since({ id: stream.conversation, key }, stream.watermark, MOST_IN_FRAME);
    if (!found) {
      stream.socket.close(ENDED);
      return;
    }
    stream.watermark = found.watermark;
    if (found.activities.length === 0) return;
    stream.isSending = true;
    stream.socket.send(writeActivitySet(found), (failed) => {
      stream.isSending = false;
      if (!failed) this.send(stream, key);
    });
  }

  private ping(): void {
    for (const stream of this.all()) {
      if (stream.isAlive) {
        stream.isAlive = false;
        stream.socket.ping();
      } else stream.socket.terminate();
    }
  }

  private all(): Stream[] {
    return [...this.streams.values()].flatMap((siblings) => [...siblings]);
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
