import { Inject, Injectable, Logger } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { CircuitBreaker } from '../../async/circuit-breaker.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { type Refusal, REFUSALS } from '../protocol/basic-credentials.js';
import type { ClientNetwork } from './client-networks.js';
import { FailureCounts } from './failure-counts.js';

/** How long a window lasts if the limiter does not say, in milliseconds. */
const DEFAULT_WINDOW_MS = 60_000;

/**
 * Limits the failed authorizations of each client, and logs the first failure of a client instead of every one.
 *
 * A failure is counted in this process before anything is awaited, so that concurrent calls cannot pass the limit, and
 * then in the limiter's store, which decides for all instances. The order of the store's operations is the order of the
 * guesses: a call succeeds only if fewer failures than the limit precede it. If the store fails or hangs, the counts of
 * this process remain.
 */
@Injectable()
export class AuthorizationLimiter {
  private readonly logger = new Logger(AuthorizationLimiter.name);
  private readonly counts = new FailureCounts();
  private readonly circuit = new CircuitBreaker(
    this.logger,
    'The store of failed authorizations does not work, so each instance counts them separately',
  );
  private readonly limiter: RateLimiterAbstract | undefined;
  /** The limiter, if other instances count with it. */
  private readonly store: RateLimiterAbstract | undefined;

  constructor(@Inject(IMBACHAT_OPTIONS) options: ResolvedImbaChatOptions | null) {
    this.limiter = options?.failureLimiter || undefined;
    // The memory of a RateLimiterMemory is not bounded, so only its numbers are used.
    this.store = this.limiter instanceof RateLimiterMemory ? undefined : this.limiter;
  }

  /**
   * Returns how many seconds a client has to wait before its next call, as far as this process knows; 0 if it is not
   * limited. Call it before the credentials are compared.
   */
  retryAfterSeconds(networks: readonly ClientNetwork[]): number {
    if (!this.limiter) return 0;
    let retryAfter = 0;
    for (const network of networks) {
      const count = this.counts.get(network.key);
      if (count && count.total >= this.limitOf(network)) {
        retryAfter = Math.max(retryAfter, secondsOf(count.endsAt - performance.now()));
      }
    }
    return retryAfter;
  }

  /**
   * Asks the store whether a client that sent accepted credentials is limited, because it failed on other instances.
   *
   * @returns how many seconds the client has to wait; 0 if it is not limited.
   */
  async confirm(networks: readonly ClientNetwork[]): Promise<number> {
    const { store } = this;
    if (!store) return 0;
    const waits = networks.map(async (network) => {
      const stored = await this.circuit.run(() => store.get(network.key));
      if (!stored || stored.consumedPoints < this.limitOf(network)) return 0;
      this.learn(network.key, stored);
      return this.retryAfterSeconds([network]);
    });
    return Math.max(...(await Promise.all(waits)));
  }

  /**
   * Counts a refused call. Logs a client's first refused call, and the one that reaches the limit.
   *
   * @param refusal why the call was refused. `missing` is not counted, because clients can send a request without
   * credentials to receive the challenge.
   * @param requestId the id of the call in the log.
   * @returns how many seconds the client has to wait, if other calls reached the limit first and the result of this call
   * must not be revealed; otherwise 0.
   */
  async report(networks: readonly ClientNetwork[], refusal: Refusal, requestId: string): Promise<number> {
    const client = networks[0]!.key;
    const message = `Refused an unauthorized call from ${client}: ${REFUSALS[refusal]}.`;
    const details = { requestId, client, refusal };
    if (refusal === 'missing') {
      this.logger.debug(message, details);
      return 0;
    }
    if (!this.limiter) {
      this.logger.warn(message, details);
      return 0;
    }
    const failures = await Promise.all(networks.map((network) => this.count(network.key)));
    if (failures[0] === 1) this.logger.warn(message, details);
    let retryAfter = 0;
    for (const [index, network] of networks.entries()) {
      const limit = this.limitOf(network);
      if (failures[index]! > limit) retryAfter = Math.max(retryAfter, this.retryAfterSeconds([network]));
      if (failures[index] === limit) this.warnOfLimit(network, limit, details);
    }
    return retryAfter;
  }

  /** Counts a failure of a network, and returns its number in the window. */
  private async count(key: string): Promise<number> {
    const count = this.counts.getOrBegin(key, this.windowMs);
    const { store } = this;
    if (!store) return ++count.counted;
    count.underWay++;
    const stored = await this.circuit.run(() => store.penalty(key));
    count.underWay--;
    if (!stored) return ++count.counted;
    return this.learn(key, stored);
  }

  /** Takes over the failures that the store has counted for all instances. */
  private learn(key: string, { consumedPoints, msBeforeNext }: RateLimiterRes): number {
    const count = this.counts.getOrBegin(key, this.windowMs);
    count.counted = consumedPoints;
    count.endsAt = performance.now() + Math.max(1_000, msBeforeNext);
    return consumedPoints;
  }

  private limitOf({ factor }: ClientNetwork): number {
    return this.limiter!.points * factor;
  }

  private get windowMs(): number {
    return this.limiter!.duration * 1_000 || DEFAULT_WINDOW_MS;
  }

  private warnOfLimit({ key }: ClientNetwork, failures: number, details: object): void {
    this.logger.warn(
      `${key} failed to authorize as the chat server ${failures} times and receives 429 for ` +
        `${secondsOf(this.counts.getOrBegin(key, this.windowMs).endsAt - performance.now())} seconds. If this is the ` +
        "address of your proxy, configure your application to trust it (Express: app.set('trust proxy', …), Fastify: " +
        'trustProxy).',
      details,
    );
  }
}

function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1_000));
}
