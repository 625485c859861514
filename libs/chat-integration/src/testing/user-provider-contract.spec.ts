import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { InvalidOptionsError } from '../chat-integration.errors.js';
import type { ChatUser } from '../users/chat-user.js';
import { isUuid } from '../users/user-id.js';
import type { UserProvider } from '../users/user-provider.js';
import { UserProviderContractError } from './contract/contract-case.js';
import { FakeUserProvider } from './fake-user-provider.js';
import { userProviderContract, type UserProviderContractOptions } from './user-provider-contract.js';

const users: ChatUser[] = [
  {
    id: 1,
    name: 'Ada Lovelace',
    avatarUrl: 'https://example.com/1.png',
    profileUrl: '/members/1',
    lastLoginAt: new Date('2026-01-02T03:04:05Z'),
    badge: 'Analyst',
    email: 'countess@example.com',
    role: 'admin',
    nameColor: '#333333',
    moderation: ['ban'],
    permissions: { send_files: false },
    profiles: { work: { userId: 'P1-A', name: 'Countess', avatarUrl: null } },
  },
  { id: 2, name: 'Bob', avatarUrl: null, lastLoginAt: null, role: null, permissions: null },
  { id: 3, name: 'Adam' },
];
const data = {
  logins: [{ login: 'ada', password: 'engine', userId: 1 }],
  friends: { 1: [2, 3] },
};
const samples = {
  knownIds: [1, 2, 3],
  unknownId: 4,
  search: { query: 'ada', finds: [1, 3], email: 'countess@example.com' },
  authenticate: { login: 'ada', password: 'engine', userId: 1 },
  findFriends: { of: 1, finds: [2, 3] },
} satisfies Omit<UserProviderContractOptions, 'create'>;

/** Returns a correct provider with some methods replaced by wrong ones. */
function broken(wrong: (correct: FakeUserProvider) => Partial<UserProvider>): UserProvider {
  return Object.assign(new FakeUserProvider(users, data), wrong(new FakeUserProvider(users, data)));
}

const like =
  (pattern: (query: string) => RegExp) =>
  async (query: string, limit: number): Promise<ChatUser[]> =>
    users.filter(({ name }) => pattern(query).test(name)).slice(0, limit);

const textDate = users.map((user) => ({ ...user, lastLoginAt: '2026-01-02' })) as unknown as ChatUser[];

