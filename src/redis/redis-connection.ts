import { createClient, type RedisClientType } from '@keyv/redis';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DemoConfig } from '../config/demo-config.js';

const MAX_RETRY_MS = 2_000;

/**
 * The connection to the Redis server that the instances of the site share. While Redis is unavailable, commands fail
 * immediately instead of being queued, and the client keeps reconnecting.
 */
@Injectable()
export class RedisConnection implements OnApplicationShutdown {
  /** `null` if no Redis is configured. */
  readonly client: RedisClientType | null;
  private readonly logger = new Logger('Redis');
  private isDown = false;

  constructor({ redisUrl }: DemoConfig) {
    this.client = redisUrl === undefined ? null : this.open(redisUrl);
  }

  onApplicationShutdown(): void {
    // Pending commands only write cached users and counters, so the shutdown does not wait for them.
    if (this.client?.isOpen) this.client.destroy();
  }

  private open(url: string): RedisClientType {
    const client: RedisClientType = createClient({
      url,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, MAX_RETRY_MS) },
    });
    client.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.isDown)
        this.logger.error(`Redis is unavailable, state is not shared: ${error.code ?? error.message}`);
      this.isDown = true;
    });
    client.on('ready', () => {
      if (this.isDown) this.logger.log('Redis is available again');
      this.isDown = false;
    });
    // Not awaited, because the site also starts while Redis is unavailable.
    client.connect().catch(() => undefined);
    return client;
  }
}
