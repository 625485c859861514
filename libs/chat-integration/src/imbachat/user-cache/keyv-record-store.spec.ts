import { Logger } from '@nestjs/common';
import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyvRecordStore, type KeyvStore } from './keyv-record-store.js';

const lifetime = { ttlMs: 60_000, absentTtlMs: 5_000 };
const ada = '{"user_id":1,"name":"Åda"}';

/** A store whose methods all do the same. */
const storeOf = (method: () => Promise<never>) => {
  const spy = () => vi.fn<() => Promise<never>>(method);
  return { getMany: spy(), setMany: spy(), deleteMany: spy() } satisfies KeyvStore;
};

describe('KeyvRecordStore', () => {
  const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    error.mockClear();
  });

  it('stores records and unknown users as text, under its prefix', async () => {
    const keyv = new Keyv();
    const store = new KeyvRecordStore(keyv, 'site:', lifetime);
    await store.setMany([1, 2], new Map([[1, ada]]));
    expect(await keyv.getMany(['site:1', 'site:2'])).toEqual(['{"user_id":1,"name":"Åda"}', '']);
    const [one, two, three] = await store.getMany([1, 2, 3]);
    expect(one).toEqual(ada);
    expect(two).toBe('');
    expect(three).toBeUndefined();
  });

  it('stores records for their lifetime, and unknown users for a shorter one', async () => {
    const keyv = new Keyv();
    const store = new KeyvRecordStore(keyv, '', lifetime);
    await store.setMany([1, 2], new Map([[1, ada]]));
    vi.setSystemTime(Date.now() + 5_001);
    expect(await keyv.getMany(['1', '2'])).toEqual([expect.any(String), undefined]);
    vi.setSystemTime(Date.now() + 55_000);
    expect(await keyv.get('1')).toBeUndefined();
  });

  it('deletes users', async () => {
    const store = new KeyvRecordStore(new Keyv(), '', lifetime);
    await store.setMany([1, 2], new Map([[1, ada]]));
    await store.deleteMany([1]);
    expect((await store.getMany([1, 2])).map((record) => record?.length)).toEqual([undefined, 0]);
  });

  it('reads several users in one call', async () => {
    const getMany = vi.fn<KeyvStore['getMany']>(async (keys) => keys.map(() => undefined));
    const store = { ...storeOf(() => Promise.reject(new Error())), getMany };
    await new KeyvRecordStore(store, 'p', lifetime).getMany([3, 1, 2]);
    expect(getMany).toHaveBeenCalledExactlyOnceWith(['p3', 'p1', 'p2']);
  });

  it.each([
    ['the record of another user', '{"user_id":12,"name":"Eve"}'],
    ['an incomplete record', '{"user_id":1,"name":"E'],
    ['text that is not a record', 'null'],
    ['an object', { user_id: 1, name: 'Eve' }],
    ['null', null],
  ])('does not serve %s', async (_, value) => {
    const keyv = new Keyv();
    await keyv.set('1', value);
    expect(await new KeyvRecordStore(keyv, '', lifetime).getMany([1])).toEqual([undefined]);
  });

  it('has no records while the store fails, logs this once and tries again after a second', async () => {
    const failing = storeOf(() => Promise.reject(new Error('connection refused')));
    const store = new KeyvRecordStore(failing, '', lifetime);
    expect(await store.getMany([1, 2])).toEqual([undefined, undefined]);
    await store.setMany([1], new Map());
    expect(failing.setMany).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_001);
    await store.setMany([1], new Map());
    expect(failing.setMany).toHaveBeenCalledOnce();
    expect(error).toHaveBeenCalledExactlyOnceWith(
      'The store of the user cache fails, so every call reads from the UserProvider: Error: connection refused',
    );
  });

  it('tries to delete users even while the store fails, and logs each failure', async () => {
    const failing = storeOf(() => Promise.reject(Object.assign(new Error(''), { code: 'ECONNREFUSED' })));
    const store = new KeyvRecordStore(failing, '', lifetime);
    await store.getMany([1]);
    await store.deleteMany([1]);
    await store.deleteMany([1]);
    expect(failing.deleteMany).toHaveBeenCalledTimes(2);
    expect(error).toHaveBeenCalledTimes(3);
    expect(error).toHaveBeenLastCalledWith(
      'Users could not be invalidated, so their old data may be served for up to 60 seconds: ECONNREFUSED',
    );
  });
});
