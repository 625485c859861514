import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type INestApplication, Logger } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { CHAT_SERVER, CHATBRO, EverybodyUserProvider, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, startHost } from '../test/support/host.js';
import { inParallel } from './support/in-parallel.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

/** How long a connection may stay open after the client has sent everything, in milliseconds. */
const HANG_MS = 20_000;

type Random = (below: number) => number;

/** A request with an own id, so that its response can be recognized; or bytes that are not a valid request. */
interface Sent {
  readonly text: string;
  /** The user whose info is the only valid response. */
  readonly id?: number;
}

const HEAD = (line: string, ...headers: string[]): string =>
  [line, 'Host: a', `Authorization: ${CHAT_SERVER}`, ...headers, '', ''].join('\r\n');

const usersInfo = (id: number, ...headers: string[]): string =>
  HEAD(`GET /imbachat/api/v1/users/${id} HTTP/1.1`, ...headers);

const smuggled = 'GET /imbachat/api/v1/users/999999999 HTTP/1.1\r\nHost: a\r\n\r\n';
const LOGIN = 'POST /imbachat/api/v1/auth_users HTTP/1.1';
const JSON_TYPE = 'Content-Type: application/json';

/** What an attacker sends after valid requests. The server may refuse it and close the connection. */
const ATTACKS: readonly ((random: Random) => string)[] = [
  // Request smuggling: two lengths, or a length in disguise.
  () =>
    HEAD(LOGIN, JSON_TYPE, `Content-Length: ${smuggled.length}`, 'Transfer-Encoding: chunked') +
    `0\r\n\r\n${smuggled}`,
  () => HEAD(LOGIN, JSON_TYPE, 'Content-Length: 5', 'Content-Length: 0') + smuggled,
  () => HEAD(LOGIN, JSON_TYPE, 'Content-Length: 0, 5') + smuggled,
  () => HEAD(LOGIN, JSON_TYPE, 'Content-Length: +5') + smuggled,
  () => HEAD(LOGIN, JSON_TYPE, 'Transfer-Encoding: chunked, identity') + `0\r\n\r\n${smuggled}`,
  () => HEAD(LOGIN, JSON_TYPE, 'Transfer-Encoding : chunked') + `0\r\n\r\n${smuggled}`,
  () => HEAD(LOGIN, JSON_TYPE, 'Transfer-Encoding: xchunked') + `0\r\n\r\n${smuggled}`,
  () => HEAD(LOGIN, JSON_TYPE, 'Transfer-Encoding: chunked') + `ffffffffffffffff\r\n${smuggled}`,
  () => HEAD(LOGIN, JSON_TYPE, 'Transfer-Encoding: chunked') + `-1\r\n${smuggled}`,
  () => HEAD(LOGIN, JSON_TYPE, 'Content-Length: 2', 'Expect: 100-continue') + '{}',
  // Malformed heads.
  () => 'GET  /  HTTP/1.1\r\n\r\n',
  () => 'GET / HTTP/9.9\r\nHost: a\r\n\r\n',
  () => 'GET / HTTP/1.1\r\n\r\n',
  () => 'G\0T / HTTP/1.1\r\nHost: a\r\n\r\n',
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  () => usersInfo(1, 'X: \r\n\tfolded'),
  () => usersInfo(1, 'X-\u0000: 1'),
  () => usersInfo(1, `X-Forwarded-For: ${'1,'.repeat(4_000)}`),
  () => usersInfo(1, `Cookie: ${'a=b; '.repeat(4_000)}`),
  () => usersInfo(1, ...Array.from({ length: 3_000 }, (_, index) => `A${index}: b`)),
  () => HEAD(`GET /imbachat/api/v1/users/${'1,'.repeat(10_000)} HTTP/1.1`),
  () => HEAD('GET http://other.example/imbachat/api/v1/users/1 HTTP/1.1'),
  () => HEAD('GET /imbachat/api/v1/users/%zz HTTP/1.1'),
  () => HEAD('GET /imbachat/api/v1/search/%ff%00 HTTP/1.1'),
  () => HEAD('GET //imbachat/../imbachat/api/v1/users/1 HTTP/1.1'),
  () => HEAD('CONNECT /imbachat/api/v1/users/1 HTTP/1.1'),
  () => HEAD('GET /imbachat/api/v1/users/1 HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket'),
  () => HEAD('OPTIONS * HTTP/1.1'),
  // Bodies.
  () => HEAD(LOGIN, JSON_TYPE, 'Content-Length: 7') + '{"a":1}',
  () => HEAD(LOGIN, JSON_TYPE, 'Content-Length: 200000') + '['.repeat(200_000),
  () => HEAD(LOGIN, JSON_TYPE, 'Content-Encoding: gzip', 'Content-Length: 4') + '\u001f\u008b\b\0',
  () =>
    HEAD(LOGIN, 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 4000') +
    'a[]=&'.repeat(800),
  () => HEAD(LOGIN, 'Content-Type: \u0000', 'Content-Length: 1') + 'a',
  // Half a request, and random bytes.
  (random) => usersInfo(1).slice(0, 1 + random(100)),
  () => HEAD(LOGIN, JSON_TYPE, 'Content-Length: 100') + '{',
  (random) => String.fromCharCode(...Array.from({ length: 1 + random(300) }, () => random(256))),
  (random) => {
    const text = usersInfo(1, 'X-Other: 1');
    const at = random(text.length);
    return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1);
  },
];

