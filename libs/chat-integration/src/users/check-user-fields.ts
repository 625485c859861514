import { readProperty } from '../objects/read-property.js';
import {
  CHAT_PERMISSIONS,
  MODERATION_RIGHTS,
  type ChatPermissions,
  type ChatProfile,
  type ChatUser,
  type ModerationRight,
} from './chat-user.js';
import type { UserId } from './user-id.js';

/** The longest name that is accepted, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 1_000;

const MAX_ID_LENGTH = 255;
const MAX_URL_LENGTH = 2_048;
const MAX_BADGE_LENGTH = 255;
/** A local part of 64, `@` and a domain of 255 octets (RFC 5321 section 4.5.3.1). */
const MAX_EMAIL_LENGTH = 320;
const MAX_COLOR_LENGTH = 64;
const MAX_PROFILES = 100;

/** A user whose fields have been checked: each is `null` where the user does not have it. */
export type CheckedUser = {
  readonly [Field in keyof ChatUser]-?: Exclude<ChatUser<UserId>[Field], undefined>;
};

type OptionalField = Exclude<keyof ChatUser, 'id' | 'name'>;

/** The fields of a {@link ChatUser}, without its id and its name. */
const OPTIONAL_FIELDS: readonly OptionalField[] = [
  'avatarUrl',
  'profileUrl',
  'lastLoginAt',
  'badge',
  'email',
  'role',
  'nameColor',
  'moderation',
  'permissions',
  'profiles',
];

const FIELDS = ['id', 'name', ...OPTIONAL_FIELDS] as const;

/** Receives the name of each field that is left out because its value is unusable. An array costs less than a callback. */
export type LeftOut = OptionalField[];

/**
 * Returns how users are read: directly, or, while a field's name is a property of `Object.prototype`, without inheriting
 * it from there.
 */
export function userReader(): (user: object) => Partial<ChatUser<UserId>> {
  const isPolluted = FIELDS.some((field) => field in Object.prototype);
  return isPolluted ? readableFields : (user) => user;
}

/**
 * Copies a user, so that what was checked is what is used. Values of the wrong type, values that are too long, and
 * fields that cannot be read are left out. How a vendor can use a value, for example a relative URL, is up to the vendor.
 *
 * @param id the checked id.
 * @param name the checked name.
 */
export function checkFields(
  user: Partial<ChatUser<UserId>>,
  id: UserId,
  name: string,
  leftOut: LeftOut,
): CheckedUser {
  const { length } = leftOut;
  try {
    return copyFields(user, id, name, leftOut);
  } catch {
    leftOut.length = length;
    return fieldByField(user, id, name, leftOut);
  }
}

function copyFields(
  user: Partial<ChatUser<UserId>>,
  id: UserId,
  name: string,
  leftOut: LeftOut,
): CheckedUser {
  const { role } = user;
  return {
    id,
    name,
    avatarUrl: text(user.avatarUrl, MAX_URL_LENGTH, 'avatarUrl', leftOut),
    profileUrl: text(user.profileUrl, MAX_URL_LENGTH, 'profileUrl', leftOut),
    lastLoginAt: date(user.lastLoginAt, leftOut),
    badge: text(user.badge, MAX_BADGE_LENGTH, 'badge', leftOut),
    email: text(user.email, MAX_EMAIL_LENGTH, 'email', leftOut),
    role: role === 'admin' || role === 'user' ? role : none(role, 'role', leftOut),
    nameColor: text(user.nameColor, MAX_COLOR_LENGTH, 'nameColor', leftOut),
    moderation: moderationRights(user.moderation, leftOut),
    permissions: knownPermissions(user.permissions, leftOut),
    profiles: usableProfiles(user.profiles, leftOut),
  };
}

/** Reads the fields of a user one by one, because one of them cannot be read. */
function fieldByField(user: object, id: UserId, name: string, leftOut: LeftOut): CheckedUser {
  const checked: Partial<Record<OptionalField, unknown>> = {};
  for (const field of OPTIONAL_FIELDS) {
    try {
      const single = { __proto__: null, [field]: readProperty(user, field) } as Partial<ChatUser<UserId>>;
      checked[field] = copyFields(single, id, name, leftOut)[field];
    } catch {
      checked[field] = null;
      leftOut.push(field);
    }
  }
  return { id, name, ...checked } as unknown as CheckedUser;
}

/** Returns a user that inherits nothing; fields that throw still throw. */
function readableFields(user: object): Partial<ChatUser<UserId>> {
  const fields = FIELDS.map(
    (field) => [field, { __proto__: null, get: () => readProperty(user, field) }] as const,
  );
  return Object.create(null, Object.fromEntries(fields)) as Partial<ChatUser<UserId>>;
}

/** Returns `null`, and reports a value that is unusable. */
function none(value: unknown, field: OptionalField, leftOut: LeftOut): null {
  if (value !== null && value !== undefined && value !== '') leftOut.push(field);
  return null;
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxLength;
}

function text(value: unknown, maxLength: number, field: OptionalField, leftOut: LeftOut): string | null {
  return isText(value, maxLength) ? value : none(value, field, leftOut);
}

function date(value: unknown, leftOut: LeftOut): Date | null {
  const milliseconds = value instanceof Date ? value.getTime() : Number.NaN;
  return Number.isNaN(milliseconds) ? none(value, 'lastLoginAt', leftOut) : new Date(milliseconds);
}

function moderationRights(value: unknown, leftOut: LeftOut): ModerationRight[] | null {
  if (!Array.isArray(value)) return none(value, 'moderation', leftOut);
  const rights = MODERATION_RIGHTS.filter((right) => value.includes(right));
  if (value.length > rights.length) leftOut.push('moderation');
  return rights;
}

function knownPermissions(value: unknown, leftOut: LeftOut): ChatPermissions | null {
  if (typeof value !== 'object' || value === null) return none(value, 'permissions', leftOut);
  const permissions: ChatPermissions = {};
  for (const name of CHAT_PERMISSIONS) {
    const isAllowed = readProperty(value, name);
    if (typeof isAllowed === 'boolean') permissions[name] = isAllowed;
  }
  return permissions;
}

function usableProfiles(value: unknown, leftOut: LeftOut): Record<string, ChatProfile> | null {
  if (typeof value !== 'object' || value === null) return none(value, 'profiles', leftOut);
  const entries = Object.entries(value) as [string, unknown][];
  const usable = entries.slice(0, MAX_PROFILES).flatMap(([id, profile]) => {
    const checked = checkedProfile(profile);
    return checked && id.length <= MAX_ID_LENGTH ? [[id, checked] as const] : [];
  });
  if (usable.length < entries.length) leftOut.push('profiles');
  return Object.fromEntries(usable);
}

function checkedProfile(profile: unknown): ChatProfile | null {
  if (typeof profile !== 'object' || profile === null) return null;
  const userId = readProperty(profile, 'userId');
  const name = readProperty(profile, 'name');
  const avatarUrl = readProperty(profile, 'avatarUrl');
  if (!isText(userId, MAX_ID_LENGTH) || !isText(name, MAX_NAME_LENGTH)) return null;
  return { userId, name, avatarUrl: isText(avatarUrl, MAX_URL_LENGTH) ? avatarUrl : null };
}
