import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FixedUserProvider, providerCalls, usersOf } from '../../../../test/support/options.js';
import { ChatTelemetry } from '../telemetry/chat-telemetry.js';
import type { UserId } from './user-id.js';
import type { UserProvider, UserProviderContext } from './user-provider.js';
import { UserProviderError, UserProviderTimeoutError } from './user-provider.errors.js';
import type { UsersService } from './users.service.js';

type Provider = UserProvider<UserId>;
type Search = NonNullable<Provider['search']>;
type FindFriends = NonNullable<Provider['findFriends']>;
type Authenticate = NonNullable<Provider['authenticate']>;

const ada = { id: 1, name: 'Ada' };
const bob = { id: 2, name: 'Bob' };
const eve = { id: 3, name: 'Eve' };

const CONTEXT = expect.objectContaining({ signal: expect.any(AbortSignal) });
const REQUEST = {};
const nameOf = ({ name }: { name: string }): string => name;
const never = <T>(): Promise<T> => new Promise<T>(() => {});

const serviceOf = (provider: Provider, timeoutMs?: number, metrics?: ChatTelemetry): UsersService =>
  usersOf(provider, metrics, providerCalls(timeoutMs));

/** A service whose provider has these methods. */
const serviceWith = (methods: Partial<Record<keyof Provider, unknown>>, timeoutMs?: number): UsersService =>
  serviceOf(Object.assign(new FixedUserProvider([]), methods), timeoutMs);