function conversation(random: Random, firstId: number): Sent[] {
  const valid = Array.from({ length: 1 + random(8) }, (_, index) => firstId + index);
  return [
    ...valid.map((id) => ({ id, text: usersInfo(id) })),
    { text: ATTACKS[random(ATTACKS.length)]!(random) },
    // A response to it must not be one of another request.
    { id: firstId + 8, text: usersInfo(firstId + 8) },
  ];
}

/**
 * Sends texts over one connection, whole or in small pieces, and closes the writing side.
 *
 * @returns everything that was received; `null` if the server neither responds nor closes the connection.
 */
function send(port: number, texts: readonly string[], isSlow: boolean): Promise<string | null> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(null);
    }, HANG_MS);
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    // The server may close the connection while the client still sends.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(received);
    });
    const write = async (): Promise<void> => {
      const text = texts.join('');
      const step = isSlow ? Math.max(50, Math.ceil(text.length / 20)) : text.length;
      for (let at = 0; at < text.length && !socket.destroyed; at += step) {
        socket.write(text.slice(at, at + step), 'latin1');
        if (isSlow) await delay(2);
      }
      // Half a request: the client is gone.
      socket.end();
    };
    socket.on('connect', () => void write());
  });
}

interface Response {
  readonly status: number;
  readonly body: string;
}

function responsesIn(text: string): Response[] {
  const responses: Response[] = [];
  // The bodies of responses with user info have a length.
  for (let at = text.indexOf('HTTP/1.1 '); at !== -1; at = text.indexOf('HTTP/1.1 ', at + 1)) {
    const end = text.indexOf('\r\n\r\n', at);
    if (end === -1) break;
    const length = Number(/\r\ncontent-length: *([0-9]+)/i.exec(text.slice(at, end))?.[1] ?? 0);
    responses.push({
      status: Number(text.slice(at + 9, at + 12)),
      body: text.slice(end + 4, end + 4 + length),
    });
  }
  return responses;
}

describe.each(ADAPTERS)('raw connections on %s', (adapter) => {
  let app: INestApplication;
  afterEach(() => app.close());

  it('cause no 5xx status, no hang and no response to another request', async () => {
    Logger.overrideLogger(false);
    const module = ChatIntegrationModule.forRoot({
      imbachat: { ...IMBACHAT, failureLimiter: false },
      chatbro: CHATBRO,
      userProvider: EverybodyUserProvider,
      endpoints: { widgets: 'chat/widgets' },
    });
    app = await startHost({ adapter, imports: [module] });
    await app.listen(0, '127.0.0.1');
    const port = Number(new URL(await app.getUrl()).port);

    const total = caseCount(10_000);
    let state = adapter.length;
    const random: Random = (below) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const faults: string[] = [];
    let served = 0;
    const statuses = new Map<number, number>();
    await inParallel(total, 16, async (index) => {
      const sent = conversation(random, 1 + index * 10);
      const received = await send(
        port,
        sent.map(({ text }) => text),
        random(4) === 0,
      );
      const attack = JSON.stringify(sent.at(-2)!.text.slice(0, 200));
      if (received === null) {
        faults.push(`hang after ${attack}`);
        return;
      }
      const responses = responsesIn(received);
      for (const { status } of responses) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // Node.js closes a connection after bytes that are not HTTP, and may drop the responses before them.
      const ids = sent.map(({ id }) => String(id));
      for (const [position, { status, body }] of responses.entries()) {
        const user = /"user_id":(\d+)/.exec(body)?.[1];
        const valid = position < ids.length - 2 ? [ids[position]] : ['1', ids.at(-1)];
        if (status >= 500) faults.push(`${status} for ${attack}`);
        if (user !== undefined && !valid.includes(user)) faults.push(`user ${user} for ${attack}`);
        if (user !== undefined) served++;
      }
    });

    expect(faults.slice(0, 5)).toEqual([]);
    expect(served).toBeGreaterThan(total);
    expect((await send(port, [usersInfo(7, 'Connection: close')], false))?.slice(9, 12)).toBe('200');
    record({
      id: `4.${ADAPTERS.indexOf(adapter) + 3}`,
      claim: `No bytes on a connection to ${adapter} cause a 5xx status, a hang, or a response to another request`,
      measured: `${total.toLocaleString('en')} connections with pipelined requests, then one of ${ATTACKS.length} attacks (request smuggling, malformed heads, half requests, random bytes) and another request, a quarter of them sent in small pieces; responses by status: ${[
        ...statuses,
      ]
        .toSorted(([one], [other]) => one - other)
        .map(([status, count]) => `${status}: ${count.toLocaleString('en')}`)
        .join(', ')}`,
      result: `none; ${served.toLocaleString('en')} requests for users info received their own response; the process responds afterwards`,
    });
  });
});
