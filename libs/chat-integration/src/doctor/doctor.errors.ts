import { ChatIntegrationError } from '../chat-integration.errors.js';

/** The command was not given what it needs. */
export class UsageError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_DOCTOR_USAGE';
}

/** A site did not answer one question: it cannot be reached, or takes too long. */
export class NoAnswerError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_DOCTOR_NO_ANSWER';
}

/** A site answered 429, so that whatever else is asked would tell nothing. */
export class LimitedError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_DOCTOR_LIMITED';

  /** @param retryAfter what the site's header `Retry-After` says; `null` where there is none. */
  constructor(retryAfter: string | null) {
    const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? `${retryAfter} seconds` : 'a minute';
    super(
      'Expected an answer, got 429: the site limits who has failed with the authorization too often, and some ' +
        `checks must fail on purpose. Wait ${seconds} and run the doctor again, not several times at once.`,
    );
  }
}
