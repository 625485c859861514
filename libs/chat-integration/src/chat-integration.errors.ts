/** The `code` of every error of this package. Codes are stable: they change only with a major version. */
export type ChatIntegrationErrorCode =
  | 'ERR_CHAT_OPTIONS_INVALID'
  | 'ERR_CHAT_VENDOR_NOT_CONFIGURED'
  | 'ERR_CHAT_USER_ID_INVALID'
  | 'ERR_CHAT_USER_NUMBER_INVALID'
  | 'ERR_CHAT_USER_NUMBER_NOT_ASSIGNED'
  | 'ERR_CHAT_USER_PROVIDER'
  | 'ERR_CHAT_USER_PROVIDER_TIMEOUT'
  | 'ERR_CHAT_USER_PROVIDER_BUSY'
  | 'ERR_CHAT_USER_PROVIDER_FAILED'
  | 'ERR_CHAT_USER_PROVIDER_CONTRACT'
  | 'ERR_CHAT_TOKEN_TTL_INVALID'
  | 'ERR_CHAT_TOKEN_INVALID'
  | 'ERR_CHAT_TOKEN_EXPIRED'
  | 'ERR_CHAT_IDENTITY_INVALID'
  | 'ERR_CHAT_IDENTITY_AMBIGUOUS'
  | 'ERR_CHAT_ARGUMENT_INVALID'
  | 'ERR_CHAT_VENDOR_UNREACHABLE'
  | 'ERR_CHAT_VENDOR_TIMEOUT'
  | 'ERR_CHAT_VENDOR_RESPONSE'
  | 'ERR_CHAT_VENDOR_CREDENTIALS'
  | 'ERR_CHAT_VENDOR_REFUSED'
  | 'ERR_CHAT_CHATBRO_HAS_CHILDREN'
  | 'ERR_CHAT_CHATBRO_CHAT_UNKNOWN'
  | 'ERR_CHAT_IMBACHAT_PARAMETER'
  | 'ERR_CHAT_TLS_NOT_VERIFIED'
  | 'ERR_CHAT_NONCE_INVALID'
  | 'ERR_CHAT_PAGE_TIMEOUT'
  | 'ERR_CHAT_COLUMN_UNKNOWN'
  | 'ERR_CHAT_RELATION_UNKNOWN';

/**
 * The base class of every error that this library throws. Detect these errors with `instanceof`, and distinguish them
 * by `code`.
 *
 * @example
 * ```ts
 * try {
 *   tokenService.issue(userNumber);
 * } catch (error) {
 *   if (error instanceof ChatIntegrationError && error.code === 'ERR_CHAT_USER_NUMBER_INVALID') return null;
 *   throw error;
 * }
 * ```
 */
export abstract class ChatIntegrationError extends Error {
  /** The stable code of the error: a {@link ChatIntegrationErrorCode}, or a code of another package. */
  abstract readonly code: `ERR_CHAT_${string}`;

  /** How many seconds to wait before a retry. If it is set, endpoints respond with 503. */
  readonly retryAfterSeconds?: number;

  override get name(): string {
    return this.constructor.name;
  }
}

/** An invalid option. */
export interface OptionProblem {
  /** The path of the option, for example `imbachat.apiPassword`. */
  readonly path: string;
  /** What was expected, what was given (never a secret) and how to fix it. */
  readonly message: string;
}

/** A module's options are invalid; the application does not start. */
export class InvalidOptionsError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_OPTIONS_INVALID';

  /**
   * @param problems every invalid option, at least one.
   * @param subject what received the options.
   */
  constructor(
    readonly problems: readonly OptionProblem[],
    subject = 'ChatIntegrationModule',
  ) {
    const lines = problems.map(({ path, message }) => `  - ${path}: ${message}`);
    super(`${subject} cannot use these options:\n${lines.join('\n')}`);
  }
}

/** A service of a vendor was used, but the module's options do not configure that vendor. */
export class VendorNotConfiguredError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_VENDOR_NOT_CONFIGURED';

  /** @param vendor the missing option. */
  constructor(readonly vendor: string) {
    super(
      `Expected the option \`${vendor}\` but it is missing. ` +
        `Fix: add \`${vendor}: { … }\` to ChatIntegrationModule.forRoot(), or do not use this service.`,
    );
  }
}
