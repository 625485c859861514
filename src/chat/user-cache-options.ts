import { createKeyv, type RedisClientType } from '@keyv/redis';
import type { UserCacheOptions } from 'nestjs-chat-integration';

const MAX_USERS = 10_000;

/** Returns options for a user cache in Redis, or in memory without a Redis client. */
export function userCacheOptions(ttlSeconds: number, client: RedisClientType | null): UserCacheOptions {
  if (client === null) return { ttlSeconds, maxUsers: MAX_USERS };
  // Without throwOnErrors, the library cannot distinguish a failing store from an empty store.
  return { ttlSeconds, store: createKeyv(client, { throwOnErrors: true }) };
}
