import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { InvalidOptionsError } from '../../chat-integration.errors.js';
import { ChatTelemetry } from '../../telemetry/chat-telemetry.js';
import { RateLimitedLogger } from '../../telemetry/rate-limited-logger.js';
import type { ChatUser } from '../../users/chat-user.js';
import type { MakeFromUser } from '../../users/check-users.js';
import type { UserId } from '../../users/user-id.js';
import { UsersService } from '../../users/users.service.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { InvalidUserNumberError } from '../protocol/user-numbers.js';
import { usersInfoRecord, type UserSummary, type UsersInfoRecord } from '../protocol/users-info-record.js';
import type { CachedRecord } from '../user-cache/record-store.js';
import { UserCache } from '../user-cache/user-cache.js';
import { UserNumbersService } from '../user-numbers.service.js';

/**
 * Reads the users that the chat server requests (`protocol/imbachat.md` sections 1.2 and 1.3). Maps its numbers to the
 * site's ids and back, and uses the {@link UserCache} if there is one.
 */
@Injectable()
export class UsersInfoService implements OnModuleInit {
  private readonly logger = new RateLimitedLogger(UsersInfoService.name);

  constructor(
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(UserNumbersService) private readonly userNumbers: UserNumbersService,
    @Inject(UserCache) private readonly cache: UserCache,
    @Inject(ChatTelemetry) private readonly telemetry: ChatTelemetry,
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions,
  ) {}

  /** @throws {InvalidOptionsError} when the cache would show the users of one tenant to another. */
  onModuleInit(): void {
    const options = this.options as ResolvedImbaChatOptions | null;
    if (!options?.userCache || !(this.users.isScoped() || this.userNumbers.isScoped())) return;
    const message =
      'expected singletons as userProvider and userNumbers but got one that is request-scoped, durable or transient, ' +
      'whose users the cache cannot tell apart. Fix: leave out userCache, or register the module once per tenant.';
    throw new InvalidOptionsError([{ path: 'imbachat.userCache', message }]);
  }

  /** Returns the users info for numbers, each given once, as a JSON array in the same order. */
  async usersInfo(request: object, numbers: readonly number[]): Promise<string> {
    const { userCache } = this.options;
    const cached = userCache && this.cache.recordsOf(numbers, (missing) => this.readTexts(request, missing));
    if (cached) {
      const records = await cached;
      this.telemetry.usersInfo(numbers.length, records.length);
      return `[${records.join(',')}]`;
    }
    const records = await this.read(request, numbers);
    this.telemetry.usersInfo(numbers.length, records.length);
    return JSON.stringify(records);
  }

  /** Returns the users info of a user's friends. */
  async friends(request: object, number: number): Promise<UsersInfoRecord[]> {
    const id = (await this.userNumbers.idsOf(request, [number])).get(number);
    if (id === undefined) return [];
    return this.numbered(request, await this.users.findFriends(request, id), (user, friend) =>
      usersInfoRecord(user, friend, this.options.includeEmail),
    );
  }

  /** Returns the users whose names match a search. */
  async search(request: object, query: string): Promise<UserSummary[]> {
    return this.numbered(request, await this.users.search(request, query, this.options.searchLimit), summary);
  }

  /** Returns the user with this login and password, or `null`. */
  async authenticate(request: object, login: string, password: string): Promise<UserSummary | null> {
    const user = await this.users.authenticate(request, login, password);
    const [found] = await this.numbered(request, user ? [user] : [], summary);
    return found ?? null;
  }

  private async read(request: object, numbers: readonly number[]): Promise<UsersInfoRecord[]> {
    const ids = await this.userNumbers.idsOf(request, numbers);
    const known = numbers.filter((number) => ids.has(number));
    const { includeEmail } = this.options;
    const make: MakeFromUser<UsersInfoRecord> = (user, index) =>
      usersInfoRecord(user, known[index]!, includeEmail);
    const records = await this.users.findByIds(
      request,
      known.map((number) => ids.get(number)!),
      make,
    );
    return records.filter((record) => record !== undefined);
  }

  private async readTexts(
    request: object,
    numbers: readonly number[],
  ): Promise<ReadonlyMap<number, CachedRecord>> {
    const records = await this.read(request, numbers);
    return new Map(records.map((record) => [record.user_id, JSON.stringify(record)]));
  }

  /** Converts each user that has a number; the others are dropped and logged. */
  private async numbered<T>(
    request: object,
    users: readonly ChatUser<UserId>[],
    make: (user: ChatUser<UserId>, number: number) => T,
  ): Promise<T[]> {
    if (users.length === 0) return [];
    const numbers = await this.userNumbers.numbersOf(
      request,
      users.map(({ id }) => id),
    );
    return users.flatMap((user) => {
      const number = numbers.get(user.id);
      if (number !== undefined) return [make(user, number)];
      this.logger.warn(String(user.id), `A user was dropped. ${new InvalidUserNumberError(user.id).message}`);
      return [];
    });
  }
}

function summary({ name }: ChatUser<UserId>, number: number): UserSummary {
  return { name, user_id: number };
}
