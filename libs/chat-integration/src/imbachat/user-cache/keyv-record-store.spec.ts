import { Logger } from '@nestjs/common';
import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyvRecordStore, type KeyvStore } from './keyv-record-store.js';

const lifetime = { ttlMs: 60_000, absentTtlMs: 5_000 };
const ada = '{"user_id":1,"name":"Åda"}';
const bob = '{"user_id":2,"name":"Bob"}';
const SECRET_KEYS = ['the-secret-key-of-the-site'];

const storeIn = (keyv: KeyvStore, prefix = '', secretKeys = SECRET_KEYS) =>
  new KeyvRecordStore(keyv, prefix, lifetime, secretKeys);

/** A store whose methods all do the same. */
const storeOf = (method: () => Promise<never>) => {
  const spy = () => vi.fn<() => Promise<never>>(method);
  return { getMany: spy(), setMany: spy(), deleteMany: spy() } satisfies KeyvStore;
};

describe('KeyvRecordStore', () => {
  const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    error.mockClear();
    warn.mockClear();
  });

  it('stores records and unknown users, under its prefix', async () => {
    const keyv = new Keyv();
    const store = storeIn(keyv, 'site:');
    await store.setMany([1, 2], new Map([[1, ada]]));
    expect(await keyv.getMany(['site:1', 'site:2'])).toEqual([
      expect.stringContaining(ada),
      expect.any(String),
    ]);
    const [one, two, three] = await store.getMany([1, 2, 3]);
    expect(one).toEqual(ada);
    expect(two).toBe('');
    expect(three).toBeUndefined();
  });

  it('stores records for their lifetime, and unknown users for a shorter one', async () => {
    const keyv = new Keyv();
    const store = storeIn(keyv);
    await store.setMany([1, 2], new Map([[1, ada]]));
    vi.setSystemTime(Date.now() + 5_001);
    expect(await keyv.getMany(['1', '2'])).toEqual([expect.any(String), undefined]);
    vi.setSystemTime(Date.now() + 55_000);
    expect(await keyv.get('1')).toBeUndefined();
  });

  it('deletes users', async () => {
    const store = storeIn(new Keyv());
    await store.setMany([1, 2], new Map([[1, ada]]));
    await store.deleteMany([1]);
    expect((await store.getMany([1, 2])).map((record) => record?.length)).toEqual([undefined, 0]);
  });

  it('reads several users in one call', async () => {
    const getMany = vi.fn<KeyvStore['getMany']>(async (keys) => keys.map(() => undefined));
    const store = { ...storeOf(() => Promise.reject(new Error())), getMany };
    await storeIn(store, 'p').getMany([3, 1, 2]);
    expect(getMany).toHaveBeenCalledExactlyOnceWith(['p3', 'p1', 'p2']);
  });

  describe('does not serve', () => {
    /** Returns what the store returns for user 1 while the value `forged` is stored under the user's key. */
    const read = async (forged: unknown) => {
      const keyv = new Keyv();
      await keyv.set('1', forged);
      return storeIn(keyv).getMany([1]);
    };

    it.each([
      ['a record of another site', ada],
      ['text that begins and ends as a record but is not JSON', '{"user_id":1,"x":}'],
      ['two records', '{"user_id":1,"a":1},{"user_id":2,"b":2}'],
      ['an empty text', ''],
      ['an object', { user_id: 1, name: 'Eve' }],
      ['a number', 1],
      ['null', null],
    ])('%s', async (_, forged) => {
      expect(await read(forged)).toEqual([undefined]);
    });

    it.each([
      ['the record of another user', '', '1', SECRET_KEYS],
      ['a record with another prefix', 'email:', 'email:2', SECRET_KEYS],
      ['a record that was sealed with another key', '', '2', ['the-secret-key-of-another-site']],
    ])('%s', async (_, prefix, copyOf, secretKeys) => {
      const keyv = new Keyv();
      await storeIn(keyv, prefix, secretKeys).setMany(
        [1, 2],
        new Map([
          [1, ada],
          [2, bob],
        ]),
      );
      await keyv.set('2', await keyv.get(copyOf));
      expect(await storeIn(keyv).getMany([2])).toEqual([undefined]);
    });

    it('a record of this site after a change of one character anywhere, or after its lifetime', async () => {
      const keyv = new Keyv();
      await storeIn(keyv).setMany([1], new Map([[1, ada]]));
      const sealed = await keyv.get<string>('1');
      for (let index = 0; index < sealed!.length; index++) {
        const changed = sealed![index] === 'x' ? 'y' : 'x';
        const forged = sealed!.slice(0, index) + changed + sealed!.slice(index + 1);
        expect(await read(forged), forged).toEqual([undefined]);
      }
      expect(await read(sealed)).toEqual([ada]);
      vi.setSystemTime(Date.now() + 60_000);
      expect(await read(sealed)).toEqual([undefined]);
    });

    it('a value that others wrote, which is logged once', async () => {
      const keyv = new Keyv();
      await keyv.set('1', ada);
      const store = storeIn(keyv);
      await store.getMany([1]);
      await store.getMany([1]);
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        'The store of the user cache has a value for user 1 that is not used: this site did not write it, or it has ' +
          'expired. The user is read again, and the value is overwritten. Check who writes to the store. Further ' +
          'values are not logged for an hour.',
      );
    });
  });

  it('reads the records of every secret key, so that a rotation does not empty the cache', async () => {
    const keyv = new Keyv();
    await storeIn(keyv, '', ['the-old-secret-key-of-the-site']).setMany([1], new Map([[1, ada]]));
    const store = storeIn(keyv, '', ['the-new-secret-key-of-the-site', 'the-old-secret-key-of-the-site']);
    expect(await store.getMany([1])).toEqual([ada]);
    await store.setMany([2], new Map([[2, bob]]));
    expect(await storeIn(keyv, '', ['the-new-secret-key-of-the-site']).getMany([2])).toEqual([bob]);
    expect(await storeIn(keyv, '', ['the-old-secret-key-of-the-site']).getMany([2])).toEqual([undefined]);
  });

  describe('when a value cannot be parsed', () => {
    const users = Array.from({ length: 100 }, (_, index) => index + 1);
    const recordOf = (number: number) => `{"user_id":${number},"name":"User"}`;

    /** A store of 100 users in which the text of user 50 was replaced. Counts the calls. */
    async function damagedStore(damaged: number[]) {
      const map = new Map<string, string>();
      const keyv = new Keyv({ store: map });
      await storeIn(keyv).setMany(users, new Map(users.map((number) => [number, recordOf(number)])));
      for (const number of damaged) map.set(`keyv:${number}`, '\u001b[2J not JSON');
      // Unlike an adapter, a Map cannot read several values at once.
      const getMany = vi.fn<KeyvStore['getMany']>(async (keys) =>
        Promise.all(keys.map((key) => keyv.get(key))),
      );
      const store: KeyvStore = {
        getMany,
        setMany: async (entries) => keyv.setMany(entries),
        deleteMany: async (keys) => keyv.deleteMany(keys),
      };
      return { store, getMany, map };
    }

    it.each([[[50]], [[1]], [[100]], [[3, 4, 77]]])(
      'reads all other users, and deletes it: %o',
      async (damaged) => {
        const { store, getMany, map } = await damagedStore(damaged);
        const records = await storeIn(store).getMany(users);
        expect(records).toEqual(
          users.map((number) => (damaged.includes(number) ? undefined : recordOf(number))),
        );
        for (const number of damaged) expect(map.has(`keyv:${number}`)).toBe(false);
        // Halving the list, not one call for each user.
        expect(getMany.mock.calls.length).toBeLessThanOrEqual(1 + damaged.length * 14);
        expect(error).not.toHaveBeenCalled();
      },
    );

    it('reads and writes in the next call as usual', async () => {
      const { store, getMany } = await damagedStore([50]);
      const records = storeIn(store);
      await records.getMany([50]);
      await records.setMany([50], new Map([[50, recordOf(50)]]));
      getMany.mockClear();
      expect(await records.getMany(users)).toEqual(users.map(recordOf));
      expect(getMany).toHaveBeenCalledOnce();
    });

    it('logs it once, without its control characters', async () => {
      const { store } = await damagedStore([50, 51]);
      await storeIn(store).getMany(users);
      expect(warn).toHaveBeenCalledOnce();
      expect(warn.mock.calls[0]![0]).toMatch(
        /has a value for user 50 that is not used: "SyntaxError: [ -~…]+$/,
      );
    });
  });

  it('calls a store that fails a few times at most, however many users there are', async () => {
    const failing = storeOf(() => Promise.reject(new Error('connection refused')));
    await storeIn(failing).getMany(Array.from({ length: 1_000 }, (_, index) => index));
    expect(failing.getMany.mock.calls.length).toBeLessThanOrEqual(11);
    expect(failing.deleteMany).toHaveBeenCalledOnce();
  });

  it('has no records while the store fails, logs this once and tries again after a second', async () => {
    const failing = storeOf(() => Promise.reject(new Error('connection refused')));
    const store = storeIn(failing);
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
    const store = storeIn(failing);
    await store.getMany([1]);
    await store.deleteMany([1]);
    await store.deleteMany([1]);
    // Twice here, and once because a value that cannot be read is deleted.
    expect(failing.deleteMany).toHaveBeenCalledTimes(2 + 1);
    expect(error).toHaveBeenCalledTimes(3);
    expect(error).toHaveBeenLastCalledWith(
      'Users could not be invalidated, so their old data may be served for up to 60 seconds: ECONNREFUSED',
    );
  });
});
