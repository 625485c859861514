import { createKeyv, type RedisClientType } from '@keyv/redis';
import type { UserCacheOptions } from 'nestjs-chat-integration';

const MAX_USERS = 10_000;

/** The user cache of this instance, or the one of all instances where there is a Redis. */
export function userCacheOptions(ttlSeconds: number, client: RedisClientType | null): UserCacheOptions {
  if (client === null) return { ttlSeconds, maxUsers: MAX_USERS };
  // Without throwOnErrors a store that fails looks like one that is empty, and the library would go on asking it.
  return { ttlSeconds, store: createKeyv(client, { throwOnErrors: true }) };
}
