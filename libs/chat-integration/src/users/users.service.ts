import { Inject, Injectable, Logger } from '@nestjs/common';
import { inTime } from '../async/in-time.js';
import { ChatIntegrationError } from '../chat-integration.errors.js';
import { ChatMetrics, type ProviderOutcome } from '../telemetry/chat-metrics.js';
import type { ChatUser } from './chat-user.js';
import { checkUsers } from './checked-users.js';
import type { UserId } from './user-id.js';
import { UserProvider, type UserAbility, type UserProviderMethod } from './user-provider.js';

/** The host's {@link UserProvider} broke its contract; the message says how. */
export class UserProviderError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER';
}

/** The host's {@link UserProvider} did not answer in time. */
export class UserProviderTimeoutError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER_TIMEOUT';
  override readonly retryAfterSeconds = 5;

  /**
   * @param method the method that was called.
   * @param timeoutMs how long was waited, in milliseconds.
   */
  constructor(method: string, timeoutMs: number) {
    super(
      `Expected UserProvider.${method} to answer within ${timeoutMs} ms, but it has not. ` +
        'Find out what it waits for, or raise the option `userProviderTimeoutMs`.',
    );
  }
}

/** Injection token of the time that the provider has for an answer, in milliseconds. */
export const USER_PROVIDER_TIMEOUT_MS = Symbol('USER_PROVIDER_TIMEOUT_MS');

/** How long a provider has for an answer unless the host says otherwise, in milliseconds. */
export const DEFAULT_USER_PROVIDER_TIMEOUT_MS = 5_000;

/** How many friends are shown at most. */
const MAX_FRIENDS = 1_000;

/**
 * Reads the site's users through the host's {@link UserProvider} and trusts none of it: what the provider
 * returns is checked before anyone sees it, and what is dropped is logged.
 */
@Injectable()
export class UsersService {
  private readonly logger = new Logger(UsersService.name);

  constructor(
    @Inject(UserProvider) private readonly provider: UserProvider,
    @Inject(USER_PROVIDER_TIMEOUT_MS) private readonly timeoutMs = DEFAULT_USER_PROVIDER_TIMEOUT_MS,
    @Inject(ChatMetrics) private readonly metrics = new ChatMetrics(),
  ) {}

  /** Tells whether the provider has an optional ability. */
  can(ability: UserAbility): boolean {
    return typeof this.provider[ability] === 'function';
  }

  /**
   * Reads users in one call of the provider; none for no ids.
   *
   * @returns the users found, in the order of `ids`.
   * @throws {UserProviderError} when the provider does not resolve to an array.
   * @throws {UserProviderTimeoutError} when the provider does not answer in time.
   */
  async findByIds(ids: readonly UserId[]): Promise<ChatUser[]> {
    const asked = new Set(ids);
    if (asked.size === 0) return [];
    const returned = await this.inTime('findByIds', () => this.provider.findByIds([...asked]));
    const found = this.check('findByIds', returned, Number.POSITIVE_INFINITY, asked);
    const users: ChatUser[] = [];
    for (const id of asked) {
      const user = found.get(id);
      if (user) users.push(user);
    }
    return users;
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
    const search = this.ability('search');
    const returned = await this.inTime('search', () => search.call(this.provider, query, limit));
    return [...this.check('search', returned, limit).values()];
  }

  /** Reads the friends of a user. @throws {UserProviderError} as {@link search}. */
  async findFriends(id: UserId): Promise<ChatUser[]> {
    const findFriends = this.ability('findFriends');
    const returned = await this.inTime('findFriends', () => findFriends.call(this.provider, id));
    return [...this.check('findFriends', returned, MAX_FRIENDS).values()];
  }

  /** The user with this login and password, or `null`. @throws {UserProviderError} as {@link search}. */
  async authenticate(login: string, password: string): Promise<ChatUser | null> {
    const authenticate = this.ability('authenticate');
    const returned = await this.inTime('authenticate', () =>
      authenticate.call(this.provider, login, password),
    );
    if (returned === null || returned === undefined) return null;
    const [user] = this.check('authenticate', [returned], 1).values();
    return user ?? null;
  }

  private ability<A extends UserAbility>(ability: A): NonNullable<UserProvider[A]> {
    const method = this.provider[ability];
    if (!method) throw new UserProviderError(`The UserProvider has no method \`${ability}\`.`);
    return method;
  }

  private async inTime<T>(method: UserProviderMethod, call: () => Promise<T>): Promise<T> {
    const since = performance.now();
    const told = (outcome: ProviderOutcome) =>
      this.metrics.provider(method, outcome, (performance.now() - since) / 1000);
    try {
      const answer = await inTime(
        call,
        this.timeoutMs,
        () => new UserProviderTimeoutError(method, this.timeoutMs),
      );
      told('answer');
      return answer;
    } catch (error) {
      told(error instanceof UserProviderTimeoutError ? 'timeout' : 'error');
      throw error;
    }
  }

  private check(
    method: string,
    returned: ChatUser[],
    limit: number,
    asked?: ReadonlySet<UserId>,
  ): Map<UserId, ChatUser> {
    if (!Array.isArray(returned)) {
      const came = returned === null ? 'null' : typeof returned;
      throw new UserProviderError(
        `UserProvider.${method} must resolve to an array of users, but it resolved to ${came}. ` +
          'Return [] when nobody was found.',
      );
    }
    const { users, dropped, reasons } = checkUsers(returned, limit, asked);
    if (dropped > 0) {
      const more = dropped > reasons.length ? `; and ${dropped - reasons.length} more` : '';
      this.logger.warn(
        `UserProvider.${method} returned users that were dropped: ${reasons.join('; ')}${more}`,
      );
    }
    return users;
  }
}
