import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChannelHealth } from '../../src/channels/channel-health.js';
import { HiddenIds } from '../../src/channels/hidden-ids.js';
import { SeenMessages } from '../../src/channels/seen-messages.js';
import { QueueFullError, TurnQueue } from '../../src/channels/turn-queue.js';

const SECRET = 'a secret of at least thirty-two characters';

describe('hidden ids', () => {
  it('are the same on every node with the same secret, and other ones with another', () => {
    const id = new HiddenIds(SECRET).hide('msteams', '19:abc@thread.tacv2');

    expect(new HiddenIds(SECRET).hide('msteams', '19:abc@thread.tacv2')).toBe(id);
    expect(new HiddenIds(`${SECRET}!`).hide('msteams', '19:abc@thread.tacv2')).not.toBe(id);
    expect(new HiddenIds(null).hide('msteams', '19:abc@thread.tacv2')).not.toBe(id);
  });

  it('never hold the id, and differ by channel and by part, for any id', () => {
    const hidden = new HiddenIds(SECRET);
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), (id, thread) => {
        const hash = hidden.hide('msteams', id, thread);
        expect(hash).toMatch(/^[\w-]{24}$/);
        expect(hash).not.toContain(id);
        expect(hidden.hide('slack', id, thread)).not.toBe(hash);
        expect(hidden.hide('msteams', id + thread)).not.toBe(hash);
      }),
    );
  });
});

describe('the health of channels', () => {
  it('tells hours, never the minute in which somebody wrote', () => {
    let now = Date.parse('2026-11-25T18:41:07Z');
    const health = new ChannelHealth(() => now);
    health.add('teams');
    expect(health.statuses()).toEqual({ teams: { state: 'idle', lastSuccessHour: null, lastFailureHour: null } });

    health.succeeded('teams');
    now += 3_600_000;
    health.failed('teams');

    expect(health.statuses()).toEqual({
      teams: {
        state: 'failing',
        lastSuccessHour: '2026-11-25T18:00:00.000Z',
        lastFailureHour: '2026-11-25T19:00:00.000Z',
      },
    });
    health.succeeded('teams');
    expect(health.statuses().teams?.state).toBe('working');
  });
});

describe('turns that arrive together', () => {
  it('go in order within a conversation, side by side across conversations', async () => {
    const queue = new TurnQueue();
    const log: string[] = [];
    const slow = (name: string, ms: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      log.push(name);
    };

    await Promise.all([queue.run('a', slow('a1', 30)), queue.run('a', slow('a2', 0)), queue.run('b', slow('b1', 10))]);

    expect(log).toEqual(['b1', 'a1', 'a2']);
  });

  it('go on after one that failed', async () => {
    const queue = new TurnQueue();
    const failed = queue.run('a', async () => {
      throw new Error('broken');
    });
    const next = queue.run('a', async () => 'answered');

    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('answered');
  });

  it('are refused when a flood waits', async () => {
    const queue = new TurnQueue();
    const turns = Array.from({ length: 25 }, () => queue.run('a', async () => 'answered'));

    const settled = await Promise.allSettled(turns);

    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(QueueFullError) });
    expect(await queue.run('a', async () => 'answered')).toBe('answered');
  });
});

describe('messages that were seen', () => {
  it('are known again for a while, and only so many', () => {
    let now = 0;
    const seen = new SeenMessages(1000, 2, () => now);
    seen.progressOf('a').done = true;

    expect(seen.progressOf('a').done).toBe(true);
    seen.progressOf('b');
    seen.progressOf('c');
    expect(seen.progressOf('a').done).toBe(false);
    now = 5000;
    seen.progressOf('a').done = true;
    now = 6500;
    expect(seen.progressOf('a').done).toBe(false);
  });
});
