import { Inject, Injectable } from '@nestjs/common';
import { withTimeout } from '../async/with-timeout.js';
import { ChatTelemetry, type ProviderOutcome } from '../telemetry/chat-telemetry.js';
import { RateLimitedLogger } from '../telemetry/rate-limited-logger.js';
import { describeValue } from '../text/describe.js';
import type { ChatUser } from './chat-user.js';
import { checkUsers, type MakeFromUser } from './check-users.js';
import type { CompleteUrls } from './complete-urls.js';
import type { UserId } from './user-id.js';
import { UserProviderError, UserProviderTimeoutError } from './user-provider.errors.js';
import {
  MAX_FRIENDS,
  UserProvider,
  type OptionalUserProviderMethod,
  type UserProviderContext,
  type UserProviderMethod,
} from './user-provider.js';

/** Injection token of the provider's deadline, in milliseconds. */
export const USER_PROVIDER_TIMEOUT_MS = Symbol('USER_PROVIDER_TIMEOUT_MS');

/** Injection token of the function that completes users' URLs; `null` without the option `siteUrl`. */
export const COMPLETE_URLS = Symbol('COMPLETE_URLS');

const unchanged: MakeFromUser<ChatUser<UserId>> = (user) => user;

/**
 * Reads the site's users from the {@link UserProvider} and checks everything that it returns. Invalid users are dropped
 * and logged.
 */
@Injectable()
export class UsersService {
  private readonly logger = new RateLimitedLogger(UsersService.name);

  constructor(
    @Inject(UserProvider) private readonly provider: UserProvider<UserId>,
    @Inject(USER_PROVIDER_TIMEOUT_MS) private readonly timeoutMs: number,
    @Inject(ChatTelemetry) private readonly telemetry: ChatTelemetry,
    @Inject(COMPLETE_URLS) private readonly completeUrls: CompleteUrls | null = null,
  ) {}

  /** Returns whether the provider has an optional method. */
  has(method: OptionalUserProviderMethod): boolean {
    return typeof this.provider[method] === 'function';
  }

  /**
   * Reads users in one call of the provider. Without ids, the provider is not called.
   *
   * @param ids each id once.
   * @param make converts each user found.
   * @returns the results in the order of `ids`, `undefined` for unknown users.
   * @throws {UserProviderError} when the provider does not resolve to an array.
   * @throws {UserProviderTimeoutError} when the provider does not respond in time.
   */
  async findByIds<T>(ids: readonly UserId[], make: MakeFromUser<T>): Promise<(T | undefined)[]> {
    if (ids.length === 0) return [];
    const returned = await this.call('findByIds', (context) => this.provider.findByIds(ids, context));
    const asked = new Map(ids.map((id, index) => [String(id), index]));
    return this.check('findByIds', returned, make, { asked, limit: Number.POSITIVE_INFINITY });
  }

  /** Reads one user; `null` when there is none. Throws as {@link findByIds}. */
  async findById(id: UserId): Promise<ChatUser<UserId> | null> {
    const [user] = await this.findByIds([id], unchanged);
    return user ?? null;
  }

  /**
   * Finds at most `limit` users by name, in the provider's order.
   *
   * @throws {UserProviderError} when the provider has no `search` or does not resolve to an array.
   */
  async search(query: string, limit: number): Promise<ChatUser<UserId>[]> {
    const search = this.optional('search');
    const returned = await this.call('search', (context) =>
      search.call(this.provider, query, limit, context),
    );
    return this.check('search', returned, unchanged, { limit });
  }

  /** Reads the friends of a user. @throws {UserProviderError} as {@link search}. */
  async findFriends(id: UserId): Promise<ChatUser<UserId>[]> {
    const findFriends = this.optional('findFriends');
    const returned = await this.call('findFriends', (context) =>
      findFriends.call(this.provider, id, context),
    );
    return this.check('findFriends', returned, unchanged, { limit: MAX_FRIENDS });
  }

  /** Returns the user with this login and password, or `null`. @throws {UserProviderError} as {@link search}. */
  async authenticate(login: string, password: string): Promise<ChatUser<UserId> | null> {
    const authenticate = this.optional('authenticate');
    const returned = await this.call('authenticate', (context) =>
      authenticate.call(this.provider, login, password, context),
    );
    if (returned === null || returned === undefined) return null;
    const [user] = this.check('authenticate', [returned], unchanged, { limit: 1 });
    return user ?? null;
  }

  private optional<Method extends OptionalUserProviderMethod>(
    name: Method,
  ): NonNullable<UserProvider<UserId>[Method]> {
    const method = this.provider[name];
    if (!method) throw new UserProviderError(`The UserProvider has no method \`${name}\`.`);
    return method;
  }

  private async call<T>(
    method: UserProviderMethod,
    call: (context: UserProviderContext) => Promise<T>,
  ): Promise<T> {
    const start = performance.now();
    const context = new LazyContext();
    let outcome: ProviderOutcome = 'error';
    try {
      const result = await withTimeout(
        () => call(context),
        this.timeoutMs,
        () => {
          outcome = 'timeout';
          const error = new UserProviderTimeoutError(method, this.timeoutMs);
          context.abort(error);
          return error;
        },
      );
      outcome = 'result';
      return result;
    } finally {
      this.telemetry.provider(method, outcome, (performance.now() - start) / 1000);
    }
  }

  private check<T>(
    method: UserProviderMethod,
    returned: unknown,
    make: MakeFromUser<T>,
    expected: { asked: ReadonlyMap<string, number>; limit: number },
  ): (T | undefined)[];
  private check<T>(
    method: UserProviderMethod,
    returned: unknown,
    make: MakeFromUser<T>,
    expected: { limit: number },
  ): T[];
  private check<T>(
    method: UserProviderMethod,
    returned: unknown,
    make: MakeFromUser<T>,
    expected: { asked?: ReadonlyMap<string, number>; limit: number },
  ): (T | undefined)[] {
    if (!Array.isArray(returned)) {
      throw new UserProviderError(
        `Expected UserProvider.${method} to resolve to an array of users but it resolved to ` +
          `${describeValue(returned)}. Fix: return [] when no user was found.`,
      );
    }
    const { users, dropped, reasons } = checkUsers(returned, make, expected, this.completeUrls);
    if (dropped > 0) {
      const more = dropped > reasons.length ? `; and ${dropped - reasons.length} more` : '';
      const what = `${method} returned: ${reasons.join('; ')}`;
      this.logger.warn(what, `Dropped what UserProvider.${what}${more}`);
    }
    return users;
  }
}

/** Creates its signal only if a provider reads it: most do not, and an AbortController costs a microsecond. */
class LazyContext implements UserProviderContext {
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  abort(reason: Error): void {
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
