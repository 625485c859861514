/** Every `code` of the errors of this package. Codes are stable: they change only with a major version. */
export type ChatIntegrationErrorCode =
  | 'ERR_CHAT_OPTIONS_INVALID'
  | 'ERR_CHAT_VENDOR_NOT_CONFIGURED'
  | 'ERR_CHAT_USER_ID_INVALID'
  | 'ERR_CHAT_USER_NUMBER_INVALID'
  | 'ERR_CHAT_USER_NUMBER_NOT_ASSIGNED'
  | 'ERR_CHAT_USER_PROVIDER'
  | 'ERR_CHAT_USER_PROVIDER_TIMEOUT'
  | 'ERR_CHAT_USER_PROVIDER_CONTRACT'
  | 'ERR_CHAT_TOKEN_TTL_INVALID'
  | 'ERR_CHAT_TOKEN_INVALID'
  | 'ERR_CHAT_TOKEN_EXPIRED'
  | 'ERR_CHAT_IDENTITY_INVALID'
  | 'ERR_CHAT_IDENTITY_AMBIGUOUS'
  | 'ERR_CHAT_NONCE_INVALID'
  | 'ERR_CHAT_COLUMN_UNKNOWN';

/**
 * The base of every error that this library throws: `instanceof ChatIntegrationError` distinguishes them from all
 * others, `code` distinguishes them from each other.
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
  /** What went wrong, in a form that programs can rely on: a {@link ChatIntegrationErrorCode}, or another package's. */
  abstract readonly code: `ERR_CHAT_${string}`;

  /** After how many seconds the same call may succeed; endpoints then respond with 503. */
  readonly retryAfterSeconds?: number;

  override get name(): string {
    return this.constructor.name;
  }
}

/** An option that cannot be used. */
export interface OptionProblem {
  /** The path of the option, for example `imbachat.apiPassword`. */
  readonly path: string;
  /** What was expected, what was given (never a secret) and how to fix it. */
  readonly message: string;
}

/** A module's options cannot be used; the application does not start. */
export class InvalidOptionsError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_OPTIONS_INVALID';

  /**
   * @param problems every option that is wrong, at least one.
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
