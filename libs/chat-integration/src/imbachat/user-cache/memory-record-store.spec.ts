import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryRecordStore } from './memory-record-store.js';

const ada = '{"user_id":1}';

describe('MemoryRecordStore', () => {
  it('removes a record after its lifetime, and an unknown user after a shorter one', async () => {
    const store = new MemoryRecordStore(10, { ttlMs: 60_000, absentTtlMs: 20 });
    const short = new MemoryRecordStore(10, { ttlMs: 20, absentTtlMs: 20 });
    for (const one of [store, short]) one.setMany([1, 2], new Map([[1, ada]]));
    expect(store.getMany([1, 2])).toEqual([ada, '']);
    await delay(50);
    expect(store.getMany([1, 2])).toEqual([ada, undefined]);
    expect(short.getMany([1, 2])).toEqual([undefined, undefined]);
  });

  it('removes the least recently used users first', () => {
    const store = new MemoryRecordStore(2, { ttlMs: 60_000, absentTtlMs: 60_000 });
    store.setMany([1, 2], new Map([[1, ada]]));
    store.getMany([1]);
    store.setMany([3], new Map());
    expect(store.getMany([1, 2, 3])).toEqual([ada, undefined, '']);
  });

  it('deletes users', () => {
    const store = new MemoryRecordStore(10, { ttlMs: 60_000, absentTtlMs: 60_000 });
    store.setMany([1, 2], new Map([[1, ada]]));
    store.deleteMany([1, 3]);
    expect(store.getMany([1, 2])).toEqual([undefined, '']);
  });
});
