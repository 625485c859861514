import type { ChatUser } from '../../users/chat-user.js';
import type { UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';
import { CONTEXT, expectIds, hasIdOf, usersOf } from './call-provider.js';
import { UserProviderContractError, type Check } from './contract-case.js';
import { expectFieldTypes } from './expect-field-types.js';

/** The default of the option `imbachat.maxIds`. */
const MANY_IDS = 1_000;

/** How many calls are made at the same time. */
const CONCURRENT_CALLS = 20;

/** The checks of `findByIds` (`protocol/imbachat.md` section 1.2). */
export function findByIdsCases(known: readonly UserId[], unknown: UserId): Record<string, Check> {
  const [one, two] = known as [UserId, UserId];
  const finds =
    (ids: readonly UserId[], expected: readonly UserId[], fix: string): Check =>
    async (provider) =>
      expectIds(callOf(ids), await find(provider, ids), expected, fix);

  return {
    'findByIds finds every user that exists, once': finds(
      known,
      known,
      'return one user for each id. A join that multiplies rows needs DISTINCT.',
    ),
    'findByIds leaves unknown ids out': finds(
      [one, unknown, two],
      [one, two],
      'leave out only the ids without a user.',
    ),
    'findByIds resolves to [] when nobody is found': finds(
      [unknown],
      [],
      'do not make up users for unknown ids.',
    ),
    'findByIds resolves to [] for no ids': finds([], [], 'do not read all users when the list is empty.'),
    'findByIds returns a user once if the id is given twice': finds(
      [one, two, one],
      [one, two],
      'return each user once.',
    ),

    'findByIds returns the same users in any order of ids': async (provider) => {
      const reversed = known.toReversed();
      const names = namesOf(await find(provider, known));
      const again = namesOf(await find(provider, reversed));
      for (const [id, name] of names) {
        if (again.get(id) === name) continue;
        throw new UserProviderContractError(
          callOf(reversed),
          `return user ${id} like ${callOf(known)}`,
          again.has(id) ? 'returned another name' : 'did not find them',
          'take the id from the row, not from the list of ids.',
        );
      }
    },

    [`findByIds accepts ${MANY_IDS} ids`]: async (provider) => {
      const ids = [...new Set([...known, ...similarIds(unknown)])].slice(0, MANY_IDS);
      const call = `findByIds with ${MANY_IDS} ids`;
      const users = await usersOf(call, () => provider.findByIds(ids, CONTEXT));
      // Users with the other ids may exist.
      expectIds(
        call,
        users.filter(hasIdOf(known)),
        known,
        'split lists that are too long for your database.',
      );
    },

    'findByIds can be called several times at once': async (provider) => {
      const ids = Array.from({ length: CONCURRENT_CALLS }, (_, index) => known[index % known.length]!);
      const results = await Promise.all(ids.map((id) => find(provider, [id])));
      for (const [index, id] of ids.entries()) {
        const call = `${callOf([id])} at the same time as other calls`;
        expectIds(call, results[index]!, [id], 'do not keep the state of a call in the provider.');
      }
    },

    'findByIds returns fields of the types in ChatUser': async (provider) => {
      for (const user of await find(provider, known)) expectFieldTypes(callOf(known), user);
    },
  };
}

function find(provider: UserProvider<UserId>, ids: readonly UserId[]): Promise<ChatUser<UserId>[]> {
  return usersOf(callOf(ids), () => provider.findByIds(ids, CONTEXT));
}

function callOf(ids: readonly UserId[]): string {
  return `findByIds([${ids.join(', ')}])`;
}

function namesOf(users: readonly ChatUser<UserId>[]): Map<string, string> {
  return new Map(users.map(({ id, name }) => [String(id), name]));
}

/** Returns ids of the same form: 32-bit numbers, or text with other characters at the end, so a UUID stays a UUID. */
function similarIds(id: UserId): UserId[] {
  return Array.from({ length: MANY_IDS }, (_, index) =>
    typeof id === 'number' ? 999_999_999 - index : id.slice(0, -3) + String(index).padStart(3, '0'),
  );
}
