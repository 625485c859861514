import type { ChatUser } from './chat-user.js';
import type { UserId } from './user-id.js';

/** The context of a call of the {@link UserProvider}. */
export interface UserProviderContext {
  /** Is aborted when nobody waits for the result any more; pass it to what can be cancelled. */
  readonly signal: AbortSignal;
}

/**
 * Reads the site's users: the one thing that a site supplies. This class is both the type to implement and the
 * injection token.
 *
 * An endpoint whose optional method is missing is not served.
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
   * @param ids the ids that are asked for: 1 to `imbachat.maxIds`.
   * @returns the users found, in any order; unknown ids are left out.
   */
  abstract findByIds(ids: readonly Id[], context: UserProviderContext): Promise<ChatUser<Id>[]>;

  /**
   * Finds users by name, for the chat's own search. Should not match on e-mail, and should treat `%` and
   * `_` as ordinary characters (`protocol/imbachat.md` section 1.3).
   *
   * @param query what was typed, trimmed, never empty.
   * @param limit the maximum number of users to return.
   */
  search?(query: string, limit: number, context: UserProviderContext): Promise<ChatUser<Id>[]>;

  /**
   * Checks a login and a password (`protocol/imbachat.md` section 1.3, login check).
   * @returns the user, or `null` for an unknown login and for a wrong password alike.
   */
  authenticate?(login: string, password: string, context: UserProviderContext): Promise<ChatUser<Id> | null>;

  /** Reads the friends of a user (`protocol/imbachat.md` section 1.3, friends). */
  findFriends?(id: Id, context: UserProviderContext): Promise<ChatUser<Id>[]>;
}

/** The optional methods of a {@link UserProvider}. */
export type OptionalUserProviderMethod = 'search' | 'authenticate' | 'findFriends';

/** The methods of a {@link UserProvider}. */
export type UserProviderMethod = 'findByIds' | OptionalUserProviderMethod;
