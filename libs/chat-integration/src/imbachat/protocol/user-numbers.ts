import { ChatIntegrationError } from '../../chat-integration.errors.js';
import { describeValue } from '../../text/describe.js';
import type { UserId } from '../../users/user-id.js';

/**
 * The largest user number of ImbaChat: "any positive number not longer than 9 digits"
 * (`protocol/imbachat.md` section 1.2).
 */
export const MAX_USER_NUMBER = 999_999_999;

/** A value is not a user number of ImbaChat. */
export class InvalidUserNumberError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_NUMBER_INVALID';

  /** @param value what was given instead of a number. */
  constructor(value: unknown) {
    super(
      `Expected a user number, an integer from 1 to ${MAX_USER_NUMBER}, but got ${describeValue(value)}. ` +
        'ImbaChat accepts at most nine digits. Fix: for UUIDs and longer ids set the option `userNumbers`, ' +
        'for example to typeOrmUserNumbers() from nestjs-chat-integration/typeorm.',
    );
  }
}

/** Returns whether a value is a user number of ImbaChat. Text is not, not even `'42'`. */
export function isUserNumber(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_USER_NUMBER;
}

/**
 * Reads the decimal text of a user number: digits without a sign, a leading zero or a space.
 * @returns the number, or `undefined` for any other text.
 */
export function parseUserNumber(text: string): number | undefined {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined;
}

/**
 * Reads a user number, or its decimal text.
 *
 * @throws {InvalidUserNumberError} for anything else.
 * @internal
 */
export function toUserNumber(value: unknown): number {
  const number = typeof value === 'string' ? parseUserNumber(value) : value;
  if (!isUserNumber(number)) throw new InvalidUserNumberError(value);
  return number;
}

/**
 * Reads the list of user numbers in a Users info URL (`protocol/imbachat.md` section 1.2), in the order of the
 * request, each number once. Spaces around a number and empty items are ignored; items that are not a number are
 * dropped.
 *
 * @param list the decoded text, for example `'3,1,2'`.
 * @param separator the text between two numbers.
 * @internal
 */
export function parseUserNumbers(list: string, separator: string): number[] {
  const numbers = new Set<number>();
  for (const item of list.split(separator)) {
    const number = parseUserNumber(item.trim());
    if (number !== undefined) numbers.add(number);
  }
  return [...numbers];
}

/**
 * Maps the site's ids to ImbaChat's user numbers, and back (`protocol/imbachat.md` section 1.2).
 * This class is both the type to implement and the injection token; the default is {@link IdentityUserNumbers}.
 *
 * A number must belong to the same user forever, because the chat stores the user's dialogs under it.
 */
export abstract class UserNumbers {
  /**
   * Returns the numbers of users, and assigns one to each user without a number.
   *
   * @param ids ids of users that exist.
   * @returns the numbers by the given ids; ids that cannot have a number are left out.
   */
  abstract numbersOf(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>>;

  /**
   * Returns the ids of the users with these numbers.
   *
   * @param numbers the numbers that the chat server requests, each once.
   * @returns the ids by number; unknown numbers are left out.
   */
  abstract idsOf(numbers: readonly number[]): Promise<ReadonlyMap<number, UserId>>;
}

/** The default {@link UserNumbers}: an integer from 1 to 999,999,999, or its decimal text, is its own number. */
export class IdentityUserNumbers extends UserNumbers {
  override async numbersOf(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    const numbers = new Map<UserId, number>();
    for (const id of ids) {
      const number = typeof id === 'string' ? parseUserNumber(id) : id;
      if (isUserNumber(number)) numbers.set(id, number);
    }
    return numbers;
  }

  override async idsOf(numbers: readonly number[]): Promise<ReadonlyMap<number, UserId>> {
    return new Map(numbers.map((number) => [number, number]));
  }
}