/** For each case, a provider that fails it, and the error message. */
const BROKEN: Record<string, [provider: UserProvider, says: RegExp]> = {
  'findByIds finds every user that exists, once': [
    broken((correct) => ({
      findByIds: async (ids) => (await correct.findByIds(ids)).flatMap((user) => [user, user]),
    })),
    /to find 1, 2, 3 but it found 1, 1, 2, 2, 3, 3\. .*DISTINCT/,
  ],
  'findByIds leaves unknown ids out': [
    broken((correct) => ({
      findByIds: async (ids) => ids.map((id) => users.find((user) => user.id === id) ?? null!),
      search: correct.search.bind(correct),
    })),
    /findByIds\(\[1, 4, 2\]\) to resolve to users but it resolved to null instead of a user\. Fix: leave out/,
  ],
  'findByIds resolves to [] when nobody is found': [
    broken((correct) => ({
      findByIds: async (ids) => {
        const found = await correct.findByIds(ids);
        if (ids.length > 0 && found.length === 0) throw new Error('Not Found');
        return found;
      },
    })),
    /findByIds\(\[4\]\) to resolve but it threw Error: Not Found\. .*not an error/,
  ],
  'findByIds resolves to [] for no ids': [
    broken((correct) => ({ findByIds: async (ids) => (ids.length === 0 ? users : correct.findByIds(ids)) })),
    /findByIds\(\[\]\) to find nobody but it found 1, 2, 3/,
  ],
  'findByIds returns a user once if the id is given twice': [
    broken(() => ({
      findByIds: async (ids) => ids.flatMap((id) => users.find((user) => user.id === id) ?? []),
    })),
    /findByIds\(\[1, 2, 1\]\) to find 1, 2 but it found 1, 1, 2/,
  ],
  'findByIds returns the same users in any order of ids': [
    broken(() => ({
      findByIds: async (ids) => {
        const rows = users.filter(({ id }) => ids.includes(id));
        return rows.map((row, index) => ({ ...row, id: ids[index]! }));
      },
    })),
    /findByIds\(\[3, 2, 1\]\) to return user 1 like findByIds\(\[1, 2, 3\]\) but it returned another name/,
  ],
  'findByIds accepts 1000 ids': [
    broken((correct) => ({ findByIds: async (ids) => correct.findByIds(ids.slice(0, 2)) })),
    /findByIds with 1000 ids to find 1, 2, 3 but it found 1, 2/,
  ],
  'findByIds can be called several times at once': [
    broken((correct) => {
      let asked: readonly number[] = [];
      return {
        findByIds: async (ids) => {
          asked = ids;
          await Promise.resolve();
          return correct.findByIds(asked);
        },
      };
    }),
    /findByIds\(\[1\]\) at the same time as other calls to find 1 but it found 2/,
  ],
  'findByIds returns fields of the types in ChatUser': [
    broken(() => ({ findByIds: async (ids) => textDate.filter(({ id }) => ids.includes(id)) })),
    /to return the field lastLoginAt as a valid Date but it returned "2026-01-02" for user 1/,
  ],
  'search finds users by a part of their names, each once': [
    broken(() => ({ search: like((query) => new RegExp(`^${query}$`, 'i')) })),
    /search\("ada", 1000\) to find 1, 3 but it found nobody/,
  ],
  'search is case-insensitive': [
    broken(() => ({ search: like((query) => new RegExp(query)) })),
    /search\("ADA", 1000\) .*ignore case/,
  ],
  'search treats % as an ordinary character': [
    broken(() => ({ search: like((query) => new RegExp(query.replaceAll('%', '.*'), 'i')) })),
    /search\("%ada", 1000\) to find nobody but it found 1, 3\. Fix: escape %/,
  ],
  'search treats _ as an ordinary character': [
    broken(() => ({ search: like((query) => new RegExp(query.replaceAll('_', '.'), 'i')) })),
    /search\("ad_", 1000\) to find nobody but it found 1, 3\. Fix: escape _/,
  ],
  'search does not match on e-mail': [
    broken(() => ({
      search: async (query) =>
        users.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(query.toLowerCase())),
    })),
    /search\("countess@example\.com", 1000\) to find nobody but it found 1\. Fix: search names only/,
  ],
  'search resolves to [] when nobody is found': [
    broken((correct) => ({
      search: async (query, limit) => {
        const found = await correct.search(query, limit);
        return found.length > 0 ? found : users.slice(0, limit);
      },
    })),
    /search\("nobody is called .*to find nobody but it found 1, 2, 3/,
  ],
  'search returns at most the limit': [
    broken((correct) => ({ search: async (query) => correct.search(query, 100) })),
    /search\("ada", 1\) to return at most 1 users but it returned 2/,
  ],
  'search returns fields of the types in ChatUser': [
    broken(() => ({ search: async () => [{ id: 1, name: '  ' }] })),
    /search\("ada", 1000\) to return the field name as text .* not only spaces/,
  ],
  'authenticate resolves to the user with this login and password': [
    broken(() => ({ authenticate: async () => users[1]! })),
    /the login of user 1 to resolve to user 1 but it resolved to user 2/,
  ],
  'authenticate resolves to null for a wrong password': [
    broken(() => ({
      authenticate: async (login, password) =>
        login === 'ada' && password.startsWith('engine') ? users[0]! : null,
    })),
    /with a wrong password to resolve to null but it resolved to an object/,
  ],
  'authenticate resolves to null for an unknown login': [
    broken(() => ({
      authenticate: async (login, password) => {
        if (login !== 'ada') throw new Error('Unauthorized');
        return password === 'engine' ? users[0]! : null;
      },
    })),
    /with an unknown login to resolve but it threw Error: Unauthorized/,
  ],
  'findFriends finds all friends of a user, each once': [
    broken(() => ({ findFriends: async (id) => (id === 1 ? [users[1]!, users[1]!, users[2]!] : []) })),
    /findFriends\(1\) to find 2, 3 but it found 2, 2, 3/,
  ],
  'findFriends resolves to [] for an unknown user': [
    broken((correct) => ({ findFriends: async (id) => (id === 1 ? correct.findByIds([2, 3]) : null!) })),
    /findFriends\(4\) to resolve to an array of users but it resolved to null/,
  ],
  'findFriends returns fields of the types in ChatUser': [
    broken(() => ({ findFriends: async () => textDate.slice(1) })),
    /findFriends\(1\) to return the field lastLoginAt as a valid Date/,
  ],
  'every optional method has a sample': [
    new FakeUserProvider(users, data),
    /the contract to have a sample for search but it does not/,
  ],
};

