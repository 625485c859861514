import type { ChatUser } from '../../users/chat-user.js';
import { MAX_USER_ID, type UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';
import { expectIds, usersOf } from './answers.js';
import { type Question, UserProviderContractError } from './contract-case.js';
import { expectFieldTypes } from './expect-field-types.js';

/** How many ids one users info request may ask for, unless the host says otherwise. */
const MANY_IDS = 1_000;

/** How many calls are made at the same time. */
const CONCURRENT_CALLS = 20;

/** What is asked of `findByIds` (`protocol/imbachat.md` section 1.2). */
export function findByIdsQuestions(known: readonly UserId[], unknown: UserId): Record<string, Question> {
  const [one, two] = known as [UserId, UserId];
  const finds =
    (ids: readonly UserId[], expected: readonly UserId[], remedy: string): Question =>
    async (provider) =>
      expectIds(callOf(ids), await find(provider, ids), expected, remedy);

  return {
    'findByIds finds every user who exists, each once': finds(
      known,
      known,
      'Return one user for each id; a join that multiplies rows needs a DISTINCT.',
    ),
    'findByIds leaves unknown ids out': finds(
      [one, unknown, two],
      [one, two],
      'Leave an id without a user out, and the others in.',
    ),
    'findByIds resolves to [] when nobody is found': finds(
      [unknown],
      [],
      'Make no user up for an id that was never issued.',
    ),
    'findByIds resolves to [] for no ids': finds([], [], 'Without ids, a query must not read everyone.'),
    'findByIds returns a user once whose id is asked twice': finds(
      [one, two, one],
      [one, two],
      'Look each id up once.',
    ),

    'findByIds returns the user of each id in whatever order they are asked': async (provider) => {
      const reversed = known.toReversed();
      const [names, again] = [namesOf(await find(provider, known)), namesOf(await find(provider, reversed))];
      for (const [id, name] of names) {
        if (again.get(id) === name) continue;
        throw new UserProviderContractError(
          callOf(reversed),
          `return user ${id} as ${callOf(known)} does`,
          again.has(id) ? 'gave them another name' : 'did not find them',
          'Take the id from the row, not from the place in the list.',
        );
      }
    },

    'findByIds answers 1,000 ids in one call': async (provider) => {
      const others = Array.from({ length: MANY_IDS }, (_, index) => MAX_USER_ID - index);
      const ids = [...new Set([...known, ...others])].slice(0, MANY_IDS);
      const call = `findByIds of ${MANY_IDS} ids`;
      const users = await usersOf(call, () => provider.findByIds(ids));
      // Some of the others may exist too.
      const found = users.filter(({ id }) => known.includes(id));
      expectIds(call, found, known, 'Split what your database cannot take at once.');
    },

    'findByIds answers several calls at a time, each its own': async (provider) => {
      const asked = Array.from({ length: CONCURRENT_CALLS }, (_, index) => known[index % known.length]!);
      const answers = await Promise.all(asked.map((id) => find(provider, [id])));
      for (const [index, id] of asked.entries()) {
        expectIds(
          `${callOf([id])} beside other calls`,
          answers[index]!,
          [id],
          'Keep nothing of a call in the provider.',
        );
      }
    },

    'findByIds gives each field the type that ChatUser says': async (provider) => {
      for (const user of await find(provider, known)) expectFieldTypes(callOf(known), user);
    },
  };
}

function find(provider: UserProvider, ids: readonly UserId[]): Promise<ChatUser[]> {
  return usersOf(callOf(ids), () => provider.findByIds(ids));
}

function callOf(ids: readonly UserId[]): string {
  return `findByIds([${ids.join(', ')}])`;
}

function namesOf(users: readonly ChatUser[]): Map<UserId, string> {
  return new Map(users.map(({ id, name }) => [id, name]));
}
