import type { ChatUser } from '../../users/chat-user.js';
import { isUserId, MAX_USER_ID, type UserId } from '../../users/user-id.js';
import { UserProviderContractError } from './contract-case.js';

/**
 * What a call of a provider resolves to.
 *
 * @throws {UserProviderContractError} when the call throws or rejects; with the reason as its `cause`.
 */
export async function answerOf(call: string, ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    throw new UserProviderContractError(
      call,
      'resolve',
      `threw ${String(cause)}`,
      'Throw only where the users cannot be read at all: to find nobody is no error.',
      { cause },
    );
  }
}

/**
 * The users that a call of a provider resolves to.
 *
 * @throws {UserProviderContractError} when these are no users, or the call fails.
 */
export async function usersOf(call: string, ask: () => Promise<unknown>): Promise<ChatUser[]> {
  const answer = await answerOf(call, ask);
  if (!Array.isArray(answer)) {
    throw new UserProviderContractError(
      call,
      'resolve to an array of users',
      `resolved to ${kindOf(answer)}`,
      'Return [] when nobody was found.',
    );
  }
  for (const user of answer as unknown[]) expectUser(call, user);
  return answer as ChatUser[];
}

/** @throws {UserProviderContractError} unless the value is an object with the id of a user. */
export function expectUser(call: string, user: unknown): asserts user is ChatUser {
  if (typeof user !== 'object' || user === null) {
    throw new UserProviderContractError(
      call,
      'resolve to users',
      `resolved to ${kindOf(user)} in the place of one`,
      'Leave out who does not exist.',
    );
  }
  const { id } = user as { id?: unknown };
  if (!isUserId(id)) {
    throw new UserProviderContractError(
      call,
      `resolve to users whose id is an integer from 1 to ${MAX_USER_ID}`,
      `resolved to one whose id is ${typeof id === 'number' ? id : kindOf(id)}`,
      'Drivers give bigint columns as text: turn each into a number with toUserId().',
    );
  }
}

/** @throws {UserProviderContractError} unless the users are exactly these, in any order, each once. */
export function expectIds(
  call: string,
  users: readonly ChatUser[],
  expected: readonly UserId[],
  remedy: string,
): void {
  const sorted = (ids: readonly UserId[]): string => ids.toSorted((a, b) => a - b).join(', ') || 'nobody';
  const got = sorted(users.map(({ id }) => id));
  if (got === sorted(expected)) return;
  throw new UserProviderContractError(call, `find ${sorted(expected)}`, `found ${got}`, remedy);
}

/** What a value is, without what it holds. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return `a value of type ${typeof value}`;
}
