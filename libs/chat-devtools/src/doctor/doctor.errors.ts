import { ChatIntegrationError } from 'nestjs-chat-integration/protocol';

/** The code of an error with which the doctor stops. */
export type DoctorErrorCode = (
  UsageError | NoResponseError | ResponseTooLargeError | RunTooLongError | RateLimitedError
)['code'];

/** A check could not be completed, because of the site. */
export abstract class CheckError extends ChatIntegrationError {
  abstract override readonly code: DoctorErrorCode;
  /** Whether the remaining checks are skipped, because they would not show anything. */
  readonly stopsRun: boolean = false;
}

/** The command was called with wrong or missing arguments. */
export class UsageError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_DOCTOR_USAGE';
}

/** A site did not respond to a request: it is unreachable or too slow. */
export class NoResponseError extends CheckError {
  readonly code = 'ERR_CHAT_DOCTOR_NO_ANSWER';
}

/** A response is longer than the doctor reads. */
export class ResponseTooLargeError extends CheckError {
  readonly code = 'ERR_CHAT_DOCTOR_TOO_LARGE';
}

/** All requests together took longer than the doctor waits for a site. */
export class RunTooLongError extends CheckError {
  readonly code = 'ERR_CHAT_DOCTOR_TOO_LONG';
  override readonly stopsRun = true;
}

/** A site responded with 429, so further requests would not show anything. */
export class RateLimitedError extends CheckError {
  readonly code = 'ERR_CHAT_DOCTOR_LIMITED';
  override readonly stopsRun = true;

  /** @param retryAfter the response's header `Retry-After`; `null` if it has none. */
  constructor(retryAfter: string | null) {
    const wait = /^\d{1,6}$/.test(retryAfter ?? '') ? `${retryAfter} seconds` : 'a minute';
    super(
      'Expected a response but got 429: the site limits failed authorizations, and some checks fail on purpose. ' +
        `Fix: wait ${wait} and run the doctor again; do not run several at once.`,
    );
  }
}
