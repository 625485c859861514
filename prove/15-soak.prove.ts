import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEVELOPMENT_DEFAULTS } from '../src/config/development-defaults.js';
import { createApp } from '../src/create-app.js';
import { demoMember } from '../src/members/demo-member.js';
import { demoConfig } from '../test/demo/demo-host.js';
import { databases, type TestDatabase } from '../test/support/databases.js';
import { ADAPTERS, basic } from '../test/support/host.js';
import { redisUrl } from '../test/support/redis.js';
import { TcpRelay } from '../test/support/tcp-relay.js';
import { collectGarbage } from './support/collect-garbage.js';
import { KeepAliveClient } from './support/keep-alive-client.js';
import { record } from './support/record.js';
import { isFull } from './support/scale.js';

const CHAT_SERVER = basic(
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_LOGIN,
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_PASSWORD,
);
const MEMBERS = 1_000;
/** Requests per second, which are sent whether or not earlier ones have received a response. */
const RATE = 100;
const ROUNDS = isFull ? 20 : 1;
/** In a full run, longer than the timeout of the provider. */
const OUTAGE_MS = isFull ? 7_000 : 1_000;
/** How long after an outage requests may still fail: the library's timeout, and the clients' reconnection. */
const RECOVERY_MS = 8_000;
/** The provider's timeout, with a tolerance for a busy machine. */
const DEADLINE_MS = 5_000 + 3_000;

/** Every way in which a server can be away, in turn. */
const OUTAGES = [
  { server: 'database', event: 'down' },
  { server: 'database', event: 'freeze' },
  { server: 'redis', event: 'down' },
  { server: 'redis', event: 'freeze' },
] as const;

interface Outcome {
  readonly sentAt: number;
  readonly ms: number;
  readonly status: number;
  readonly isClean: boolean;
}

const postgres = databases.find(({ name }) => name === 'PostgreSQL')!;

describe.skipIf(!postgres.available || !redisUrl)('the demo under a constant load', () => {
  let database: TestDatabase;
  let relays: Record<'database' | 'redis', TcpRelay>;
  let app: INestApplication | undefined;
  beforeAll(async () => {
    database = await postgres.create();
    const {
      host,
      port,
      username,
      password,
      database: name,
    } = database.options as {
      host: string;
      port: number;
      username: string;
      password?: string;
      database: string;
    };
    const account = password ? `${username}:${encodeURIComponent(password)}` : username;
    relays = {
      database: await TcpRelay.to(`postgres://${account}@${host}:${port}/${name}`),
      redis: await TcpRelay.to(redisUrl!),
    };
  });
  afterEach(() => app?.close());
  afterAll(async () => {
    await relays.database.close();
    await relays.redis.close();
    await database.drop();
  });

  it.each(ADAPTERS)('fails only while the database is away, and recovers, on %s', async (adapter) => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', onRejection);
    app = await createApp(
      demoConfig({
        httpAdapter: adapter,
        members: MEMBERS,
        chatSandbox: false,
        databaseUrl: relays.database.url,
        redisUrl: relays.redis.url,
        userCacheSeconds: 1,
      }),
      { logger: false },
    );
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const client = new KeepAliveClient(port, { connections: 2_000, timeoutMs: 2 * DEADLINE_MS });

    const outcomes: Outcome[] = [];
    const open = new Set<Promise<void>>();
    const send = () => {
      const first = 1 + Math.floor(Math.random() * (MEMBERS - 20));
      const ids = Array.from({ length: 20 }, (_, index) => first + index);
      const sentAt = performance.now();
      const request = {
        path: `/imbachat/api/v1/users/${ids.join(',')}`,
        headers: { Authorization: CHAT_SERVER },
      };
      const sending = client.send(request).then(
        ({ status, text }) => {
          const isClean = status === 200 ? containsExactly(text, ids) : ERRORS.includes(text);
          outcomes.push({ sentAt, ms: performance.now() - sentAt, status, isClean });
        },
        () => void outcomes.push({ sentAt, ms: performance.now() - sentAt, status: 0, isClean: false }),
      );
      const done = sending.finally(() => open.delete(done));
      open.add(done);
    };
    const timer = setInterval(send, 1_000 / RATE);

    /** When the database was away, with the time to recover. */
    const away: [from: number, to: number][] = [];
    const heap: number[] = [];
    let requests = 0;
    let failed = 0;
    let slowest = 0;
    const wrong: string[] = [];
    await delay(1_000);
    for (let round = 0; round < ROUNDS; round++) {
      for (const { server, event } of OUTAGES) {
        const from = performance.now();
        relays[server][event]();
        await delay(OUTAGE_MS);
        relays[server].up();
        await recovered(outcomes);
        if (server === 'database') away.push([from, performance.now()]);
        await delay(500);
      }
      for (const { sentAt, ms, status, isClean } of outcomes.splice(0)) {
        requests++;
        slowest = Math.max(slowest, ms);
        if (status !== 200) failed++;
        const isExpected = away.some(([start, end]) => sentAt + ms >= start && sentAt <= end);
        if (!isClean || (status !== 200 && !isExpected)) wrong.push(`${status} after ${Math.round(ms)} ms`);
      }
      collectGarbage();
      heap.push(process.memoryUsage().heapUsed / 2 ** 20);
    }
    clearInterval(timer);
    await Promise.all(open);
    client.close();
    process.off('unhandledRejection', onRejection);

    record({
      id: `15.${1 + ADAPTERS.indexOf(adapter)}`,
      claim: `Database and Redis disconnect and hang in turn under a constant load: requests fail only while the database is away, on ${adapter}`,
      measured: `${ROUNDS * OUTAGES.length} outages of ${OUTAGE_MS / 1_000} s, ${requests.toLocaleString('en')} requests for 20 users at ${RATE} per second, whether or not earlier ones are answered`,
      result: `${wrong.length} wrong, missing or unexpected responses, ${failed.toLocaleString('en')} clean failures; slowest response after ${Math.round(slowest)} ms; ${rejections.length} unhandled rejections; heap ${Math.round(heap[0]!)} MiB after the first round, ${Math.round(heap.at(-1)!)} MiB after the last`,
    });
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(rejections).toEqual([]);
    expect(failed).toBeGreaterThan(0);
    expect(slowest).toBeLessThan(DEADLINE_MS);
    expect(heap.at(-1)! - heap[0]!).toBeLessThan(100);
  });
});

/** Waits until the latest requests succeed again. */
async function recovered(outcomes: readonly Outcome[]): Promise<void> {
  const since = performance.now();
  const succeeds = () => outcomes.some(({ status, sentAt }) => status === 200 && sentAt > since);
  while (!succeeds()) {
    if (performance.now() - since > RECOVERY_MS)
      throw new Error('Expected the demo to recover but it did not.');
    await delay(20);
  }
  await delay(300);
}

const ERRORS = [
  '{"code":500,"version":1,"error":"Internal server error","debug":""}',
  '{"code":503,"version":1,"error":"Service unavailable","debug":""}',
];

function containsExactly(text: string, ids: readonly number[]): boolean {
  const records = JSON.parse(text) as { user_id: number; name: string }[];
  return (
    JSON.stringify(records.map(({ user_id, name }) => [user_id, name])) ===
    JSON.stringify(ids.map((id) => [id, demoMember(id).name]))
  );
}
