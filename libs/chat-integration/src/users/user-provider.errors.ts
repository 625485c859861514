import { ChatIntegrationError } from '../chat-integration.errors.js';
import { errorLine } from '../text/describe.js';

/** The `UserProvider` broke its contract; the message says how. */
export class UserProviderError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER';
}

/** The `UserProvider`, `VisitorResolver` or `UserNumbers` did not respond in time. */
export class UserProviderTimeoutError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER_TIMEOUT';
  override readonly retryAfterSeconds = 5;

  /**
   * @param call what was called, for example `UserProvider.findByIds`.
   * @param timeoutMs the deadline, in milliseconds.
   */
  constructor(call: string, timeoutMs: number) {
    super(
      `Expected ${call} to respond within ${timeoutMs} ms but it did not. ` +
        'Fix: find out what it waits for, or increase the option `userProviderTimeoutMs`.',
    );
  }
}

/** The `UserProvider`, `VisitorResolver` or `UserNumbers` was not called, because too many calls are in progress. */
export class UserProviderBusyError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER_BUSY';
  override readonly retryAfterSeconds = 5;

  /**
   * @param call what was to be called, for example `UserProvider.findByIds`.
   * @param concurrency the maximum number of calls in progress.
   */
  constructor(call: string, concurrency: number) {
    super(
      `Expected fewer than ${concurrency} calls in progress but ${call} would be one more. Fix: find out what they wait ` +
        'for, and end a call that is too late, with its signal or a timeout of the database; or increase the option ' +
        '`userProviderConcurrency`.',
    );
  }
}

/** The `UserProvider`, `VisitorResolver` or `UserNumbers` threw an error, for example because the database is unavailable. */
export class UserProviderFailedError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER_FAILED';
  override readonly retryAfterSeconds = 5;

  /**
   * @param call what was called, for example `UserProvider.findByIds`.
   * @param cause what it threw.
   */
  constructor(call: string, cause: unknown) {
    super(
      `Expected ${call} to return but it threw ${errorLine(cause)}. Fix: see the \`cause\` of this error.`,
      { cause },
    );
  }
}
