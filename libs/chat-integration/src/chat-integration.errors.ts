/** Every `code` that an error of this library carries. Codes are stable: they change only with a major version. */
export type ChatIntegrationErrorCode =
  | 'ERR_CHAT_OPTIONS_INVALID'
  | 'ERR_CHAT_VENDOR_NOT_CONFIGURED'
  | 'ERR_CHAT_USER_ID_INVALID'
  | 'ERR_CHAT_USER_PROVIDER'
  | 'ERR_CHAT_USER_PROVIDER_TIMEOUT'
  | 'ERR_CHAT_USER_PROVIDER_CONTRACT'
  | 'ERR_CHAT_VISITOR_UNKNOWN_SHAPE'
  | 'ERR_CHAT_TOKEN_TTL_INVALID'
  | 'ERR_CHAT_TOKEN_INVALID'
  | 'ERR_CHAT_TOKEN_EXPIRED'
  | 'ERR_CHAT_IDENTITY_INVALID'
  | 'ERR_CHAT_IDENTITY_AMBIGUOUS'
  | 'ERR_CHAT_NONCE_INVALID'
  | 'ERR_CHAT_COLUMN_UNKNOWN'
  | 'ERR_CHAT_MEMBER_ID_INVALID'
  | 'ERR_CHAT_USER_NUMBER_NOT_GIVEN'
  | 'ERR_CHAT_SANDBOX_IN_PRODUCTION'
  | 'ERR_CHAT_DOCTOR_USAGE'
  | 'ERR_CHAT_DOCTOR_NO_ANSWER'
  | 'ERR_CHAT_DOCTOR_LIMITED';

/**
 * The base of every error that this library throws: `instanceof ChatIntegrationError` tells them from all
 * others, `code` tells them apart.
 *
 * @example
 * ```ts
 * try {
 *   tokenService.issue(userId);
 * } catch (error) {
 *   if (error instanceof ChatIntegrationError && error.code === 'ERR_CHAT_USER_ID_INVALID') return null;
 *   throw error;
 * }
 * ```
 */
export abstract class ChatIntegrationError extends Error {
  /** What went wrong, in a form that programs can rely on. */
  abstract readonly code: ChatIntegrationErrorCode;

  /** Where the same call may succeed later: after how many seconds to try again. Endpoints then answer 503. */
  readonly retryAfterSeconds?: number;

  override get name(): string {
    return this.constructor.name;
  }
}

/** One option that cannot be used. */
export interface OptionProblem {
  /** Where the option stands, for example `imbachat.apiPassword`. */
  readonly path: string;
  /** What is expected, what came (never a secret) and how to mend it. */
  readonly message: string;
}

/** A module's options cannot be used; the application does not start. */
export class InvalidOptionsError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_OPTIONS_INVALID';

  /**
   * @param problems every option that is wrong, at least one.
   * @param module the module that was given them.
   */
  constructor(
    readonly problems: readonly OptionProblem[],
    module = 'ChatIntegrationModule',
  ) {
    const lines = problems.map(({ path, message }) => `  - ${path}: ${message}`);
    super(`${module} cannot start with these options:\n${lines.join('\n')}`);
  }
}

/** A service of a vendor was used, but the module's options do not configure that vendor. */
export class VendorNotConfiguredError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_VENDOR_NOT_CONFIGURED';

  /** @param vendor the option that is missing. */
  constructor(readonly vendor: string) {
    super(
      `Expected the option \`${vendor}\`, but it was not given. ` +
        `Add \`${vendor}: { … }\` to ChatIntegrationModule.forRoot(), or do not use this service.`,
    );
  }
}
