import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { DEVELOPMENT_DEFAULTS } from '../src/config/development-defaults.js';
import { ADAPTERS, type Adapter, basic } from '../test/support/host.js';
import { DemoProcess, type End, type Vitals } from './support/demo-process.js';
import { type Answer, KeepAliveClient, NoAnswerError, type Question } from './support/keep-alive-client.js';
import { progressOf } from './support/progress.js';
import { record } from './support/record.js';
import { casesOf, isFull } from './support/scale.js';
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
  const ROUNDS = casesOf(10);
  const CLIENTS = 32;
  const PATIENCE_MS = 10_000;

  it('loses no request that the demo has begun to read, and the process ends', async () => {
    const progress = progressOf(`8.1 on ${adapter}`, ROUNDS);
    const count = { asked: 0, answered: 0, sentAway: 0, closedUnread: 0, refused: 0 };
    const lost: string[] = [];
    const ends: (End | null)[] = [];

    for (let round = 1; round <= ROUNDS; round++) {
      const started = await startDemo(adapter);
      const clients = Array.from({ length: CLIENTS }, (_, index) => askOn(started, index, CLIENTS));
      await delay(300 + Math.random() * 500);
      const end = await started.terminate(PATIENCE_MS);
      // A process that did not end is ended, so that the clients do.
      if (end === null) await started.kill();
      const outcomes = (await Promise.all(clients)).flat();

      const begun = started.begun();
      for (const { number, isRight, outcome } of outcomes) {
        count.asked++;
        if (outcome instanceof NoAnswerError) {
          // Whoever is sure that nothing was read may ask again elsewhere.
          if (begun.has(number) || outcome.begun) lost.push(`${number}: ${outcome.message}`);
          else if (outcome.code === 'ECONNREFUSED') count.refused++;
          else count.closedUnread++;
        } else if (isRight(outcome)) count.answered++;
        else if (outcome.status === 503) count.sentAway++;
        else lost.push(`${number}: ${outcome.status} ${outcome.text.slice(0, 200)}`);
      }
      ends.push(end);
      progress(round);
      if (end === null) break;
    }

    const slowest = Math.max(...ends.map((end) => end?.ms ?? 0));
    record({
      id: adapter === 'express' ? '8.1' : '8.2',
      claim: `SIGTERM under load loses no request that the demo has begun to read, on ${adapter}`,
      measured: `${ROUNDS} shutdowns while ${CLIENTS} keep-alive clients sent ${figure(count.asked)} requests, slow ones among them, until nobody listened`,
      result:
        `${figure(count.answered)} answered in full, ${figure(count.sentAway)} answered 503, ${figure(lost.length)} lost; ` +
        `${figure(count.closedUnread)} on kept connections that were closed before anything was read, ` +
        `${figure(count.refused)} refused; ${ends.includes(null) ? `a process did not end within ${figure(PATIENCE_MS)} ms` : `every process ended within ${figure(slowest)} ms`}`,
    });

    expect(
      ends.filter((end) => end === null),
      `still running ${PATIENCE_MS} ms after SIGTERM`,
    ).toEqual([]);
    // Nest sends itself the signal again when it has closed, so 143 is the shell's word for a clean end.
    for (const end of ends) expect(end?.signal ?? end?.code).toBeOneOf(['SIGTERM', 0]);
    expect(lost).toEqual([]);
    expect(count.answered).toBeGreaterThan(ROUNDS);
  });
});

interface Asked {
  readonly number: string;
  readonly isRight: (answer: Answer) => boolean;
  readonly outcome: Answer | NoAnswerError;
}

/** Asks over one connection until nobody listens any more, as a load balancer does. */
async function askOn({ port }: DemoProcess, first: number, step: number): Promise<Asked[]> {
  const client = new KeepAliveClient(port, { connections: 1 });
  const asked: Asked[] = [];
  for (let number = first; ; number += step) {
    const { question, isRight } = first % 4 === 3 ? checkLogin() : askForUsers(byPath);
    const headers = { ...question.headers, 'X-Number': String(number) };
    const outcome = await client.ask({ ...question, headers }).catch((error: NoAnswerError) => error);
    asked.push({ number: String(number), isRight, outcome });
    if (outcome instanceof NoAnswerError && outcome.code === 'ECONNREFUSED') break;
  }
  client.close();
  return asked;
}

