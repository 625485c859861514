import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { numbersOf, resolvedImbaChat } from '../../../../../test/support/options.js';
import { ChatTelemetry } from '../../telemetry/chat-telemetry.js';
import { InvalidUserIdError, type UserId } from '../../users/user-id.js';
import type { ImbaChatOptions } from '../imbachat.options.js';
import { IdentityUserNumbers, UserNumbers } from '../protocol/user-numbers.js';
import type { KeyvStore } from './keyv-record-store.js';
import type { CachedRecord } from './record-store.js';
import { type ReadRecords, UserCache } from './user-cache.js';

const record = (number: number, version = 1): CachedRecord => `{"user_id":${number},"v":${version}}`;

/** Reads users whose numbers are below 100. */
const reader = (version = 1) =>
  vi.fn<ReadRecords>(
    async (numbers) =>
      new Map(numbers.filter((number) => number < 100).map((number) => [number, record(number, version)])),
  );

function cacheWith(
  options: Partial<ImbaChatOptions> = { userCache: { ttlSeconds: 60, maxUsers: 10 } },
  userNumbers: UserNumbers = new IdentityUserNumbers(),
  telemetry = new ChatTelemetry(),
): UserCache {
  return new UserCache(resolvedImbaChat(options), numbersOf(userNumbers), telemetry);
}

/** Assigns the numbers 1, 2 and 3 to the ids 'ada', 'bob' and 'eve'. */
class NamedUserNumbers extends UserNumbers {
  override async numbersOf(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    return new Map(ids.map((id) => [id, ['ada', 'bob', 'eve'].indexOf(String(id)) + 1]));
  }

  override async idsOf(): Promise<ReadonlyMap<number, UserId>> {
    return new Map();
  }
}

