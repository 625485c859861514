import { describeValue } from '../../text/describe.js';
import type { ChatUser } from '../../users/chat-user.js';
import { isUserId, type UserId } from '../../users/user-id.js';
import type {
  OptionalUserProviderMethod,
  UserProvider,
  UserProviderContext,
} from '../../users/user-provider.js';
import { UserProviderContractError } from './contract-case.js';

/** The context of every call; its signal is never aborted. */
export const CONTEXT: UserProviderContext = { signal: new AbortController().signal };

/**
 * Returns an optional method of a provider, bound to it.
 *
 * @throws {UserProviderContractError} when the provider does not have the method.
 */
export function optionalMethod<Method extends OptionalUserProviderMethod>(
  provider: UserProvider<UserId>,
  name: Method,
): NonNullable<UserProvider<UserId>[Method]> {
  const method = provider[name];
  if (!method) {
    throw new UserProviderContractError(
      'the provider',
      `have a method ${name}`,
      'does not',
      `write it, or leave out the sample \`${name}\`.`,
    );
  }
  return method.bind(provider) as NonNullable<UserProvider<UserId>[Method]>;
}

/**
 * Returns the result of a call.
 *
 * @param call the call, for the error.
 * @throws {UserProviderContractError} when the call throws or rejects; the reason is its `cause`.
 */
export async function resultOf(call: string, run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run();
  } catch (cause) {
    throw new UserProviderContractError(
      call,
      'resolve',
      `threw ${String(cause)}`,
      'throw only when the users cannot be read. Finding nobody is not an error.',
      { cause },
    );
  }
}

/**
 * Returns the users to which a call resolves.
 *
 * @param call the call, for the error.
 * @throws {UserProviderContractError} when the call fails or does not resolve to users.
 */
export async function usersOf(call: string, run: () => Promise<unknown>): Promise<ChatUser<UserId>[]> {
  const result = await resultOf(call, run);
  if (!Array.isArray(result)) {
    throw new UserProviderContractError(
      call,
      'resolve to an array of users',
      `resolved to ${describeValue(result)}`,
      'return [] when no user was found.',
    );
  }
  for (const user of result as unknown[]) expectUser(call, user);
  return result as ChatUser<UserId>[];
}

/** Checks that a value is an object with a user's id. @throws {UserProviderContractError} if it is not. */
export function expectUser(call: string, user: unknown): asserts user is ChatUser<UserId> {
  if (typeof user !== 'object' || user === null) {
    throw new UserProviderContractError(
      call,
      'resolve to users',
      `resolved to ${describeValue(user)} instead of a user`,
      'leave out users that do not exist.',
    );
  }
  const { id } = user as { id?: unknown };
  if (!isUserId(id)) {
    throw new UserProviderContractError(
      call,
      'resolve to users whose id is an integer or text without spaces',
      `resolved to a user whose id is ${describeValue(id)}`,
      'convert the ids that your database returns, for example a bigint with String().',
    );
  }
}

/** Checks that users have exactly these ids, in any order, each once. @throws {UserProviderContractError} if not. */
export function expectIds(
  call: string,
  users: readonly ChatUser<UserId>[],
  expected: readonly UserId[],
  fix: string,
): void {
  const list = (ids: readonly UserId[]): string => ids.map(String).toSorted().join(', ') || 'nobody';
  const found = list(users.map(({ id }) => id));
  if (found === list(expected)) return;
  throw new UserProviderContractError(call, `find ${list(expected)}`, `found ${found}`, fix);
}

/** Returns a test for users with one of these ids. */
export function hasIdOf(ids: readonly UserId[]): (user: ChatUser<UserId>) => boolean {
  const texts = new Set(ids.map(String));
  return ({ id }) => texts.has(String(id));
}
