import { once } from 'node:events';
import { connect as openSocket, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { DEVELOPMENT_DEFAULTS } from '../src/config/development-defaults.js';
import { ADAPTERS, type Adapter, basic } from '../test/support/host.js';
import { DemoProcess, type Exit, type ProcessMetrics } from './support/demo-process.js';
import {
  type ClientResponse,
  KeepAliveClient,
  IncompleteResponseError,
  type ClientRequest,
} from './support/keep-alive-client.js';
import { progressReporter } from './support/progress.js';
import { record } from './support/record.js';
import { caseCount, isFull } from './support/scale.js';
import { slopeOf } from './support/trend.js';

const API = '/imbachat/api/v1';
const CHAT_SERVER = basic(
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_LOGIN,
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_PASSWORD,
);
const MEMBERS = 1_000;

let demo: DemoProcess | undefined;
afterEach(() => demo?.remove());

async function startDemo(adapter: Adapter): Promise<DemoProcess> {
  await demo?.remove();
  demo = await DemoProcess.start({ HTTP_ADAPTER: adapter, DEMO_MEMBERS: String(MEMBERS) });
  return demo;
}

describe.each(ADAPTERS)('SIGTERM under load on %s', (adapter) => {
  const ROUNDS = caseCount(10);
  const CLIENTS = 32;
  const TIMEOUT_MS = 10_000;

  it('loses no request that the demo has started to read, and the process exits', async () => {
    const progress = progressReporter(`8.1 on ${adapter}`, ROUNDS);
    const count = { sent: 0, completed: 0, unavailable: 0, closedUnread: 0, refused: 0 };
    const lost: string[] = [];
    const exits: (Exit | null)[] = [];

    for (let round = 1; round <= ROUNDS; round++) {
      const started = await startDemo(adapter);
      const clients = Array.from({ length: CLIENTS }, (_, index) =>
        sendUntilRefused(started, index, CLIENTS),
      );
      await delay(300 + Math.random() * 500);
      const exit = await started.terminate(TIMEOUT_MS);
      // The clients send until the process exits.
      if (exit === null) await started.kill();
      const outcomes = (await Promise.all(clients)).flat();

      const startedRequests = started.startedRequests();
      for (const { number, isRight, outcome } of outcomes) {
        count.sent++;
        if (outcome instanceof IncompleteResponseError) {
          // A load balancer can retry a request that was not read.
          if (startedRequests.has(number) || outcome.hasStarted) lost.push(`${number}: ${outcome.message}`);
          else if (outcome.code === 'ECONNREFUSED') count.refused++;
          else count.closedUnread++;
        } else if (isRight(outcome)) count.completed++;
        else if (outcome.status === 503) count.unavailable++;
        else lost.push(`${number}: ${outcome.status} ${outcome.text.slice(0, 200)}`);
      }
      exits.push(exit);
      progress(round);
      if (exit === null) break;
    }

    const slowest = Math.max(...exits.map((exit) => exit?.ms ?? 0));
    record({
      id: adapter === 'express' ? '8.1' : '8.2',
      claim: `SIGTERM under load loses no request that the demo has started to read, on ${adapter}`,
      measured: `${ROUNDS} shutdowns while ${CLIENTS} keep-alive clients sent ${formatNumber(count.sent)} requests, including slow requests, until connections were refused`,
      result:
        `${formatNumber(count.completed)} complete responses, ${formatNumber(count.unavailable)} with status 503, ${formatNumber(lost.length)} lost; ` +
        `${formatNumber(count.closedUnread)} requests on keep-alive connections that were closed before they were read, ` +
        `${formatNumber(count.refused)} refused connections; ${exits.includes(null) ? `a process did not exit within ${formatNumber(TIMEOUT_MS)} ms` : `every process exited within ${formatNumber(slowest)} ms`}`,
    });

    expect(
      exits.filter((exit) => exit === null),
      `still running ${TIMEOUT_MS} ms after SIGTERM`,
    ).toEqual([]);
    // After a clean shutdown, Nest sends the signal to itself again.
    for (const exit of exits) expect(exit?.signal ?? exit?.code).toBeOneOf(['SIGTERM', 0]);
    expect(lost).toEqual([]);
    expect(count.completed).toBeGreaterThan(ROUNDS);
  });
});

describe.each(ADAPTERS)('SIGTERM with incomplete requests on %s', (adapter) => {
  const INCOMPLETE = [
    ['nothing', ''],
    ['half a request line', 'GET /imbachat/api'],
    ['half a header', 'GET / HTTP/1.1\r\nHost: exam'],
    ['half a request after a complete one', 'GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /hea'],
  ] as const;
  const ENDLESS = [
    [
      'a body that never comes',
      'POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    ],
    [
      'a chunk that never ends',
      'POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{',
    ],
  ] as const;
  /** The grace period of the demo, and time for a busy machine. */
  const GRACE_MS = 8_000 + 1_400;

  it('completes requests in progress, and the process exits within the grace period', async () => {
    const slowest = { idle: 0, endless: 0 };
    let completed = 0;
    const rounds = isFull ? (['idle', 'endless'] as const) : (['idle'] as const);
    for (const round of rounds) {
      const started = await startDemo(adapter);
      const texts = round === 'idle' ? INCOMPLETE : ENDLESS;
      const sockets = texts.flatMap(([, text]) =>
        Array.from({ length: 8 }, () => {
          const socket = openSocket(started.port, '127.0.0.1', () => socket.write(text));
          return socket.on('error', () => undefined).resume();
        }),
      );
      await Promise.all(sockets.map((socket) => once(socket, 'connect')));
      const client = new KeepAliveClient(started.port, { connections: 4 });
      const logins = Array.from({ length: 4 }, (_, index) => {
        const { request } = loginCase();
        return client.send({ ...request, headers: { ...request.headers, 'X-Number': `login ${index}` } });
      });
      while (started.startedRequests().size < logins.length) await delay(20);
      const exit = await started.terminate(20_000);
      expect(exit, `still running 20 seconds after SIGTERM`).not.toBeNull();
      slowest[round] = exit!.ms;
      for (const { status } of await Promise.all(logins)) {
        expect(status).toBe(200);
        completed++;
      }
      client.close();
    }
    expect(slowest.idle).toBeLessThan(GRACE_MS / 2);
    expect(slowest.endless).toBeLessThan(GRACE_MS);
    record({
      id: adapter === 'express' ? '8.5' : '8.6',
      claim: `Connections that never send a complete request do not prevent the exit after SIGTERM, on ${adapter}`,
      measured: `8 connections each that sent ${INCOMPLETE.map(([name]) => name).join(', ')}; then ${ENDLESS.map(([name]) => name).join(' and ')}; with 4 logins in progress`,
      result: `${completed} logins completed; the process exited after ${formatNumber(slowest.idle)} ms, and after ${formatNumber(slowest.endless)} ms with endless bodies (grace period: 8,000 ms)`,
    });
  });
});

interface SentRequest {
  readonly number: string;
  readonly isRight: (response: ClientResponse) => boolean;
  readonly outcome: ClientResponse | IncompleteResponseError;
}

/** Sends requests over one keep-alive connection until connections are refused. */
async function sendUntilRefused({ port }: DemoProcess, first: number, step: number): Promise<SentRequest[]> {
  const client = new KeepAliveClient(port, { connections: 1 });
  const sent: SentRequest[] = [];
  for (let number = first; ; number += step) {
    const { request, isRight } = first % 4 === 3 ? loginCase() : usersCase(byPath);
    const headers = { ...request.headers, 'X-Number': String(number) };
    const outcome = await client
      .send({ ...request, headers })
      .catch((error: IncompleteResponseError) => error);
    sent.push({ number: String(number), isRight, outcome });
    if (outcome instanceof IncompleteResponseError && outcome.code === 'ECONNREFUSED') break;
  }
  client.close();
  return sent;
}

describe.each(ADAPTERS)('a long run on %s', async (adapter) => {
  const REQUESTS = caseCount(150_000);
  const SAMPLES = isFull ? 40 : 8;
  const CONNECTIONS = 16;
  /** Low enough to detect a leak of 100 bytes per request. */
  const MAX_BYTES_PER_1000 = 100_000;
  // Wrong credentials are sent from another address, because failures block the address.
  const guesser = (await isOwnAddress('127.0.0.2')) ? '127.0.0.2' : null;

  it('has no failures and leaks neither memory nor handles', async () => {
    const progress = progressReporter(`8.3 on ${adapter}`, REQUESTS);
    const started = await startDemo(adapter);
    const connect = (localAddress = '127.0.0.1') =>
      new KeepAliveClient(started.port, { connections: CONNECTIONS, localAddress });
    let statuses: Record<number, number> = {};
    const wrong: string[] = [];

    const sendRandom = async (clients: { usual: KeepAliveClient; guessing: KeepAliveClient }) => {
      const kinds = guesser === null ? KINDS.filter(({ isGuess }) => !isGuess) : KINDS;
      const kind = kinds[Math.floor(Math.random() * kinds.length)]!;
      const { request, isRight } = kind.make();
      const client = kind.isGuess ? clients.guessing : clients.usual;
      const response = await client.send(request).catch((error: IncompleteResponseError) => error);
      if (!(response instanceof IncompleteResponseError)) {
        statuses[response.status] = (statuses[response.status] ?? 0) + 1;
        if (isRight(response)) return;
      }
      const actual =
        response instanceof IncompleteResponseError
          ? response.message
          : `${response.status} ${response.text}`;
      wrong.push(`${kind.name}: ${request.path.slice(0, 100)}: ${actual.slice(0, 200)}`);
    };
    const run = async (requests: number, each: (done: number) => Promise<void>) => {
      const clients = { usual: connect(), guessing: connect(guesser ?? undefined) };
      let done = 0;
      for (let sample = 1; sample <= SAMPLES; sample++) {
        const until = Math.round((requests * sample) / SAMPLES);
        const worker = async () => {
          while (done < until) {
            done++;
            await sendRandom(clients);
          }
        };
        await Promise.all(Array.from({ length: CONNECTIONS }, worker));
        await each(done);
      }
      clients.usual.close();
      clients.guessing.close();
    };

    await run(Math.ceil(REQUESTS / 10), async () => {});
    const before = await idleMetrics(started);
    statuses = {};
    const heap: [number, number][] = [];
    await run(REQUESTS, async (done) => {
      heap.push([done, (await started.metrics()).heapUsed]);
      progress(done);
    });
    const after = await idleMetrics(started);

    const bytesPer1000 = Math.round(1_000 * slopeOf(heap.slice(SAMPLES / 2)));
    const failed = Object.entries(statuses).reduce(
      (sum, [status, count]) => (Number(status) < 500 ? sum : sum + count),
      0,
    );
    record({
      id: adapter === 'express' ? '8.3' : '8.4',
      claim: `A long run of valid and invalid requests has no failures and no leaks, on ${adapter}`,
      measured: `${formatNumber(REQUESTS)} requests of ${KINDS.length} kinds over ${2 * CONNECTIONS} keep-alive connections; heap size after garbage collection at ${SAMPLES} points`,
      result:
        `${formatNumber(wrong.length)} wrong responses, ${formatNumber(failed)} with status 5xx; responses by status ${JSON.stringify(statuses)}; ` +
        `heap ${megabytes(before.heapUsed)} before, ${megabytes(after.heapUsed)} after, ` +
        `growth in the second half ${formatNumber(bytesPer1000)} bytes per 1,000 requests; ` +
        `resident set size ${megabytes(before.rss)} before, ${megabytes(after.rss)} after; ` +
        `handles ${JSON.stringify(before.resources)} before, ${JSON.stringify(after.resources)} after`,
    });

    expect(wrong.slice(0, 10)).toEqual([]);
    expect(failed).toBe(0);
    for (const [type, number] of Object.entries(after.resources)) {
      expect(number, `handles of type ${type}`).toBeLessThanOrEqual((before.resources[type] ?? 0) + 1);
    }
    // A short run mostly measures the warm-up of V8.
    expect(isFull ? bytesPer1000 : 0).toBeLessThan(MAX_BYTES_PER_1000);
  });
});

interface Kind {
  readonly name: string;
  readonly isGuess?: true;
  make(): { request: ClientRequest; isRight: (response: ClientResponse) => boolean };
}

const INVALID_IDS = [
  '0',
  '-1',
  '1e3',
  '01',
  '1.0',
  'abc',
  '%00',
  '%F0%9F%98%80',
  '..%2F..%2Fetc',
  '1000000000',
  "1'",
  '%20',
];
const asChatServer = { Authorization: CHAT_SERVER };
const hasStatus = (...statuses: number[]) => ({
  isRight: ({ status }: ClientResponse) => statuses.includes(status),
});

const KINDS: readonly Kind[] = [
  { name: 'users by path', make: () => usersCase(byPath) },
  { name: 'users by query', make: () => usersCase((ids) => `${API}/users?user_ids=${ids}`) },
  {
    name: 'invalid ids',
    make: () => {
      const id = 1 + Math.floor(Math.random() * MEMBERS);
      const list = [oneOf(INVALID_IDS), id, oneOf(INVALID_IDS), oneOf(INVALID_IDS)].join(',');
      return {
        request: { path: `${API}/users/${list}`, headers: asChatServer },
        isRight: (response) => response.status === 200 && containsExactly(response, [id]),
      };
    },
  },
  {
    name: 'too many ids',
    make: () => {
      const ids = Array.from({ length: 1_001 }, (_, index) => index + 1).join(',');
      return { request: { path: `${API}/users?ids=${ids}`, headers: asChatServer }, ...hasStatus(400) };
    },
  },
  {
    name: 'invalid percent-encoding',
    make: () => ({ request: { path: `${API}/users/%zz`, headers: asChatServer }, ...hasStatus(400) }),
  },
  {
    name: 'search',
    make: () => ({
      request: {
        path: `${API}/search/${encodeURIComponent(oneOf(['ada', 'О', '%', '_', "'", 'nobody', '</script>']))}`,
        headers: asChatServer,
      },
      ...hasStatus(200),
    }),
  },
  {
    name: 'no credentials',
    make: () => ({ request: { path: `${API}/users/1` }, ...hasStatus(401) }),
  },
  {
    name: 'wrong credentials',
    isGuess: true,
    make: () => {
      const guess = oneOf([basic('imbachat', `guess ${Math.random()}`), 'Basic', 'Basic !', 'Bearer x']);
      return {
        request: { path: `${API}/users/1`, headers: { Authorization: guess } },
        ...hasStatus(401, 429),
      };
    },
  },
  {
    name: 'incomplete body',
    make: () => ({
      request: {
        path: `${API}/auth_users`,
        method: 'POST',
        headers: { ...asChatServer, 'Content-Type': 'application/json' },
        body: '{"login":',
      },
      ...hasStatus(400),
    }),
  },
  { name: 'widgets of a guest', make: () => ({ request: { path: '/chat/widgets' }, ...hasStatus(200) }) },
  { name: 'token of a guest', make: () => ({ request: { path: '/imbachat/jwt' }, ...hasStatus(401) }) },
  {
    name: 'unknown path',
    make: () => ({ request: { path: `/${Math.random()}` }, ...hasStatus(404) }),
  },
];

const byPath = (ids: string): string => `${API}/users/${ids}`;

/** Returns a slow request, which verifies a password hash. */
function loginCase(): ReturnType<Kind['make']> {
  return {
    request: {
      path: `${API}/auth_users`,
      method: 'POST',
      headers: { ...asChatServer, 'Content-Type': 'application/json' },
      body: JSON.stringify({ login: 'bob', password: 'demo' }),
    },
    isRight: ({ status, text }) => status === 200 && text.includes('"user_id":2'),
  };
}

function usersCase(pathOf: (ids: string) => string): ReturnType<Kind['make']> {
  const ids = randomIds(100);
  return {
    request: { path: pathOf(ids.join(',')), headers: asChatServer },
    isRight: (response) => response.status === 200 && containsExactly(response, ids),
  };
}

/** Waits until the demo has closed all connections and has no pending work, and returns its metrics. */
async function idleMetrics(started: DemoProcess): Promise<ProcessMetrics> {
  for (let tries = 1; ; tries++) {
    const metrics = await started.metrics();
    const { TCPSocketWrap = 0, Immediate = 0 } = metrics.resources;
    if (TCPSocketWrap + Immediate === 0 || tries === 100) return metrics;
    await delay(100);
  }
}

async function isOwnAddress(address: string): Promise<boolean> {
  const server = createServer();
  const listening = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(0, address);
  const isOwn = await listening;
  server.close();
  return isOwn;
}

/** Returns 1 to `max` unique member ids in random order. */
function randomIds(max: number): number[] {
  const count = 1 + Math.floor(Math.random() * max);
  return [...new Set(Array.from({ length: count }, () => 1 + Math.floor(Math.random() * MEMBERS)))];
}

function containsExactly({ text }: ClientResponse, ids: readonly number[]): boolean {
  const records = JSON.parse(text) as { user_id: number }[];
  return JSON.stringify(records.map(({ user_id }) => user_id)) === JSON.stringify(ids);
}

function oneOf<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}

function formatNumber(value: number): string {
  return value.toLocaleString('en');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
