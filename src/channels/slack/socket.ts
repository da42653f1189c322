import { SocketModeClient } from '@slack/socket-mode';
import type { SlackChannel } from './channel.js';
import { withinAcknowledgement } from './endpoint.js';
import { type Inbound, InboundError, readCommand, readEvent, readInteraction } from './inbound.js';
import { clientOptions, SILENT } from './web-api.js';

const TIMEOUT_MS = 8_000;

export interface SlackSocketOptions {
  readonly channel: SlackChannel;
  readonly appToken: string;
  readonly apiUrl: string | null;
  readonly onFault: (fault: unknown) => void;
}

interface Envelope {
  readonly ack: (response?: Record<string, unknown>) => Promise<void>;
  readonly type: string;
  readonly body: unknown;
}

/** Takes requests over Slack's socket, where the server has no public address. */
export class SlackSocket {
  private readonly client: SocketModeClient;

  constructor(private readonly options: SlackSocketOptions) {
    this.client = new SocketModeClient({
      appToken: options.appToken,
      logger: SILENT,
      clientOptions: { ...clientOptions(options.apiUrl, TIMEOUT_MS), rejectRateLimitedCalls: false },
    });
    this.client.on('slack_event', (envelope: Envelope) => void this.take(envelope));
  }

  /** Connects, and again whenever the connection ends. A fault at the first try is told, and the server runs on without. */
  async start(): Promise<void> {
    try {
      await this.client.start();
    } catch (fault) {
      this.options.onFault(fault);
    }
  }

  async close(): Promise<void> {
    await this.client.disconnect().catch(() => undefined);
  }

  /** What is not acknowledged is brought again: that is wanted for faults, and not for what can never be read. */
  private async take({ ack, type, body }: Envelope): Promise<void> {
    try {
      const inbound = read(type, body);
      if (inbound.kind !== 'challenge') {
        await withinAcknowledgement(this.options.channel.handle(inbound), this.options.onFault);
      }
      await ack();
    } catch (fault) {
      this.options.onFault(fault);
      if (fault instanceof InboundError) await ack().catch(() => undefined);
    }
  }
}

function read(type: string, body: unknown): Inbound {
  switch (type) {
    case 'events_api':
      return readEvent(body);
    case 'interactive':
      return readInteraction(body);
    case 'slash_commands':
      return readCommand(body);
    default:
      return { kind: 'ignore' };
  }
}
