import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatIntegrationModule, type ImbaChatOptions } from 'nestjs-chat-integration';
import { CHAT_SERVER, EverybodyUserProvider, IMBACHAT } from './support/fixtures.js';
import { ADAPTERS, type Adapter, basic, startHost } from './support/host.js';
import { redisUrl } from './support/redis.js';

const apps: INestApplication[] = [];

const start = async (adapter: Adapter, options: Partial<ImbaChatOptions>, trustProxy = true) => {
  const imbachat = { ...IMBACHAT, ...options };
  const module = ChatIntegrationModule.forRoot({ imbachat, userProvider: EverybodyUserProvider });
  const app = await startHost({ adapter, trustProxy, imports: [module] });
  apps.push(app);
  return async (client: string, authorization?: string) => {
    const call = request(app.getHttpServer()).get('/imbachat/api/v1/users/1').set('X-Forwarded-For', client);
    return authorization === undefined ? call : call.set('Authorization', authorization);
  };
};
const guess = basic('Chat-Server', 'guess');

afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

describe.each(ADAPTERS)('the failure limiter on %s', (adapter) => {
  const threePerMinute = () => new RateLimiterMemory({ points: 3, duration: 60 });

  it('limits only the client whose authorization failed', async () => {
    const send = await start(adapter, { failureLimiter: threePerMinute() });
    for (let failure = 0; failure < 3; failure++) expect((await send('192.0.2.1', guess)).status).toBe(401);

    const limited = await send('192.0.2.1', CHAT_SERVER);
    expect(limited.status).toBe(429);
    expect(limited.text).toBe('{"code":429,"version":1,"error":"Too many failed attempts","debug":""}');
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(50);
    expect(limited.headers['cache-control']).toBe('private, no-store');
    expect((await send('192.0.2.2', CHAT_SERVER)).status).toBe(200);
  });

  it('allows 100 failures by default', async () => {
    const send = await start(adapter, {});
    const statuses: number[] = [];
    for (let call = 0; call < 102; call++) statuses.push((await send('192.0.2.1', guess)).status);
    expect(statuses).toEqual([...Array.from({ length: 100 }, () => 401), 429, 429]);
  });

  it('ignores forwarded addresses if the host does not trust the proxy', async () => {
    const send = await start(adapter, { failureLimiter: threePerMinute() }, false);
    for (let failure = 0; failure < 3; failure++) await send(`192.0.2.${failure}`, guess);
    expect((await send('192.0.2.9', guess)).status).toBe(429);
  });

  it('ignores requests without credentials, and can be disabled', async () => {
    const limited = await start(adapter, { failureLimiter: threePerMinute() });
    const unlimited = await start(adapter, { failureLimiter: false });
    for (let call = 0; call < 5; call++) {
      expect((await limited('192.0.2.1')).status).toBe(401);
      expect((await unlimited('192.0.2.1', guess)).status).toBe(401);
    }
    expect((await limited('192.0.2.1', CHAT_SERVER)).status).toBe(200);
  });

  it.skipIf(!redisUrl)('can be shared between instances with Redis', async () => {
    const storeClient = new Redis(redisUrl!);
    const shared = () =>
      new RateLimiterRedis({
        storeClient,
        keyPrefix: `test-${adapter}-${process.pid}`,
        points: 3,
        duration: 5,
      });
    const first = await start(adapter, { failureLimiter: shared() });
    const second = await start(adapter, { failureLimiter: shared() });
    for (const send of [first, second, first]) expect((await send('192.0.2.1', guess)).status).toBe(401);
    expect((await second('192.0.2.1', CHAT_SERVER)).status).toBe(429);
    await storeClient.quit();
  });
});
