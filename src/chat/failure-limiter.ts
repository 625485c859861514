import type { RedisClientType } from '@keyv/redis';
import { RateLimiterRedis } from 'rate-limiter-flexible';

/**
 * Creates a limiter that counts failed authorizations across all instances of the site. While Redis is unavailable
 * or does not respond, the library counts for each instance separately.
 *
 * @param prefix The prefix of every Redis key.
 */
export function sharedFailureLimiter(storeClient: RedisClientType, prefix: string): RateLimiterRedis {
  return new RateLimiterRedis({
    // The library's default limit for a single instance.
    points: 100,
    duration: 60,
    storeClient,
    useRedisPackage: true,
    // The client queues transactions while Redis is not ready, even with `disableOfflineQueue`.
    rejectIfRedisNotReady: true,
    keyPrefix: `${prefix}failures`,
  });
}
