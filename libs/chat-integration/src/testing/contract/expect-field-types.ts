import { MAX_NAME_LENGTH } from '../../users/checked-users.js';
import { CHAT_PERMISSIONS, type ChatUser } from '../../users/chat-user.js';
import { isUserId, MAX_USER_ID } from '../../users/user-id.js';
import { kindOf } from './answers.js';
import { UserProviderContractError } from './contract-case.js';

type FieldRule = readonly [expected: string, holds: (value: unknown) => boolean];

const isText = (value: unknown): boolean => typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const FIELDS: { readonly [Field in keyof ChatUser]-?: FieldRule } = {
  id: [`an integer from 1 to ${MAX_USER_ID}`, isUserId],
  name: [
    `text that is not blank, of at most ${MAX_NAME_LENGTH} characters`,
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
      isRecord(value) &&
      Object.entries(value).every(
        ([name, allowed]) =>
          (CHAT_PERMISSIONS as readonly string[]).includes(name) && typeof allowed === 'boolean',
      ),
  ],
  profiles: [
    'an object of { userId, name, avatarUrl? } by profile id, all text',
    (value) =>
      isRecord(value) &&
      Object.values(value).every(
        (profile) =>
          isRecord(profile) &&
          isText(profile['userId']) &&
          isText(profile['name']) &&
          isText(profile['avatarUrl'] ?? ''),
      ),
  ],
};

/** @throws {UserProviderContractError} unless every field of a user is what `ChatUser` says. */
export function expectFieldTypes(call: string, user: ChatUser): void {
  for (const [field, [expected, holds]] of Object.entries(FIELDS)) {
    const value: unknown = user[field as keyof ChatUser];
    const isLeftOut = field !== 'name' && (value === undefined || value === null);
    if (isLeftOut || holds(value)) continue;
    throw new UserProviderContractError(
      call,
      `give the field ${field} as ${expected}`,
      `gave ${value instanceof Date ? 'an invalid Date' : kindOf(value)} for user ${user.id}`,
      field === 'name' ? 'Every user has a name.' : 'Convert it, or leave it out.',
    );
  }
}
