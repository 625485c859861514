import { VendorError } from '../../http-client/vendor.errors.js';
import { quote } from '../../text/describe.js';

/** ImbaChat misses a parameter of a call (status 422), or cannot use it. */
export class MissingParameterError extends VendorError {
  readonly code = 'ERR_CHAT_IMBACHAT_PARAMETER';
  readonly vendorCode = 422;

  /** @param vendorText what the vendor says, which names the parameter; without secrets. */
  constructor(
    call: string,
    readonly vendorText: string,
  ) {
    super(
      'ImbaChat',
      call,
      `Expected ImbaChat to accept the parameters of ${call} but it refused them (status 422): ${quote(vendorText)}. ` +
        'Fix: pass the parameter that it names.',
    );
  }
}
