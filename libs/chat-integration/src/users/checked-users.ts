import type { ChatUser } from './chat-user.js';
import { isUserId, type UserId } from './user-id.js';

/** Users that passed the check, and why others did not. */
export interface CheckedUsers {
  /** The users that may be shown, each id once. */
  readonly users: Map<UserId, ChatUser>;
  /** Why users were dropped, one reason each; holds ids, never names. */
  readonly dropped: readonly string[];
}

/**
 * Keeps, of what a provider returned, the users that may be shown: with a valid id, not blank of name,
 * each once and, where the question named ids, asked for.
 *
 * @param returned what the provider returned.
 * @param asked the ids that were asked for; left out where any user will do.
 */
export function checkUsers(returned: readonly ChatUser[], asked?: ReadonlySet<UserId>): CheckedUsers {
  const users = new Map<UserId, ChatUser>();
  const dropped: string[] = [];
  for (const user of returned) {
    const id: unknown = user?.id;
    if (!isUserId(id)) dropped.push(`a user whose id is ${typeof id}, not an integer from 1 to 999999999`);
    else if (asked && !asked.has(id)) dropped.push(`user ${id}, who was not asked for`);
    else if (users.has(id)) dropped.push(`user ${id}, who was returned before`);
    else if (typeof user.name !== 'string' || user.name.trim() === '')
      dropped.push(`user ${id}, who has no name`);
    else users.set(id, user);
  }
  return { users, dropped };
}
