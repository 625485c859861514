import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { INestApplication } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoConfig } from '../src/config/demo-config.js';
import { DEVELOPMENT_DEFAULTS } from '../src/config/development-defaults.js';
import { createApp } from '../src/create-app.js';
import { demoMember } from '../src/members/demo-member.js';
import { demoConfig } from '../test/demo/demo-host.js';
import { ADAPTERS, basic } from '../test/support/host.js';
import {
  type ClientResponse,
  KeepAliveClient,
  IncompleteResponseError,
  type ClientRequest,
} from './support/keep-alive-client.js';
import { type DatabaseServer, databaseServers } from './support/database-server.js';
import { progressReporter } from './support/progress.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

const CHAT_SERVER = basic(
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_LOGIN,
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_PASSWORD,
);
const MEMBERS = 40;
const CLIENTS = 8;
/** The library's timeout, with a tolerance for a busy machine. */
const DEADLINE_MS = 5_000 + 3_000;
/** The maximum time for the demo to detect an outage, and to recover. */
const TIMEOUT_MS = 30_000;

/** The outcome of a request. */
interface Outcome {
  readonly sentAt: number;
  readonly ms: number;
  readonly kind: 'success' | 'clean failure' | 'wrong';
  readonly description: string;
}

/** The demo on one adapter, with continuous requests. */
interface Site {
  readonly adapter: string;
  readonly outcomes: Outcome[];
  health(): Promise<number>;
  close(): Promise<void>;
}

async function openSite(adapter: (typeof ADAPTERS)[number], config: Partial<DemoConfig>): Promise<Site> {
  const app: INestApplication = await createApp(
    demoConfig({ members: MEMBERS, chatSandbox: false, ...config, httpAdapter: adapter }),
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const client = new KeepAliveClient(port, { connections: CLIENTS + 1, timeoutMs: 2 * DEADLINE_MS });
  const cookie = await logIn(client);
  const outcomes: Outcome[] = [];
  const closing = new AbortController();
  const traffic = Array.from({ length: CLIENTS }, async (_, index) => {
    while (!closing.signal.aborted) {
      outcomes.push(await (index % 4 === 3 ? requestAsMember(client, cookie) : requestAsChatServer(client)));
      await delay(2);
    }
  });
  return {
    adapter,
    outcomes,
    health: async () => (await client.send({ path: '/health' })).status,
    close: async () => {
      closing.abort();
      await Promise.all(traffic);
      client.close();
      await app.close();
    },
  };
}

async function logIn(client: KeepAliveClient): Promise<string> {
  const { headers } = await client.send({
    path: '/login',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login: demoMember(1).login, password: 'demo' }),
  });
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
}

/** Requests three members. */
function requestAsChatServer(client: KeepAliveClient): Promise<Outcome> {
  const first = 1 + Math.floor(Math.random() * MEMBERS);
  const ids = [first, 1 + (first % MEMBERS), 1 + ((first + 7) % MEMBERS)];
  const request = {
    path: `/imbachat/api/v1/users/${ids.join(',')}`,
    headers: { Authorization: CHAT_SERVER },
  };
  return outcomeOf(client, request, (text) => containsExactly(text, ids));
}

/** Requests the widget parameters. A logged-in member must never receive the parameters of a guest. */
function requestAsMember(client: KeepAliveClient, cookie: string): Promise<Outcome> {
  const request = { path: '/chat/widgets', headers: { Cookie: cookie } };
  return outcomeOf(client, request, (text) => text.includes('"user_id":1,"token":'));
}

async function outcomeOf(
  client: KeepAliveClient,
  request: ClientRequest,
  isCorrect: (text: string) => boolean,
): Promise<Outcome> {
  const sentAt = performance.now();
  const response = await client.send(request).catch((error: IncompleteResponseError) => error);
  const ms = performance.now() - sentAt;
  if (response instanceof IncompleteResponseError) {
    return { sentAt, ms, kind: 'wrong', description: `${request.path}: ${response.message}` };
  }
  const description = `${request.path}: ${response.status} ${response.text.slice(0, 300)}`;
  if (response.status === 200) {
    return { sentAt, ms, kind: isCorrect(response.text) ? 'success' : 'wrong', description };
  }
  return { sentAt, ms, kind: isCleanFailure(request, response) ? 'clean failure' : 'wrong', description };
}

