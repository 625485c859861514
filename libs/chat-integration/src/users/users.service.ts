import { Inject, Injectable, Logger } from '@nestjs/common';
import { ChatIntegrationError } from '../chat-integration.errors.js';
import type { ChatUser } from './chat-user.js';
import { checkUsers } from './checked-users.js';
import type { UserId } from './user-id.js';
import { UserProvider, type UserAbility } from './user-provider.js';

/** The host's {@link UserProvider} broke its contract; the message says how. */
export class UserProviderError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER';
}

/**
 * Reads the site's users through the host's {@link UserProvider} and trusts none of it: what the provider
 * returns is checked before anyone sees it, and what is dropped is logged.
 */
@Injectable()
export class UsersService {
  private readonly logger = new Logger(UsersService.name);

  constructor(@Inject(UserProvider) private readonly provider: UserProvider) {}

  /** Tells whether the provider has an optional ability. */
  can(ability: UserAbility): boolean {
    return typeof this.provider[ability] === 'function';
  }

  /**
   * Reads users in one call of the provider; none for no ids.
   *
   * @returns the users found, in the order of `ids`.
   * @throws {UserProviderError} when the provider does not resolve to an array.
   */
  async findByIds(ids: readonly UserId[]): Promise<ChatUser[]> {
    const asked = new Set(ids);
    if (asked.size === 0) return [];
    const found = this.check('findByIds', await this.provider.findByIds([...asked]), asked);
    return [...asked].flatMap((id) => found.get(id) ?? []);
  }

  /** Reads one user; `null` when there is none. */
  async findById(id: UserId): Promise<ChatUser | null> {
    const [user] = await this.findByIds([id]);
    return user ?? null;
  }

  /**
   * Finds at most `limit` users by name, in the provider's order.
   *
   * @throws {UserProviderError} when the provider cannot search or does not resolve to an array.
   */
  async search(query: string, limit: number): Promise<ChatUser[]> {
    const returned = await this.ability('search').call(this.provider, query, limit);
    return [...this.check('search', returned).values()].slice(0, limit);
  }

  /** Reads the friends of a user. @throws {UserProviderError} as {@link search}. */
  async findFriends(id: UserId): Promise<ChatUser[]> {
    const returned = await this.ability('findFriends').call(this.provider, id);
    return [...this.check('findFriends', returned).values()];
  }

  /** The user with this login and password, or `null`. @throws {UserProviderError} as {@link search}. */
  async authenticate(login: string, password: string): Promise<ChatUser | null> {
    const returned = await this.ability('authenticate').call(this.provider, login, password);
    if (returned === null || returned === undefined) return null;
    const [user] = this.check('authenticate', [returned]).values();
    return user ?? null;
  }

  private ability<A extends UserAbility>(ability: A): NonNullable<UserProvider[A]> {
    const method = this.provider[ability];
    if (!method) throw new UserProviderError(`The UserProvider has no method \`${ability}\`.`);
    return method;
  }

  private check(method: string, returned: ChatUser[], asked?: ReadonlySet<UserId>): Map<UserId, ChatUser> {
    if (!Array.isArray(returned)) {
      const came = returned === null ? 'null' : typeof returned;
      throw new UserProviderError(
        `UserProvider.${method} must resolve to an array of users, but it resolved to ${came}. ` +
          'Return [] when nobody was found.',
      );
    }
    const { users, dropped } = checkUsers(returned, asked);
    if (dropped.length > 0) {
      const shown = dropped.slice(0, 5).join('; ');
      const more = dropped.length > 5 ? `; and ${dropped.length - 5} more` : '';
      this.logger.warn(`UserProvider.${method} returned users that were dropped: ${shown}${more}`);
    }
    return users;
  }
}
