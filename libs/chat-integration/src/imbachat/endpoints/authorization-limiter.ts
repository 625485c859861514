import { isIPv6 } from 'node:net';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import { CircuitBreaker } from '../../async/circuit-breaker.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { type Refusal, REFUSALS } from '../protocol/basic-credentials.js';

/**
 * Limits the failed authorizations of each client, and logs the first failure of a client instead of every one. If the
 * limiter's store fails or hangs, calls do not fail: no client is limited until the store responds again.
 */
@Injectable()
export class AuthorizationLimiter {
  private readonly logger = new Logger(AuthorizationLimiter.name);
  private readonly circuit = new CircuitBreaker(
    this.logger,
    'Failed authorizations cannot be counted, so no client is limited',
  );

  constructor(@Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null) {}

  /** Returns how many seconds a client has to wait before its next call; 0 if it is not limited. */
  async retryAfterSeconds(address: string): Promise<number> {
    const limiter = this.options?.failureLimiter;
    if (!limiter) return 0;
    const counted = await this.ask(limiter, () => limiter.get(clientNetwork(address)));
    if (!counted || counted.consumedPoints < limiter.points) return 0;
    return Math.max(1, Math.ceil(counted.msBeforeNext / 1000));
  }

  /**
   * Counts a refused call. Logs a client's first refused call, and the one that reaches the limit.
   *
   * @param refusal why the call was refused. `missing` is not counted, because clients can send a request without
   * credentials to receive the challenge.
   * @param requestId the id of the call in the log.
   */
  async report(address: string, refusal: Refusal, requestId: string): Promise<void> {
    const client = clientNetwork(address);
    const message = `Refused an unauthorized call from ${client}: ${REFUSALS[refusal]}.`;
    const details = { requestId, client, refusal };
    if (refusal === 'missing') {
      this.logger.debug(message, details);
      return;
    }
    const limiter = this.options?.failureLimiter;
    const counted = limiter && (await this.ask(limiter, () => limiter.penalty(client)));
    if (!counted || counted.consumedPoints === 1) this.logger.warn(message, details);
    if (!counted || counted.consumedPoints !== limiter.points) return;
    this.logger.warn(
      `${client} failed to authorize as the chat server ${counted.consumedPoints} times and receives 429 for ` +
        `${Math.ceil(counted.msBeforeNext / 1000)} seconds. If this is the address of your proxy, configure your ` +
        "application to trust it (Express: app.set('trust proxy', …), Fastify: trustProxy).",
      details,
    );
  }

  private async ask<T>(limiter: RateLimiterAbstract, call: () => Promise<T>): Promise<T | undefined> {
    // A limiter in memory neither fails nor hangs.
    return limiter instanceof RateLimiterMemory ? call() : this.circuit.run(call);
  }
}

/**
 * Returns the network by which a client's calls are counted: its IPv4 address, or the /64 network of its IPv6
 * address, because a client usually controls the whole network.
 *
 * @param address as `request.ip` gives it.
 */
export function clientNetwork(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('%')[0]!.toLowerCase().split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const network = [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
