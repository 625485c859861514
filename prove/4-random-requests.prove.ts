import { inspect } from 'node:util';
import type { INestApplication, LoggerService } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { CHAT_SERVER, CHATBRO, IMBACHAT, SmallSiteUserProvider } from '../test/support/fixtures.js';
import { ADAPTERS, startHost } from '../test/support/host.js';
import { inParallel } from './support/in-parallel.js';
import { KeepAliveClient, type ClientRequest } from './support/keep-alive-client.js';
import { NAUGHTY_STRINGS } from './support/naughty-strings.js';
import { progressReporter } from './support/progress.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

const SECRETS = [IMBACHAT.apiPassword, IMBACHAT.secretKey as string, CHATBRO.secretKey];
const STACK = /\n\s+at |node_modules|\.ts:\d+/;

/** Returns a pseudorandom generator that is deterministic for a seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 12)) >>> 0) % below;
  };
}

/** Generates a request as an attacker or a faulty chat server might send it. */
function randomRequest(random: (below: number) => number): ClientRequest {
  const pick = <T>(values: readonly T[]): T => values[random(values.length)]!;
  const text = (): string =>
    random(4) > 0 ? pick(NAUGHTY_STRINGS) : pick(NAUGHTY_STRINGS) + pick(NAUGHTY_STRINGS);
  // Half of the texts are encoded correctly, the others only as far as HTTP requires.
  const inPath = (): string => {
    const given = text();
    const escaped = encodeURIComponent(given.toWellFormed());
    return random(2) > 0 ? escaped : given.replace(/[^!-~]|[#?]/g, '') || escaped;
  };
  const inHeader = (): string => text().replace(/[^\t -~]/g, '');
  const base = '/imbachat/api/v1';
  const path = pick([
    () => `${base}/users/${inPath()}`,
    () => `${base}/users?${pick(['ids', 'user_ids', 'ids[]', 'ids[__proto__]', '__proto__[x]'])}=${inPath()}`,
    () => `${base}/users?ids=${inPath()}&ids=${inPath()}`,
    () => `${base}/search/${inPath()}`,
    () => `${base}/user/friends/${inPath()}`,
    () => `${base}/auth_users`,
    () => `${base}/${inPath()}`,
    () => '/imbachat/jwt',
    () => '/chat/widgets',
    () => `/${inPath()}`,
  ])().slice(0, 8_000);
  const headers: Record<string, string> =
    random(3) > 0 ? { Authorization: CHAT_SERVER } : { Authorization: inHeader() };
  if (random(4) === 0)
    headers[pick(['Cookie', 'X-Forwarded-For', 'Accept', 'X-HTTP-Method-Override', 'Origin'])] = inHeader();
  if (!path.endsWith('auth_users') && random(20) > 0) return { path, headers };
  const fields = {
    [pick(['login', 'password', '__proto__', 'constructor'])]: text(),
    login: text(),
    password: text(),
  };
  return pick<() => ClientRequest>([
    () => ({
      method: 'POST',
      path,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(fields),
    }),
    () => ({
      method: 'POST',
      path,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: text(),
    }),
    () => ({
      method: 'POST',
      path,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: `{"__proto__":{"polluted":1},"login":{"$ne":null}}`,
    }),
    () => ({
      method: 'POST',
      path,
      headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `login=${inPath()}&password[]=${inPath()}`,
    }),
    () => ({
      method: 'POST',
      path,
      headers: { ...headers, 'Content-Type': inHeader() || 'text/plain' },
      body: text(),
    }),
    () => ({ method: pick(['PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH']), path, headers }),
  ])();
}

/** Returns the secrets and stacks that a response or a log line contains. */
function leaks(text: string): string[] {
  return [...SECRETS.filter((secret) => text.includes(secret)), ...(STACK.test(text) ? ['a stack'] : [])];
}

describe.each(ADAPTERS)('random requests on %s', (adapter) => {
  let app: INestApplication;
  const log: string[] = [];

  beforeAll(async () => {
    const logger: LoggerService = Object.fromEntries(
      ['log', 'error', 'warn', 'debug', 'verbose', 'fatal'].map((level) => [
        level,
        (...line: unknown[]) =>
          log.push(line.map((part) => (typeof part === 'string' ? part : inspect(part))).join(' ')),
      ]),
    ) as unknown as LoggerService;
    const module = ChatIntegrationModule.forRoot({
      imbachat: { ...IMBACHAT, failureLimiter: false },
      chatbro: CHATBRO,
      userProvider: SmallSiteUserProvider,
      endpoints: { widgets: 'chat/widgets' },
    });
    app = await startHost({ adapter, imports: [module] });
    Logger.overrideLogger(logger);
    await app.listen(0, '127.0.0.1');
  });
  afterEach(() => Logger.overrideLogger(false));
  afterAll(() => app.close());

  it('cause no 5xx status, no leaked stack or secret, and no memory leak', async () => {
    const total = caseCount(250_000);
    const client = new KeepAliveClient(Number(new URL(await app.getUrl()).port), { connections: 32 });
    const random = randomOf(adapter.length);
    const progress = progressReporter(`4.1 requests on ${adapter}`, total);
    const statuses = new Map<number, number>();
    const faults: string[] = [];
    const heap: number[] = [];
    let lines = 0;
    await inParallel(total, 32, async (index) => {
      const request = randomRequest(random);
      const { status, headers, text } = await client.send(request);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const leaked = leaks(text + JSON.stringify(headers));
      if (status >= 500 || leaked.length > 0)
        faults.push(`${status} ${leaked.join()} ${JSON.stringify(request).slice(0, 300)}`);
      if (index % Math.ceil(total / 20) === 0) heap.push(process.memoryUsage().heapUsed);
      lines += log.length;
      faults.push(...log.splice(0).filter((line) => leaks(line).length > 0));
      progress(index + 1);
    });
    client.close();

    expect(faults.slice(0, 5)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
    // The tolerance allows for objects that are not yet garbage-collected.
    const [first, second] = [heap.slice(0, 10), heap.slice(10)].map(
      (part) => Math.min(...part) / 2 ** 20,
    ) as [number, number];
    expect(second - first).toBeLessThan(64);
    record({
      id: `4.${ADAPTERS.indexOf(adapter) + 1}`,
      claim: `No request to ${adapter} causes a 5xx status, a leaked stack or secret, or prototype pollution`,
      measured: `${total.toLocaleString('en')} generated requests, ${lines.toLocaleString('en')} log lines; responses by status: ${[
        ...statuses,
      ]
        .toSorted(([one], [other]) => one - other)
        .map(([status, count]) => `${status}: ${count.toLocaleString('en')}`)
        .join(', ')}`,
      result: `none; minimum heap size ${first.toFixed(0)} MiB in the first half, ${second.toFixed(0)} MiB in the second half`,
    });
  });
});