describe('UserCache', () => {
  it.each([
    [
      'without ImbaChat in the options',
      new UserCache(null, numbersOf(new IdentityUserNumbers()), new ChatTelemetry()),
    ],
    ['without the option userCache', cacheWith({})],
  ])('caches nothing %s', async (_, cache) => {
    const read = reader();
    expect(cache.recordsOf([1], read)).toBeNull();
    await expect(cache.invalidate(1)).resolves.toBeUndefined();
    expect(read).not.toHaveBeenCalled();
  });

  it('reads a user once', async () => {
    const [cache, read] = [cacheWith(), reader()];
    const first = await cache.recordsOf([1], read);
    expect(first).toEqual(['{"user_id":1,"v":1}']);
    expect(await cache.recordsOf([1], read)).toEqual(first);
    expect(read).toHaveBeenCalledOnce();
  });

  it('reads only the missing users, and keeps the order of the numbers', async () => {
    const [cache, read] = [cacheWith(), reader()];
    await cache.recordsOf([2, 4], read);
    expect(await cache.recordsOf([4, 3, 200, 2, 1], read)).toEqual(
      [4, 3, 2, 1].map((number) => record(number)),
    );
    expect(read.mock.calls).toEqual([[[2, 4]], [[3, 200, 1]]]);
  });

  it('caches that a user is unknown', async () => {
    const [cache, read] = [cacheWith(), reader()];
    expect(await cache.recordsOf([200], read)).toEqual([]);
    expect(await cache.recordsOf([200], read)).toEqual([]);
    expect(read).toHaveBeenCalledOnce();
  });

  it('reads a user once for calls at the same time', async () => {
    const [cache, read] = [cacheWith(), reader()];
    const results = await Promise.all([
      cache.recordsOf([1, 2], read),
      cache.recordsOf([2, 3], read),
      cache.recordsOf([3, 1, 200], read),
      cache.recordsOf([2], read),
    ]);
    expect(results).toEqual(
      [[1, 2], [2, 3], [3, 1], [2]].map((numbers) => numbers.map((number) => record(number))),
    );
    expect(read.mock.calls).toEqual([[[1, 2]], [[3]], [[200]]]);
  });

  it('rejects every call that waits for a read that fails, and caches nothing of it', async () => {
    const cache = cacheWith();
    const fails = vi.fn<ReadRecords>(() => Promise.reject(new Error('the database is down')));
    const settled = await Promise.allSettled([cache.recordsOf([1], fails), cache.recordsOf([1, 2], fails)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(fails).toHaveBeenCalledTimes(2);
    expect(await cache.recordsOf([1], reader())).toEqual([record(1)]);
  });

  it('reads invalidated users again, and no others', async () => {
    const cache = cacheWith();
    await cache.recordsOf([1, 2, 3], reader(1));
    await cache.invalidate(1, 2);
    expect(await cache.recordsOf([1, 2, 3], reader(2))).toEqual([record(1, 2), record(2, 2), record(3, 1)]);
  });

  it('maps the ids that are invalidated to the numbers under which users are cached', async () => {
    const cache = cacheWith(undefined, new NamedUserNumbers());
    await cache.recordsOf([1, 2, 3], reader(1));
    await cache.invalidate('ada', 'eve');
    expect(await cache.recordsOf([1, 2, 3], reader(2))).toEqual([record(1, 2), record(2, 1), record(3, 2)]);
  });

  it('invalidates by ids in every form, and refuses what is not an id', async () => {
    const cache = cacheWith();
    await cache.recordsOf([1, 2], reader(1));
    await cache.invalidate('1', 2n);
    expect(await cache.recordsOf([1, 2], reader(2))).toEqual([record(1, 2), record(2, 2)]);
    await expect(cache.invalidate(1.5)).rejects.toBeInstanceOf(InvalidUserIdError);
  });

  it('does not cache what was read before the user was invalidated', async () => {
    const cache = cacheWith();
    let finishRead!: (records: Awaited<ReturnType<ReadRecords>>) => void;
    const slow = vi.fn<ReadRecords>(() => new Promise((resolve) => (finishRead = resolve)));
    const before = cache.recordsOf([1, 2], slow);
    await vi.waitFor(() => expect(slow).toHaveBeenCalled());
    await cache.invalidate(1);
    expect(await cache.recordsOf([1], reader(2))).toEqual([record(1, 2)]);
    finishRead(
      new Map([
        [1, record(1, 1)],
        [2, record(2, 1)],
      ]),
    );
    expect(await before).toEqual([record(1, 1), record(2, 1)]);
    expect(await cache.recordsOf([1, 2], reader(3))).toEqual([record(1, 2), record(2, 1)]);
  });

  it('does not write to the store if all users were invalidated while they were read', async () => {
    const setMany = vi.fn<KeyvStore['setMany']>(async () => undefined);
    const store = { getMany: async () => [undefined], setMany, deleteMany: async () => true };
    const cache = cacheWith({ userCache: { ttlSeconds: 60, store } });
    let finishRead = (): void => undefined;
    const slow = vi.fn<ReadRecords>(
      () => new Promise((resolve) => (finishRead = () => resolve(new Map([[1, record(1)]])))),
    );
    const before = cache.recordsOf([1], slow);
    await vi.waitFor(() => expect(slow).toHaveBeenCalled());
    await cache.invalidate(1);
    finishRead();
    expect(await before).toEqual([record(1)]);
    expect(setMany).not.toHaveBeenCalled();
  });

  it('returns what the reader returns, whatever was read before', async () => {
    const number = fc.integer({ min: 1, max: 12 }).map((factor) => factor * 15);
    const list = fc.uniqueArray(number, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(list, { maxLength: 6 }), async (lists) => {
        const cache = cacheWith({ userCache: { ttlSeconds: 60, maxUsers: 5 } });
        const read = reader();
        const results = await Promise.all(lists.map(async (numbers) => cache.recordsOf(numbers, read)));
        for (const [index, numbers] of lists.entries()) {
          const expected = numbers.filter((asked) => asked < 100).map((asked) => record(asked));
          expect(results[index]!).toEqual(expected);
          expect(await cache.recordsOf(numbers, read)).toEqual(expected);
        }
      }),
    );
  });

  it('counts hits and misses, also of unknown users', async () => {
    const telemetry = new ChatTelemetry();
    const count = vi.spyOn(telemetry, 'cache');
    const cache = cacheWith(undefined, undefined, telemetry);
    await cache.recordsOf([1, 200], reader());
    await cache.recordsOf([1, 200, 2], reader());
    expect(count.mock.calls).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });

  it('separates sites, and records with e-mail addresses, in a shared store', async () => {
    const keys: string[] = [];
    const store: KeyvStore = {
      getMany: async (given) => given.map(() => undefined),
      setMany: async (entries) => keys.push(...entries.map(({ key }) => key)),
      deleteMany: async () => true,
    };
    const userCache = { ttlSeconds: 60, store };
    for (const options of [{ widgetId: 1 }, { widgetId: 2 }, { widgetId: 2, includeEmail: true }]) {
      await cacheWith({ userCache, ...options }).recordsOf([7], reader());
    }
    await vi.waitFor(() => expect(keys).toHaveLength(3));
    expect(keys).toEqual(['imbachat:1:7', 'imbachat:2:7', 'imbachat:2:email:7']);
  });
});
