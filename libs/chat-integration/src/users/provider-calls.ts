import { HttpException, Inject, Injectable } from '@nestjs/common';
import { withTimeout } from '../async/with-timeout.js';
import { ChatIntegrationError } from '../chat-integration.errors.js';
import type { UserProviderContext } from './user-provider.js';
import {
  UserProviderBusyError,
  UserProviderFailedError,
  UserProviderTimeoutError,
} from './user-provider.errors.js';

/** Injection token of {@link ProviderLimits}. @internal */
export const PROVIDER_LIMITS = Symbol('PROVIDER_LIMITS');

/** The limits of the calls of the host's code. */
export interface ProviderLimits {
  /** How long to wait for a call, in milliseconds. */
  readonly timeoutMs: number;
  /** The maximum number of calls in progress. */
  readonly concurrency: number;
}

/**
 * Calls the code of the host that reads its database: the `UserProvider`, the `VisitorResolver` and the `UserNumbers`.
 * Each call has a deadline. A call that exceeded its deadline is in progress until it settles, and while too many calls
 * are in progress, further calls are refused: otherwise, a database that hangs would get ever more queries that nobody
 * waits for.
 */
@Injectable()
export class ProviderCalls {
  #inProgress = 0;

  constructor(@Inject(PROVIDER_LIMITS) private readonly limits: ProviderLimits) {}

  /**
   * @param name what is called, for example `UserProvider.findByIds`.
   * @throws {UserProviderBusyError} while too many calls are in progress.
   * @throws {UserProviderTimeoutError} when the call exceeds the deadline; its signal is aborted.
   * @throws {UserProviderFailedError} when the call fails. Nest's `HttpException`s and the errors of this
   * library are passed on.
   */
  async run<T>(name: string, call: (context: UserProviderContext) => T | Promise<T>): Promise<T> {
    const { timeoutMs, concurrency } = this.limits;
    if (this.#inProgress >= concurrency) throw new UserProviderBusyError(name, concurrency);
    const context = new LazyContext();
    return withTimeout(
      () => this.#track(name, call, context),
      timeoutMs,
      () => context.abort(new UserProviderTimeoutError(name, timeoutMs)),
    );
  }

  async #track<T>(
    name: string,
    call: (context: UserProviderContext) => T | Promise<T>,
    context: UserProviderContext,
  ): Promise<T> {
    this.#inProgress++;
    try {
      return await call(context);
    } catch (error) {
      if (error instanceof HttpException || error instanceof ChatIntegrationError) throw error;
      throw new UserProviderFailedError(name, error);
    } finally {
      this.#inProgress--;
    }
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

  abort(reason: Error): Error {
    this.#reason = reason;
    this.#controller?.abort(reason);
    return reason;
  }
}