describe.each(ADAPTERS)('a long run on %s', async (adapter) => {
  const REQUESTS = casesOf(150_000);
  const SAMPLES = isFull ? 40 : 8;
  const CONNECTIONS = 16;
  /** Some hundred bytes that every request leaves behind would show. */
  const MOST_BYTES_PER_1000 = 100_000;
  // The failures of wrong credentials are counted by address, and would shut out the right ones.
  const guesser = (await isOwnAddress('127.0.0.2')) ? '127.0.0.2' : null;

  it('fails nobody, and keeps neither memory nor handles', async () => {
    const progress = progressOf(`8.3 on ${adapter}`, REQUESTS);
    const started = await startDemo(adapter);
    const connect = (localAddress = '127.0.0.1') =>
      new KeepAliveClient(started.port, { connections: CONNECTIONS, localAddress });
    let statuses: Record<number, number> = {};
    const wrong: string[] = [];

    const ask = async (clients: { usual: KeepAliveClient; guessing: KeepAliveClient }) => {
      const kinds = guesser === null ? KINDS.filter(({ isGuess }) => !isGuess) : KINDS;
      const kind = kinds[Math.floor(Math.random() * kinds.length)]!;
      const { question, isRight } = kind.make();
      const client = kind.isGuess ? clients.guessing : clients.usual;
      const answer = await client.ask(question).catch((error: NoAnswerError) => error);
      if (!(answer instanceof NoAnswerError)) {
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        if (isRight(answer)) return;
      }
      const came = answer instanceof NoAnswerError ? answer.message : `${answer.status} ${answer.text}`;
      wrong.push(`${kind.name}: ${question.path.slice(0, 100)}: ${came.slice(0, 200)}`);
    };
    const run = async (requests: number, each: (done: number) => Promise<void>) => {
      const clients = { usual: connect(), guessing: connect(guesser ?? undefined) };
      let done = 0;
      for (let sample = 1; sample <= SAMPLES; sample++) {
        const until = Math.round((requests * sample) / SAMPLES);
        const worker = async () => {
          while (done < until) {
            done++;
            await ask(clients);
          }
        };
        await Promise.all(Array.from({ length: CONNECTIONS }, worker));
        await each(done);
      }
      clients.usual.close();
      clients.guessing.close();
    };

    await run(Math.ceil(REQUESTS / 10), async () => {});
    const before = await atRest(started);
    statuses = {};
    const heap: [number, number][] = [];
    await run(REQUESTS, async (done) => {
      heap.push([done, (await started.vitals()).heapUsed]);
      progress(done);
    });
    const after = await atRest(started);

    const bytesPer1000 = Math.round(1_000 * slopeOf(heap.slice(SAMPLES / 2)));
    const failed = Object.entries(statuses).reduce(
      (sum, [status, count]) => (Number(status) < 500 ? sum : sum + count),
      0,
    );
    record({
      id: adapter === 'express' ? '8.3' : '8.4',
      claim: `A long run of good and bad requests fails nobody and keeps nothing, on ${adapter}`,
      measured: `${figure(REQUESTS)} requests of ${KINDS.length} kinds over ${2 * CONNECTIONS} kept connections; heap after collections at ${SAMPLES} points`,
      result:
        `${figure(wrong.length)} wrong answers, ${figure(failed)} of status 5xx; statuses ${JSON.stringify(statuses)}; ` +
        `heap ${megabytes(before.heapUsed)} before, ${megabytes(after.heapUsed)} after, ` +
        `trend of the second half ${figure(bytesPer1000)} bytes per 1,000 requests; ` +
        `resident ${megabytes(before.rss)} before, ${megabytes(after.rss)} after; ` +
        `handles ${JSON.stringify(before.resources)} before, ${JSON.stringify(after.resources)} after`,
    });

    expect(wrong.slice(0, 10)).toEqual([]);
    expect(failed).toBe(0);
    for (const [type, number] of Object.entries(after.resources)) {
      expect(number, `handles of type ${type}`).toBeLessThanOrEqual((before.resources[type] ?? 0) + 1);
    }
    // A short run measures the warming up of the compiler, no trend.
    expect(isFull ? bytesPer1000 : 0).toBeLessThan(MOST_BYTES_PER_1000);
  });
});

interface Kind {
  readonly name: string;
  readonly isGuess?: true;
  make(): { question: Question; isRight: (answer: Answer) => boolean };
}

const JUNK = [
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
  isRight: ({ status }: Answer) => statuses.includes(status),
});

