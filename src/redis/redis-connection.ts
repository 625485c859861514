import { createClient, type RedisClientType } from '@keyv/redis';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DemoConfig } from '../config/demo-config.js';

const MAX_RETRY_MS = 2_000;

/**
 * The connection to the Redis that the instances of the site share, if they do. While Redis is away, commands
 * fail at once instead of waiting, and the connection is tried again and again.
 */
@Injectable()
export class RedisConnection implements OnApplicationShutdown {
  /** `null` where there is no Redis. */
  readonly client: RedisClientType | null;
  private readonly logger = new Logger('Redis');
  private isAway = false;

  constructor({ redisUrl }: DemoConfig) {
    this.client = redisUrl === undefined ? null : this.open(redisUrl);
  }

  onApplicationShutdown(): void {
    // What may be under way is a record for the cache: not worth waiting for a Redis that hangs.
    if (this.client?.isOpen) this.client.destroy();
  }

  private open(url: string): RedisClientType {
    const client: RedisClientType = createClient({
      url,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, MAX_RETRY_MS) },
    });
    client.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.isAway)
        this.logger.error(`Redis is away, so nothing is shared: ${error.code ?? error.message}`);
      this.isAway = true;
    });
    client.on('ready', () => {
      if (this.isAway) this.logger.log('Redis is back');
      this.isAway = false;
    });
    // Not waited for: the site starts without Redis too.
    client.connect().catch(() => undefined);
    return client;
  }
}
