import { Inject, Injectable, Logger } from '@nestjs/common';
import { clientKey } from '../http/client-key.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';

/**
 * Counts the failed authorizations of each client, and says once, not per call, that a client fails. A store
 * that fails never fails a call: nobody is limited until it answers again.
 */
@Injectable()
export class FailedAuthorizations {
  private readonly logger = new Logger(FailedAuthorizations.name);
  private storeFails = false;

  constructor(@Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null) {}

  /** How many seconds a client has to wait before its next call is looked at; 0 for none. */
  async retryAfterSeconds(address: string): Promise<number> {
    const limiter = this.options?.failureLimiter;
    if (!limiter) return 0;
    const counted = await this.ask(() => limiter.get(clientKey(address)));
    if (!counted || counted.consumedPoints < limiter.points) return 0;
    return Math.max(1, Math.ceil(counted.msBeforeNext / 1000));
  }

  /**
   * Tells the log of a refused call, the first of a client and the one after which it is limited, and counts it.
   *
   * @param reason why the call was refused; holds nothing of the credentials.
   * @param isGuess whether there were credentials; a call without any is not counted.
   */
  async report(address: string, reason: string, isGuess: boolean): Promise<void> {
    const key = clientKey(address);
    const refused = `Refused a call of ${key} with the chat server's authorization: ${reason}.`;
    if (!isGuess) {
      this.logger.debug(refused);
      return;
    }
    const limiter = this.options?.failureLimiter;
    const counted = limiter && (await this.ask(() => limiter.penalty(key)));
    if (!counted || counted.consumedPoints === 1) this.logger.warn(refused);
    if (counted?.consumedPoints !== limiter?.points || !counted) return;
    this.logger.warn(
      `${key} has failed ${counted.consumedPoints} times with the chat server's authorization and is answered 429 ` +
        `for ${Math.ceil(counted.msBeforeNext / 1000)} seconds. If this is the address of a proxy of yours, tell ` +
        "your application to trust it (Express: app.set('trust proxy', …), Fastify: trustProxy).",
    );
  }

  private async ask<T>(question: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await question();
      this.storeFails = false;
      return answer;
    } catch (error) {
      if (!this.storeFails) {
        this.logger.error(`Failed authorizations cannot be counted, so nobody is limited: ${String(error)}`);
      }
      this.storeFails = true;
      return null;
    }
  }
}
