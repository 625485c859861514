import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatIntegrationModule, type ImbaChatOptions } from 'nestjs-chat-integration';
import { pipeline, rawRequest } from '../prove/support/pipeline.js';
import { CHAT_SERVER, EverybodyUserProvider, IMBACHAT } from './support/fixtures.js';
import { ADAPTERS, type Adapter, basic, startHost } from './support/host.js';
import { redisUrl } from './support/redis.js';

const apps: INestApplication[] = [];

const USERS_INFO = '/imbachat/api/v1/users/1';

const startApp = async (adapter: Adapter, options: Partial<ImbaChatOptions>, trustProxy = true) => {
  const imbachat = { ...IMBACHAT, ...options };
  const module = ChatIntegrationModule.forRoot({ imbachat, userProvider: EverybodyUserProvider });
  const app = await startHost({ adapter, trustProxy, imports: [module] });
  apps.push(app);
  return app;
};
const start = async (...options: Parameters<typeof startApp>) => {
  const app = await startApp(...options);
  return async (client: string, authorization?: string) => {
    const call = request(app.getHttpServer()).get(USERS_INFO).set('X-Forwarded-For', client);
    return authorization === undefined ? call : call.set('Authorization', authorization);
  };
};
const listen = async (adapter: Adapter, options: Partial<ImbaChatOptions>) => {
  const app = await startApp(adapter, options);
  await app.listen(0, '127.0.0.1');
  return { port: Number(new URL(await app.getUrl()).port) };
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

  it('looks at no more pipelined guesses than the limit', async () => {
    const { port } = await listen(adapter, {});
    const statuses = await pipeline({ port, path: USERS_INFO }, guesses(700, 600));
    expect(countOf(statuses)).toEqual({ 401: 100, 429: 600 });
  });

  it('does not limit pipelined calls of the chat server', async () => {
    const { port } = await listen(adapter, { failureLimiter: threePerMinute() });
    const statuses = await pipeline({ port, path: USERS_INFO }, guesses(700, 0, CHAT_SERVER));
    expect(countOf(statuses)).toEqual({ 200: 700 });
  });

  it('counts addresses with ports as one client', async () => {
    const send = await start(adapter, { failureLimiter: threePerMinute() });
    for (let port = 1_001; port <= 1_003; port++) await send(`192.0.2.1:${port}`, guess);
    expect((await send('192.0.2.1:1004', CHAT_SERVER)).status).toBe(429);
    expect((await send('192.0.2.2:1004', CHAT_SERVER)).status).toBe(200);
    for (const address of ['[2001:db8::1]:1001', '2001:db8::2', '[2001:db8::3]']) await send(address, guess);
    expect((await send('[2001:db8::4]:1004', CHAT_SERVER)).status).toBe(429);
    expect((await send('[2001:db8:1::4]:1004', CHAT_SERVER)).status).toBe(200);
  });

  it('limits guesses through a Unix socket without affecting other clients of the proxy', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chat-socket-'));
    const socketPath = join(folder, 'site.sock');
    const app = await startApp(adapter, { failureLimiter: threePerMinute() }, false);
    await app.listen(socketPath);
    const send = (client: string | undefined, authorization: string) =>
      new Promise<number>((resolve, reject) => {
        const headers = { authorization, ...(client === undefined ? {} : { 'x-forwarded-for': client }) };
        get({ socketPath, path: USERS_INFO, headers }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        }).on('error', reject);
      });
    for (let failure = 0; failure < 3; failure++) expect(await send('192.0.2.1', guess)).toBe(401);
    expect(await send('192.0.2.1', guess)).toBe(429);
    expect(await send('192.0.2.2', CHAT_SERVER)).toBe(200);
    // Clients that choose the header are limited together.
    let failures = 3;
    for (let client = 1; client < 100; client++) {
      if ((await send(`198.51.100.${client}`, guess)) === 401) failures++;
    }
    expect(failures).toBe(30);
    expect(await send(undefined, CHAT_SERVER)).toBe(429);
    await app.close();
    rmSync(folder, { recursive: true });
  });

  describe.skipIf(!redisUrl)('with Redis', () => {
    const keyPrefix = () => `test-${adapter}-${process.pid}-${Math.random()}`;
    const shared = (storeClient: Redis, prefix: string, points = 3) =>
      new RateLimiterRedis({ storeClient, keyPrefix: prefix, points, duration: 30 });

    it('can be shared between instances', async () => {
      const storeClient = new Redis(redisUrl!);
      const prefix = keyPrefix();
      const first = await start(adapter, { failureLimiter: shared(storeClient, prefix) });
      const second = await start(adapter, { failureLimiter: shared(storeClient, prefix) });
      for (const send of [first, second, first]) expect((await send('192.0.2.1', guess)).status).toBe(401);
      expect((await second('192.0.2.1', CHAT_SERVER)).status).toBe(429);
      await storeClient.quit();
    });

    it('looks at no more pipelined guesses than the limit, on all instances together', async () => {
      const prefix = keyPrefix();
      // As in separate processes, each instance has its own connection.
      const clients = [new Redis(redisUrl!), new Redis(redisUrl!)];
      await Promise.all(clients.map((client) => client.ping()));
      const ports: number[] = [];
      for (const client of clients) {
        ports.push((await listen(adapter, { failureLimiter: shared(client, prefix, 100) })).port);
      }
      const statuses = await Promise.all(
        ports.map((port) => pipeline({ port, path: USERS_INFO }, guesses(700, 600))),
      );
      expect(countOf(statuses.flat())).toEqual({ 401: 100, 429: 1_300 });
      await Promise.all(clients.map((client) => client.quit()));
    });
  });
});

/** Returns raw guesses, one of which has the right credentials. */
function guesses(count: number, rightAt: number, otherwise?: string): string[] {
  return Array.from({ length: count }, (_, index) =>
    rawRequest(
      { port: 0, path: USERS_INFO },
      `Authorization: ${index === rightAt ? CHAT_SERVER : (otherwise ?? basic('Chat-Server', `guess ${index}`))}`,
    ),
  );
}

function countOf(statuses: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
