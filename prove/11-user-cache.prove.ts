import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import KeyvRedis, { Keyv } from '@keyv/redis';
import type { INestApplication } from '@nestjs/common';
import { ChatIntegrationModule, type ChatUser } from 'nestjs-chat-integration';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHAT_SERVER, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, startHost } from '../test/support/host.js';
import { FixedUserProvider } from '../test/support/options.js';
import { redisUrl } from '../test/support/redis.js';
import { KeepAliveClient } from './support/keep-alive-client.js';
import { progressReporter } from './support/progress.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

const MEMBERS = 20;
/** How many requests at most until the cache is repaired. */
const MAX_ATTEMPTS = 30;
const members: ChatUser[] = Array.from({ length: MEMBERS }, (_, index) => ({
  id: index + 1,
  name: `Member ${index + 1}`,
  role: 'user',
}));
/** The users of every request: all members, and one unknown user. */
const IDS = Array.from({ length: MEMBERS + 1 }, (_, index) => index + 1);

type Attack = (redis: Redis, key: string, otherKey: string) => Promise<unknown>;

const wrapped = (value: unknown): string => JSON.stringify({ value, expires: Date.now() + 60_000 });
const pick = <T>(values: readonly T[]): T => values[randomInt(values.length)]!;
const admin = (id: number): string => `{"user_id":${id},"name":"Eve","chat_role":"admin"}`;
/** Returns the text under a key; '' for another type. */
const asText = async (redis: Redis, key: string): Promise<string> =>
  (await redis.get(key).catch(() => null)) ?? '';

/** What an attacker with access to Redis can write under the key of a user. */
const ATTACKS: readonly Attack[] = [
  (redis, key) => redis.set(key, randomBytes(randomInt(200))),
  (redis, key) => redis.set(key, pick(['', '{', 'null', '[]', '1', '"text"', '{"value":', '{}'])),
  (redis, key) => redis.set(key, wrapped(pick([null, 1, {}, [], '', 'null']))),
  (redis, key) => redis.set(key, wrapped(admin(Number(key.split(':').at(-1))))),
  (redis, key) => redis.set(key, wrapped(`${admin(1)},${admin(2)}`)),
  (redis, key) => redis.multi().del(key).hset(key, 'value', 'Eve').exec(),
  (redis, key) => redis.multi().del(key).lpush(key, 'Eve').exec(),
  async (redis, key, otherKey) => redis.set(key, await asText(redis, otherKey)),
  async (redis, key) => {
    const text = await asText(redis, key);
    return redis.set(key, text.slice(0, randomInt(text.length + 1)));
  },
  async (redis, key) => {
    const bytes = Buffer.from(await asText(redis, key));
    if (bytes.length > 0) bytes[randomInt(bytes.length)]! ^= 1 << randomInt(7);
    return redis.set(key, bytes);
  },
  async (redis, key) => redis.set(key, (await asText(redis, key)).replace('"user"', '"admin"')),
];

describe.skipIf(!redisUrl)('a user cache in a Redis to which others can write', () => {
  const redis = new Redis(redisUrl ?? '', { lazyConnect: true });
  let app: INestApplication | undefined;
  let client: KeepAliveClient | undefined;
  let keyv: Keyv | undefined;
  beforeAll(() => redis.connect());
  afterAll(() => redis.quit());
  afterEach(async () => {
    client?.close();
    await app?.close();
    await keyv?.disconnect();
  });

  it.each(ADAPTERS)('never changes a response, and is repaired, on %s', async (adapter) => {
    const namespace = `prove-${randomUUID()}`;
    keyv = new Keyv(new KeyvRedis(redisUrl!), { namespace, throwOnErrors: true });
    const provider = new FixedUserProvider(members);
    app = await startHost({
      adapter,
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: { ...IMBACHAT, userCache: { ttlSeconds: 3_600, store: keyv } },
          userProvider: { useFactory: () => provider },
        }),
      ],
    });
    await app.listen(0, '127.0.0.1');
    client = new KeepAliveClient((app.getHttpServer().address() as AddressInfo).port, { connections: 1 });
    const path = `/imbachat/api/v1/users/${IDS.join(',')}`;
    const usersInfo = async () =>
      (await client!.send({ path, headers: { Authorization: CHAT_SERVER } })).text;

    const expected = await usersInfo();
    expect(JSON.parse(expected)).toHaveLength(MEMBERS);
    const keys = (await redis.keys(`${namespace}*`)).filter((key) => !key.endsWith(`:${MEMBERS + 1}`));
    expect(keys).toHaveLength(MEMBERS);

    const rounds = caseCount(20_000);
    const progress = progressReporter(`11.${1 + ADAPTERS.indexOf(adapter)}`, rounds);
    let changed = 0;
    let values = 0;
    let readAgain = 0;
    let unrepaired = 0;
    for (let round = 0; round < rounds; round++) {
      const attacked = keys.filter(() => randomInt(8) === 0);
      for (const key of attacked) await pick(ATTACKS)(redis, key, pick(keys));
      values += attacked.length;

      provider.calls.length = 0;
      if ((await usersInfo()) !== expected) changed++;
      readAgain += provider.calls.flat().filter((id) => id !== MEMBERS + 1).length;

      // The cache is written after the response, so the first of these requests may come too early.
      let attempts = 0;
      do {
        provider.calls.length = 0;
        if ((await usersInfo()) !== expected) changed++;
      } while (
        provider.calls.flat().some((id) => id !== MEMBERS + 1) &&
        ++attempts < MAX_ATTEMPTS &&
        // On a busy machine, Redis can respond too late, and is then not used for a second.
        (await delay(attempts * 10, true))
      );
      if (attempts === MAX_ATTEMPTS) unrepaired++;
      progress(round + 1);
    }

    record({
      id: `11.${1 + ADAPTERS.indexOf(adapter)}`,
      claim: `What others write to the shared user cache is never served, and is overwritten, on ${adapter}`,
      measured: `${rounds.toLocaleString('en')} rounds with ${values.toLocaleString('en')} values of ${ATTACKS.length} kinds: forged, copied, cut or changed records, other JSON and other types`,
      result: `${changed} responses changed; ${readAgain.toLocaleString('en')} users read again, no others; ${unrepaired} rounds after which the cache was not repaired`,
    });
    expect(changed).toBe(0);
    expect(readAgain).toBeLessThanOrEqual(values);
    expect(readAgain).toBeGreaterThan(values / 2);
    expect(unrepaired).toBe(0);
  });
});
