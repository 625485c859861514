import { describe, expect, it } from 'vitest';
import type { UserProvider } from '../users/user-provider.js';
import { FakeUserProvider } from './fake-user-provider.js';
import { userProviderContract } from './user-provider-contract.js';

const users = [
  { id: 1, name: 'Ada Lovelace', email: 'ada@example.com' },
  { id: 2, name: 'Bob' },
  { id: 3, name: 'Adam' },
];
const logins = [{ login: 'ada', password: 'engine', userId: 1 }];
const friends = { 1: [2, 3] };

const contract = userProviderContract({
  create: () => new FakeUserProvider(users, { logins, friends }),
  knownIds: [1, 2, 3],
  unknownId: 4,
  search: { query: 'ada', finds: [1, 3], email: 'ada@example.com' },
  authenticate: { login: 'ada', password: 'engine', userId: 1 },
  findFriends: { of: 1, finds: [2, 3] },
});

describe('FakeUserProvider', () => {
  it.each(contract)('fulfils the contract: $name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('records its calls', async () => {
    const provider = new FakeUserProvider(users, { logins, friends });
    await provider.findByIds([2, 9]);
    await provider.search('ad', 5);
    await provider.authenticate?.('ada', 'engine');
    await provider.findFriends?.(1);
    expect(provider.calls).toEqual([
      ['findByIds', [2, 9]],
      ['search', 'ad', 5],
      ['authenticate', 'ada', 'engine'],
      ['findFriends', 1],
    ]);
  });

  it('compares ids by their text', async () => {
    const provider = new FakeUserProvider<string>(
      [
        { id: '7', name: 'Ada' },
        { id: 'b2', name: 'Bob' },
      ],
      {
        logins: [{ login: 'bob', password: 'x', userId: 'b2' }],
        friends: { b2: ['7'] },
      },
    );
    const byNumber = provider as FakeUserProvider<number | string>;

    expect(await byNumber.findByIds([7, '7', 'b2', 'B2'])).toEqual([
      { id: '7', name: 'Ada' },
      { id: 'b2', name: 'Bob' },
    ]);
    expect(await provider.authenticate?.('bob', 'x')).toEqual({ id: 'b2', name: 'Bob' });
    expect(await provider.findFriends?.('b2')).toEqual([{ id: '7', name: 'Ada' }]);
  });

  it('does not record the context', async () => {
    const provider: UserProvider = new FakeUserProvider(users);
    await provider.findByIds([1], { signal: AbortSignal.abort() });
    expect((provider as FakeUserProvider).calls).toEqual([['findByIds', [1]]]);
  });

  it('records the ids as they were at the call', async () => {
    const provider = new FakeUserProvider(users);
    const ids = [1];
    await provider.findByIds(ids);
    ids.push(2);
    expect(provider.calls).toEqual([['findByIds', [1]]]);
  });

  it('has the optional methods only if it has their data', () => {
    const provider = new FakeUserProvider(users);
    expect('authenticate' in provider).toBe(false);
    expect('findFriends' in provider).toBe(false);
    expect('authenticate' in new FakeUserProvider(users, { logins: [] })).toBe(true);
  });

  it('refuses a login without a user', async () => {
    const provider = new FakeUserProvider([], { logins });
    expect(await provider.authenticate?.('ada', 'engine')).toBeNull();
  });
});
