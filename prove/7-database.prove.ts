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
import { type Answer, KeepAliveClient, NoAnswerError, type Question } from './support/keep-alive-client.js';
import { type OwnDatabase, ownDatabases } from './support/own-database.js';
import { progressOf } from './support/progress.js';
import { record } from './support/record.js';
import { casesOf } from './support/scale.js';

const CHAT_SERVER = basic(
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_LOGIN,
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_PASSWORD,
);
const MEMBERS = 40;
const CLIENTS = 8;
/** The library's own deadline, and what a busy machine adds to it. */
const DEADLINE_MS = 5_000 + 3_000;
/** How long the demo has to notice what happens to its database, and to recover. */
const PATIENCE_MS = 30_000;

/** An answer to the chat server, or none. */
interface Outcome {
  readonly sentAt: number;
  readonly ms: number;
  readonly kind: 'good' | 'failed cleanly' | 'wrong';
  readonly what: string;
}

/** The demo on one adapter, with traffic that never stops. */
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
  const client = new KeepAliveClient(port, { connections: CLIENTS + 1, patienceMs: 2 * DEADLINE_MS });
  const cookie = await logIn(client);
  const outcomes: Outcome[] = [];
  const closing = new AbortController();
  const traffic = Array.from({ length: CLIENTS }, async (_, index) => {
    while (!closing.signal.aborted) {
      outcomes.push(await (index % 4 === 3 ? askAsMember(client, cookie) : askAsChatServer(client)));
      await delay(2);
    }
  });
  return {
    adapter,
    outcomes,
    health: async () => (await client.ask({ path: '/health' })).status,
    close: async () => {
      closing.abort();
      await Promise.all(traffic);
      client.close();
      await app.close();
    },
  };
}

async function logIn(client: KeepAliveClient): Promise<string> {
  const { headers } = await client.ask({
    path: '/login',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login: demoMember(1).login, password: 'demo' }),
  });
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
}

/** Asks for three members. */
function askAsChatServer(client: KeepAliveClient): Promise<Outcome> {
  const first = 1 + Math.floor(Math.random() * MEMBERS);
  const ids = [first, 1 + (first % MEMBERS), 1 + ((first + 7) % MEMBERS)];
  const question = {
    path: `/imbachat/api/v1/users/${ids.join(',')}`,
    headers: { Authorization: CHAT_SERVER },
  };
  return outcomeOf(client, question, (text) => holdsExactly(text, ids));
}

/** Asks for what boots the widgets; whose session is good must not be taken for a guest. */
function askAsMember(client: KeepAliveClient, cookie: string): Promise<Outcome> {
  const question = { path: '/chat/widgets', headers: { Cookie: cookie } };
  return outcomeOf(client, question, (text) => text.includes('"user_id":1,"token":'));
}

async function outcomeOf(
  client: KeepAliveClient,
  question: Question,
  isGood: (text: string) => boolean,
): Promise<Outcome> {
  const sentAt = performance.now();
  const answer = await client.ask(question).catch((error: NoAnswerError) => error);
  const ms = performance.now() - sentAt;
  if (answer instanceof NoAnswerError) {
    return { sentAt, ms, kind: 'wrong', what: `${question.path}: ${answer.message}` };
  }
  const what = `${question.path}: ${answer.status} ${answer.text.slice(0, 300)}`;
  if (answer.status === 200) return { sentAt, ms, kind: isGood(answer.text) ? 'good' : 'wrong', what };
  return { sentAt, ms, kind: isCleanFailure(question, answer) ? 'failed cleanly' : 'wrong', what };
}

