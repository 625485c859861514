import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import KeyvRedis, { Keyv } from '@keyv/redis';
import { Redis } from 'ioredis';
import type { KeyvOptions } from 'keyv';
import {
  ChatIntegrationModule,
  type ChatUser,
  UserCache,
  type UserCacheOptions,
} from 'nestjs-chat-integration';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHAT_SERVER, IMBACHAT } from './support/fixtures.js';
import { ADAPTERS, type Adapter, startHost } from './support/host.js';
import { FixedUserProvider } from './support/options.js';
import { redisUrl } from './support/redis.js';

const apps: INestApplication[] = [];
const ada: ChatUser = { id: 1, name: 'Ada', badge: 'Åäö 👩‍🚀' };
const bob: ChatUser = { id: 2, name: "Bob </script> O'Hara", email: 'bob@example.com' };

async function start(adapter: Adapter, userCache: UserCacheOptions | undefined, includeEmail = false) {
  const users = [ada, bob];
  const provider = new FixedUserProvider(users);
  const imbachat = { ...IMBACHAT, includeEmail, ...(userCache ? { userCache } : {}) };
  const module = ChatIntegrationModule.forRoot({ imbachat, userProvider: { useFactory: () => provider } });
  const app = await startHost({ adapter, imports: [module] });
  apps.push(app);
  const usersInfo = async (ids: string) => {
    const path = `/imbachat/api/v1/users/${ids}`;
    const response = await request(app.getHttpServer())
      .get(path)
      .set('Authorization', CHAT_SERVER)
      .expect(200);
    return {
      text: response.text,
      type: response.headers['content-type'],
      length: response.headers['content-length'],
      cacheControl: response.headers['cache-control'],
    };
  };
  return { usersInfo, users, provider, cache: app.get(UserCache, { strict: false }) };
}

afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