const KINDS: readonly Kind[] = [
  { name: 'users by path', make: () => askForUsers(byPath) },
  { name: 'users by query', make: () => askForUsers((ids) => `${API}/users?user_ids=${ids}`) },
  {
    name: 'junk among the ids',
    make: () => {
      const id = 1 + Math.floor(Math.random() * MEMBERS);
      const list = [oneOf(JUNK), id, oneOf(JUNK), oneOf(JUNK)].join(',');
      return {
        question: { path: `${API}/users/${list}`, headers: asChatServer },
        isRight: (answer) => answer.status === 200 && holdsExactly(answer, [id]),
      };
    },
  },
  {
    name: 'too many ids',
    make: () => {
      const ids = Array.from({ length: 1_001 }, (_, index) => index + 1).join(',');
      return { question: { path: `${API}/users?ids=${ids}`, headers: asChatServer }, ...hasStatus(400) };
    },
  },
  {
    name: 'an address that cannot be decoded',
    make: () => ({ question: { path: `${API}/users/%zz`, headers: asChatServer }, ...hasStatus(400) }),
  },
  {
    name: 'search',
    make: () => ({
      question: {
        path: `${API}/search/${encodeURIComponent(oneOf(['ada', 'О', '%', '_', "'", 'nobody', '</script>']))}`,
        headers: asChatServer,
      },
      ...hasStatus(200),
    }),
  },
  {
    name: 'no credentials',
    make: () => ({ question: { path: `${API}/users/1` }, ...hasStatus(401) }),
  },
  {
    name: 'wrong credentials',
    isGuess: true,
    make: () => {
      const guess = oneOf([basic('imbachat', `guess ${Math.random()}`), 'Basic', 'Basic !', 'Bearer x']);
      return {
        question: { path: `${API}/users/1`, headers: { Authorization: guess } },
        ...hasStatus(401, 429),
      };
    },
  },
  {
    name: 'half a body',
    make: () => ({
      question: {
        path: `${API}/auth_users`,
        method: 'POST',
        headers: { ...asChatServer, 'Content-Type': 'application/json' },
        body: '{"login":',
      },
      ...hasStatus(400),
    }),
  },
  { name: 'widgets of a guest', make: () => ({ question: { path: '/chat/widgets' }, ...hasStatus(200) }) },
  { name: 'token of a guest', make: () => ({ question: { path: '/imbachat/jwt' }, ...hasStatus(401) }) },
  {
    name: 'nothing there',
    make: () => ({ question: { path: `/${Math.random()}` }, ...hasStatus(404) }),
  },
];

const byPath = (ids: string): string => `${API}/users/${ids}`;

/** What takes the demo long: a deliberately slow hash, beside which it does other things. */
function checkLogin(): ReturnType<Kind['make']> {
  return {
    question: {
      path: `${API}/auth_users`,
      method: 'POST',
      headers: { ...asChatServer, 'Content-Type': 'application/json' },
      body: JSON.stringify({ login: 'bob', password: 'demo' }),
    },
    isRight: ({ status, text }) => status === 200 && text.includes('"user_id":2'),
  };
}

function askForUsers(pathOf: (ids: string) => string): ReturnType<Kind['make']> {
  const ids = randomIds(100);
  return {
    question: { path: pathOf(ids.join(',')), headers: asChatServer },
    isRight: (answer) => answer.status === 200 && holdsExactly(answer, ids),
  };
}

/** How the demo is when it has closed the connections that its clients closed, and done what was left to do. */
async function atRest(started: DemoProcess): Promise<Vitals> {
  for (let tries = 1; ; tries++) {
    const vitals = await started.vitals();
    const { TCPSocketWrap = 0, Immediate = 0 } = vitals.resources;
    if (TCPSocketWrap + Immediate === 0 || tries === 100) return vitals;
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

/** Between 1 and so many different members, in any order. */
function randomIds(most: number): number[] {
  const count = 1 + Math.floor(Math.random() * most);
  return [...new Set(Array.from({ length: count }, () => 1 + Math.floor(Math.random() * MEMBERS)))];
}

function holdsExactly({ text }: Answer, ids: readonly number[]): boolean {
  const records = JSON.parse(text) as { user_id: number }[];
  return JSON.stringify(records.map(({ user_id }) => user_id)) === JSON.stringify(ids);
}

function oneOf<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}

function figure(value: number): string {
  return value.toLocaleString('en');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
