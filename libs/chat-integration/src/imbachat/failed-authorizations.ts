import { Inject, Injectable, Logger } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import { GuardedStore } from '../async/guarded-store.js';
import { clientKey } from '../http/client-key.js';
import { type Refusal, REFUSALS } from './basic-credentials.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';

/**
 * Counts the failed authorizations of each client, and says once, not per call, that a client fails. A store
 * that fails or hangs never fails a call: nobody is limited until it answers again.
 */
@Injectable()
export class FailedAuthorizations {
  private readonly logger = new Logger(FailedAuthorizations.name);
  private readonly store = new GuardedStore(
    this.logger,
    'Failed authorizations cannot be counted, so nobody is limited',
  );

  constructor(@Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null) {}

  /** How many seconds a client has to wait before its next call is looked at; 0 for none. */
  async retryAfterSeconds(address: string): Promise<number> {
    const limiter = this.options?.failureLimiter;
    if (!limiter) return 0;
    const counted = await this.ask(limiter, () => limiter.get(clientKey(address)));
    if (!counted || counted.consumedPoints < limiter.points) return 0;
    return Math.max(1, Math.ceil(counted.msBeforeNext / 1000));
  }

  /**
   * Tells the log of a refused call, the first of a client and the one after which it is limited, and counts it.
   *
   * @param refusal why the call was refused. A call without credentials is no guess: a client may ask to be
   * challenged. It is not counted.
   * @param requestId the call, as the log names it.
   */
  async report(address: string, refusal: Refusal, requestId: string): Promise<void> {
    const client = clientKey(address);
    const refused = `Refused a call of ${client} with the chat server's authorization: ${REFUSALS[refusal]}.`;
    const details = { requestId, client, refusal };
    if (refusal === 'missing') {
      this.logger.debug(refused, details);
      return;
    }
    const limiter = this.options?.failureLimiter;
    const counted = limiter && (await this.ask(limiter, () => limiter.penalty(client)));
    if (!counted || counted.consumedPoints === 1) this.logger.warn(refused, details);
    if (counted?.consumedPoints !== limiter?.points || !counted) return;
    this.logger.warn(
      `${client} has failed ${counted.consumedPoints} times with the chat server's authorization and is answered 429 ` +
        `for ${Math.ceil(counted.msBeforeNext / 1000)} seconds. If this is the address of a proxy of yours, tell ` +
        "your application to trust it (Express: app.set('trust proxy', …), Fastify: trustProxy).",
      details,
    );
  }

  private async ask<T>(limiter: RateLimiterAbstract, question: () => Promise<T>): Promise<T | undefined> {
    // What is counted in memory neither fails nor hangs.
    return limiter instanceof RateLimiterMemory ? question() : this.store.ask(question);
  }
}
