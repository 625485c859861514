import { InvalidOptionsError } from '../chat-integration.errors.js';
import { isUserId, type UserId } from '../users/user-id.js';
import type { UserAbility, UserProvider } from '../users/user-provider.js';
import { authenticateQuestions, type AuthenticateSample } from './contract/authenticate-questions.js';
import {
  casesOf,
  type ContractCase,
  type Question,
  UserProviderContractError,
} from './contract/contract-case.js';
import { findByIdsQuestions } from './contract/find-by-ids-questions.js';
import { findFriendsQuestions, type FindFriendsSample } from './contract/find-friends-questions.js';
import { searchQuestions, type SearchSample } from './contract/search-questions.js';

/** The provider that is put to the proof, and samples of what it knows: one for each optional method that it has. */
export interface UserProviderContractOptions {
  /** Gives the provider; called once a case, when the case runs. It may be the same one each time. */
  create: () => UserProvider | Promise<UserProvider>;
  /** At least two users who exist. */
  knownIds: readonly UserId[];
  /** An id that was never issued. */
  unknownId: UserId;
  /** What to ask `search`; left out for a provider without it. */
  search?: SearchSample;
  /** What to ask `authenticate`; left out for a provider without it. */
  authenticate?: AuthenticateSample;
  /** What to ask `findFriends`; left out for a provider without it. */
  findFriends?: FindFriendsSample;
}

/**
 * What the library asks of every {@link UserProvider}, as cases that any test framework runs.
 *
 * @throws {InvalidOptionsError} when a sample cannot tell a right provider from a wrong one.
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
export function userProviderContract(options: UserProviderContractOptions): ContractCase[] {
  const problems = SAMPLE_RULES.filter(([, , holds]) => !holds(options)).map(([path, message]) => ({
    path,
    message,
  }));
  if (problems.length > 0) throw new InvalidOptionsError(problems, 'userProviderContract');
  const { create, knownIds, unknownId, search, authenticate, findFriends } = options;
  return casesOf(create, {
    ...findByIdsQuestions(knownIds, unknownId),
    ...(search && searchQuestions(search)),
    ...(authenticate && authenticateQuestions(authenticate)),
    ...(findFriends && findFriendsQuestions(findFriends, unknownId)),
    'every optional method is put to the proof': everyAbilityHasASample(options),
  });
}

const ABILITIES = ['search', 'authenticate', 'findFriends'] as const satisfies readonly UserAbility[];

function everyAbilityHasASample(options: UserProviderContractOptions): Question {
  return async (provider) => {
    for (const ability of ABILITIES) {
      if (!provider[ability] || options[ability]) continue;
      throw new UserProviderContractError(
        'the contract',
        `be given a sample for ${ability}`,
        'was given none',
        `The provider has the method, so its endpoint is served. Add \`${ability}: { … }\`.`,
      );
    }
  };
}

const areSeveral = (ids: readonly UserId[]): boolean =>
  ids.length >= 2 && ids.every(isUserId) && new Set(ids).size === ids.length;

const SAMPLE_RULES: readonly (readonly [
  path: string,
  message: string,
  holds: (options: UserProviderContractOptions) => boolean,
])[] = [
  [
    'knownIds',
    'expected at least two different user ids. With one, a provider that mixes users up looks right.',
    ({ knownIds }) => areSeveral(knownIds),
  ],
  [
    'unknownId',
    'expected a user id that is not among knownIds. Give one that was never issued, such as 999_999_999.',
    ({ knownIds, unknownId }) => isUserId(unknownId) && !knownIds.includes(unknownId),
  ],
  [
    'search.query',
    'expected at least two letters without % and _. Give a part of the names of those whom it finds.',
    ({ search }) =>
      search === undefined || (/^[^%_]{2,}$/u.test(search.query) && search.query.trim() === search.query),
  ],
  [
    'search.finds',
    'expected at least two different user ids. With one, a limit cannot be seen.',
    ({ search }) => search === undefined || areSeveral(search.finds),
  ],
  [
    'authenticate',
    'expected a login and a password that are not empty. Give those of a user made for tests.',
    ({ authenticate }) =>
      authenticate === undefined || (authenticate.login !== '' && authenticate.password !== ''),
  ],
  [
    'findFriends.finds',
    'expected at least one user id. Give the friends of a user who has some.',
    ({ findFriends }) => findFriends === undefined || findFriends.finds.length > 0,
  ],
];
