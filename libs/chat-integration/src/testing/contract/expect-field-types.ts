import { describeValue, isPlainObject } from '../../text/describe.js';
import { CHAT_PERMISSIONS, type ChatUser } from '../../users/chat-user.js';
import { MAX_NAME_LENGTH } from '../../users/check-user-fields.js';
import type { UserId } from '../../users/user-id.js';
import { UserProviderContractError } from './contract-case.js';

type FieldRule = readonly [expected: string, test: (value: unknown) => boolean];

const isText = (value: unknown): boolean => typeof value === 'string';

const FIELDS: { readonly [Field in keyof Omit<ChatUser, 'id'>]-?: FieldRule } = {
  name: [
    `text of at most ${MAX_NAME_LENGTH} characters, not only spaces`,
    (value) => typeof value === 'string' && value.trim() !== '' && value.length <= MAX_NAME_LENGTH,
  ],
  avatarUrl: ['text', isText],
  profileUrl: ['text', isText],
  lastLoginAt: ['a valid Date', (value) => value instanceof Date && !Number.isNaN(value.getTime())],
  badge: ['text', isText],
  email: ['text', isText],
  role: ["'admin' or 'user'", (value) => value === 'admin' || value === 'user'],
  nameColor: ['text', isText],
  moderation: [
    "an array of 'ban' and 'delete'",
    (value) => Array.isArray(value) && value.every((right) => right === 'ban' || right === 'delete'),
  ],
  permissions: [
    `an object of booleans by permission: ${CHAT_PERMISSIONS.join(', ')}`,
    (value) =>
      isPlainObject(value) &&
      Object.entries(value).every(
        ([name, allowed]) =>
          (CHAT_PERMISSIONS as readonly string[]).includes(name) && typeof allowed === 'boolean',
      ),
  ],
  profiles: [
    'an object of { userId, name, avatarUrl? } by profile id, all text',
    (value) =>
      isPlainObject(value) &&
      Object.values(value).every(
        (profile) =>
          isPlainObject(profile) &&
          isText(profile['userId']) &&
          isText(profile['name']) &&
          isText(profile['avatarUrl'] ?? ''),
      ),
  ],
};

/** Checks that every field of a user has its type in `ChatUser`. @throws {UserProviderContractError} if not. */
export function expectFieldTypes(call: string, user: ChatUser<UserId>): void {
  for (const [field, [expected, test]] of Object.entries(FIELDS)) {
    const value: unknown = user[field as keyof typeof FIELDS];
    const isLeftOut = field !== 'name' && (value === undefined || value === null);
    if (isLeftOut || test(value)) continue;
    throw new UserProviderContractError(
      call,
      `return the field ${field} as ${expected}`,
      `returned ${value instanceof Date ? 'an invalid Date' : describeValue(value)} for user ${user.id}`,
      field === 'name' ? 'give every user a name.' : 'convert it, or leave it out.',
    );
  }
}
