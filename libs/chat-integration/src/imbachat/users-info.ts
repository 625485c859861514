import {
  CHAT_PERMISSIONS,
  type ChatPermissions,
  type ChatProfile,
  type ChatUser,
} from '../users/chat-user.js';

/** One user as the chat server reads them (`protocol/imbachat.md` section 1.2). */
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

/** A user as search, login check and friends name them (`protocol/imbachat.md` section 1.3). */
export interface UserSummary {
  name: string;
  user_id: number;
}

/**
 * The users info record of a user. Optional fields that hold nothing usable are
 * `undefined`, which JSON leaves out.
 *
 * @param includeEmail whether `user_mail` is sent.
 */
export function usersInfoRecord(user: ChatUser, includeEmail: boolean): UsersInfoRecord {
  return {
    user_id: user.id,
    name: user.name,
    avatar_url: absoluteUrl(user.avatarUrl),
    profile_url: isText(user.profileUrl) && URL_OR_PATH.test(user.profileUrl) ? user.profileUrl : undefined,
    lastlogin: unixSeconds(user.lastLoginAt),
    badge: isText(user.badge) ? user.badge : undefined,
    profiles: user.profiles ? profileRecords(user.profiles) : undefined,
    user_mail: includeEmail && isText(user.email) ? user.email : undefined,
    chat_role: user.role === 'admin' || user.role === 'user' ? user.role : undefined,
    permissions: user.permissions ? knownPermissions(user.permissions) : undefined,
  };
}

function unixSeconds(date: unknown): number | undefined {
  const milliseconds = date instanceof Date ? date.getTime() : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

/** The summary of a user. */
export function userSummary(user: ChatUser): UserSummary {
  return { name: user.name, user_id: user.id };
}

function profileRecords(
  profiles: Readonly<Record<string, ChatProfile>>,
): UsersInfoRecord['profiles'] & object {
  return Object.fromEntries(
    Object.entries(profiles).flatMap(([id, profile]) =>
      profile && isText(profile.userId) && isText(profile.name)
        ? [[id, { user_id: profile.userId, avatar_url: absoluteUrl(profile.avatarUrl), name: profile.name }]]
        : [],
    ),
  );
}

/** The permissions of the protocol alone: whatever else a row of the host holds stays with the host. */
function knownPermissions(permissions: ChatPermissions): ChatPermissions {
  return Object.fromEntries(
    CHAT_PERMISSIONS.flatMap((name) =>
      typeof permissions[name] === 'boolean' ? [[name, permissions[name]]] : [],
    ),
  );
}

const ABSOLUTE_URL = /^https?:\/\/[^\s<>"]+$/i;
const URL_OR_PATH = /^(?:(?:https?:)?\/\/|\/)[^\s<>"]*$/i;

function absoluteUrl(url: string | null | undefined): string | false {
  return isText(url) && ABSOLUTE_URL.test(url) ? url : false;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
