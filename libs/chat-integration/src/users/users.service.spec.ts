import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FixedUserProvider } from '../../../../test/support/options.js';
import { UserProviderError, UserProviderTimeoutError, UsersService } from './users.service.js';
import type { UserProvider } from './user-provider.js';

type Search = NonNullable<UserProvider['search']>;
type FindFriends = NonNullable<UserProvider['findFriends']>;
type Authenticate = NonNullable<UserProvider['authenticate']>;

const ada = { id: 1, name: 'Ada' };
const bob = { id: 2, name: 'Bob' };
const eve = { id: 3, name: 'Eve' };

function serviceOf(methods: Partial<Record<keyof UserProvider, unknown>>): UsersService {
  return new UsersService(Object.assign(new FixedUserProvider([]), methods));
}

describe('UsersService', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();

  afterEach(() => {
    warn.mockClear();
  });

  describe('findByIds', () => {
    it('calls the provider once, with each id once', async () => {
      const provider = new FixedUserProvider([ada, bob]);
      await new UsersService(provider).findByIds([2, 1, 2, 1]);
      expect(provider.calls).toEqual([[2, 1]]);
    });

    it('does not call the provider for nobody', async () => {
      const provider = new FixedUserProvider([ada]);
      expect(await new UsersService(provider).findByIds([])).toEqual([]);
      expect(provider.calls).toEqual([]);
    });

    it('gives users in the order of the question and leaves out who was not found', async () => {
      const service = new UsersService(new FixedUserProvider([ada, bob, eve]));
      expect(await service.findByIds([3, 9, 1, 2, 3])).toEqual([eve, ada, bob]);
      expect(warn).not.toHaveBeenCalled();
    });

    it('drops what was not asked for and says so, without names', async () => {
      const service = new UsersService(new FixedUserProvider([ada, eve]));
      expect(await service.findByIds([1])).toEqual([ada]);
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        'UserProvider.findByIds returned users that were dropped: user 3, who was not asked for',
      );
    });

    it('says no more than five reasons', async () => {
      const strangers = Array.from({ length: 7 }, (_, index) => ({ id: index + 10, name: 'x' }));
      await new UsersService(new FixedUserProvider(strangers)).findByIds([1]);
      expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/user 14[^;]*; and 2 more$/));
    });

    it.each([
      [null, 'null'],
      [undefined, 'undefined'],
      [ada, 'object'],
      ['Ada', 'string'],
    ])('refuses a provider that resolves to %o', async (returned, words) => {
      const service = new UsersService(new FixedUserProvider(returned));
      await expect(service.findByIds([1])).rejects.toThrow(
        `UserProvider.findByIds must resolve to an array of users, but it resolved to ${words}. Return [] when`,
      );
      await expect(service.findByIds([1])).rejects.toBeInstanceOf(UserProviderError);
    });

    it('passes on an error of the provider', async () => {
      const service = serviceOf({ findByIds: () => Promise.reject(new Error('the database is away')) });
      await expect(service.findByIds([1])).rejects.toThrow('the database is away');
    });
  });

  describe('the deadline', () => {
    it('ends the wait for a provider that hangs, and lets a late answer go', async () => {
      const late = withResolvers();
      const service = new UsersService(
        Object.assign(new FixedUserProvider([]), { findByIds: () => late.promise }),
        20,
      );
      const asked = service.findByIds([1]);
      await expect(asked).rejects.toBeInstanceOf(UserProviderTimeoutError);
      await expect(asked).rejects.toThrow('Expected UserProvider.findByIds to answer within 20 ms');
      late.reject(new Error('late'));
      await new Promise(setImmediate);
    });

    it('leaves no timer behind', async () => {
      const clear = vi.spyOn(globalThis, 'clearTimeout');
      await new UsersService(new FixedUserProvider([ada])).findByIds([1]);
      expect(clear).toHaveBeenCalledOnce();
      clear.mockRestore();
    });
  });

  describe('findById', () => {
    it('gives the user, or null for nobody', async () => {
      const service = new UsersService(new FixedUserProvider([ada]));
      expect(await service.findById(1)).toEqual(ada);
      expect(await service.findById(2)).toBeNull();
    });
  });

  describe('abilities', () => {
    it.each(['search', 'authenticate', 'findFriends'] as const)('has %s only with the method', (ability) => {
      expect(serviceOf({}).can(ability)).toBe(false);
      expect(serviceOf({ [ability]: undefined }).can(ability)).toBe(false);
      expect(serviceOf({ [ability]: async () => [] }).can(ability)).toBe(true);
    });

    it.each([
      ['search', (service: UsersService) => service.search('a', 1)],
      ['authenticate', (service: UsersService) => service.authenticate('a', 'b')],
      ['findFriends', (service: UsersService) => service.findFriends(1)],
    ])('names the missing method %s when it is needed', async (ability, use) => {
      await expect(use(serviceOf({}))).rejects.toThrow(`The UserProvider has no method \`${ability}\`.`);
    });

    it('are used as methods of the provider', async () => {
      const provider = Object.assign(new FixedUserProvider([]), {
        async search(this: unknown): Promise<unknown[]> {
          return this === provider ? [ada] : [];
        },
      });
      expect(await new UsersService(provider as UserProvider).search('a', 1)).toEqual([ada]);
    });
  });

  describe('search', () => {
    it('passes query and limit on and keeps to the limit and to the order of the provider', async () => {
      const search = vi.fn<Search>(async () => [eve, ada, bob]);
      expect(await serviceOf({ search }).search('e', 2)).toEqual([eve, ada]);
      expect(search).toHaveBeenCalledExactlyOnceWith('e', 2);
    });

    it('fills the limit with users who may be shown', async () => {
      const search = async () => [{ id: 0, name: 'x' }, ada, ada, bob];
      expect(await serviceOf({ search }).search('e', 2)).toEqual([ada, bob]);
    });

    it('refuses a provider that resolves to no array', async () => {
      await expect(serviceOf({ search: async () => null }).search('e', 2)).rejects.toThrow(
        'UserProvider.search must resolve to an array of users, but it resolved to null.',
      );
    });
  });

  describe('findFriends', () => {
    it('gives the friends of the user who may be shown', async () => {
      const findFriends = vi.fn<FindFriends>(async () => [bob, { id: 5, name: '' }, eve]);
      expect(await serviceOf({ findFriends }).findFriends(1)).toEqual([bob, eve]);
      expect(findFriends).toHaveBeenCalledExactlyOnceWith(1);
    });
  });

  describe('authenticate', () => {
    it('passes login and password on', async () => {
      const authenticate = vi.fn<Authenticate>(async () => ada);
      expect(await serviceOf({ authenticate }).authenticate('ada', 'engine')).toEqual(ada);
      expect(authenticate).toHaveBeenCalledExactlyOnceWith('ada', 'engine');
    });

    it.each([[null], [undefined], [false], [[ada]], [{ name: 'Ada' }]])(
      'lets nobody in for %o',
      async (returned) => {
        expect(await serviceOf({ authenticate: async () => returned }).authenticate('a', 'b')).toBeNull();
      },
    );
  });
});

function withResolvers(): { promise: Promise<never>; reject: (reason: Error) => void } {
  let reject!: (reason: Error) => void;
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}
