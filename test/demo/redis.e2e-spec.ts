import type { INestApplication } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEVELOPMENT_DEFAULTS } from '../../src/config/development-defaults.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { ADAPTERS, basic } from '../support/host.js';
import { redisUrl } from '../support/redis.js';
import { TcpRelay } from '../support/tcp-relay.js';
import { demoConfig, guest, signedIn, startDemo } from './demo-host.js';

const CHAT_SERVER = basic(
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_LOGIN,
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_PASSWORD,
);
const GUESS = basic(DEVELOPMENT_DEFAULTS.IMBACHAT_API_LOGIN, 'guess');

/** Returns options with a random widget id, which separates the Redis keys of the tests. */
const ownSite = () => ({
  userCacheSeconds: 60,
  imbachat: { ...demoConfig().imbachat, widgetId: 1 + Math.floor(Math.random() * 1e12) },
});

const usersInfo = (app: INestApplication, ids: string, authorization = CHAT_SERVER) =>
  guest(app).get(`/imbachat/api/v1/users/${ids}`).set('Authorization', authorization);

const isReady = (app: INestApplication) => app.get(RedisConnection, { strict: false }).client?.isReady;

describe.each(ADAPTERS)('the demo on %s', (adapter) => {
  const cleanups: (() => Promise<unknown>)[] = [];
  const start = async (overrides: Parameters<typeof startDemo>[1]) => {
    const app = await startDemo(adapter, { ...ownSite(), ...overrides });
    cleanups.push(() => app.close());
    return app;
  };
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  it('returns a new last login to the chat server immediately, despite the user cache', async () => {
    const app = await start({});
    const lastLogin = async () => (await usersInfo(app, '2').expect(200)).body[0].lastlogin as number;
    const before = await lastLogin();
    const dataSource = app.get<DataSource>(getDataSourceToken());
    await dataSource.query(`UPDATE members SET last_login_at = ${before + 1}`);
    expect(await lastLogin()).toBe(before);

    const now = Math.floor(Date.now() / 1000);
    await signedIn(app, 'bob');
    expect(await lastLogin()).toBeGreaterThanOrEqual(now);
  });

  it('starts and responds while the configured Redis is unavailable', async () => {
    const app = await start({ redisUrl: 'redis://127.0.0.1:1' });
    for (let call = 0; call < 3; call++) {
      expect((await usersInfo(app, '1,2').expect(200)).body).toHaveLength(2);
    }
    await usersInfo(app, '1', GUESS).expect(401);
    await signedIn(app, 'bob');
    await guest(app).get('/health').expect(200);
  });

  describe.skipIf(!redisUrl)('with a Redis', () => {
    const startBehindRelay = async () => {
      const relay = await TcpRelay.to(redisUrl!);
      cleanups.push(() => relay.close());
      const app = await start({ redisUrl: relay.url, trustProxy: ['loopback'] });
      await vi.waitFor(() => expect(isReady(app)).toBe(true));
      return { app, relay };
    };

    it('responds while Redis is unavailable and counts failed authorizations locally', async () => {
      const { app, relay } = await startBehindRelay();
      await usersInfo(app, '1').expect(200);
      relay.down();
      await vi.waitFor(() => expect(isReady(app)).toBe(false));
      await usersInfo(app, '1').expect(200);
      for (let failure = 0; failure < 100; failure++) await usersInfo(app, '1', GUESS).expect(401);
      await usersInfo(app, '1', GUESS).expect(429);

      relay.up();
      await vi.waitFor(() => expect(isReady(app)).toBe(true), { timeout: 10_000 });
      // The client remains limited; another client is counted in Redis again.
      await usersInfo(app, '1').expect(429);
      const { client } = app.get(RedisConnection, { strict: false });
      await vi.waitFor(
        async () => {
          await usersInfo(app, '1', GUESS).set('X-Forwarded-For', '192.0.2.1').expect(401);
          expect(await client!.keys('*:failures:192.0.2.1')).not.toEqual([]);
        },
        { timeout: 10_000, interval: 200 },
      );
    });

    it('responds and shuts down while Redis does not respond', async () => {
      const { app, relay } = await startBehindRelay();
      await usersInfo(app, '1').expect(200);
      relay.freeze();
      for (let call = 0; call < 3; call++) {
        expect((await usersInfo(app, '1,2').expect(200)).body).toHaveLength(2);
      }
      await usersInfo(app, '1', GUESS).expect(401);
      await signedIn(app, 'bob');
      await app.close();
    });
  });
});
