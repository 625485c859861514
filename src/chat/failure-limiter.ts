import type { RedisClientType } from '@keyv/redis';
import { RateLimiterMemory, RateLimiterRedis, RLWrapperTimeouts } from 'rate-limiter-flexible';

/** As many as one instance allows by itself. */
const FAILURES = { points: 100, duration: 60 };
const TIMEOUT_MS = 250;

/**
 * Counts failed authorizations for all instances of the site together. While Redis is away or hangs, each
 * instance counts for itself.
 *
 * @param prefix stands before every key.
 */
export function sharedFailureLimiter(storeClient: RedisClientType, prefix: string): RLWrapperTimeouts {
  const limiter = new RLWrapperTimeouts({
    limiter: new RateLimiterRedis({
      ...FAILURES,
      storeClient,
      useRedisPackage: true,
      // The client lets a transaction wait for Redis, whatever its options say.
      rejectIfRedisNotReady: true,
      keyPrefix: `${prefix}failures`,
      insuranceLimiter: new RateLimiterMemory(FAILURES),
    }),
    timeoutMs: TIMEOUT_MS,
  });
  // The wrapper has no limit of its own, and the library reads it there.
  limiter.points = FAILURES.points;
  return limiter;
}
