import { describe, expect, it } from 'vitest';
import { ExpiringStorage } from '../../src/store/index.js';

describe('ExpiringStorage', () => {
  it('keeps to the contract of eTags: stale is refused, "*" and none overwrite', async () => {
    const storage = new ExpiringStorage(1000, 10, () => 0);
    await storage.write({ a: { value: 1 } });
    const first = (await storage.read(['a'])).a;
    await storage.write({ a: { ...first, value: 2 } });

    await expect(storage.write({ a: { ...first, value: 3 } })).rejects.toThrow('eTag');
    await storage.write({ a: { value: 4, eTag: '*' } });
    await storage.write({ a: { value: 5 } });
    expect((await storage.read(['a', 'missing'])).a).toMatchObject({ value: 5 });
    expect(Object.keys(await storage.read(['missing']))).toEqual([]);
  });

  it('gives copies, never the thing itself', async () => {
    const storage = new ExpiringStorage(1000, 10, () => 0);
    const item = { inner: { value: 1 } };
    await storage.write({ a: item });
    item.inner.value = 2;

    expect((await storage.read(['a'])).a).toMatchObject({ inner: { value: 1 } });
  });

  it('forgets what is idle too long, and the oldest when full', async () => {
    let now = 0;
    const storage = new ExpiringStorage(1000, 2, () => now);
    await storage.write({ a: { value: 1 } });
    now = 900;
    await storage.read(['a']);
    await storage.write({ b: { value: 1 } });
    await storage.write({ c: { value: 1 } });

    expect(Object.keys(await storage.read(['a', 'b', 'c']))).toEqual(['b', 'c']);
    now = 5000;
    expect(await storage.read(['b', 'c'])).toEqual({});
  });

  it('deletes at once', async () => {
    const storage = new ExpiringStorage(1000, 10, () => 0);
    await storage.write({ a: { value: 1 } });
    await storage.delete(['a', 'missing']);

    expect(storage.size).toBe(0);
  });
});
