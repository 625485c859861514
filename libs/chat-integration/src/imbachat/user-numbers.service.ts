import { Inject, Injectable } from '@nestjs/common';
import { HostProviders, type HostProvider } from '../users/host-providers.js';
import { ProviderCalls } from '../users/provider-calls.js';
import type { UserId } from '../users/user-id.js';
import { IdentityUserNumbers, InvalidUserNumberError, UserNumbers } from './protocol/user-numbers.js';

/** Where the numbers of users are needed without a request, so that they must be the same for all of them. */
export const NO_REQUEST: object = {};

/** Calls the host's {@link UserNumbers}, which may read a database. */
@Injectable()
export class UserNumbersService {
  private readonly userNumbers: HostProvider<UserNumbers>;

  constructor(
    @Inject(HostProviders) providers: HostProviders,
    @Inject(ProviderCalls) private readonly calls: ProviderCalls,
  ) {
    this.userNumbers = providers.get<UserNumbers>(UserNumbers);
  }

  /** Returns whether each request or tenant has its own numbers. */
  isScoped(): boolean {
    return this.userNumbers.isScoped();
  }

  /** @see UserNumbers.numbersOf @throws as {@link ProviderCalls.run}. */
  numbersOf(request: object, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    return this.call('numbersOf', request, (userNumbers) => userNumbers.numbersOf(ids));
  }

  /** @see UserNumbers.idsOf @throws as {@link ProviderCalls.run}. */
  idsOf(request: object, numbers: readonly number[]): Promise<ReadonlyMap<number, UserId>> {
    return this.call('idsOf', request, (userNumbers) => userNumbers.idsOf(numbers));
  }

  /** Returns the number of one user. @throws {InvalidUserNumberError} when the user cannot have a number. */
  async numberOf(request: object, id: UserId): Promise<number> {
    const number = (await this.numbersOf(request, [id])).get(id);
    if (number === undefined) throw new InvalidUserNumberError(id);
    return number;
  }

  private call<T>(
    method: string,
    request: object,
    call: (userNumbers: UserNumbers) => Promise<T>,
  ): Promise<T> {
    const singleton = this.userNumbers.isScoped() ? null : this.userNumbers.of(request);
    // The default does not wait for anything.
    if (singleton instanceof IdentityUserNumbers) return call(singleton);
    return this.calls.run(`UserNumbers.${method}`, async () => call(await this.userNumbers.of(request)));
  }
}
