import { Inject, Injectable } from '@nestjs/common';
import { ChatTelemetry, type ProviderOutcome } from '../telemetry/chat-telemetry.js';
import { RateLimitedLogger } from '../telemetry/rate-limited-logger.js';
import { describeValue } from '../text/describe.js';
import type { ChatUser } from './chat-user.js';
import { checkUsers, type MakeFromUser } from './check-users.js';
import type { CompleteUrls } from './complete-urls.js';
import type { UserId } from './user-id.js';
import { HostProviders, type HostProvider } from './host-providers.js';
import { ProviderCalls } from './provider-calls.js';
import {
  UserProviderBusyError,
  UserProviderError,
  UserProviderTimeoutError,
} from './user-provider.errors.js';
import {
  MAX_FRIENDS,
  UserProvider,
  type OptionalUserProviderMethod,
  type UserProviderContext,
  type UserProviderMethod,
} from './user-provider.js';

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
  private readonly provider: HostProvider<UserProvider<UserId>>;

  constructor(
    @Inject(HostProviders) providers: HostProviders,
    @Inject(ProviderCalls) private readonly calls: ProviderCalls,
    @Inject(ChatTelemetry) private readonly telemetry: ChatTelemetry,
    @Inject(COMPLETE_URLS) private readonly completeUrls: CompleteUrls | null = null,
  ) {
    this.provider = providers.get<UserProvider<UserId>>(UserProvider);
  }

  /** Returns whether each request or tenant has its own provider. */
  isScoped(): boolean {
    return this.provider.isScoped();
  }

  /** Returns whether the provider of a request has an optional method. */
  async has(request: object, method: OptionalUserProviderMethod): Promise<boolean> {
    const provider = this.isScoped()
      ? await this.calls.run('UserProvider', () => this.provider.of(request))
      : await this.provider.of(request);
    return typeof provider[method] === 'function';
  }

  /**
   * Reads users in one call of the provider. Without ids, the provider is not called.
   *
   * @param request the platform's own request, for which the users are read.
   * @param ids each id once.
   * @param make converts each user found.
   * @returns the results in the order of `ids`, `undefined` for unknown users.
   * @throws {UserProviderError} when the provider does not resolve to an array.
   * @throws as {@link ProviderCalls.run}.
   */
  async findByIds<T>(
    request: object,
    ids: readonly UserId[],
    make: MakeFromUser<T>,
  ): Promise<(T | undefined)[]> {
    if (ids.length === 0) return [];
    const returned = await this.call(request, 'findByIds', (provider, context) =>
      provider.findByIds(ids, context),
    );
    const asked = new Map(ids.map((id, index) => [String(id), index]));
    return this.check('findByIds', returned, make, { asked, limit: Number.POSITIVE_INFINITY });
  }

  /** Reads one user; `null` when there is none. Throws as {@link findByIds}. */
  async findById(request: object, id: UserId): Promise<ChatUser<UserId> | null> {
    const [user] = await this.findByIds(request, [id], unchanged);
    return user ?? null;
  }

  /**
   * Finds at most `limit` users by name, in the provider's order.
   *
   * @throws {UserProviderError} when the provider has no `search` or does not resolve to an array.
   */
  async search(request: object, query: string, limit: number): Promise<ChatUser<UserId>[]> {
    const returned = await this.call(request, 'search', (provider, context) =>
      optional(provider, 'search').call(provider, query, limit, context),
    );
    return this.check('search', returned, unchanged, { limit });
  }

  /** Reads the friends of a user. @throws {UserProviderError} as {@link search}. */
  async findFriends(request: object, id: UserId): Promise<ChatUser<UserId>[]> {
    const returned = await this.call(request, 'findFriends', (provider, context) =>
      optional(provider, 'findFriends').call(provider, id, context),
    );
    return this.check('findFriends', returned, unchanged, { limit: MAX_FRIENDS });
  }

  /** Returns the user with this login and password, or `null`. @throws {UserProviderError} as {@link search}. */
  async authenticate(request: object, login: string, password: string): Promise<ChatUser<UserId> | null> {
    const returned = await this.call(request, 'authenticate', (provider, context) =>
      optional(provider, 'authenticate').call(provider, login, password, context),
    );
    if (returned === null || returned === undefined) return null;
    const [user] = this.check('authenticate', [returned], unchanged, { limit: 1 });
    return user ?? null;
  }

  private async call<T>(
    request: object,
    method: UserProviderMethod,
    call: (provider: UserProvider<UserId>, context: UserProviderContext) => Promise<T>,
  ): Promise<T> {
    const start = performance.now();
    let outcome: ProviderOutcome = 'result';
    try {
      return await this.calls.run(`UserProvider.${method}`, async (context) =>
        call(await this.provider.of(request), context),
      );
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
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

function optional<Method extends OptionalUserProviderMethod>(
  provider: UserProvider<UserId>,
  name: Method,
): NonNullable<UserProvider<UserId>[Method]> {
  const method = provider[name];
  if (!method) throw new UserProviderError(`The UserProvider has no method \`${name}\`.`);
  return method;
}

function outcomeOf(error: unknown): ProviderOutcome {
  if (error instanceof UserProviderTimeoutError) return 'timeout';
  return error instanceof UserProviderBusyError ? 'refused' : 'error';
}
