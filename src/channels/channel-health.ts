const HOUR_MS = 3_600_000;

/** What the health pages tell of a channel. Hours only: an exact time would tell when somebody wrote. */
export interface ChannelStatus {
  /** `idle`: nothing has happened since the start. `failing`: the newest delivery failed. */
  readonly state: 'idle' | 'working' | 'failing';
  /** The hour (ISO, UTC) of the last success; null where there was none. */
  readonly lastSuccessHour: string | null;
  readonly lastFailureHour: string | null;
}

/** Remembers each channel's last success and failure: times only, no ids and no words. */
export class ChannelHealth {
  private readonly channels = new Map<string, { success: number | null; failure: number | null; failing: boolean }>();

  /** @param now milliseconds since 1970, UTC. */
  constructor(private readonly now: () => number) {}

  /** Names a channel that is switched on, so that it is shown before its first message. */
  add(channel: string): void {
    if (!this.channels.has(channel)) this.channels.set(channel, { success: null, failure: null, failing: false });
  }

  /** A message was taken and all of its answers were delivered. */
  succeeded(channel: string): void {
    this.record(channel, 'success');
  }

  /** The platform did not take an answer, or a turn could not be finished. Refused forgeries are no failure. */
  failed(channel: string): void {
    this.record(channel, 'failure');
  }

  statuses(): Readonly<Record<string, ChannelStatus>> {
    return Object.fromEntries(
      [...this.channels].map(([name, { success, failure, failing }]) => [
        name,
        {
          state: failing ? 'failing' : success === null ? 'idle' : 'working',
          lastSuccessHour: hourOf(success),
          lastFailureHour: hourOf(failure),
        } satisfies ChannelStatus,
      ]),
    );
  }

  private record(channel: string, kind: 'success' | 'failure'): void {
    this.add(channel);
    const entry = this.channels.get(channel);
    if (!entry) return;
    entry[kind] = this.now();
    entry.failing = kind === 'failure';
  }
}

function hourOf(at: number | null): string | null {
  return at === null ? null : new Date(Math.floor(at / HOUR_MS) * HOUR_MS).toISOString();
}
