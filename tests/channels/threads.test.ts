import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LiveThreads } from '../../src/channels/web/index.js';

function threads(options: { idleMs?: number; mostBytes?: number } = {}) {
  const clock = { now: 0 };
  const dropped: string[] = [];
  const live = new LiveThreads(
    options.idleMs ?? 1000,
    options.mostBytes ?? 1_000_000,
    () => clock.now,
    async (id) => {
      dropped.push(id);
    },
  );
  return { live, clock, dropped };
}

describe('live threads', () => {
  it('forget what is idle too long, and tell it', () => {
    const { live, clock, dropped } = threads();
    const old = live.create();
    clock.now = 600;
    const young = live.create();
    clock.now = 1200;
    live.sweep();

    expect(dropped).toEqual([old.id]);
    expect(live.has(young.id)).toBe(true);
    expect(live.append(old, { text: 'late' })).toBeNull();
  });

  it('drop the ones idle longest when memory is full, never the one in use', () => {
    const { live, dropped } = threads({ mostBytes: 4500 });
    const noise = (bytes: number) => randomBytes(bytes).toString('base64');
    const [first, second] = [live.create(), live.create()];
    live.append(first, { text: noise(600) });
    live.append(second, { text: noise(600) });
    live.append(second, { text: noise(900) });

    expect(dropped).toEqual([first.id]);
    expect(live.has(second.id)).toBe(true);
    expect(live.load.bytes).toBeLessThanOrEqual(4500);
  });

  it('try a failed turn again under the same client activity id', async () => {
    const { live } = threads();
    const id = live.create();
    await expect(live.once(id, 'a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');

    expect(await live.once(id, 'a', () => Promise.resolve('done'))).toBe('done');
    expect(await live.once(id, 'a', () => Promise.resolve('again'))).toBe('done');
  });
});