const contractOf = (provider: UserProvider, options: Partial<UserProviderContractOptions> = {}) =>
  userProviderContract({ create: () => provider, ...samples, ...options });

const caseOf = (name: string, provider: UserProvider, options?: Partial<UserProviderContractOptions>) =>
  contractOf(provider, options).find((candidate) => candidate.name === name)!;

describe('userProviderContract', () => {
  const correct = new FakeUserProvider(users, data);
  const names = contractOf(correct).map(({ name }) => name);

  it('has a broken provider in this spec for each case', () => {
    expect(Object.keys(BROKEN).toSorted()).toEqual(names.toSorted());
  });

  it.each(names)('passes a correct provider: %s', async (name) => {
    await expect(caseOf(name, correct).run()).resolves.toBeUndefined();
  });

  it.each(Object.entries(BROKEN))('fails a provider that breaks it: %s', async (name, [provider, says]) => {
    const withoutSamples = name.startsWith('every') ? { search: undefined } : {};
    const { run } = caseOf(name, provider, withoutSamples as object);
    const error: unknown = await run().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserProviderContractError);
    expect(error).toMatchObject({
      code: 'ERR_CHAT_USER_PROVIDER_CONTRACT',
      message: expect.stringMatching(says),
    });
    expect(String(error)).not.toContain('engine');
  });

  it.each<[field: string, value: unknown]>([
    ['name', undefined],
    ['name', 'x'.repeat(1_001)],
    ['avatarUrl', 1],
    ['profileUrl', new URL('https://example.com')],
    ['lastLoginAt', new Date('never')],
    ['lastLoginAt', 1_767_323_045],
    ['badge', 7],
    ['email', []],
    ['role', 'moderator'],
    ['nameColor', 0x333333],
    ['moderation', 'ban'],
    ['moderation', ['kick']],
    ['permissions', { send_files: 1 }],
    ['permissions', { fly: true }],
    ['profiles', [{ userId: 'P1', name: 'A' }]],
    ['profiles', { work: { userId: 1, name: 'A' } }],
    ['profiles', { work: null }],
  ])('fails a field %s that is %j', async (field, value) => {
    const wrong = { ...users[0], [field]: value } as ChatUser;
    const { run } = caseOf(
      'findByIds returns fields of the types in ChatUser',
      broken(() => ({ findByIds: async () => [wrong] })),
    );
    await expect(run()).rejects.toThrow(`to return the field ${field} as`);
  });

  it.each(['', 'a b', 7n, 1.5, undefined])('fails the id %s', async (id) => {
    const { run } = caseOf(
      'findByIds finds every user that exists, once',
      broken(() => ({ findByIds: async () => [{ id, name: 'Ada' }] as never })),
    );
    await expect(run()).rejects.toThrow(/whose id is an integer or text without spaces .*String\(\)/);
  });

  it.each(['search', 'authenticate', 'findFriends'] as const)(
    'fails a provider without the method %s if there is a sample for it',
    async (method) => {
      const lacking = Object.assign(new FakeUserProvider(users, data), { [method]: undefined });
      const { run } = contractOf(lacking).find(({ name }) => name.startsWith(method))!;
      await expect(run()).rejects.toThrow(
        `Expected the provider to have a method ${method} but it does not.`,
      );
    },
  );

  it('requires nothing else of a provider with findByIds alone', async () => {
    const { knownIds, unknownId } = samples;
    const create = async () => {
      const provider = new FakeUserProvider(users);
      return { findByIds: provider.findByIds.bind(provider) };
    };
    const contract = userProviderContract({ create, knownIds, unknownId });
    expect(contract.map(({ name }) => name.split(' ')[0])).toEqual([...Array(9).fill('findByIds'), 'every']);
    for (const { run } of contract) await expect(run()).resolves.toBeUndefined();
  });

  it('can be run for UUIDs, and asks for UUIDs only', async () => {
    const [ada, bob, unknownId] = [randomUUID(), randomUUID(), randomUUID()] as const;
    const provider = new FakeUserProvider<string>(
      [
        { id: ada, name: 'Ada' },
        { id: bob, name: 'Madame Bob' },
      ],
      { logins: [{ login: 'ada', password: 'engine', userId: ada }], friends: { [ada]: [bob] } },
    );
    const contract = userProviderContract({
      create: () => provider,
      knownIds: [ada, bob],
      unknownId,
      search: { query: 'ada', finds: [ada, bob], email: null },
      authenticate: { login: 'ada', password: 'engine', userId: ada },
      findFriends: { of: ada, finds: [bob] },
    });

    for (const { run } of contract) await expect(run()).resolves.toBeUndefined();
    const asked = provider.calls.flatMap(([method, ids]) => (method === 'findByIds' ? [ids] : []));
    expect(asked.flat().filter((id) => !isUuid(id))).toEqual([]);
    expect(Math.max(...asked.map((ids) => ids.length))).toBe(1_000);
  });

  it('asks for the decimal text of integers as numbers, as the library does', async () => {
    const provider = new FakeUserProvider<number | string>([
      { id: '1', name: 'Ada' },
      { id: '2', name: 'Bob' },
    ]);
    const [first] = userProviderContract({
      create: () => provider,
      knownIds: ['1', '2'],
      unknownId: '3',
      search: { query: 'ada', finds: ['1', '2'], email: null },
    });

    await expect(first?.run()).resolves.toBeUndefined();
    expect(provider.calls).toEqual([['findByIds', [1, 2]]]);
  });

  it('does not search for an e-mail address if there is none', () => {
    const search = { ...samples.search, email: null };
    expect(contractOf(correct, { search }).map(({ name }) => name)).not.toContain(
      'search does not match on e-mail',
    );
  });

  it('has the error of the provider as its cause', async () => {
    const cause = new Error('no connection');
    const { run } = contractOf(broken(() => ({ findByIds: () => Promise.reject(cause) })))[0]!;
    await expect(run()).rejects.toMatchObject({ cause });
  });

  it.each<[path: string, options: Partial<UserProviderContractOptions>]>([
    ['knownIds', { knownIds: [1] }],
    ['knownIds', { knownIds: [1, 1] }],
    ['knownIds', { knownIds: [1, 1.5] }],
    ['unknownId', { unknownId: 1 }],
    ['unknownId', { unknownId: Number.NaN }],
    ['search.query', { search: { ...samples.search, query: 'a' } }],
    ['search.query', { search: { ...samples.search, query: 'a%' } }],
    ['search.query', { search: { ...samples.search, query: ' a' } }],
    ['search.finds', { search: { ...samples.search, finds: [1] } }],
    ['authenticate', { authenticate: { ...samples.authenticate, password: '' } }],
    ['findFriends.finds', { findFriends: { of: 1, finds: [] } }],
  ])('refuses samples that cannot find a mistake: %s', (path, options) => {
    const make = () => contractOf(correct, options);
    expect(make).toThrow(InvalidOptionsError);
    expect(make).toThrow(`userProviderContract cannot use these options:\n  - ${path}: expected`);
  });
});