/** Returns whether an error response is generic and, for the chat server, has the vendor's envelope. */
function isCleanFailure({ path }: ClientRequest, { status, text }: ClientResponse): boolean {
  if (path.startsWith('/imbachat/')) return ENVELOPES.includes(text);
  const { statusCode, message, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return (
    statusCode === status &&
    /^(internal server error|service unavailable)$/i.test(String(message)) &&
    Object.keys(rest).length === 0
  );
}

const ENVELOPES = [
  '{"code":500,"version":1,"error":"Internal server error","debug":""}',
  '{"code":503,"version":1,"error":"Service unavailable","debug":""}',
];

function containsExactly(text: string, ids: readonly number[]): boolean {
  const records = JSON.parse(text) as { user_id: number; name: string }[];
  const shown = records.map(({ user_id, name }) => [user_id, name]);
  return JSON.stringify(shown) === JSON.stringify(ids.map((id) => [id, demoMember(id).name]));
}

/** Polls a condition and returns the time until it was met in milliseconds, or `null` after the timeout. */
async function until(isMet: () => boolean | Promise<boolean>): Promise<number | null> {
  const since = performance.now();
  while (!(await isMet())) {
    if (performance.now() - since > TIMEOUT_MS) return null;
    await delay(10);
  }
  return performance.now() - since;
}

const firstSuccessSince = ({ outcomes }: Site, time: number): Outcome | undefined =>
  outcomes.find(({ kind, sentAt }) => kind === 'success' && sentAt >= time);

/** Statistics of all outages. */
class OutageStatistics {
  outages = 0;
  requests = 0;
  cleanFailures = 0;
  slowestMs = 0;
  /** The longest time from the end of an outage to the first successful response. */
  slowestRecoveryMs = 0;
  /** The longest time from the start of an outage to the first 503 of `/health`. */
  slowestDetectionMs = 0;
  readonly wrong: string[] = [];
  readonly failedOutside: string[] = [];

  /** Adds an outage. Requests that finished before `from` or were sent after `to` must have succeeded. */
  add(sites: readonly Site[], from: number, to: ReadonlyMap<Site, number>): void {
    this.outages++;
    for (const site of sites) {
      for (const { sentAt, ms, kind, description } of site.outcomes.splice(0)) {
        this.requests++;
        this.slowestMs = Math.max(this.slowestMs, ms);
        if (kind === 'wrong') this.wrong.push(`${site.adapter}: ${description}`);
        if (kind === 'clean failure') this.cleanFailures++;
        const isOutside = sentAt + ms < from || sentAt > to.get(site)!;
        if (isOutside && kind !== 'success') this.failedOutside.push(`${site.adapter}: ${description}`);
      }
    }
  }

  get summary(): string {
    return (
      `${this.wrong.length} wrong or missing responses, ${formatNumber(this.cleanFailures)} clean failures, ` +
      `${this.failedOutside.length} failures outside of the outages; ` +
      `slowest response after ${formatNumber(this.slowestMs)} ms, /health returned 503 within ${formatNumber(this.slowestDetectionMs)} ms, ` +
      `first successful response at most ${formatNumber(this.slowestRecoveryMs)} ms after the database was available again`
    );
  }
}

describe.each(databaseServers)('the demo with $name', ({ name, available, create }) => {
  describe.skipIf(!available)('while the database', () => {
    let database: DatabaseServer;
    let sites: Site[] = [];
    beforeAll(async () => {
      database = await create();
    });
    afterAll(() => database?.remove());
    afterEach(async () => {
      database.thaw();
      await Promise.all(sites.map((site) => site.close()));
      sites = [];
    });

    const OUTAGES = [
      {
        event: 'is killed and restarted',
        number: 1,
        outages: caseCount(15),
        begin: () => database.kill(),
        end: () => database.start(),
        /** The minimum duration in milliseconds. */
        durationMs: 1_000,
      },
      {
        event: 'hangs and resumes',
        number: 2,
        outages: caseCount(3),
        begin: async () => database.freeze(),
        end: async () => database.thaw(),
        durationMs: DEADLINE_MS + 2_000,
      },
    ];

    it.each(OUTAGES)('$event', async ({ event, number, outages, begin, end, durationMs }) => {
      await database.start();
      for (const adapter of ADAPTERS) sites.push(await openSite(adapter, { databaseUrl: database.url }));
      const statistics = new OutageStatistics();
      const id = `7.${name === 'PostgreSQL' ? number : number + 2}`;
      const progress = progressReporter(id, outages);

      for (let outage = 1; outage <= outages; outage++) {
        for (const site of sites) expect(await site.health()).toBe(200);
        await delay(300 + Math.random() * 300);
        for (const site of sites) expect(firstSuccessSince(site, 0)).toBeDefined();

        const from = performance.now();
        await begin();
        for (const site of sites) {
          const detected = await until(async () => (await site.health()) === 503);
          expect(detected, `/health on ${site.adapter} returns 503`).not.toBeNull();
        }
        statistics.slowestDetectionMs = Math.max(statistics.slowestDetectionMs, performance.now() - from);
        while (performance.now() - from < durationMs) {
          for (const site of sites) expect(await site.health()).toBe(503);
          await delay(50);
        }

        await end();
        const ended = performance.now();
        const recovered = new Map<Site, number>();
        for (const site of sites) {
          expect(
            await until(() => firstSuccessSince(site, ended) !== undefined),
            `${site.adapter} recovers`,
          ).not.toBeNull();
          const { sentAt, ms } = firstSuccessSince(site, ended)!;
          recovered.set(site, sentAt + ms);
          statistics.slowestRecoveryMs = Math.max(statistics.slowestRecoveryMs, sentAt + ms - ended);
          expect(
            await until(async () => (await site.health()) === 200),
            `/health on ${site.adapter} returns 200`,
          ).not.toBeNull();
        }
        await delay(500);
        statistics.add(sites, from, recovered);
        progress(outage);
      }

      record({
        id,
        claim: `${name} ${event}: requests succeed or fail cleanly, and the demo recovers without a restart`,
        measured: `${outages} outages, ${formatNumber(statistics.requests)} requests of ${CLIENTS} clients on each adapter, a quarter of them logged in`,
        result: statistics.summary,
      });
      expect(statistics.wrong.slice(0, 5)).toEqual([]);
      expect(statistics.failedOutside.slice(0, 5)).toEqual([]);
      expect(statistics.cleanFailures).toBeGreaterThan(0);
      expect(statistics.slowestMs).toBeLessThan(DEADLINE_MS);
    });
  });
});

describe('the demo while another process locks its SQLite file', () => {
  const LOCKS = caseCount(60);
  const LOCK = fileURLToPath(new URL('support/hold-lock.mjs', import.meta.url));
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chat-prove-sqlite-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(ADAPTERS)('waits or fails cleanly, and recovers, on %s', async (adapter) => {
    const sqliteFile = join(folder, `${adapter}.sqlite`);
    const site = await openSite(adapter, { sqliteFile });
    const id = `7.${5 + ADAPTERS.indexOf(adapter)}`;
    const progress = progressReporter(id, LOCKS);
    const statistics = new OutageStatistics();
    try {
      for (let lock = 1; lock <= LOCKS; lock++) {
        await delay(20);
        const holdMs = 100 + Math.floor(Math.random() * 400);
        const from = performance.now();
        const holder = spawn(process.execPath, [LOCK, sqliteFile, String(holdMs)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const exited = once(holder, 'exit');
        await once(holder.stdout, 'data');
        expect((await exited)[0], 'the exit code of the locking process').toBe(0);
        const ended = performance.now();
        expect(await until(() => firstSuccessSince(site, ended) !== undefined), 'recovers').not.toBeNull();
        const { sentAt, ms } = firstSuccessSince(site, ended)!;
        statistics.slowestRecoveryMs = Math.max(statistics.slowestRecoveryMs, sentAt + ms - ended);
        expect(await site.health()).toBe(200);
        statistics.add([site], from, new Map([[site, sentAt + ms]]));
        progress(lock);
      }
    } finally {
      await site.close();
    }

    record({
      id,
      claim: `Another process locks the SQLite file: requests wait or fail cleanly, and the demo recovers, on ${adapter}`,
      measured: `${LOCKS} exclusive locks of 100 to 500 ms, ${formatNumber(statistics.requests)} requests of ${CLIENTS} clients, a quarter of them logged in`,
      result:
        `${statistics.wrong.length} wrong or missing responses, ${formatNumber(statistics.cleanFailures)} clean failures; slowest response after ${formatNumber(statistics.slowestMs)} ms, ` +
        `first successful response at most ${formatNumber(statistics.slowestRecoveryMs)} ms after the lock`,
    });
    expect(statistics.wrong.slice(0, 5)).toEqual([]);
    expect(statistics.failedOutside.slice(0, 5)).toEqual([]);
    expect(statistics.slowestMs).toBeLessThan(DEADLINE_MS);
  });
});

function formatNumber(value: number): string {
  return Math.round(value).toLocaleString('en');
}
