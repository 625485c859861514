import { describe, expect, it } from 'vitest';
import { InvalidOptionsError } from '../chat-integration.errors.js';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
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
const abilities = {
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

/** A right provider with some of its methods replaced by wrong ones. */
function broken(wrong: (right: FakeUserProvider) => Partial<UserProvider>): UserProvider {
  return Object.assign(new FakeUserProvider(users, abilities), wrong(new FakeUserProvider(users, abilities)));
}

const like =
  (pattern: (query: string) => RegExp) =>
  async (query: string, limit: number): Promise<ChatUser[]> =>
    users.filter(({ name }) => pattern(query).test(name)).slice(0, limit);

const textDate = users.map((user) => ({ ...user, lastLoginAt: '2026-01-02' })) as unknown as ChatUser[];

/** For each case a provider that fails it, and what the error says. */
const BROKEN: Record<string, [provider: UserProvider, says: RegExp]> = {
  'findByIds finds every user who exists, each once': [
    broken((right) => ({
      findByIds: async (ids) => (await right.findByIds(ids)).flatMap((user) => [user, user]),
    })),
    /to find 1, 2, 3, but it found 1, 1, 2, 2, 3, 3\. .*DISTINCT/,
  ],
  'findByIds leaves unknown ids out': [
    broken((right) => ({
      findByIds: async (ids) => ids.map((id) => users.find((user) => user.id === id) ?? null!),
      search: right.search.bind(right),
    })),
    /findByIds\(\[1, 4, 2\]\) to resolve to users, but it resolved to null .* Leave out/,
  ],
  'findByIds resolves to [] when nobody is found': [
    broken((right) => ({
      findByIds: async (ids) => {
        const found = await right.findByIds(ids);
        if (ids.length > 0 && found.length === 0) throw new Error('Not Found');
        return found;
      },
    })),
    /findByIds\(\[4\]\) to resolve, but it threw Error: Not Found\. .*no error/,
  ],
  'findByIds resolves to [] for no ids': [
    broken((right) => ({ findByIds: async (ids) => (ids.length === 0 ? users : right.findByIds(ids)) })),
    /findByIds\(\[\]\) to find nobody, but it found 1, 2, 3/,
  ],
  'findByIds returns a user once whose id is asked twice': [
    broken(() => ({
      findByIds: async (ids) => ids.flatMap((id) => users.find((user) => user.id === id) ?? []),
    })),
    /findByIds\(\[1, 2, 1\]\) to find 1, 2, but it found 1, 1, 2/,
  ],
  'findByIds returns the user of each id in whatever order they are asked': [
    broken(() => ({
      findByIds: async (ids) => {
        const rows = users.filter(({ id }) => ids.includes(id));
        return rows.map((row, index) => ({ ...row, id: ids[index]! }));
      },
    })),
    /findByIds\(\[3, 2, 1\]\) to return user 1 as findByIds\(\[1, 2, 3\]\) does, but it gave them another name/,
  ],
  'findByIds answers 1,000 ids in one call': [
    broken((right) => ({ findByIds: async (ids) => right.findByIds(ids.slice(0, 2)) })),
    /findByIds of 1000 ids to find 1, 2, 3, but it found 1, 2/,
  ],
  'findByIds answers several calls at a time, each its own': [
    broken((right) => {
      let asked: readonly UserId[] = [];
      return {
        findByIds: async (ids) => {
          asked = ids;
          await Promise.resolve();
          return right.findByIds(asked);
        },
      };
    }),
    /findByIds\(\[1\]\) beside other calls to find 1, but it found 2/,
  ],
  'findByIds gives each field the type that ChatUser says': [
    broken(() => ({ findByIds: async (ids) => textDate.filter(({ id }) => ids.includes(id)) })),
    /to give the field lastLoginAt as a valid Date, but it gave a value of type string for user 1/,
  ],
  'search finds users by a part of their names, each once': [
    broken(() => ({ search: like((query) => new RegExp(`^${query}$`, 'i')) })),
    /search\("ada", 1000\) to find 1, 3, but it found nobody/,
  ],
  'search finds them in any letter case': [
    broken(() => ({ search: like((query) => new RegExp(query)) })),
    /search\("ADA", 1000\) .*letter case/,
  ],
  'search takes % for itself': [
    broken(() => ({ search: like((query) => new RegExp(query.replaceAll('%', '.*'), 'i')) })),
    /search\("%ada", 1000\) to find nobody, but it found 1, 3\. Escape %/,
  ],
  'search takes _ for itself': [
    broken(() => ({ search: like((query) => new RegExp(query.replaceAll('_', '.'), 'i')) })),
    /search\("ad_", 1000\) to find nobody, but it found 1, 3\. Escape _/,
  ],
  'search does not match on e-mail': [
    broken(() => ({
      search: async (query) =>
        users.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(query.toLowerCase())),
    })),
    /search\("countess@example\.com", 1000\) to find nobody, but it found 1\. Search names only/,
  ],
  'search resolves to [] when nobody is found': [
    broken((right) => ({
      search: async (query, limit) => {
        const found = await right.search(query, limit);
        return found.length > 0 ? found : users.slice(0, limit);
      },
    })),
    /search\("nobody is called .*to find nobody, but it found 1, 2, 3/,
  ],
  'search keeps the limit': [
    broken((right) => ({ search: async (query) => right.search(query, 100) })),
    /search\("ada", 1\) to return at most 1 users, but it returned 2/,
  ],
  'search gives each field the type that ChatUser says': [
    broken(() => ({ search: async () => [{ id: 1, name: '  ' }] })),
    /search\("ada", 1000\) to give the field name as text that is not blank/,
  ],
  'authenticate returns the user of a login and its password': [
    broken(() => ({ authenticate: async () => users[1]! })),
    /the login of user 1 to resolve to user 1, but it resolved to user 2/,
  ],
  'authenticate resolves to null for a wrong password': [
    broken(() => ({
      authenticate: async (login, password) =>
        login === 'ada' && password.startsWith('engine') ? users[0]! : null,
    })),
    /with a wrong password to resolve to null, but it resolved to a value of type object/,
  ],
  'authenticate resolves to null for an unknown login': [
    broken(() => ({
      authenticate: async (login, password) => {
        if (login !== 'ada') throw new Error('Unauthorized');
        return password === 'engine' ? users[0]! : null;
      },
    })),
    /with an unknown login to resolve, but it threw Error: Unauthorized/,
  ],
  'findFriends finds all friends of a user, each once': [
    broken(() => ({ findFriends: async (id) => (id === 1 ? [users[1]!, users[1]!, users[2]!] : []) })),
    /findFriends\(1\) to find 2, 3, but it found 2, 2, 3/,
  ],
  'findFriends resolves to [] for an unknown user': [
    broken((right) => ({ findFriends: async (id) => (id === 1 ? right.findByIds([2, 3]) : null!) })),
    /findFriends\(4\) to resolve to an array of users, but it resolved to null/,
  ],
  'findFriends gives each field the type that ChatUser says': [
    broken(() => ({ findFriends: async () => textDate.slice(1) })),
    /findFriends\(1\) to give the field lastLoginAt as a valid Date/,
  ],
  'every optional method is put to the proof': [
    new FakeUserProvider(users, abilities),
    /the contract to be given a sample for search, but it was given none/,
  ],
};

const contractOf = (provider: UserProvider, options: Partial<UserProviderContractOptions> = {}) =>
  userProviderContract({ create: () => provider, ...samples, ...options });

const caseOf = (name: string, provider: UserProvider, options?: Partial<UserProviderContractOptions>) =>
  contractOf(provider, options).find((candidate) => candidate.name === name)!;

describe('userProviderContract', () => {
  const right = new FakeUserProvider(users, abilities);
  const names = contractOf(right).map(({ name }) => name);

  it('has a broken provider here for each case', () => {
    expect(Object.keys(BROKEN).toSorted()).toEqual(names.toSorted());
  });

  it.each(names)('lets a right provider pass: %s', async (name) => {
    await expect(caseOf(name, right).run()).resolves.toBeUndefined();
  });

  it.each(Object.entries(BROKEN))(
    'catches a provider of which this is not so: %s',
    async (name, [provider, says]) => {
      const withoutSamples = name.startsWith('every') ? { search: undefined } : {};
      const { run } = caseOf(name, provider, withoutSamples as object);
      const error: unknown = await run().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UserProviderContractError);
      expect(error).toMatchObject({
        code: 'ERR_CHAT_USER_PROVIDER_CONTRACT',
        message: expect.stringMatching(says),
      });
      expect(String(error)).not.toContain('engine');
    },
  );

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
  ])('catches a field %s that is %j', async (field, value) => {
    const wrong = { ...users[0], [field]: value } as ChatUser;
    const { run } = caseOf(
      'findByIds gives each field the type that ChatUser says',
      broken(() => ({ findByIds: async () => [wrong] })),
    );
    await expect(run()).rejects.toThrow(`to give the field ${field} as`);
  });

  it.each(['7', 7n, 0, 1.5, undefined])('catches the id %s', async (id) => {
    const { run } = caseOf(
      'findByIds finds every user who exists, each once',
      broken(() => ({ findByIds: async () => [{ id, name: 'Ada' }] as never })),
    );
    await expect(run()).rejects.toThrow(/whose id is an integer from 1 to 999999999.*toUserId/);
  });

  it.each(['search', 'authenticate', 'findFriends'] as const)(
    'asks for the method %s where there is a sample for it',
    async (ability) => {
      const lacking = Object.assign(new FakeUserProvider(users, abilities), { [ability]: undefined });
      const { run } = contractOf(lacking).find(({ name }) => name.startsWith(ability))!;
      await expect(run()).rejects.toThrow(
        `Expected the provider to have a method ${ability}, but it has none.`,
      );
    },
  );

  it('asks of a provider with nothing but findByIds nothing more', async () => {
    const { knownIds, unknownId } = samples;
    const create = async () => {
      const provider = new FakeUserProvider(users);
      return { findByIds: provider.findByIds.bind(provider) };
    };
    const contract = userProviderContract({ create, knownIds, unknownId });
    expect(contract.map(({ name }) => name.split(' ')[0])).toEqual([...Array(9).fill('findByIds'), 'every']);
    for (const { run } of contract) await expect(run()).resolves.toBeUndefined();
  });

  it('does not ask for an e-mail address where there is none', () => {
    const search = { ...samples.search, email: null };
    expect(contractOf(right, { search }).map(({ name }) => name)).not.toContain(
      'search does not match on e-mail',
    );
  });

  it('gives the reason of a provider that fails', async () => {
    const cause = new Error('no connection');
    const { run } = contractOf(broken(() => ({ findByIds: () => Promise.reject(cause) })))[0]!;
    await expect(run()).rejects.toMatchObject({ cause });
  });

  it.each<[path: string, options: Partial<UserProviderContractOptions>]>([
    ['knownIds', { knownIds: [1] }],
    ['knownIds', { knownIds: [1, 1] }],
    ['knownIds', { knownIds: [1, 0] }],
    ['unknownId', { unknownId: 1 }],
    ['unknownId', { unknownId: 1_000_000_000 }],
    ['search.query', { search: { ...samples.search, query: 'a' } }],
    ['search.query', { search: { ...samples.search, query: 'a%' } }],
    ['search.query', { search: { ...samples.search, query: ' a' } }],
    ['search.finds', { search: { ...samples.search, finds: [1] } }],
    ['authenticate', { authenticate: { ...samples.authenticate, password: '' } }],
    ['findFriends.finds', { findFriends: { of: 1, finds: [] } }],
  ])('refuses samples that prove nothing: %s', (path, options) => {
    const make = () => contractOf(right, options);
    expect(make).toThrow(InvalidOptionsError);
    expect(make).toThrow(`userProviderContract cannot start with these options:\n  - ${path}: expected`);
  });
});
