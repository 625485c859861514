import { ChatIntegrationError } from '../chat-integration.errors.js';
import { describeValue } from '../text/describe.js';

/**
 * The site's own id of a user: an integer, or text such as a UUID. Ids are compared by their text: `42` and `'42'`
 * are the same user.
 */
export type UserId = number | string;

/** The longest text of a {@link UserId}, in UTF-16 code units. @internal */
export const MAX_USER_ID_LENGTH = 255;

/** A value that is not a {@link UserId} was given where an id is required. */
export class InvalidUserIdError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_ID_INVALID';

  /** @param value what was given instead of an id. */
  constructor(value: unknown) {
    super(
      `Expected a user id, an integer or text of 1 to ${MAX_USER_ID_LENGTH} characters without spaces, but got ` +
        `${describeValue(value)}. Fix: pass the id as it is in your database, or null for a guest.`,
    );
  }
}

const ID_TEXT = new RegExp(`^[^\\s\\p{C}]{1,${MAX_USER_ID_LENGTH}}$`, 'u');

/** Returns whether a value is a {@link UserId}. @internal */
export function isUserId(value: unknown): value is UserId {
  return Number.isSafeInteger(value) || (typeof value === 'string' && ID_TEXT.test(value));
}

/**
 * Reads the id of a user as sessions, JWTs and database drivers hold it: a number, a bigint or text. The decimal text
 * of an integer becomes that integer; nothing else is converted.
 *
 * @throws {InvalidUserIdError} when the value is not an id.
 * @internal
 */
export function toUserId(value: unknown): UserId {
  const id = typeof value === 'bigint' ? String(value) : value;
  if (!isUserId(id)) throw new InvalidUserIdError(value);
  const number = Number(id);
  return Number.isSafeInteger(number) && String(number) === id ? number : id;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Returns whether a text is a UUID, in upper or lower case (RFC 9562 section 4). @internal */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
