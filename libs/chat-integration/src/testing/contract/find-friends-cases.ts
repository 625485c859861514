import type { ChatUser } from '../../users/chat-user.js';
import type { UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';
import { CONTEXT, expectIds, optionalMethod, usersOf } from './call-provider.js';
import type { Check } from './contract-case.js';
import { expectFieldTypes } from './expect-field-types.js';

/** A user and their friends, for the contract of `findFriends`. */
export interface FindFriendsSample<Id extends UserId = number> {
  /** A user who has friends. */
  of: Id;
  /** All friends of this user. */
  finds: readonly Id[];
}

/** The checks of `findFriends` (`protocol/imbachat.md` section 1.3, friends). */
export function findFriendsCases(sample: FindFriendsSample<UserId>, unknown: UserId): Record<string, Check> {
  const finds =
    (id: UserId, expected: readonly UserId[], fix: string): Check =>
    async (provider) =>
      expectIds(callOf(id), await find(provider, id), expected, fix);

  return {
    'findFriends finds all friends of a user, each once': finds(
      sample.of,
      sample.finds,
      'return each friend once, whichever of the two users added the other.',
    ),
    'findFriends resolves to [] for an unknown user': finds(unknown, [], 'return [] for unknown ids.'),
    'findFriends returns fields of the types in ChatUser': async (provider) => {
      for (const user of await find(provider, sample.of)) expectFieldTypes(callOf(sample.of), user);
    },
  };
}

function find(provider: UserProvider<UserId>, id: UserId): Promise<ChatUser<UserId>[]> {
  const method = optionalMethod(provider, 'findFriends');
  return usersOf(callOf(id), () => method(id, CONTEXT));
}

function callOf(id: UserId): string {
  return `findFriends(${id})`;
}
