import { Logger } from '@nestjs/common';
import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyvRecordStore, type KeyvStore } from './keyv-record-store.js';

const lifetime = { ttlMs: 60_000, absentTtlMs: 5_000 };
const ada = Buffer.from(',{"user_id":1,"name":"Åda"}');

/** A store each of whose methods does the same. */
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

  it('keeps records, and that somebody is not there, as text under its prefix', async () => {
    const keyv = new Keyv();
    const store = new KeyvRecordStore(keyv, 'site:', lifetime);
    await store.setMany([1, 2], new Map([[1, ada]]));
    expect(await keyv.getMany(['site:1', 'site:2'])).toEqual(['{"user_id":1,"name":"Åda"}', '']);
    const [one, two, three] = await store.getMany([1, 2, 3]);
    expect(one).toEqual(ada);
    expect(two).toHaveLength(0);
    expect(three).toBeUndefined();
  });

  it('gives each record its time', async () => {
    const keyv = new Keyv();
    const store = new KeyvRecordStore(keyv, '', lifetime);
    await store.setMany([1, 2], new Map([[1, ada]]));
    vi.setSystemTime(Date.now() + 5_001);
    expect(await keyv.getMany(['1', '2'])).toEqual([expect.any(String), undefined]);
    vi.setSystemTime(Date.now() + 55_000);
    expect(await keyv.get('1')).toBeUndefined();
  });

  it('forgets', async () => {
    const store = new KeyvRecordStore(new Keyv(), '', lifetime);
    await store.setMany([1, 2], new Map([[1, ada]]));
    await store.deleteMany([1]);
    expect((await store.getMany([1, 2])).map((record) => record?.length)).toEqual([undefined, 0]);
  });

  it('asks for a list in one call', async () => {
    const getMany = vi.fn<KeyvStore['getMany']>(async (keys) => keys.map(() => undefined));
    const store = { ...storeOf(() => Promise.reject(new Error())), getMany };
    await new KeyvRecordStore(store, 'p', lifetime).getMany([3, 1, 2]);
    expect(getMany).toHaveBeenCalledExactlyOnceWith(['p3', 'p1', 'p2']);
  });

  it.each([
    ['the record of another user', '{"user_id":12,"name":"Eve"}'],
    ['half a record', '{"user_id":1,"name":"E'],
    ['another text', 'null'],
    ['no text', { user_id: 1, name: 'Eve' }],
    ['null', null],
  ])('serves no %s', async (_, value) => {
    const keyv = new Keyv();
    await keyv.set('1', value);
    expect(await new KeyvRecordStore(keyv, '', lifetime).getMany([1])).toEqual([undefined]);
  });

  it('has nothing while the store fails, says so once and tries again after a second', async () => {
    const failing = storeOf(() => Promise.reject(new Error('connection refused')));
    const store = new KeyvRecordStore(failing, '', lifetime);
    expect(await store.getMany([1, 2])).toEqual([undefined, undefined]);
    await store.setMany([1], new Map());
    expect(failing.setMany).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_001);
    await store.setMany([1], new Map());
    expect(failing.setMany).toHaveBeenCalledOnce();
    expect(error).toHaveBeenCalledExactlyOnceWith(
      'The store of the user cache fails, so users are read anew: Error: connection refused',
    );
  });

  it('tries to forget even then, and says each time that it could not', async () => {
    const failing = storeOf(() => Promise.reject(Object.assign(new Error(''), { code: 'ECONNREFUSED' })));
    const store = new KeyvRecordStore(failing, '', lifetime);
    await store.getMany([1]);
    await store.deleteMany([1]);
    await store.deleteMany([1]);
    expect(failing.deleteMany).toHaveBeenCalledTimes(2);
    expect(error).toHaveBeenCalledTimes(3);
    expect(error).toHaveBeenLastCalledWith(
      'Users could not be invalidated, so they are served as they were for up to 60 seconds: ECONNREFUSED',
    );
  });

  it('waits for a store that hangs a quarter of a second, and then not for the next second', async () => {
    const hanging = storeOf(() => new Promise<never>(() => {}));
    const store = new KeyvRecordStore(hanging, '', lifetime);
    const asked = store.getMany([1]);
    await vi.advanceTimersByTimeAsync(250);
    expect(await asked).toEqual([undefined]);
    expect(await store.getMany([1])).toEqual([undefined]);
    expect(hanging.getMany).toHaveBeenCalledOnce();
  });

  it('says again that the store fails when it had answered in between', async () => {
    const getMany = vi
      .fn<KeyvStore['getMany']>()
      .mockRejectedValueOnce(new Error('first'))
      .mockResolvedValueOnce([undefined])
      .mockRejectedValueOnce(new Error('second'));
    const store = new KeyvRecordStore(
      { ...storeOf(() => Promise.reject(new Error())), getMany },
      '',
      lifetime,
    );
    for (let call = 0; call < 3; call++) {
      await store.getMany([1]);
      vi.advanceTimersByTime(1_001);
    }
    expect(error).toHaveBeenCalledTimes(2);
  });
});
