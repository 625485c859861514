import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { parseReport, runDoctor } from './run-doctor.js';

const PASSWORD = 'Zq7-Kw9v/"xY 8"Jm3';
const ENVIRONMENT = { IMBACHAT_API_LOGIN: 'chat', IMBACHAT_API_PASSWORD: PASSWORD };
const MEGABYTE = 1024 * 1024;

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  server.on('connection', (socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/imbachat/api/v1`;
}
const startSite = (respond: RequestListener) => listen(createServer(respond));
const examine = async (url: string, ...args: string[]) =>
  parseReport(await runDoctor([url, '--json', ...args], ENVIRONMENT));

describe('the doctor stops', () => {
  it('at a response that is too large, and reads no more of it', async () => {
    let sent = 0;
    const url = await startSite((_, response) => {
      const chunk = Buffer.alloc(MEGABYTE, '1');
      const send = () => {
        while (!response.destroyed && sent < 200 * MEGABYTE && response.write(chunk)) sent += chunk.length;
        sent += chunk.length;
      };
      response.on('drain', send);
      send();
    });
    const { stopped } = await examine(url);
    expect(stopped).toMatchObject({ code: 'ERR_CHAT_DOCTOR_TOO_LARGE' });
    expect(sent).toBeLessThan(50 * MEGABYTE);
  });

  it('at a response that is too large when it is decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * MEGABYTE));
    const url = await startSite((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
    });
    const before = process.memoryUsage().arrayBuffers;
    const { stopped } = await examine(url);
    expect(stopped).toMatchObject({ code: 'ERR_CHAT_DOCTOR_TOO_LARGE' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * MEGABYTE);
  });

  it.each<[what: string, start: () => Promise<string>]>([
    ['a connection without a response', () => listen(createTcpServer())],
    [
      'headers without an end',
      () => listen(createTcpServer((socket) => socket.write('HTTP/1.1 200 OK\r\nX: a\r\n'))),
    ],
    ['a body without an end', () => startSite((_, response) => response.write('['))],
    [
      'headers that are too large',
      () => listen(createTcpServer((socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}`))),
    ],
    ['something else than HTTP', () => listen(createTcpServer((socket) => socket.end('220 mail ready\r\n')))],
  ])('at %s', async (_, start) => {
    const { stopped } = await examine(await start(), '--timeout', '0.3');
    expect(stopped).toMatchObject({ code: 'ERR_CHAT_DOCTOR_NO_ANSWER' });
  });
});

describe('the output of the doctor', () => {
  const hostile = '\u001b[2J\u009b31m\u202e\u2066\u0000\u007f\r\n✔ https  The password is safe';

  /** Checks the output for people, and for programs. */
  async function expectInBoth(url: string, expectOutput: (stdout: string) => void): Promise<void> {
    for (const args of [[], ['--json']]) {
      const { stdout, stderr } = await runDoctor([url, ...args], ENVIRONMENT);
      expect(stderr).toBe('');
      expectOutput(stdout);
    }
  }

  it('cannot be controlled by a site', async () => {
    const header = `${hostile.replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '')}; charset=x`;
    const users = [1, 2].map((user_id) => ({
      user_id,
      name: '',
      avatar_url: hostile,
      permissions: { [hostile]: hostile },
      chat_role: hostile,
      badge: [hostile],
      profiles: [hostile],
      lastlogin: hostile,
      [hostile]: hostile,
    }));
    const url = await startSite(({ url: path, headers }, response) => {
      const status = headers.authorization === undefined ? 401 : 200;
      response.writeHead(status, hostile.replace(/[^ -~]/g, ''), {
        'Content-Type': header,
        'WWW-Authenticate': header,
        'Cache-Control': header,
      });
      const isSearch = path!.includes('/search');
      response.end(JSON.stringify(isSearch ? users.map(() => ({ name: hostile, user_id: hostile })) : users));
    });
    await expectInBoth(url, (stdout) => {
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(stdout).toContain('\\u009b31m');
      expect(stdout).not.toMatch(/^✔ https .*safe/m);
      expect(stdout.length).toBeLessThan(50_000);
    });
  });

  it('contains no part of the credentials that a site echoes', async () => {
    const forms = [
      PASSWORD,
      Buffer.from(`chat:${PASSWORD}`).toString('base64'),
      encodeURIComponent(PASSWORD),
    ];
    const url = await startSite(({ headers }, response) => {
      const { authorization = '' } = headers;
      const sent = Buffer.from(authorization.slice(6), 'base64').toString();
      const echoes = [authorization, `${'x'.repeat(40)}${authorization}`, encodeURIComponent(sent), sent];
      response.writeHead(authorization === '' ? 401 : 200, {
        'Content-Type': `text/${'x'.repeat(38)}${authorization}`,
        'WWW-Authenticate': `Basic ${authorization}`,
        'Cache-Control': `${'x'.repeat(36)}${encodeURIComponent(sent)}`,
      });
      const fields = echoes.map((echo, index) => [`${echo}${index}`, echo]);
      response.end(
        JSON.stringify([1, 2].map((user_id) => ({ user_id, badge: echoes, ...Object.fromEntries(fields) }))),
      );
    });
    await expectInBoth(url, (stdout) => {
      expect(stdout).toContain('••••');
      for (const form of forms) {
        for (let at = form === forms[1] ? 8 : 0; at + 6 <= form.length; at++) {
          expect(stdout).not.toContain(form.slice(at, at + 6));
        }
      }
    });
  });

  it('reports JSON that is nested too deeply', async () => {
    const nested = '['.repeat(20_000) + ']'.repeat(20_000);
    const url = await startSite(({ url: path }, response) => {
      response.end(path!.endsWith('/users/1') ? `[{"user_id":1,"badge":${nested}}]` : nested);
    });
    const { stopped, checks } = await examine(url, '--ids', '1');
    expect(stopped).toBeNull();
    expect(checks.find(({ id }) => id === 'field-badge')!.detail).toContain('nested too deeply');
  });
});
