import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { UserId } from '../../users/user-id.js';
import type { ResolvedImbaChatOptions } from '../imbachat.options.js';
import type { RecordBytes } from './record-store.js';
import { type ReadRecords, UserCache } from './user-cache.js';
import { recordStore, type UserCacheOptions } from './user-cache.options.js';

const record = (id: UserId, version = 1): RecordBytes => Buffer.from(`,{"user_id":${id},"v":${version}}`);
const texts = (records: RecordBytes[] | null) => records?.map(String);

/** Reads users with ids below 100. */
const reader = (version = 1) =>
  vi.fn<ReadRecords>(
    async (ids) => new Map(ids.filter((id) => id < 100).map((id) => [id, record(id, version)])),
  );

const cacheWith = (options: UserCacheOptions = { ttlSeconds: 60, maxUsers: 10 }) =>
  new UserCache({ userCache: recordStore(options, 'test:') } as ResolvedImbaChatOptions);

describe('UserCache', () => {
  it('knows nobody while it is off', async () => {
    const read = reader();
    for (const options of [null, { userCache: null } as ResolvedImbaChatOptions]) {
      const cache = new UserCache(options);
      expect(await cache.recordsOf([1], read)).toBeNull();
      await cache.invalidate(1);
    }
    expect(read).not.toHaveBeenCalled();
  });

  it('reads a user once', async () => {
    const [cache, read] = [cacheWith(), reader()];
    const first = await cache.recordsOf([1], read);
    expect(texts(first)).toEqual([',{"user_id":1,"v":1}']);
    expect((await cache.recordsOf([1], read))![0]).toBe(first![0]);
    expect(read).toHaveBeenCalledOnce();
  });

  it('asks for nobody but those who are missing, and keeps the order of the question', async () => {
    const [cache, read] = [cacheWith(), reader()];
    await cache.recordsOf([2, 4], read);
    expect(texts(await cache.recordsOf([4, 3, 200, 2, 1], read))).toEqual(
      [4, 3, 2, 1].map((id) => String(record(id))),
    );
    expect(read.mock.calls).toEqual([[[2, 4]], [[3, 200, 1]]]);
  });

  it('remembers who is not there', async () => {
    const [cache, read] = [cacheWith(), reader()];
    expect(await cache.recordsOf([200], read)).toEqual([]);
    expect(await cache.recordsOf([200], read)).toEqual([]);
    expect(read).toHaveBeenCalledOnce();
  });

  it('keeps no more users than it may', async () => {
    const [cache, read] = [cacheWith({ ttlSeconds: 60, maxUsers: 2 }), reader()];
    for (const id of [1, 2, 1, 3]) await cache.recordsOf([id], read);
    expect(read).toHaveBeenCalledTimes(3);
    await cache.recordsOf([1, 3], read);
    expect(read).toHaveBeenCalledTimes(3);
    await cache.recordsOf([2], read);
    expect(read).toHaveBeenCalledTimes(4);
  });

  it('asks once for users who are asked for at the same time', async () => {
    const [cache, read] = [cacheWith(), reader()];
    const answers = await Promise.all([
      cache.recordsOf([1, 2], read),
      cache.recordsOf([2, 3], read),
      cache.recordsOf([3, 1, 200], read),
    ]);
    expect(answers.map(texts)).toEqual(
      [
        [1, 2],
        [2, 3],
        [3, 1],
      ].map((ids) => ids.map((id) => String(record(id)))),
    );
    expect(read.mock.calls).toEqual([[[1, 2]], [[3]], [[200]]]);
  });

  it('gives the error of a read to all who wait for it, and keeps nothing of it', async () => {
    const cache = cacheWith();
    const fails = vi.fn<ReadRecords>(() => Promise.reject(new Error('the database is away')));
    const settled = await Promise.allSettled([cache.recordsOf([1], fails), cache.recordsOf([1, 2], fails)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(fails).toHaveBeenCalledTimes(2);
    expect(texts(await cache.recordsOf([1], reader()))).toEqual([String(record(1))]);
  });

  it('reads an invalidated user anew, and only that one', async () => {
    const cache = cacheWith();
    await cache.recordsOf([1, 2, 3], reader(1));
    await cache.invalidate(1, 2);
    expect(texts(await cache.recordsOf([1, 2, 3], reader(2)))).toEqual([
      String(record(1, 2)),
      String(record(2, 2)),
      String(record(3, 1)),
    ]);
  });

  it('keeps nothing that was read before the user was invalidated', async () => {
    const cache = cacheWith();
    const slow = vi.fn<ReadRecords>(async () => {
      await delay(10);
      return new Map([
        [1, record(1, 1)],
        [2, record(2, 1)],
      ]);
    });
    const before = cache.recordsOf([1, 2], slow);
    await vi.waitFor(() => expect(slow).toHaveBeenCalled());
    await cache.invalidate(1);
    const after = cache.recordsOf([1], reader(2));
    expect(texts(await before)).toEqual([String(record(1, 1)), String(record(2, 1))]);
    expect(texts(await after)).toEqual([String(record(1, 2))]);
    expect(texts(await cache.recordsOf([1, 2], reader(3)))).toEqual([
      String(record(1, 2)),
      String(record(2, 1)),
    ]);
  });

  it('answers as the reader does, whatever was asked before', async () => {
    const id = fc.integer({ min: 1, max: 12 }).map((n) => n * 15);
    const question = fc.uniqueArray(id, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(question, { maxLength: 6 }), async (questions) => {
        const [cache, read] = [cacheWith({ ttlSeconds: 60, maxUsers: 5 }), reader()];
        const answers = await Promise.all(questions.map(async (ids) => cache.recordsOf(ids, read)));
        for (const [index, ids] of questions.entries()) {
          const expected = ids.filter((asked) => asked < 100).map((asked) => String(record(asked)));
          expect(texts(answers[index]!)).toEqual(expected);
          expect(texts(await cache.recordsOf(ids, read))).toEqual(expected);
        }
      }),
    );
  });
});
