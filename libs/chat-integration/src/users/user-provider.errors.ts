import { ChatIntegrationError } from '../chat-integration.errors.js';

/** The `UserProvider` broke its contract; the message says how. */
export class UserProviderError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER';
}

/** The `UserProvider` did not respond in time. */
export class UserProviderTimeoutError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER_TIMEOUT';
  override readonly retryAfterSeconds = 5;

  /**
   * @param method the method that was called.
   * @param timeoutMs the deadline, in milliseconds.
   */
  constructor(method: string, timeoutMs: number) {
    super(
      `Expected UserProvider.${method} to respond within ${timeoutMs} ms but it did not. ` +
        'Fix: find out what it waits for, or increase the option `userProviderTimeoutMs`.',
    );
  }
}
