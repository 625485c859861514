import type { ImbaChatSupport } from '../imbachat/outbound/imbachat-support.service.js';

/** {@link ImbaChatSupport} with a given number. */
export class FakeImbaChatSupport implements Pick<ImbaChatSupport, 'userNumber'> {
  /** If set, every call rejects with this error. */
  failure: Error | undefined;

  /** @param number the number of the support user. @default 1 */
  constructor(readonly number = 1) {}

  async userNumber(): Promise<number> {
    if (this.failure) throw this.failure;
    return this.number;
  }
}
