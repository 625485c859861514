import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  FixedUserProvider,
  numbersOf,
  resolvedImbaChat,
  usersOf,
} from '../../../../../test/support/options.js';
import { ChatTelemetry } from '../../telemetry/chat-telemetry.js';
import type { UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';
import type { ImbaChatOptions } from '../imbachat.options.js';
import { UserNumbers } from '../protocol/user-numbers.js';
import { UserCache } from '../user-cache/user-cache.js';
import { UsersInfoService } from './users-info.service.js';

const ada = { id: 'ada', name: 'Ada', email: 'ada@example.com' };
const bob = { id: 'bob', name: 'Bob' };
const eve = { id: 'eve', name: 'Eve' };

/** Knows the numbers of ada and bob only. */
class NamedUserNumbers extends UserNumbers {
  private readonly numbers = new Map<UserId, number>([
    ['ada', 1],
    ['bob', 2],
  ]);

  override async numbersOf(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    return new Map([...this.numbers].filter(([id]) => ids.includes(id)));
  }

  override async idsOf(numbers: readonly number[]): Promise<ReadonlyMap<number, UserId>> {
    const ids = [...this.numbers].map(([id, number]) => [number, id] as const);
    return new Map(ids.filter(([number]) => numbers.includes(number)));
  }
}

function setUp(
  methods: Partial<Record<keyof UserProvider, unknown>> = {},
  options: Partial<ImbaChatOptions> = {},
) {
  const resolved = resolvedImbaChat(options);
  const telemetry = new ChatTelemetry();
  const counted = vi.spyOn(telemetry, 'usersInfo');
  const provider = Object.assign(new FixedUserProvider([bob, ada]), methods);
  const userNumbers = new NamedUserNumbers();
  const service = new UsersInfoService(
    usersOf(provider, telemetry),
    numbersOf(userNumbers),
    new UserCache(resolved, numbersOf(userNumbers), telemetry),
    telemetry,
    resolved,
  );
  const usersInfo = async (...numbers: number[]): Promise<unknown> =>
    JSON.parse(await service.usersInfo({}, numbers));
  return { service, provider, usersInfo, counted, numbersOf: vi.spyOn(userNumbers, 'numbersOf') };
}

describe('UsersInfoService', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();

  afterEach(() => {
    warn.mockClear();
  });

  describe.each([
    ['without a cache', {}],
    ['with a cache', { userCache: { ttlSeconds: 60, maxUsers: 10 } }],
  ])('usersInfo %s', (_, options) => {
    it('asks the provider for the ids of the numbers, and returns records under the numbers, in their order', async () => {
      const { usersInfo, provider } = setUp({}, options);
      expect(await usersInfo(1, 9, 2)).toEqual([
        { user_id: 1, name: 'Ada', avatar_url: false },
        { user_id: 2, name: 'Bob', avatar_url: false },
      ]);
      expect(provider.calls).toEqual([['ada', 'bob']]);
    });

    it('returns an empty array for numbers without a user', async () => {
      const { usersInfo, provider } = setUp({}, options);
      expect(await usersInfo(9)).toEqual([]);
      expect(await usersInfo()).toEqual([]);
      expect(provider.calls).toEqual([]);
    });

    it('leaves out a user who has a number but whom the provider no longer knows', async () => {
      const findByIds = async () => [bob];
      expect(await setUp({ findByIds }, options).usersInfo(1, 2)).toEqual([
        { user_id: 2, name: 'Bob', avatar_url: false },
      ]);
    });

    it('counts the users that were asked for and found', async () => {
      const { usersInfo, counted } = setUp({}, options);
      await usersInfo(1, 9, 2);
      await usersInfo(1);
      expect(counted.mock.calls).toEqual([
        [3, 2],
        [1, 1],
      ]);
    });

    it('contains e-mail addresses only with includeEmail', async () => {
      expect(await setUp({}, options).usersInfo(1)).toEqual([
        expect.not.objectContaining({ user_mail: expect.anything() }),
      ]);
      expect(await setUp({}, { ...options, includeEmail: true }).usersInfo(1)).toEqual([
        expect.objectContaining({ user_mail: 'ada@example.com' }),
      ]);
    });
  });

  it('does not read a cached user again', async () => {
    const { usersInfo, provider } = setUp({}, { userCache: { ttlSeconds: 60, maxUsers: 10 } });
    const first = await usersInfo(1);
    expect(await usersInfo(1)).toEqual(first);
    expect(provider.calls).toHaveLength(1);
  });

  describe('friends', () => {
    it('asks the provider for the friends of the user with this number, and returns their records', async () => {
      const findFriends = vi.fn<(id: UserId) => Promise<object[]>>(async () => [bob, ada]);
      expect(await setUp({ findFriends }).service.friends({}, 1)).toMatchObject([
        { user_id: 2, name: 'Bob' },
        { user_id: 1, name: 'Ada' },
      ]);
      expect(findFriends).toHaveBeenCalledExactlyOnceWith('ada', expect.anything());
    });

    it('returns no friends of an unknown number, without asking the provider', async () => {
      const findFriends = vi.fn<() => Promise<object[]>>(async () => [bob]);
      expect(await setUp({ findFriends }).service.friends({}, 9)).toEqual([]);
      expect(findFriends).not.toHaveBeenCalled();
    });
  });

  describe('search', () => {
    it('returns the number and the name of each user found, and nothing else', async () => {
      const search = vi.fn<(query: string, limit: number) => Promise<object[]>>(async () => [bob, ada]);
      expect(await setUp({ search }, { searchLimit: 7 }).service.search({}, 'a')).toStrictEqual([
        { user_id: 2, name: 'Bob' },
        { user_id: 1, name: 'Ada' },
      ]);
      expect(search).toHaveBeenCalledExactlyOnceWith('a', 7, expect.anything());
    });

    it('asks for no numbers if no user was found', async () => {
      const { service, numbersOf: asked } = setUp({ search: async () => [] });
      expect(await service.search({}, 'a')).toEqual([]);
      expect(asked).not.toHaveBeenCalled();
    });

    it('drops users without a number, and logs their ids and the fix', async () => {
      const search = async () => [ada, eve];
      expect(await setUp({ search }).service.search({}, 'a')).toStrictEqual([{ user_id: 1, name: 'Ada' }]);
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        expect.stringMatching(
          /^A user was dropped\. Expected a user number.* but got "eve"\..* Fix: .*`userNumbers`/,
        ),
      );
    });
  });

  describe('authenticate', () => {
    it('returns the number and the name of the user', async () => {
      const authenticate = vi.fn<(login: string, password: string) => Promise<object>>(async () => ada);
      expect(await setUp({ authenticate }).service.authenticate({}, 'ada', 'engine')).toStrictEqual({
        user_id: 1,
        name: 'Ada',
      });
      expect(authenticate).toHaveBeenCalledExactlyOnceWith('ada', 'engine', expect.anything());
    });

    it.each([
      ['a wrong password', null, 0],
      ['a user without a number', eve, 1],
    ])('returns null for %s, and logs only a dropped user', async (_, user, logged) => {
      expect(await setUp({ authenticate: async () => user }).service.authenticate({}, 'a', 'b')).toBeNull();
      expect(warn).toHaveBeenCalledTimes(logged);
    });
  });
});
