import { ChatIntegrationError } from 'nestjs-chat-integration/protocol';

/** The code of an error with which the doctor stops. */
export type DoctorErrorCode = (UsageError | NoResponseError | RateLimitedError)['code'];

/** The command was called with wrong or missing arguments. */
export class UsageError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_DOCTOR_USAGE';
}

/** A site did not respond to a request: it is unreachable or too slow. */
export class NoResponseError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_DOCTOR_NO_ANSWER';
}

/** A site responded with 429, so further requests would not show anything. */
export class RateLimitedError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_DOCTOR_LIMITED';

  /** @param retryAfter the response's header `Retry-After`; `null` if it has none. */
  constructor(retryAfter: string | null) {
    const wait = /^\d{1,6}$/.test(retryAfter ?? '') ? `${retryAfter} seconds` : 'a minute';
    super(
      'Expected a response but got 429: the site limits failed authorizations, and some checks fail on purpose. ' +
        `Fix: wait ${wait} and run the doctor again; do not run several at once.`,
    );
  }
}
