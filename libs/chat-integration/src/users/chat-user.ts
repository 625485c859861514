import type { UserId } from './user-id.js';

/** A right of a moderator: `ban` users, `delete` messages. */
export type ModerationRight = 'ban' | 'delete';

/** The rights of a moderator, in their canonical order. */
export const MODERATION_RIGHTS: readonly ModerationRight[] = ['ban', 'delete'];

/** The permissions that ImbaChat knows (`protocol/imbachat.md` section 1.2). */
export const CHAT_PERMISSIONS = [
  'send_message',
  'send_sketchboard',
  'send_files',
  'send_geo',
  'audio_calls',
  'video_calls',
  'audio_message',
  'video_message',
  'audio_message_enable',
  'available_chat',
] as const;

/** What a user may do in ImbaChat; the widget has a default for each permission that is left out. */
export type ChatPermissions = Partial<Record<(typeof CHAT_PERMISSIONS)[number], boolean>>;

/** A further persona of a user (`protocol/imbachat.md` section 1.2, `profiles`). */
export interface ChatProfile {
  /** The persona's own id, for example `'P11-A'`. */
  userId: string;
  /** The name shown. */
  name: string;
  /** Absolute URL of the picture. */
  avatarUrl?: string | null;
}

/**
 * A user of the site, as the chat shows them. Optional fields may be left out or `null`. A field whose value has another
 * type, is too long or cannot be read is left out and logged; lengths are in UTF-16 code units.
 */
export interface ChatUser<Id extends UserId = number> {
  /** The site's own id of the user. */
  id: Id;
  /** The name shown in the chat: 1 to 1,000 characters, not only spaces. A user without a valid name is left out. */
  name: string;
  /** URL of the picture, at most 2,048 characters: absolute for ImbaChat; ChatBro also takes `//host/path` and `/path`. */
  avatarUrl?: string | null;
  /** URL of the user's page, at most 2,048 characters. */
  profileUrl?: string | null;
  /** When the user was last seen on the site. */
  lastLoginAt?: Date | null;
  /** A short text shown next to the name (ImbaChat), at most 255 characters. */
  badge?: string | null;
  /** Sent to ImbaChat only with the option `imbachat.includeEmail`; at most 320 characters. */
  email?: string | null;
  /** `'admin'` moderates in ImbaChat. */
  role?: 'admin' | 'user' | null;
  /** CSS colour of the name (ChatBro), at most 64 characters. */
  nameColor?: string | null;
  /** Rights of a moderator (ChatBro). */
  moderation?: readonly ModerationRight[] | null;
  /** What the user may do in ImbaChat. */
  permissions?: ChatPermissions | null;
  /** Further personas by profile id (ImbaChat), at most 100. */
  profiles?: Readonly<Record<string, ChatProfile>> | null;
}
