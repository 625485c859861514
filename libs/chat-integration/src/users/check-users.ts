import { describeValue } from '../text/describe.js';
import {
  checkFields,
  MAX_NAME_LENGTH,
  userReader,
  type CheckedUser,
  type LeftOut,
} from './check-user-fields.js';
import type { CompleteUrls } from './complete-urls.js';
import { isUserId, type UserId } from './user-id.js';

/** How many reasons are kept: enough to find the fault, few enough for a line of the log. */
const MAX_REASONS = 5;

/**
 * Converts a user.
 *
 * @param user a copy that has been checked.
 * @param index the position of the user's id among the requested ids, or otherwise among the users kept.
 */
export type MakeFromUser<T> = (user: CheckedUser, index: number) => T;

/** Users that passed the check, and why others did not. */
export interface CheckedUsers<T> {
  /** The result for each user; `undefined` for each requested id without a valid user. */
  readonly users: (T | undefined)[];
  /** How many users and fields of users were dropped. */
  readonly dropped: number;
  /** What was dropped first, and why; contains ids, never names or values. */
  readonly reasons: readonly string[];
}

/**
 * Checks the users that a provider returned. Each must have a valid id and a name, appear once and, if ids were
 * requested, have one of them. Other fields are left out where their values are unusable.
 *
 * @param asked the position of each requested id, by its text; left out if no ids were requested.
 * @param limit the maximum number of users that are kept.
 * @param completeUrls completes the URLs of each user.
 */
export function checkUsers<T>(
  returned: readonly unknown[],
  make: MakeFromUser<T>,
  { asked, limit }: { asked?: ReadonlyMap<string, number>; limit: number },
  completeUrls?: CompleteUrls | null,
): CheckedUsers<T> {
  const users = Array.from({ length: asked?.size ?? 0 }, (): T | undefined => undefined);
  const seen = new Set<string>();
  const reasons: string[] = [];
  let dropped = 0;
  const drop = (reason: string): void => {
    if (dropped++ < MAX_REASONS) reasons.push(reason);
  };
  const read = userReader();
  const leftOut: LeftOut = [];
  for (const given of returned) {
    if (seen.size === limit) break;
    if (typeof given !== 'object' || given === null) {
      drop(`${describeValue(given)} instead of a user`);
      continue;
    }
    try {
      const user = read(given);
      const { id, name } = user;
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
        const checked = checkFields(user, id as UserId, name, leftOut);
        completeUrls?.(checked, leftOut);
        users[index] = make(checked, index);
        if (leftOut.length > 0) leftOut.splice(0).forEach((field) => drop(`${field} of user ${key}`));
        seen.add(key);
      }
    } catch {
      drop('a user whose fields cannot be read');
    }
  }
  return { users, dropped, reasons };
}
