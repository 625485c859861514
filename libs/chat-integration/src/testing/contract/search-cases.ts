import type { ChatUser } from '../../users/chat-user.js';
import type { UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';
import { CONTEXT, expectIds, hasIdOf, optionalMethod, usersOf } from './call-provider.js';
import { UserProviderContractError, type Check } from './contract-case.js';
import { expectFieldTypes } from './expect-field-types.js';

/** A search and its result, for the contract of `search`. */
export interface SearchSample<Id extends UserId = number> {
  /** A part of the names of the users in `finds`: at least two characters, without `%` and `_`. */
  query: string;
  /** At least two users that the query finds. It must find fewer than 1,000 users in total. */
  finds: readonly Id[];
  /** The e-mail address of a user in `finds`, as in your database; `null` if your users do not have one. */
  email: string | null;
}

/** The maximum of the option `imbachat.searchLimit`. */
const MAX_LIMIT = 1_000;

/** The checks of `search` (`protocol/imbachat.md` section 1.3). */
export function searchCases({ query, finds, email }: SearchSample<UserId>): Record<string, Check> {
  // The query may find other users too.
  const findsOfThese =
    (text: string, expected: readonly UserId[], fix: string): Check =>
    async (provider) =>
      expectIds(callOf(text), (await search(provider, text)).filter(hasIdOf(finds)), expected, fix);

  return {
    'search finds users by a part of their names, each once': findsOfThese(
      query,
      finds,
      'look for the text anywhere in the name, and return each user once.',
    ),
    'search is case-insensitive': async (provider) => {
      for (const text of [query.toUpperCase(), query.toLowerCase()])
        await findsOfThese(text, finds, 'ignore case.')(provider);
    },
    'search treats % as an ordinary character': findsOfThese(
      `%${query}`,
      [],
      'escape % in the pattern of LIKE.',
    ),
    'search treats _ as an ordinary character': findsOfThese(
      query.replace(/.$/u, '_'),
      [],
      'escape _ in the pattern of LIKE.',
    ),
    ...(email !== null && {
      'search does not match on e-mail': findsOfThese(email, [], 'search names only.'),
    }),
    'search resolves to [] when nobody is found': async (provider) => {
      const text = `nobody is called ${query} ${query} ${query}`;
      expectIds(
        callOf(text),
        await search(provider, text),
        [],
        'return only users whose name contains the text.',
      );
    },
    'search returns at most the limit': async (provider) => {
      const limit = finds.length - 1;
      const users = await search(provider, query, limit);
      if (users.length <= limit) return;
      throw new UserProviderContractError(
        callOf(query, limit),
        `return at most ${limit} users`,
        `returned ${users.length}`,
        'add the limit to your query.',
      );
    },
    'search returns fields of the types in ChatUser': async (provider) => {
      for (const user of await search(provider, query)) expectFieldTypes(callOf(query), user);
    },
  };
}

function search(
  provider: UserProvider<UserId>,
  query: string,
  limit = MAX_LIMIT,
): Promise<ChatUser<UserId>[]> {
  const method = optionalMethod(provider, 'search');
  return usersOf(callOf(query, limit), () => method(query, limit, CONTEXT));
}

function callOf(query: string, limit = MAX_LIMIT): string {
  return `search(${JSON.stringify(query)}, ${limit})`;
}
