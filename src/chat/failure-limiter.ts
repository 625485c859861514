import type { RedisClientType } from '@keyv/redis';
import { RateLimiterMemory, RateLimiterRedis, RLWrapperTimeouts } from 'rate-limiter-flexible';

/** The library's default limit for a single instance. */
const FAILURES = { points: 100, duration: 60 };
/** Shorter than the library's timeout, so that `insuranceLimiter` takes over before the library stops waiting. */
const TIMEOUT_MS = 200;

/**
 * Creates a limiter that counts failed authorizations across all instances of the site. While Redis is unavailable
 * or does not respond, each instance counts separately.
 *
 * @param prefix The prefix of every Redis key.
 */
export function sharedFailureLimiter(storeClient: RedisClientType, prefix: string): RLWrapperTimeouts {
  const limiter = new RLWrapperTimeouts({
    limiter: new RateLimiterRedis({
      ...FAILURES,
      storeClient,
      useRedisPackage: true,
      // The client queues transactions while Redis is not ready, even with `disableOfflineQueue`.
      rejectIfRedisNotReady: true,
      keyPrefix: `${prefix}failures`,
      insuranceLimiter: new RateLimiterMemory(FAILURES),
    }),
    timeoutMs: TIMEOUT_MS,
  });
  // The library reads `points`, which the wrapper does not set.
  limiter.points = FAILURES.points;
  return limiter;
}