describe('UsersService', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();

  afterEach(() => {
    warn.mockClear();
  });

  describe('findByIds', () => {
    it('calls the provider once, with all ids', async () => {
      const provider = new FixedUserProvider([ada, bob]);
      await serviceOf(provider).findByIds(REQUEST, [2, 'ada', 1], nameOf);
      expect(provider.calls).toEqual([[2, 'ada', 1]]);
    });

    it('does not call the provider for an empty list', async () => {
      const provider = new FixedUserProvider([ada]);
      expect(await serviceOf(provider).findByIds(REQUEST, [], nameOf)).toEqual([]);
      expect(provider.calls).toEqual([]);
    });

    it('returns the results in the order of the ids, and undefined for unknown users', async () => {
      const service = serviceOf(new FixedUserProvider([ada, bob, eve]));
      expect(await service.findByIds(REQUEST, [3, 9, 1, 2], nameOf)).toEqual([
        'Eve',
        undefined,
        'Ada',
        'Bob',
      ]);
      expect(warn).not.toHaveBeenCalled();
    });

    it('recognizes a user whose id the provider returns as text', async () => {
      const service = serviceOf(new FixedUserProvider([{ id: '42', name: 'Ada' }, bob]));
      expect(await service.findByIds(REQUEST, [42, '2'], nameOf)).toEqual(['Ada', 'Bob']);
    });

    it('drops users who were not asked for and logs why, without names', async () => {
      const service = serviceOf(new FixedUserProvider([ada, eve]));
      expect(await service.findByIds(REQUEST, [1], nameOf)).toEqual(['Ada']);
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        'Dropped what UserProvider.findByIds returned: user 3, who was not requested',
      );
    });

    it('separates the reasons', async () => {
      await serviceOf(new FixedUserProvider([ada, bob, eve])).findByIds(REQUEST, [1], nameOf);
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        'Dropped what UserProvider.findByIds returned: ' +
          'user 2, who was not requested; user 3, who was not requested',
      );
    });

    it('logs the same reasons once, however often they occur', async () => {
      const service = serviceOf(new FixedUserProvider([ada, eve]));
      for (let call = 0; call < 100; call++) await service.findByIds(REQUEST, [1], nameOf);
      expect(warn).toHaveBeenCalledOnce();
    });

    it('logs the first reasons and how many more there are', async () => {
      const strangers = Array.from({ length: 7 }, (_, index) => ({ id: index + 10, name: 'x' }));
      await serviceOf(new FixedUserProvider(strangers)).findByIds(REQUEST, [1], nameOf);
      expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/user 14[^;]*; and 2 more$/));
    });

    it.each([
      [null, 'null'],
      [undefined, 'undefined'],
      [ada, 'an object'],
      ['Ada', '"Ada"'],
    ])('refuses a provider that resolves to %o', async (returned, description) => {
      const error: unknown = await serviceOf(new FixedUserProvider(returned))
        .findByIds(REQUEST, [1], nameOf)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserProviderError);
      expect(error).toHaveProperty('code', 'ERR_CHAT_USER_PROVIDER');
      expect(error).toHaveProperty(
        'message',
        'Expected UserProvider.findByIds to resolve to an array of users but it resolved to ' +
          `${description}. Fix: return [] when no user was found.`,
      );
    });

    it.each([
      ['rejects', () => Promise.reject(new Error('the database is down'))],
      [
        'throws',
        () => {
          throw new Error('the database is down');
        },
      ],
    ])('passes on the error of a provider that %s', async (_, findByIds) => {
      await expect(serviceWith({ findByIds }).findByIds(REQUEST, [1], nameOf)).rejects.toThrow(
        'the database is down',
      );
    });
  });

  describe('findById', () => {
    it('returns the user, or null for an unknown user', async () => {
      const service = serviceOf(new FixedUserProvider([ada]));
      expect(await service.findById(REQUEST, 1)).toMatchObject(ada);
      expect(await service.findById(REQUEST, 2)).toBeNull();
    });
  });

  describe('the deadline', () => {
    it('rejects the call of a provider that hangs, and ignores its late result', async () => {
      let rejectLate!: (error: Error) => void;
      const hanging = new Promise<never>((_resolve, reject) => (rejectLate = reject));
      const result = serviceWith({ findByIds: () => hanging }, 20).findByIds(REQUEST, [1], nameOf);
      await expect(result).rejects.toBeInstanceOf(UserProviderTimeoutError);
      await expect(result).rejects.toMatchObject({
        code: 'ERR_CHAT_USER_PROVIDER_TIMEOUT',
        retryAfterSeconds: 5,
        message:
          'Expected UserProvider.findByIds to respond within 20 ms but it did not. ' +
          'Fix: find out what it waits for, or increase the option `userProviderTimeoutMs`.',
      });
      rejectLate(new Error('late'));
      await new Promise(setImmediate);
    });

    it('aborts the signal with the error of the timeout', async () => {
      const signals: AbortSignal[] = [];
      const findByIds = (_ids: unknown, { signal }: UserProviderContext) => {
        signals.push(signal);
        return never();
      };
      const error: unknown = await serviceWith({ findByIds }, 20)
        .findByIds(REQUEST, [1], nameOf)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserProviderTimeoutError);
      expect(signals.map(({ aborted, reason }) => [aborted, reason as unknown])).toEqual([[true, error]]);
    });

    it('has aborted the signal when the provider first reads it after the deadline', async () => {
      const contexts: UserProviderContext[] = [];
      const findByIds = (_ids: unknown, context: UserProviderContext) => {
        contexts.push(context);
        return never();
      };
      await serviceWith({ findByIds }, 20)
        .findByIds(REQUEST, [1], nameOf)
        .catch(() => undefined);
      expect(contexts[0]!.signal.aborted).toBe(true);
      expect(contexts[0]!.signal.reason).toBeInstanceOf(UserProviderTimeoutError);
    });

    it('does not abort the signal of a call that was in time', async () => {
      const signals: AbortSignal[] = [];
      const findByIds = async (_ids: unknown, { signal }: UserProviderContext) => {
        signals.push(signal);
        return [ada];
      };
      await serviceWith({ findByIds }, 20).findByIds(REQUEST, [1], nameOf);
      await new Promise((resolve) => setTimeout(resolve, 40));
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    });

    it('gives the provider the same signal each time', async () => {
      const contexts: UserProviderContext[] = [];
      const findByIds = async (_ids: unknown, context: UserProviderContext) => {
        contexts.push(context);
        return [];
      };
      await serviceWith({ findByIds }).findByIds(REQUEST, [1], nameOf);
      expect(contexts[0]!.signal).toBe(contexts[0]!.signal);
    });

    it('creates no AbortController for a provider that never reads the signal', async () => {
      const create = vi.spyOn(globalThis, 'AbortController');
      await serviceOf(new FixedUserProvider([ada])).findByIds(REQUEST, [1], nameOf);
      await serviceWith({ findByIds: never }, 5)
        .findByIds(REQUEST, [1], nameOf)
        .catch(() => undefined);
      expect(create).not.toHaveBeenCalled();
      create.mockRestore();
    });
  });

  describe('metrics', () => {
    it.each([
      ['result', async () => [ada]],
      ['error', () => Promise.reject(new Error('the database is down'))],
      ['timeout', never],
    ])('record the outcome "%s" of a call and its duration', async (outcome, findByIds) => {
      const metrics = new ChatTelemetry();
      const record = vi.spyOn(metrics, 'provider');
      await serviceOf(Object.assign(new FixedUserProvider([]), { findByIds }) as Provider, 20, metrics)
        .findByIds(REQUEST, [1], nameOf)
        .catch(() => undefined);
      expect(record).toHaveBeenCalledExactlyOnceWith('findByIds', outcome, expect.any(Number));
      expect(record.mock.calls[0]![2]).toBeGreaterThanOrEqual(outcome === 'timeout' ? 0.015 : 0);
    });

    it('record the duration in seconds', async () => {
      const metrics = new ChatTelemetry();
      const record = vi.spyOn(metrics, 'provider');
      const now = vi.spyOn(performance, 'now').mockReturnValueOnce(1_000).mockReturnValueOnce(3_500);
      await serviceOf(new FixedUserProvider([ada]), 5_000, metrics).findByIds(REQUEST, [1], nameOf);
      now.mockRestore();
      expect(record).toHaveBeenCalledExactlyOnceWith('findByIds', 'result', 2.5);
    });
  });

  describe('optional methods', () => {
    it.each([
      ['search', (service: UsersService) => service.search(REQUEST, 'a', 1)],
      ['authenticate', (service: UsersService) => service.authenticate(REQUEST, 'a', 'b')],
      ['findFriends', (service: UsersService) => service.findFriends(REQUEST, 1)],
    ] as const)('%s is named in metrics, and in the log of what was dropped', async (method, call) => {
      const metrics = new ChatTelemetry();
      const record = vi.spyOn(metrics, 'provider');
      const nameless = { id: 5, name: '' };
      const returned = method === 'authenticate' ? nameless : [nameless];
      const provider = Object.assign(new FixedUserProvider([]), { [method]: async () => returned });
      await call(serviceOf(provider, 5_000, metrics));
      expect(record).toHaveBeenCalledExactlyOnceWith(method, 'result', expect.any(Number));
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        `Dropped what UserProvider.${method} returned: user 5, who has no name`,
      );
    });

    it.each(['search', 'authenticate', 'findFriends'] as const)(
      'has %s only if the provider has the method',
      async (method) => {
        expect(await serviceWith({}).has(REQUEST, method)).toBe(false);
        expect(await serviceWith({ [method]: undefined }).has(REQUEST, method)).toBe(false);
        expect(await serviceWith({ [method]: async () => [] }).has(REQUEST, method)).toBe(true);
      },
    );

    it.each([
      ['search', (service: UsersService) => service.search(REQUEST, 'a', 1)],
      ['authenticate', (service: UsersService) => service.authenticate(REQUEST, 'a', 'b')],
      ['findFriends', (service: UsersService) => service.findFriends(REQUEST, 1)],
    ])('throws an error that names the missing method %s', async (method, call) => {
      await expect(call(serviceWith({}))).rejects.toThrow(`The UserProvider has no method \`${method}\`.`);
    });

    it('are called as methods of the provider', async () => {
      const provider = Object.assign(new FixedUserProvider([]), {
        async search(this: unknown): Promise<unknown[]> {
          return this === provider ? [ada] : [];
        },
      });
      expect(await serviceOf(provider as Provider).search(REQUEST, 'a', 1)).toMatchObject([ada]);
    });
  });

  describe('search', () => {
    it('passes on the query and the limit, and keeps the limit and the order of the provider', async () => {
      const search = vi.fn<Search>(async () => [eve, ada, bob]);
      expect(await serviceWith({ search }).search(REQUEST, 'e', 2)).toMatchObject([eve, ada]);
      expect(search).toHaveBeenCalledExactlyOnceWith('e', 2, CONTEXT);
    });

    it('does not count dropped users towards the limit', async () => {
      const search = async () => [{ id: 0.5, name: 'x' }, ada, ada, bob];
      expect(await serviceWith({ search }).search(REQUEST, 'e', 2)).toMatchObject([ada, bob]);
    });

    it('refuses a provider that does not resolve to an array', async () => {
      await expect(serviceWith({ search: async () => null }).search(REQUEST, 'e', 2)).rejects.toThrow(
        'Expected UserProvider.search to resolve to an array of users but it resolved to null.',
      );
    });
  });

  describe('findFriends', () => {
    it('returns the friends of the user, without users that fail the check', async () => {
      const findFriends = vi.fn<FindFriends>(async () => [bob, { id: 5, name: '' }, eve]);
      expect(await serviceWith({ findFriends }).findFriends(REQUEST, 'ada')).toMatchObject([bob, eve]);
      expect(findFriends).toHaveBeenCalledExactlyOnceWith('ada', CONTEXT);
    });

    it('returns at most a thousand friends', async () => {
      const friends = Array.from({ length: 1_001 }, (_, index) => ({ id: index + 1, name: 'x' }));
      expect(await serviceWith({ findFriends: async () => friends }).findFriends(REQUEST, 1)).toHaveLength(
        1_000,
      );
    });
  });

  describe('authenticate', () => {
    it('passes on login and password, and returns the user', async () => {
      const authenticate = vi.fn<Authenticate>(async () => ada);
      expect(await serviceWith({ authenticate }).authenticate(REQUEST, 'ada', 'engine')).toMatchObject(ada);
      expect(authenticate).toHaveBeenCalledExactlyOnceWith('ada', 'engine', CONTEXT);
    });

    it.each([[null], [undefined]])('logs nothing when the provider resolves to %o', async (returned) => {
      await serviceWith({ authenticate: async () => returned }).authenticate(REQUEST, 'a', 'b');
      expect(warn).not.toHaveBeenCalled();
    });

    it.each([[null], [undefined], [false], [[ada]], [{ name: 'Ada' }]])(
      'returns null when the provider resolves to %o',
      async (returned) => {
        expect(
          await serviceWith({ authenticate: async () => returned }).authenticate(REQUEST, 'a', 'b'),
        ).toBeNull();
      },
    );
  });
});