/** Whether a failure is told in generic words, to the chat server in the vendor's envelope. */
function isCleanFailure({ path }: Question, { status, text }: Answer): boolean {
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

function holdsExactly(text: string, ids: readonly number[]): boolean {
  const records = JSON.parse(text) as { user_id: number; name: string }[];
  const shown = records.map(({ user_id, name }) => [user_id, name]);
  return JSON.stringify(shown) === JSON.stringify(ids.map((id) => [id, demoMember(id).name]));
}

/** Asks until it is so; `null` when it is not in time. @returns how long that took, in milliseconds. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<number | null> {
  const since = performance.now();
  while (!(await isSo())) {
    if (performance.now() - since > PATIENCE_MS) return null;
    await delay(10);
  }
  return performance.now() - since;
}

const hasGoodSince = ({ outcomes }: Site, moment: number): Outcome | undefined =>
  outcomes.find(({ kind, sentAt }) => kind === 'good' && sentAt >= moment);

/** What outages did to the sites, in figures. */
class Account {
  outages = 0;
  asked = 0;
  failedCleanly = 0;
  slowestMs = 0;
  /** From the database's word that it is back to the first good answer that was asked for after it. */
  slowestRecoveryMs = 0;
  /** From the outage to the first 503 of `/health`. */
  slowestNoticeMs = 0;
  readonly wrong: string[] = [];
  readonly failedOutside: string[] = [];

  /** Adds an outage; every request before `from`, and every one sent after `to`, must have succeeded. */
  add(sites: readonly Site[], from: number, to: ReadonlyMap<Site, number>): void {
    this.outages++;
    for (const site of sites) {
      for (const { sentAt, ms, kind, what } of site.outcomes.splice(0)) {
        this.asked++;
        this.slowestMs = Math.max(this.slowestMs, ms);
        if (kind === 'wrong') this.wrong.push(`${site.adapter}: ${what}`);
        if (kind === 'failed cleanly') this.failedCleanly++;
        const isOutside = sentAt + ms < from || sentAt > to.get(site)!;
        if (isOutside && kind !== 'good') this.failedOutside.push(`${site.adapter}: ${what}`);
      }
    }
  }

  get figures(): string {
    return (
      `${this.wrong.length} wrong or empty answers, ${figure(this.failedCleanly)} failed cleanly, ` +
      `${this.failedOutside.length} of them before the outage or after it; ` +
      `slowest answer ${figure(this.slowestMs)} ms, /health 503 within ${figure(this.slowestNoticeMs)} ms, ` +
      `first good answer ${figure(this.slowestRecoveryMs)} ms at most after the database answers again`
    );
  }
}

describe.each(ownDatabases)('the demo while $name', ({ name, available, create }) => {
  describe.skipIf(!available)('of its own', () => {
    let database: OwnDatabase;
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
        what: 'is killed and started again',
        number: 1,
        outages: casesOf(15),
        begin: () => database.kill(),
        end: () => database.start(),
        /** How long it lasts at least, in milliseconds. */
        lasts: 1_000,
      },
      {
        what: 'hangs and goes on',
        number: 2,
        outages: casesOf(3),
        begin: async () => database.freeze(),
        end: async () => database.thaw(),
        lasts: DEADLINE_MS + 2_000,
      },
    ];

    it.each(OUTAGES)('$what', async ({ what, number, outages, begin, end, lasts }) => {
      await database.start();
      for (const adapter of ADAPTERS) sites.push(await openSite(adapter, { databaseUrl: database.url }));
      const account = new Account();
      const id = `7.${name === 'PostgreSQL' ? number : number + 2}`;
      const progress = progressOf(id, outages);

      for (let outage = 1; outage <= outages; outage++) {
        for (const site of sites) expect(await site.health()).toBe(200);
        await delay(300 + Math.random() * 300);
        for (const site of sites) expect(hasGoodSince(site, 0)).toBeDefined();

        const from = performance.now();
        await begin();
        for (const site of sites) {
          const noticed = await until(async () => (await site.health()) === 503);
          expect(noticed, `/health on ${site.adapter} says 503`).not.toBeNull();
        }
        account.slowestNoticeMs = Math.max(account.slowestNoticeMs, performance.now() - from);
        while (performance.now() - from < lasts) {
          for (const site of sites) expect(await site.health()).toBe(503);
          await delay(50);
        }

        await end();
        const back = performance.now();
        const recovered = new Map<Site, number>();
        for (const site of sites) {
          expect(
            await until(() => hasGoodSince(site, back) !== undefined),
            `${site.adapter} recovers`,
          ).not.toBeNull();
          const { sentAt, ms } = hasGoodSince(site, back)!;
          recovered.set(site, sentAt + ms);
          account.slowestRecoveryMs = Math.max(account.slowestRecoveryMs, sentAt + ms - back);
          expect(
            await until(async () => (await site.health()) === 200),
            `/health on ${site.adapter}`,
          ).not.toBeNull();
        }
        await delay(500);
        account.add(sites, from, recovered);
        progress(outage);
      }

      record({
        id,
        claim: `${name} ${what}: requests fail cleanly or not at all, and the demo recovers without a restart`,
        measured: `${outages} outages, ${figure(account.asked)} requests of ${CLIENTS} clients on each adapter, a quarter of them signed in`,
        result: account.figures,
      });
      expect(account.wrong.slice(0, 5)).toEqual([]);
      expect(account.failedOutside.slice(0, 5)).toEqual([]);
      expect(account.failedCleanly).toBeGreaterThan(0);
      expect(account.slowestMs).toBeLessThan(DEADLINE_MS);
    });
  });
});

describe('the demo while another process locks its SQLite file', () => {
  const LOCKS = casesOf(60);
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
    const progress = progressOf(id, LOCKS);
    const account = new Account();
    try {
      for (let lock = 1; lock <= LOCKS; lock++) {
        await delay(20);
        const holdMs = 100 + Math.floor(Math.random() * 400);
        const from = performance.now();
        const holder = spawn(process.execPath, [LOCK, sqliteFile, String(holdMs)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const ended = once(holder, 'exit');
        await once(holder.stdout, 'data');
        expect((await ended)[0], 'the lock was had').toBe(0);
        const back = performance.now();
        expect(await until(() => hasGoodSince(site, back) !== undefined), 'recovers').not.toBeNull();
        const { sentAt, ms } = hasGoodSince(site, back)!;
        account.slowestRecoveryMs = Math.max(account.slowestRecoveryMs, sentAt + ms - back);
        expect(await site.health()).toBe(200);
        account.add([site], from, new Map([[site, sentAt + ms]]));
        progress(lock);
      }
    } finally {
      await site.close();
    }

    record({
      id,
      claim: `Another process locks the SQLite file: requests wait or fail cleanly, and then all is well, on ${adapter}`,
      measured: `${LOCKS} exclusive locks of 100 to 500 ms, ${figure(account.asked)} requests of ${CLIENTS} clients, a quarter of them signed in`,
      result:
        `${account.wrong.length} wrong or empty answers, ${figure(account.failedCleanly)} failed cleanly; slowest answer ${figure(account.slowestMs)} ms, ` +
        `first good answer ${figure(account.slowestRecoveryMs)} ms at most after the lock`,
    });
    expect(account.wrong.slice(0, 5)).toEqual([]);
    expect(account.failedOutside.slice(0, 5)).toEqual([]);
    expect(account.slowestMs).toBeLessThan(DEADLINE_MS);
  });
});

function figure(value: number): string {
  return Math.round(value).toLocaleString('en');
}
