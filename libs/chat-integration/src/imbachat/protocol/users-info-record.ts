import {
  CHAT_PERMISSIONS,
  type ChatPermissions,
  type ChatProfile,
  type ChatUser,
} from '../../users/chat-user.js';
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
 * Builds the users info record of a user. Optional fields without a valid value are `undefined`, which JSON
 * leaves out. Reads each field of the user once.
 *
 * @param number ImbaChat's number of the user.
 * @param name the user's name, which has been checked.
 * @param includeEmail whether `user_mail` is sent.
 * @internal
 */
export function usersInfoRecord(
  user: ChatUser<UserId>,
  number: number,
  name: string,
  includeEmail: boolean,
): UsersInfoRecord {
  const { avatarUrl, profileUrl, lastLoginAt, badge, profiles, role, permissions } = user;
  const email = includeEmail ? user.email : undefined;
  return {
    user_id: number,
    name,
    avatar_url: absoluteUrl(avatarUrl),
    profile_url: isText(profileUrl) && URL_OR_PATH.test(profileUrl) ? profileUrl : undefined,
    lastlogin: unixSeconds(lastLoginAt),
    badge: isText(badge) ? badge : undefined,
    profiles: profiles ? profileRecords(profiles) : undefined,
    user_mail: isText(email) ? email : undefined,
    chat_role: role === 'admin' || role === 'user' ? role : undefined,
    permissions: permissions ? knownPermissions(permissions) : undefined,
  };
}

function unixSeconds(date: unknown): number | undefined {
  const milliseconds = date instanceof Date ? date.getTime() : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

function profileRecords(
  profiles: Readonly<Record<string, ChatProfile>>,
): UsersInfoRecord['profiles'] & object {
  return Object.fromEntries(
    Object.entries(profiles)
      .slice(0, MAX_PROFILES)
      .flatMap(([id, profile]) =>
        profile && isText(profile.userId) && isText(profile.name)
          ? [
              [
                id,
                { user_id: profile.userId, avatar_url: absoluteUrl(profile.avatarUrl), name: profile.name },
              ],
            ]
          : [],
      ),
  );
}

/** Keeps the permissions of the protocol; other properties are not sent. */
function knownPermissions(permissions: ChatPermissions): ChatPermissions {
  return Object.fromEntries(
    CHAT_PERMISSIONS.flatMap((name) =>
      typeof permissions[name] === 'boolean' ? [[name, permissions[name]]] : [],
    ),
  );
}

/** The maximum length of a text, in UTF-16 code units, and the maximum number of personas. The rest is left out. */
const MAX_TEXT_LENGTH = 2_048;
const MAX_PROFILES = 100;

const ABSOLUTE_URL = /^https?:\/\/[^\s<>"]+$/i;
const URL_OR_PATH = /^(?:(?:https?:)?\/\/|\/)[^\s<>"]*$/i;

function absoluteUrl(url: string | null | undefined): string | false {
  return isText(url) && ABSOLUTE_URL.test(url) ? url : false;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT_LENGTH;
}
