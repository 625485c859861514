import type { ChatUser } from './chat-user.js';
import { isUserId, type UserId } from './user-id.js';

/** Users that passed the check, and why others did not. */
export interface CheckedUsers {
  /** The users that may be shown, each id once; copies, so that no getter of the host is read again. */
  readonly users: Map<UserId, ChatUser>;
  /** How many were dropped. */
  readonly dropped: number;
  /** Why the first of them were dropped, one reason each; holds ids, never names. */
  readonly reasons: readonly string[];
}

/** The longest name that is shown, in UTF-16 units. */
export const MAX_NAME_LENGTH = 1_000;

/** How many reasons are kept: enough to find the fault, few enough for a line of the log. */
const MAX_REASONS = 5;

/**
 * Keeps, of what a provider returned, the users that may be shown: with a valid id, not blank of name,
 * each once and, where the question named ids, asked for.
 *
 * @param returned what the provider returned.
 * @param limit how many users are kept at most.
 * @param asked the ids that were asked for; left out where any user will do.
 */
export function checkUsers(
  returned: readonly unknown[],
  limit: number,
  asked?: ReadonlySet<UserId>,
): CheckedUsers {
  const users = new Map<UserId, ChatUser>();
  const reasons: string[] = [];
  let dropped = 0;
  for (const user of returned) {
    if (users.size === limit) break;
    const reason = keepOrReason(user, users, asked);
    if (reason !== undefined && dropped++ < MAX_REASONS) reasons.push(reason);
  }
  return { users, dropped, reasons };
}

/** Adds a copy of the user, or tells why not. A million users too many cost no more than a look at their ids. */
function keepOrReason(
  user: unknown,
  users: Map<UserId, ChatUser>,
  asked: ReadonlySet<UserId> | undefined,
): string | undefined {
  if (typeof user !== 'object' || user === null) {
    return `${user === null ? 'null' : `a value of type ${typeof user}`} in the place of a user`;
  }
  try {
    const { id } = user as ChatUser;
    if (!isUserId(id)) return `a user whose id is ${typeof id}, not an integer from 1 to 999999999`;
    if (asked && !asked.has(id)) return `user ${id}, who was not asked for`;
    if (users.has(id)) return `user ${id}, who was returned before`;
    const kept = copy(user as ChatUser, id);
    if (typeof kept.name !== 'string' || kept.name.trim() === '') return `user ${id}, who has no name`;
    if (kept.name.length > MAX_NAME_LENGTH)
      return `user ${id}, whose name is longer than ${MAX_NAME_LENGTH} characters`;
    users.set(id, kept);
    return undefined;
  } catch {
    return 'a user whose fields cannot be read';
  }
}

function copy(user: ChatUser, id: UserId): ChatUser {
  const kept: Required<{ [Field in keyof ChatUser]: unknown }> = {
    id,
    name: user.name,
    avatarUrl: user.avatarUrl,
    profileUrl: user.profileUrl,
    lastLoginAt: user.lastLoginAt,
    badge: user.badge,
    email: user.email,
    role: user.role,
    nameColor: user.nameColor,
    moderation: user.moderation,
    permissions: user.permissions,
    profiles: user.profiles,
  };
  return kept as ChatUser;
}
