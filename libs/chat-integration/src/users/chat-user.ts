import type { UserId } from './user-id.js';

/** A right of a moderator: `ban` users, `delete` messages. */
export type ModerationRight = 'ban' | 'delete';

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

/** A user of the site, as the chat shows them. Optional fields may be left out or `null`. */
export interface ChatUser<Id extends UserId = number> {
  /** The site's own id of the user. */
  id: Id;
  /** The name shown in the chat; must not be empty. */
  name: string;
  /** URL of the picture: absolute for ImbaChat; ChatBro also takes `//host/path` and `/path`. */
  avatarUrl?: string | null;
  /** URL of the user's page. */
  profileUrl?: string | null;
  /** When the user was last seen on the site. */
  lastLoginAt?: Date | null;
  /** A short text shown next to the name (ImbaChat). */
  badge?: string | null;
  /** Sent to ImbaChat only with the option `imbachat.includeEmail`. */
  email?: string | null;
  /** `'admin'` moderates in ImbaChat. */
  role?: 'admin' | 'user' | null;
  /** CSS colour of the name (ChatBro). */
  nameColor?: string | null;
  /** Rights of a moderator (ChatBro). */
  moderation?: readonly ModerationRight[] | null;
  /** What the user may do in ImbaChat. */
  permissions?: ChatPermissions | null;
  /** Further personas by profile id (ImbaChat). */
  profiles?: Readonly<Record<string, ChatProfile>> | null;
}
