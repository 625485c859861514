import type { ChatUser } from '../../users/chat-user.js';
import type { UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';
import { expectIds, usersOf } from './answers.js';
import { abilityOf, type Question } from './contract-case.js';
import { expectFieldTypes } from './expect-field-types.js';

/** What the contract asks `findFriends` for. */
export interface FindFriendsSample {
  /** A user who has friends. */
  of: UserId;
  /** All friends of that user. */
  finds: readonly UserId[];
}

/** What is asked of `findFriends` (`protocol/imbachat.md` section 1.3, friends). */
export function findFriendsQuestions(sample: FindFriendsSample, unknown: UserId): Record<string, Question> {
  const finds =
    (id: UserId, expected: readonly UserId[], remedy: string): Question =>
    async (provider) =>
      expectIds(callOf(id), await find(provider, id), expected, remedy);

  return {
    'findFriends finds all friends of a user, each once': finds(
      sample.of,
      sample.finds,
      'Return each friend once, whichever of the two asked for the friendship.',
    ),
    'findFriends resolves to [] for an unknown user': finds(
      unknown,
      [],
      'Who does not exist has no friends.',
    ),
    'findFriends gives each field the type that ChatUser says': async (provider) => {
      for (const user of await find(provider, sample.of)) expectFieldTypes(callOf(sample.of), user);
    },
  };
}

function find(provider: UserProvider, id: UserId): Promise<ChatUser[]> {
  const ability = abilityOf(provider, 'findFriends');
  return usersOf(callOf(id), () => ability(id));
}

function callOf(id: UserId): string {
  return `findFriends(${id})`;
}