describe.each(ADAPTERS)('the user cache on %s', (adapter) => {
  const inMemory = { ttlSeconds: 60, maxUsers: 100 };

  it.each(['1', '1,2', '2,9,1', '9', '1,1', ''])('does not change the response for %j', async (ids) => {
    const uncached = await (await start(adapter, undefined)).usersInfo(ids);
    const { usersInfo } = await start(adapter, inMemory);
    expect(await usersInfo(ids)).toEqual(uncached);
    expect(await usersInfo(ids)).toEqual(uncached);
    expect(uncached.length).toBe(String(Buffer.byteLength(uncached.text)));
  });

  it('is off by default', async () => {
    const { usersInfo, provider, cache } = await start(adapter, undefined);
    await usersInfo('1');
    await usersInfo('1');
    await cache.invalidate(1);
    expect(provider.calls).toHaveLength(2);
  });

  it('requests a user from the provider only once, until the user is invalidated', async () => {
    const { usersInfo, provider, users, cache } = await start(adapter, inMemory);
    await usersInfo('1,9');
    users[0] = { ...ada, name: 'Ada King' };
    expect((await usersInfo('2,9,1')).text).toContain('"name":"Ada"');
    await cache.invalidate(1);
    expect((await usersInfo('1,2,9')).text).toContain('"name":"Ada King"');
    expect(provider.calls).toEqual([[1, 9], [2], [1]]);
  });

  describe.skipIf(!redisUrl)('with Redis', () => {
    const keyvs: Keyv[] = [];
    const shared = (namespace: string, options: KeyvOptions = {}): UserCacheOptions => {
      const keyv = new Keyv(new KeyvRedis(redisUrl!), { namespace, throwOnErrors: true, ...options });
      keyvs.push(keyv);
      return { ttlSeconds: 60, store: keyv };
    };
    afterEach(() => Promise.all(keyvs.splice(0).map((keyv) => keyv.disconnect())));

    it('is shared and invalidated across instances', async () => {
      const namespace = `test-${randomUUID()}`;
      const first = await start(adapter, shared(namespace));
      const second = await start(adapter, shared(namespace));
      const expected = await first.usersInfo('1,2,9');
      expect(await second.usersInfo('1,2,9')).toEqual(expected);
      expect(second.provider.calls).toEqual([]);

      second.users[1] = { ...bob, name: 'Robert' };
      await first.cache.invalidate(2);
      expect((await second.usersInfo('1,2')).text).toContain('"name":"Robert"');
      expect(second.provider.calls).toEqual([[2]]);
    });

    it('stores users with and without e-mail addresses separately', async () => {
      const namespace = `test-${randomUUID()}`;
      const withEmail = await start(adapter, shared(namespace), true);
      const without = await start(adapter, shared(namespace));
      expect((await withEmail.usersInfo('2')).text).toContain('bob@example.com');
      expect((await without.usersInfo('2')).text).not.toContain('bob@example.com');
    });

    describe.each<[string, KeyvOptions]>([
      ['as JSON', {}],
      [
        'with a serializer that refuses other values',
        {
          serialize: (data) => `v1 ${JSON.stringify(data)}`,
          deserialize: (text) => {
            if (!text.startsWith('v1 ')) throw new Error(`not v1: ${text}`);
            return JSON.parse(text.slice(3));
          },
        },
      ],
    ])('that stores values %s', (_, options) => {
      const redis = new Redis(redisUrl!, { lazyConnect: true });
      beforeAll(() => redis.connect());
      afterAll(() => redis.quit());

      const wrapped = (value: unknown) => JSON.stringify({ value, expires: Date.now() + 60_000 });
      it.each<[string, (key: string) => Promise<unknown>]>([
        ['text that is not JSON', (key) => redis.set(key, 'v1 {"value":')],
        ['an empty text', (key) => redis.set(key, '')],
        ['the JSON of other values', (key) => redis.set(key, '5')],
        ['a record that is not JSON', (key) => redis.set(key, wrapped('{"user_id":1,"x":}'))],
        ['two records', (key) => redis.set(key, wrapped('{"user_id":1,"a":1},{"user_id":2,"role":"admin"}'))],
        ['a record with a role', (key) => redis.set(key, wrapped('{"user_id":1,"chat_role":"admin"}'))],
        ['an unknown user', (key) => redis.set(key, wrapped(''))],
        ['a hash', (key) => redis.multi().del(key).hset(key, 'name', 'Eve').exec()],
        ['a list', (key) => redis.multi().del(key).lpush(key, 'Eve').exec()],
      ])('never serves what others write, and overwrites it: %s', async (_value, write) => {
        const namespace = `test-${randomUUID()}`;
        const { usersInfo, provider } = await start(adapter, shared(namespace, options));
        const expected = await usersInfo('1,2,9');
        const keyOf = async (number: number) => (await redis.keys(`${namespace}*:${number}`))[0]!;
        await vi.waitFor(async () => expect(await keyOf(9)).toBeDefined());

        await write(await keyOf(1));
        provider.calls.length = 0;
        expect(await usersInfo('1,2,9')).toEqual(expected);
        expect(provider.calls).toEqual([[1]]);
        await vi.waitFor(async () => expect(await redis.type(await keyOf(1))).toBe('string'));
        expect(await usersInfo('1,2,9')).toEqual(expected);
        expect(provider.calls).toEqual([[1]]);
      });

      it('does not serve a value that belongs to another user', async () => {
        const namespace = `test-${randomUUID()}`;
        const { usersInfo } = await start(adapter, shared(namespace, options));
        const expected = await usersInfo('1,2');
        await vi.waitFor(async () => expect(await redis.keys(`${namespace}*`)).toHaveLength(2));
        const [one, two] = (await redis.keys(`${namespace}*`)).toSorted();
        await redis.set(one!, (await redis.get(two!))!);
        expect(await usersInfo('1,2')).toEqual(expected);
      });
    });
  });

  it('responds while its store is unavailable', async () => {
    const redis = new KeyvRedis('redis://127.0.0.1:1', { connectionTimeout: 100 });
    const keyv = new Keyv(redis);
    keyv.on('error', () => {});
    const { usersInfo } = await start(adapter, { ttlSeconds: 60, store: keyv });
    expect(JSON.parse((await usersInfo('1,2')).text)).toHaveLength(2);
    expect(JSON.parse((await usersInfo('1,2')).text)).toHaveLength(2);
    await keyv.disconnect().catch(() => {});
  });
});
