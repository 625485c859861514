import type { ChatPermissions, ChatProfile, ChatUser } from '../../users/chat-user.js';
import type { UserId } from '../../users/user-id.js';

/** A user in a users info response (`protocol/imbachat.md` section 1.2). */
export interface UsersInfoRecord {
  user_id: number;
  name: string;
  /** Absolute URL, or `false` for a user without a picture. */
  avatar_url: string | false;
  /** `http:`, `https:`, `//host/path` or `/path`. */
  profile_url?: string | undefined;
  /** Unix time in seconds. */
  lastlogin?: number | undefined;
  badge?: string | undefined;
  profiles?: Record<string, { user_id: string; avatar_url: string | false; name: string }> | undefined;
  user_mail?: string | undefined;
  chat_role?: 'admin' | 'user' | undefined;
  permissions?: ChatPermissions | undefined;
}

/** A user in the responses of search and login check (`protocol/imbachat.md` section 1.3). */
export interface UserSummary {
  name: string;
  user_id: number;
}

/**
 * Builds the users info record of a user. Optional fields without a value that ImbaChat can use are `undefined`, which
 * JSON leaves out.
 *
 * @param user a user whose fields have been checked.
 * @param number ImbaChat's number of the user.
 * @param includeEmail whether `user_mail` is sent.
 * @internal
 */
export function usersInfoRecord(
  { name, avatarUrl, profileUrl, lastLoginAt, badge, profiles, email, role, permissions }: ChatUser<UserId>,
  number: number,
  includeEmail: boolean,
): UsersInfoRecord {
  return {
    user_id: number,
    name,
    avatar_url: absoluteUrl(avatarUrl),
    profile_url: profileUrl && URL_OR_PATH.test(profileUrl) ? profileUrl : undefined,
    lastlogin: lastLoginAt ? Math.floor(lastLoginAt.getTime() / 1000) : undefined,
    badge: badge ?? undefined,
    profiles: profiles ? profileRecords(profiles) : undefined,
    user_mail: includeEmail ? (email ?? undefined) : undefined,
    chat_role: role ?? undefined,
    permissions: permissions ?? undefined,
  };
}

function profileRecords(
  profiles: Readonly<Record<string, ChatProfile>>,
): UsersInfoRecord['profiles'] & object {
  return Object.fromEntries(
    Object.entries(profiles).map(([id, { userId, name, avatarUrl }]) => [
      id,
      { user_id: userId, avatar_url: absoluteUrl(avatarUrl), name },
    ]),
  );
}

const ABSOLUTE_URL = /^https?:\/\/[^\s<>"]+$/i;
const URL_OR_PATH = /^(?:(?:https?:)?\/\/|\/)[^\s<>"]*$/i;

function absoluteUrl(url: string | null | undefined): string | false {
  return url && ABSOLUTE_URL.test(url) ? url : false;
}
