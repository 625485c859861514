import { Inject, Injectable } from '@nestjs/common';
import type { VendorCallOptions } from '../../http-client/vendor-client.js';
import { isUserNumber, parseUserNumber } from '../protocol/user-numbers.js';
import { ImbaChatApi } from './imbachat-api.js';

/**
 * Finds the user with whom a "Contact support" button opens a dialog (`protocol/imbachat.md` section 7).
 *
 * @example
 * ```ts
 * const html = `<button data-chat-with="${await this.support.userNumber()}">Contact support</button>`;
 * ```
 */
@Injectable()
export class ImbaChatSupport {
  readonly #api: ImbaChatApi;
  #number: number | undefined;
  #request: Promise<number> | undefined;

  /** @internal Nest creates it. */
  constructor(@Inject(ImbaChatApi) api: ImbaChatApi) {
    this.#api = api;
  }

  /**
   * Returns ImbaChat's number of the support user: the option `imbachat.supportUserNumber`, or else what ImbaChat says.
   * It is asked once; concurrent calls share the request. A failure is not remembered.
   *
   * @throws {VendorError} when ImbaChat cannot be asked.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  async userNumber({ signal, timeoutMs }: VendorCallOptions = {}): Promise<number> {
    this.#number ??= this.#api.options.supportUserNumber;
    if (this.#number !== undefined) return this.#number;
    // A caller that leaves does not end the request for the others.
    return this.#api.client.run('get_user_support', { signal, timeoutMs }, () => {
      this.#request ??= this.#ask();
      return this.#request;
    });
  }

  async #ask(): Promise<number> {
    try {
      this.#number = await this.#requestNumber();
      return this.#number;
    } finally {
      this.#request = undefined;
    }
  }

  async #requestNumber(): Promise<number> {
    const path = 'get_user_support';
    const body = (secret: string) => new URLSearchParams({ secret });
    const response = await this.#api.send({ version: 'v1', path, body, isAuthorized: false });
    const { id } = response.body;
    const number = typeof id === 'string' ? parseUserNumber(id) : id;
    if (!isUserNumber(number)) throw this.#api.client.unexpected(path, 'the number of a user', response);
    return number;
  }
}
