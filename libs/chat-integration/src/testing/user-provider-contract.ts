import { InvalidOptionsError } from '../chat-integration.errors.js';
import { isUserId, toUserId, type UserId } from '../users/user-id.js';
import type { OptionalUserProviderMethod, UserProvider } from '../users/user-provider.js';
import { authenticateCases, type AuthenticateSample } from './contract/authenticate-cases.js';
import {
  toCases,
  UserProviderContractError,
  type Check,
  type ContractCase,
} from './contract/contract-case.js';
import { findByIdsCases } from './contract/find-by-ids-cases.js';
import { findFriendsCases, type FindFriendsSample } from './contract/find-friends-cases.js';
import { searchCases, type SearchSample } from './contract/search-cases.js';

/** The provider to test, and samples of its users: one for each optional method that it has. */
export interface UserProviderContractOptions<Id extends UserId = number> {
  /** Returns the provider. Called once per case, when the case runs; may return the same provider each time. */
  create: () => UserProvider<Id> | Promise<UserProvider<Id>>;
  /** At least two users that exist. */
  knownIds: readonly Id[];
  /** An id of the same form without a user. */
  unknownId: Id;
  /** A sample for `search`; leave it out for a provider without this method. */
  search?: SearchSample<Id>;
  /** A sample for `authenticate`; leave it out for a provider without this method. */
  authenticate?: AuthenticateSample<Id>;
  /** A sample for `findFriends`; leave it out for a provider without this method. */
  findFriends?: FindFriendsSample<Id>;
}

/**
 * Returns the requirements for a {@link UserProvider} as test cases for any test framework.
 *
 * @throws {InvalidOptionsError} when a sample cannot distinguish a correct provider from a wrong one.
 * @example
 * ```ts
 * const contract = userProviderContract({
 *   create: () => app.get(UserProvider),
 *   knownIds: [1, 2, 3],
 *   unknownId: 999_999_999,
 *   search: { query: 'ada', finds: [1, 3], email: 'ada@example.com' },
 * });
 * it.each(contract)('$name', ({ run }) => run()); // Vitest, Jest
 * for (const { name, run } of contract) test(name, run); // node:test
 * ```
 */
export function userProviderContract<Id extends UserId>(
  options: UserProviderContractOptions<Id>,
): ContractCase[] {
  const problems = SAMPLE_RULES.filter(([, , test]) => !test(options)).map(([path, message]) => ({
    path,
    message,
  }));
  if (problems.length > 0) throw new InvalidOptionsError(problems, 'userProviderContract');
  const { create, knownIds, unknownId, search, authenticate, findFriends } = options;
  // The library also converts the decimal text of an integer to a number.
  const unknown = toUserId(unknownId);
  return toCases(create, {
    ...findByIdsCases(knownIds.map(toUserId), unknown),
    ...(search && searchCases(search)),
    ...(authenticate && authenticateCases(authenticate)),
    ...(findFriends && findFriendsCases({ ...findFriends, of: toUserId(findFriends.of) }, unknown)),
    'every optional method has a sample': everyMethodHasASample(options),
  });
}

const OPTIONAL_METHODS = [
  'search',
  'authenticate',
  'findFriends',
] as const satisfies readonly OptionalUserProviderMethod[];

function everyMethodHasASample(samples: {
  readonly [Method in OptionalUserProviderMethod]?: unknown;
}): Check {
  return async (provider) => {
    for (const method of OPTIONAL_METHODS) {
      if (!provider[method] || samples[method]) continue;
      throw new UserProviderContractError(
        'the contract',
        `have a sample for ${method}`,
        'does not',
        `the provider has this method, so its endpoint is served. Add \`${method}: { … }\`.`,
      );
    }
  };
}

const areSeveral = (ids: readonly UserId[]): boolean =>
  ids.length >= 2 && ids.every(isUserId) && new Set(ids.map(String)).size === ids.length;

const SAMPLE_RULES: readonly (readonly [
  path: string,
  message: string,
  test: (options: UserProviderContractOptions<UserId>) => boolean,
])[] = [
  [
    'knownIds',
    'expected at least two different user ids. Fix: add one; with one id, a provider that mixes up users would pass.',
    ({ knownIds }) => areSeveral(knownIds),
  ],
  [
    'unknownId',
    'expected a user id that is not in knownIds. Fix: choose an id without a user, such as 999_999_999.',
    ({ knownIds, unknownId }) =>
      isUserId(unknownId) && knownIds.every((id) => String(id) !== String(unknownId)),
  ],
  [
    'search.query',
    'expected at least two letters without % and _. Fix: use a part of the names of the users in `finds`.',
    ({ search }) =>
      search === undefined || (/^[^%_]{2,}$/u.test(search.query) && search.query.trim() === search.query),
  ],
  [
    'search.finds',
    'expected at least two different user ids. Fix: add one; with one id, the limit cannot be checked.',
    ({ search }) => search === undefined || areSeveral(search.finds),
  ],
  [
    'authenticate',
    'expected a login and a password that are not empty. Fix: use the login of a test user.',
    ({ authenticate }) =>
      authenticate === undefined || (authenticate.login !== '' && authenticate.password !== ''),
  ],
  [
    'findFriends.finds',
    'expected at least one user id. Fix: list the friends of a user who has friends.',
    ({ findFriends }) => findFriends === undefined || findFriends.finds.length > 0,
  ],
];
