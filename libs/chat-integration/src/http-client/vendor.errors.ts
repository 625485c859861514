import { ChatIntegrationError } from '../chat-integration.errors.js';
import { quote } from '../text/describe.js';

/** A call to a vendor's server failed. The message contains no secret. */
export abstract class VendorError extends ChatIntegrationError {
  /**
   * @param vendor the vendor's name.
   * @param call the name of the call, for example `chats/create/`.
   */
  constructor(
    readonly vendor: string,
    readonly call: string,
    message: string,
  ) {
    super(message);
  }
}

/** No connection to the vendor's server was possible, or it was closed before the response ended. */
export class VendorUnreachableError extends VendorError {
  readonly code = 'ERR_CHAT_VENDOR_UNREACHABLE';

  /** @param reason Node's code of the failure, for example `ECONNREFUSED`. */
  constructor(vendor: string, call: string, reason: string) {
    super(
      vendor,
      call,
      `Expected ${vendor} to respond to ${call} but the connection failed (${reason}). The vendor may have received ` +
        'the call. Fix: check the network and the option `baseUrl`, then try again.',
    );
  }
}

/** The vendor's server did not respond in time. */
export class VendorTimeoutError extends VendorError {
  readonly code = 'ERR_CHAT_VENDOR_TIMEOUT';

  /** @param timeoutMs the deadline, in milliseconds. */
  constructor(vendor: string, call: string, timeoutMs: number) {
    super(
      vendor,
      call,
      `Expected ${vendor} to respond to ${call} within ${timeoutMs} ms but it did not. The vendor may have performed ` +
        'the call. Fix: try again later, or increase the option `vendorTimeoutMs`.',
    );
  }
}

/** The vendor's response is not what its protocol says. */
export class VendorResponseError extends VendorError {
  readonly code = 'ERR_CHAT_VENDOR_RESPONSE';

  /**
   * @param expected what the protocol says.
   * @param got what was received, without a secret.
   * @param status the HTTP status.
   */
  constructor(
    vendor: string,
    call: string,
    expected: string,
    got: string,
    readonly status: number,
  ) {
    super(
      vendor,
      call,
      `Expected ${expected} as ${vendor}'s response to ${call} but got ${got} (status ${status}). ` +
        'Fix: check the option `baseUrl`, or report a changed protocol.',
    );
  }
}

/** The vendor refused the account or the secret. */
export class VendorCredentialsError extends VendorError {
  readonly code = 'ERR_CHAT_VENDOR_CREDENTIALS';

  /**
   * @param vendorCode the vendor's code of the error, or the HTTP status.
   * @param options the options to check.
   */
  constructor(
    vendor: string,
    call: string,
    readonly vendorCode: number,
    options: string,
  ) {
    super(
      vendor,
      call,
      `Expected ${vendor} to accept the credentials of ${call} but it refused them (code ${vendorCode}). ` +
        `Fix: compare ${options} with the vendor's dashboard.`,
    );
  }
}

/** The vendor refused a call for another reason. */
export class VendorRefusedError extends VendorError {
  readonly code = 'ERR_CHAT_VENDOR_REFUSED';

  /**
   * @param vendorCode the vendor's code of the error, or the HTTP status.
   * @param vendorText what the vendor says about it, without secrets; `''` for nothing.
   */
  constructor(
    vendor: string,
    call: string,
    readonly vendorCode: number,
    readonly vendorText: string,
  ) {
    const text = vendorText === '' ? '' : `: ${quote(vendorText)}`;
    super(
      vendor,
      call,
      `Expected ${vendor} to perform ${call} but it refused with code ${vendorCode}${text}. ` +
        "Fix: look the code up in the vendor's documentation.",
    );
  }
}

/** The process does not verify TLS certificates, so nothing secret is sent to a vendor. */
export class TlsNotVerifiedError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_TLS_NOT_VERIFIED';

  constructor() {
    super(
      'Expected TLS certificates to be verified but the environment has NODE_TLS_REJECT_UNAUTHORIZED=0. ' +
        'Fix: remove the variable; add a private authority with NODE_EXTRA_CA_CERTS.',
    );
  }
}

/** An argument of a service is invalid; nothing was sent. */
export class InvalidArgumentError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_ARGUMENT_INVALID';

  /**
   * @param argument the name of the argument.
   * @param expected what it must be.
   * @param got a description of what was given.
   */
  constructor(
    readonly argument: string,
    expected: string,
    got: string,
    fix: string,
  ) {
    super(`${argument}: expected ${expected} but got ${got}. Fix: ${fix}`);
  }
}
