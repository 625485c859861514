import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type INestApplication, Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { CHAT_SERVER, EverybodyUserProvider, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, basic, startHost } from '../test/support/host.js';
import { redisUrl } from '../test/support/redis.js';
import { collectGarbage } from './support/collect-garbage.js';
import { inParallel } from './support/in-parallel.js';
import { KeepAliveClient } from './support/keep-alive-client.js';
import { pipeline, rawRequest } from './support/pipeline.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

afterEach(() => vi.restoreAllMocks());

describe.each(ADAPTERS)('brute force on %s', (adapter) => {
  it('is limited to 100 guesses per minute without affecting other clients', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const module = ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider: EverybodyUserProvider });
    const app = await startHost({ adapter, trustProxy: true, imports: [module] });
    await app.listen(0, '127.0.0.1');
    const client = new KeepAliveClient(Number(new URL(await app.getUrl()).port), { connections: 32 });
    const statusOf = async (address: string, authorization: string) => {
      const headers = { Authorization: authorization, 'X-Forwarded-For': address };
      return (await client.send({ path: '/imbachat/api/v1/users/1', headers })).status;
    };

    const guesses = caseCount(50_000);
    const counts = new Map<number, number>();
    let served = 0;
    await inParallel(guesses, 16, async (index) => {
      const status = await statusOf('192.0.2.66', basic('Chat-Server', `guess ${index}`));
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (index % 50 === 0 && (await statusOf('192.0.2.1', CHAT_SERVER)) === 200) served++;
    });
    client.close();
    await app.close();

    const checked = counts.get(401) ?? 0;
    const minutes = Math.ceil(checked / 100);
    expect(counts.get(429)).toBe(guesses - checked);
    expect(minutes).toBeLessThanOrEqual(3);
    expect(served).toBe(Math.ceil(guesses / 50));
    const lines = warn.mock.calls.length;
    expect(lines).toBeLessThanOrEqual(2 * minutes);
    record({
      id: `5.${ADAPTERS.indexOf(adapter) + 1}`,
      claim: `Brute-force attempts on ${adapter} are limited per client and logged only once`,
      measured: `${guesses.toLocaleString('en')} guesses of one client, with ${served.toLocaleString('en')} requests of the chat server in between`,
      result: `${checked} guesses checked, all others received 429; all requests of the chat server succeeded; ${lines} log lines`,
    });
  });

  it.each(['in memory', 'in Redis'] as const)(
    'is limited to 100 concurrent guesses, counted %s',
    async (kind) => {
      if (kind === 'in Redis' && !redisUrl) return;
      vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
      const rounds = caseCount(100);
      const connections = 4;
      let checked = 0;
      let admitted = 0;
      for (let round = 0; round < rounds; round++) {
        const keyPrefix = `prove-${process.pid}-${Math.random()}`;
        const clients = kind === 'in Redis' ? [new Redis(redisUrl!), new Redis(redisUrl!)] : [];
        await Promise.all(clients.map((client) => client.ping()));
        const apps: INestApplication[] = [];
        // Counted in memory, each instance has its own limit.
        for (const storeClient of kind === 'in Redis' ? clients : [undefined]) {
          const failureLimiter =
            storeClient && new RateLimiterRedis({ storeClient, keyPrefix, points: 100, duration: 60 });
          const options = { imbachat: { ...IMBACHAT, failureLimiter }, userProvider: EverybodyUserProvider };
          const app = await startHost({ adapter, imports: [ChatIntegrationModule.forRoot(options)] });
          await app.listen(0, '127.0.0.1');
          apps.push(app);
        }
        const attacks = await Promise.all(
          apps.flatMap((app) => {
            const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
            const target = { port, path: '/imbachat/api/v1/users/1' };
            return Array.from({ length: connections }, () =>
              pipeline(
                target,
                Array.from({ length: 700 }, (_, index) => {
                  const guess = basic('Chat-Server', `guess ${index}`);
                  return rawRequest(target, `Authorization: ${index === 600 ? CHAT_SERVER : guess}`);
                }),
              ),
            );
          }),
        );
        const statuses = attacks.flat();
        expect(statuses).toHaveLength(700 * connections * apps.length);
        const failures = statuses.filter((status) => status === 401).length;
        expect(failures).toBe(100);
        checked += failures;
        admitted += statuses.filter((status) => status === 200).length;
        for (const app of apps) await app.close();
        await Promise.all(clients.map((client) => client.quit()));
      }
      expect(admitted).toBe(0);
      record({
        id: `5.${ADAPTERS.indexOf(adapter) + (kind === 'in Redis' ? 5 : 3)}`,
        claim: `Concurrent guesses do not pass the limit on ${adapter}, counted ${kind}`,
        measured: `${rounds} attacks with 700 pipelined guesses over each of ${connections} connections${kind === 'in Redis' ? ' to each of two instances' : ''}; the right password is guess 601 of each`,
        result: `${checked / rounds} guesses of each attack compared, all others received 429; ${admitted} admitted`,
      });
    },
  );

  it('from many addresses takes bounded memory, and is limited within a /48 network', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const module = ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider: EverybodyUserProvider });
    const app = await startHost({ adapter, trustProxy: true, imports: [module] });
    await app.listen(0, '127.0.0.1');
    const client = new KeepAliveClient(Number(new URL(await app.getUrl()).port), { connections: 16 });
    const failuresFrom = async (addresses: number, addressOf: (index: number) => string): Promise<number> => {
      let failures = 0;
      await inParallel(addresses, 16, async (index) => {
        const headers = { Authorization: basic('Chat-Server', 'x'), 'X-Forwarded-For': addressOf(index) };
        if ((await client.send({ path: '/imbachat/api/v1/users/1', headers })).status === 401) failures++;
      });
      return failures;
    };
    const heapOf = () => {
      // The spy keeps a line for each address.
      warn.mockClear();
      collectGarbage();
      return process.memoryUsage().heapUsed / 2 ** 20;
    };

    const [networks, addresses] = [caseCount(20_000), caseCount(200_000)];
    const inNetwork = await failuresFrom(networks, (index) => `2001:db8:1:${index.toString(16)}::1`);
    expect(inNetwork).toBe(Math.min(networks, 1_000));
    const before = heapOf();
    await failuresFrom(addresses, (index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    const growth = heapOf() - before;
    client.close();
    await app.close();
    expect(growth).toBeLessThan(32);
    record({
      id: `5.${ADAPTERS.indexOf(adapter) + 7}`,
      claim: `Guesses from many addresses take bounded memory on ${adapter}, and a /48 network is limited as a whole`,
      measured: `one guess from each of ${networks.toLocaleString('en')} networks of a /48 and of ${addresses.toLocaleString('en')} IPv4 addresses within a minute`,
      result: `${inNetwork.toLocaleString('en')} guesses from the /48 compared; the addresses take less than 32 MiB`,
    });
  });
});
