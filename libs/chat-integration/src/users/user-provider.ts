import type { ChatUser } from './chat-user.js';
import type { UserId } from './user-id.js';

/**
 * The one thing that a site supplies: how its users are read. Both the type to implement and the
 * injection token.
 *
 * An optional method that is missing switches the endpoint off that needs it.
 *
 * @example
 * ```ts
 * @Injectable()
 * class MembersUserProvider extends UserProvider {
 *   constructor(private readonly members: MembersService) { super(); }
 *
 *   async findByIds(ids: readonly UserId[]): Promise<ChatUser[]> {
 *     const members = await this.members.findByIds(ids);
 *     return members.map(({ id, displayName }) => ({ id, name: displayName }));
 *   }
 * }
 * ```
 */
export abstract class UserProvider {
  /**
   * Reads users. Called once for a whole request, with each id once.
   *
   * @param ids what is asked for: 1 to `imbachat.maxIds` ids.
   * @returns the users found, in any order; an id without a user is left out.
   */
  abstract findByIds(ids: readonly UserId[]): Promise<ChatUser[]>;

  /**
   * Finds users by name, for the chat's own search. Should not match on e-mail, and should treat `%` and
   * `_` as ordinary characters (`protocol/imbachat.md` section 1.3).
   *
   * @param query what was typed, trimmed, never empty.
   * @param limit how many users to return at most.
   */
  search?(query: string, limit: number): Promise<ChatUser[]>;

  /**
   * Checks a login and a password (`protocol/imbachat.md` section 1.3, login check).
   *
   * @returns the user, or `null` for an unknown login and for a wrong password alike.
   */
  authenticate?(login: string, password: string): Promise<ChatUser | null>;

  /** Reads the friends of a user (`protocol/imbachat.md` section 1.3, friends). */
  findFriends?(id: UserId): Promise<ChatUser[]>;
}

/** An ability of a {@link UserProvider} that it may lack. */
export type UserAbility = 'search' | 'authenticate' | 'findFriends';

/** A method of a {@link UserProvider}. */
export type UserProviderMethod = 'findByIds' | UserAbility;
