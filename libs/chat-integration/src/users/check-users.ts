import { describeValue } from '../text/describe.js';
import type { ChatUser } from './chat-user.js';
import { isUserId, type UserId } from './user-id.js';

/** The longest name that is accepted, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 1_000;

/** How many reasons are kept: enough to find the fault, few enough for a line of the log. */
const MAX_REASONS = 5;

/**
 * Converts a user whose id and name are valid. Reads each other field once.
 *
 * @param name the checked name.
 * @param index the position of the user's id among the requested ids, or otherwise among the users kept.
 * @param id the checked id.
 */
export type MakeFromUser<T> = (user: ChatUser<UserId>, name: string, index: number, id: UserId) => T;

/** Users that passed the check, and why others did not. */
export interface CheckedUsers<T> {
  /** The result for each user; `undefined` for each requested id without a valid user. */
  readonly users: (T | undefined)[];
  /** How many users were dropped. */
  readonly dropped: number;
  /** Why the first of them were dropped; contains ids, never names. */
  readonly reasons: readonly string[];
}

/**
 * Checks the users that a provider returned. Each must have a valid id and a name, appear once and, if ids were
 * requested, have one of them.
 *
 * @param asked the position of each requested id, by its text; left out if no ids were requested.
 * @param limit the maximum number of users that are kept.
 */
export function checkUsers<T>(
  returned: readonly unknown[],
  make: MakeFromUser<T>,
  { asked, limit }: { asked?: ReadonlyMap<string, number>; limit: number },
): CheckedUsers<T> {
  const users = Array.from({ length: asked?.size ?? 0 }, (): T | undefined => undefined);
  const seen = new Set<string>();
  const reasons: string[] = [];
  let dropped = 0;
  const drop = (reason: string): void => {
    if (dropped++ < MAX_REASONS) reasons.push(reason);
  };
  for (const user of returned) {
    if (seen.size === limit) break;
    if (typeof user !== 'object' || user === null) {
      drop(`${describeValue(user)} instead of a user`);
      continue;
    }
    try {
      const { id, name } = user as ChatUser<UserId>;
      const key = String(id);
      const index = asked ? asked.get(key) : users.length;
      // A requested id has been checked before, so only its type can be wrong.
      const isId = asked ? typeof id === 'number' || typeof id === 'string' : isUserId(id);
      if (!isId) drop(`a user whose id is ${describeValue(id)}`);
      else if (index === undefined) drop(`user ${describeValue(id)}, who was not requested`);
      else if (seen.has(key)) drop(`user ${key}, who was returned before`);
      else if (typeof name !== 'string' || name.trim() === '') drop(`user ${key}, who has no name`);
      else if (name.length > MAX_NAME_LENGTH)
        drop(`user ${key}, whose name is longer than ${MAX_NAME_LENGTH} characters`);
      else {
        users[index] = make(user as ChatUser<UserId>, name, index, id);
        seen.add(key);
      }
    } catch {
      drop('a user whose fields cannot be read');
    }
  }
  return { users, dropped, reasons };
}

/** Copies a user, so that its getters are not read again. */
export const copyUser: MakeFromUser<ChatUser<UserId>> = (user, name, _index, id) => ({
  id,
  name,
  avatarUrl: user.avatarUrl ?? null,
  profileUrl: user.profileUrl ?? null,
  lastLoginAt: user.lastLoginAt ?? null,
  badge: user.badge ?? null,
  email: user.email ?? null,
  role: user.role ?? null,
  nameColor: user.nameColor ?? null,
  moderation: user.moderation ?? null,
  permissions: user.permissions ?? null,
  profiles: user.profiles ?? null,
});
