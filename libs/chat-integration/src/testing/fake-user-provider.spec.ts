import { describe, expect, it } from 'vitest';
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
  it.each(contract)('keeps the contract: $name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('remembers its calls', async () => {
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

  it('remembers the ids as they were when it was asked', async () => {
    const provider = new FakeUserProvider(users);
    const ids = [1];
    await provider.findByIds(ids);
    ids.push(2);
    expect(provider.calls).toEqual([['findByIds', [1]]]);
  });

  it('can check logins and name friends only when it is given some', () => {
    const provider = new FakeUserProvider(users);
    expect('authenticate' in provider).toBe(false);
    expect('findFriends' in provider).toBe(false);
    expect('authenticate' in new FakeUserProvider(users, { logins: [] })).toBe(true);
  });

  it('refuses a login whose user there is not', async () => {
    const provider = new FakeUserProvider([], { logins });
    expect(await provider.authenticate?.('ada', 'engine')).toBeNull();
  });
});
