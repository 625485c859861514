import type { INestApplication } from '@nestjs/common';
import { ChatIntegrationModule, UserProvider, type ChatUser } from 'nestjs-chat-integration';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import { databases, type TestDatabase } from '../test/support/databases.js';
import { CHAT_SERVER, CHATBRO, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, startHost } from '../test/support/host.js';
import { KeepAliveClient, type ClientResponse } from './support/keep-alive-client.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

const CONCURRENCY = 50;
const TIMEOUT_MS = 500;
const PAGE_TIMEOUT_MS = 200;
const REQUESTS = Math.max(600, caseCount(15_000));
/** The open loop: requests start at this rate, whether others have ended or not. */
const PER_TICK = 10;
const TICK_MS = 10;

/** Counts the queries that have been sent and have not ended. */
class CountingUserProvider extends UserProvider {
  pending = 0;
  started = 0;

  constructor(private readonly source: DataSource) {
    super();
  }

  async findByIds(): Promise<ChatUser[]> {
    this.pending++;
    this.started++;
    try {
      return await this.source.query<ChatUser[]>('SELECT id, name FROM hung_member');
    } finally {
      this.pending--;
    }
  }
}

const kinds = databases.filter(({ name }) => name !== 'SQLite');

describe.each(kinds.flatMap((kind, index) => ADAPTERS.map((adapter) => ({ ...kind, kind, adapter, index }))))(
  '$name hangs under an open-loop load of $adapter',
  ({ name, available, create, adapter, index }) => {
    let database: TestDatabase;
    const sources: DataSource[] = [];
    let app: INestApplication | undefined;

    afterEach(async () => {
      await app?.close();
      await Promise.all(sources.splice(0).map((source) => source.destroy()));
      await database.drop();
    });

    const connect = async (pool: number, extra: object = {}) => {
      // A call that waits for a connection of the pool does not end by itself.
      const timeouts = { connectTimeoutMS: 60_000, connectTimeout: 60_000 };
      const options = { ...database.options, ...timeouts, poolSize: pool, extra } as DataSourceOptions;
      const source = await new DataSource(options).initialize();
      sources.push(source);
      return source;
    };

    it.skipIf(!available)('gets a bounded number of queries, and answers when it is back', async () => {
      database = await create();
      const admin = await connect(1);
      await admin.query('CREATE TABLE hung_member (id INT PRIMARY KEY, name VARCHAR(40))');
      await admin.query("INSERT INTO hung_member VALUES (1, 'Ada')");
      const provider = new CountingUserProvider(await connect(10));
      app = await startHost({
        adapter,
        imports: [
          ChatIntegrationModule.forRoot({
            imbachat: IMBACHAT,
            chatbro: CHATBRO,
            endpoints: { widgets: 'chat/widgets' },
            userProvider: { useFactory: () => provider },
            visitorResolver: () => 1,
            userProviderTimeoutMs: TIMEOUT_MS,
            userProviderConcurrency: CONCURRENCY,
            pageTimeoutMs: PAGE_TIMEOUT_MS,
          }),
        ],
        configure: (host) => host.useLogger(false),
      });
      await app.listen(0, '127.0.0.1');
      const port = Number(new URL(await app.getUrl()).port);
      const client = new KeepAliveClient(port, { connections: 2_000 });
      const usersInfo = () =>
        client.send({ path: '/imbachat/api/v1/users/1', headers: { Authorization: CHAT_SERVER } });
      expect((await usersInfo()).status).toBe(200);

      const holder = admin.createQueryRunner();
      await holder.connect();
      if (name === 'PostgreSQL') {
        await holder.startTransaction();
        await holder.query('LOCK TABLE hung_member IN ACCESS EXCLUSIVE MODE');
      } else await holder.query('LOCK TABLES hung_member WRITE');

      provider.started = 0;
      let most = 0;
      const heapBefore = process.memoryUsage().heapUsed;
      const responses: Promise<ClientResponse>[] = [];
      while (responses.length < REQUESTS) {
        for (let sent = 0; sent < PER_TICK; sent++) responses.push(usersInfo());
        await new Promise((resolve) => setTimeout(resolve, TICK_MS));
        most = Math.max(most, provider.pending);
      }
      const answered = await Promise.all(responses);
      const heapGrowth = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
      const left = provider.pending;

      expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([503]));
      expect(new Set(answered.map(({ headers }) => headers['retry-after']))).toEqual(new Set(['5']));
      expect(new Set(answered.map(({ text }) => text))).toEqual(
        new Set(['{"code":503,"version":1,"error":"Service unavailable","debug":""}']),
      );
      expect(most).toBeLessThanOrEqual(CONCURRENCY);
      expect(provider.started).toBe(CONCURRENCY);
      expect(left).toBe(CONCURRENCY);
      expect((await client.send({ path: '/chat/widgets' })).status).toBe(503);

      if (name === 'PostgreSQL') await holder.rollbackTransaction();
      else await holder.query('UNLOCK TABLES');
      await holder.release();
      for (let wait = 0; provider.pending > 0 && wait < 500; wait++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const after = await usersInfo();
      expect([after.status, after.text]).toEqual([200, '[{"user_id":1,"name":"Ada","avatar_url":false}]']);
      client.close();

      record({
        id: `13.${index * 2 + ADAPTERS.indexOf(adapter) + 1}`,
        claim: `${name} hangs: the number of queries is bounded on ${adapter}, and the site recovers without a restart`,
        measured: `${REQUESTS.toLocaleString('en')} calls of the chat server at a rate of 1,000 per second, at most ${CONCURRENCY} calls of the provider in progress`,
        result: `all received 503 with Retry-After; ${provider.started - 1} queries were sent in total, ${left} remained when the callers had left; the heap grew by ${Math.max(0, Math.round(heapGrowth))} MiB; the first call afterwards received 200`,
      });
    });

    it.skipIf(!available)('has a full pool: the callers receive 503', async () => {
      database = await create();
      const extra =
        name === 'PostgreSQL'
          ? { connectionTimeoutMillis: 100 }
          : { queueLimit: 1, waitForConnections: true };
      const source = await connect(1, extra);
      const held = source.createQueryRunner();
      await held.connect();
      const provider = { findByIds: () => source.query('SELECT 1') } as unknown as UserProvider;
      app = await startHost({
        adapter,
        imports: [
          ChatIntegrationModule.forRoot({
            imbachat: IMBACHAT,
            userProvider: { useFactory: () => provider },
            userProviderTimeoutMs: 2_000,
          }),
        ],
        configure: (host) => host.useLogger(false),
      });
      await app.listen(0, '127.0.0.1');
      const client = new KeepAliveClient(Number(new URL(await app.getUrl()).port), { connections: 20 });
      const calls = Array.from({ length: 20 }, () =>
        client.send({ path: '/imbachat/api/v1/users/1', headers: { Authorization: CHAT_SERVER } }),
      );
      const answered = await Promise.all(calls);
      await held.release();
      client.close();
      expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([503]));
      expect(answered[0]!.headers['retry-after']).toBe('5');
    });
  },
);
