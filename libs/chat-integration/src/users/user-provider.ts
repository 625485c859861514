import type { ChatUser } from './chat-user.js';
import type { UserId } from './user-id.js';

/** The maximum number of friends that are shown. @internal */
export const MAX_FRIENDS = 1_000;

/** The context of a call of the {@link UserProvider}. */
export interface UserProviderContext {
  /** Aborted when the result is no longer needed; pass it to operations that can be cancelled. */
  readonly signal: AbortSignal;
}

/**
 * Reads the site's users; the only class that every site must supply. It is both the type to implement and the
 * injection token.
 *
 * The endpoint of an optional method is served only if the method exists.
 *
 * @typeParam Id the type of the site's ids; give `string` for UUIDs.
 * @example
 * ```ts
 * @Injectable()
 * class MembersUserProvider extends UserProvider {
 *   constructor(private readonly members: MembersService) { super(); }
 *
 *   async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
 *     const members = await this.members.findByIds(ids);
 *     return members.map(({ id, displayName }) => ({ id, name: displayName }));
 *   }
 * }
 * ```
 */
export abstract class UserProvider<Id extends UserId = number> {
  /**
   * Reads users. Called once per request, with each id once.
   *
   * @param ids the requested ids: 1 to `imbachat.maxIds`.
   * @returns the users found, in any order; unknown ids are left out.
   */
  abstract findByIds(ids: readonly Id[], context: UserProviderContext): Promise<ChatUser<Id>[]>;

  /**
   * Finds users by name, for the chat's own search. It should not match e-mail addresses, and should treat `%` and
   * `_` as ordinary characters (`protocol/imbachat.md` section 1.3).
   *
   * @param query the search text, trimmed and not empty.
   * @param limit the maximum number of users to return.
   */
  search?(query: string, limit: number, context: UserProviderContext): Promise<ChatUser<Id>[]>;

  /**
   * Checks a login and a password (`protocol/imbachat.md` section 1.3, login check).
   * @returns the user, or `null` for an unknown login or a wrong password.
   */
  authenticate?(login: string, password: string, context: UserProviderContext): Promise<ChatUser<Id> | null>;

  /** Reads the friends of a user (`protocol/imbachat.md` section 1.3, friends). */
  findFriends?(id: Id, context: UserProviderContext): Promise<ChatUser<Id>[]>;
}

/** The optional methods of a {@link UserProvider}. */
export type OptionalUserProviderMethod = 'search' | 'authenticate' | 'findFriends';

/** The methods of a {@link UserProvider}. */
export type UserProviderMethod = 'findByIds' | OptionalUserProviderMethod;
