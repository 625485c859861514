import type { ChatUser } from '../../users/chat-user.js';
import type { UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';
import { expectIds, usersOf } from './answers.js';
import { abilityOf, type Question, UserProviderContractError } from './contract-case.js';
import { expectFieldTypes } from './expect-field-types.js';

/** What the contract asks `search` for. */
export interface SearchSample {
  /** At least two letters, which stand in the names of `finds`; without `%` and `_`. */
  query: string;
  /** At least two users whom the query finds; it must find fewer than 1,000 in all. */
  finds: readonly UserId[];
  /** The e-mail address of one of `finds`, as your database has it; `null` where your users have none. */
  email: string | null;
}

/** The largest limit that a search is asked with: the largest `imbachat.searchLimit`. */
const MAX_LIMIT = 1_000;

/** What is asked of `search` (`protocol/imbachat.md` section 1.3). */
export function searchQuestions({ query, finds, email }: SearchSample): Record<string, Question> {
  // Whoever else is found is the database's own affair.
  const findsOfThem =
    (expected: readonly UserId[], text: string, remedy: string): Question =>
    async (provider) => {
      const found = (await search(provider, text)).filter(({ id }) => finds.includes(id));
      expectIds(callOf(text), found, expected, remedy);
    };
  const inTurn =
    (...questions: readonly Question[]): Question =>
    async (provider) => {
      for (const ask of questions) await ask(provider);
    };
  const letterCase = 'Compare without regard to letter case.';

  return {
    'search finds users by a part of their names, each once': findsOfThem(
      finds,
      query,
      'Look for the text anywhere in the name, and return each user once.',
    ),
    'search finds them in any letter case': inTurn(
      findsOfThem(finds, query.toUpperCase(), letterCase),
      findsOfThem(finds, query.toLowerCase(), letterCase),
    ),
    'search takes % for itself': findsOfThem([], `%${query}`, 'Escape % in the pattern of LIKE.'),
    'search takes _ for itself': findsOfThem(
      [],
      query.replace(/.$/u, '_'),
      'Escape _ in the pattern of LIKE.',
    ),
    ...(email !== null && {
      'search does not match on e-mail': findsOfThem([], email, 'Search names only.'),
    }),
    'search resolves to [] when nobody is found': async (provider) => {
      const text = `nobody is called ${query} ${query} ${query}`;
      expectIds(
        callOf(text),
        await search(provider, text),
        [],
        'Return whose name holds the text, and nobody else.',
      );
    },
    'search keeps the limit': async (provider) => {
      const limit = finds.length - 1;
      const users = await search(provider, query, limit);
      if (users.length <= limit) return;
      throw new UserProviderContractError(
        callOf(query, limit),
        `return at most ${limit} users`,
        `returned ${users.length}`,
        'Hand the limit on to your query.',
      );
    },
    'search gives each field the type that ChatUser says': async (provider) => {
      for (const user of await search(provider, query)) expectFieldTypes(callOf(query), user);
    },
  };
}

function search(provider: UserProvider, query: string, limit = MAX_LIMIT): Promise<ChatUser[]> {
  const ability = abilityOf(provider, 'search');
  return usersOf(callOf(query, limit), () => ability(query, limit));
}

function callOf(query: string, limit = MAX_LIMIT): string {
  return `search(${JSON.stringify(query)}, ${limit})`;
}
