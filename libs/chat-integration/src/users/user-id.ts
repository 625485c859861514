import { inspect } from 'node:util';
import { ChatIntegrationError } from '../chat-integration.errors.js';

/**
 * The id of one of the site's users: an integer from 1 to 999,999,999
 * (`protocol/imbachat.md` section 1.2: "any positive number not longer than 9 digits").
 */
export type UserId = number;

/** The largest {@link UserId}. */
export const MAX_USER_ID = 999_999_999;

/** A value that is no {@link UserId} was given where one is needed. */
export class InvalidUserIdError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_ID_INVALID';

  /** @param value what came in the id's place. */
  constructor(value: unknown) {
    super(
      `Expected a user id, an integer from 1 to ${MAX_USER_ID}, got ${describe(value)}. ` +
        'ImbaChat holds ids of at most nine digits: if your users have UUIDs or longer numbers, ' +
        'give each a number of its own, as ChatUserNumbers of nestjs-chat-integration/typeorm does, and give that ' +
        'number here.',
    );
  }
}

/** Tells whether a value is a {@link UserId}. Text is not, not even `'42'`. */
export function isUserId(value: unknown): value is UserId {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_USER_ID;
}

/**
 * Reads an id that is written the one canonical way: decimal digits, no sign, no leading zero, no blank.
 *
 * @returns the id, or `undefined` for everything else; nothing is ever cast.
 */
export function parseUserId(text: string): UserId | undefined {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined;
}

/**
 * The id that a value holds: a {@link UserId}, or the canonical text of one, as database drivers give
 * `bigint` columns and tokens give their `sub`.
 *
 * @throws {InvalidUserIdError} for anything else.
 */
export function toUserId(value: unknown): UserId {
  const id = typeof value === 'string' ? parseUserId(value) : value;
  if (!isUserId(id)) throw new InvalidUserIdError(value);
  return id;
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'an object';
  return inspect(value, { maxStringLength: 40 });
}
