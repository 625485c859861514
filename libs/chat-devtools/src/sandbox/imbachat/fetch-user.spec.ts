import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type FetchedUser, fetchUser, parseUsersInfo } from './fetch-user.js';

type Site = (request: IncomingMessage, response: ServerResponse) => void;

const PASSWORD = 'the-password';
let close = (): void => {};
afterEach(() => close());

/** Starts a site and fetches user 7 from it. */
async function fetchFrom(site: Site, timeoutMs = 2_000): Promise<FetchedUser> {
  const server = createServer(site).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  close = () => server.close().closeAllConnections();
  const prefix = `http://127.0.0.1:${(server.address() as AddressInfo).port}/users/`;
  return fetchUser(7, { prefix, apiLogin: 'chat', apiPassword: PASSWORD, timeoutMs });
}
const respondWith =
  (status: number, body: string | Buffer = '', headers: Record<string, string> = {}): Site =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

describe('fetchUser', () => {
  it('requests the user as the chat server does', async () => {
    let received: IncomingMessage | undefined;
    const found = await fetchFrom((request, response) => {
      received = request;
      response.end('[{"user_id":7,"name":"Ada","avatar_url":"https://site.example/7.png"}]');
    });
    expect(received).toMatchObject({ method: 'GET', url: '/users/7' });
    expect(received!.headers.authorization).toBe(
      `Basic ${Buffer.from(`chat:${PASSWORD}`).toString('base64')}`,
    );
    expect(found).toStrictEqual({
      user: { id: '7', name: 'Ada', avatarUrl: 'https://site.example/7.png' },
    });
  });

  it.each([
    [
      'users-info-unauthorized',
      'Use the same imbachat.apiLogin',
      respondWith(401, '', { 'www-authenticate': 'Basic realm="x"' }),
    ],
    ['users-info-unauthorized', 'a global guard', respondWith(401)],
    ['users-info-unauthorized', 'a global guard', respondWith(403)],
    ['users-info-not-found', 'global prefix', respondWith(404)],
    ['users-info-redirect', 'login page', respondWith(302, '', { location: '/login' })],
    ['users-info-status', 'log', respondWith(500)],
    ['users-info-status', 'log', respondWith(204)],
    ['users-info-not-json', 'usersInfoUrl', respondWith(200, '<h1>')],
    ['users-info-too-large', 'only the requested users', respondWith(200, ' '.repeat(2_000_000))],
    [
      'users-info-too-large',
      'only the requested users',
      respondWith(200, gzipSync(' '.repeat(2_000_000)), { 'content-encoding': 'gzip' }),
    ],
  ])('reports %s with a fix that mentions %s', async (code, words, site) => {
    const found = await fetchFrom(site);
    expect(found).toMatchObject({ problem: { code, fix: expect.stringContaining(words) } });
    expect(JSON.stringify(found)).not.toContain(PASSWORD);
  });

  it('reports the login that was refused, and the target of a redirect', async () => {
    expect(await fetchFrom(respondWith(401))).toMatchObject({
      problem: { text: expect.stringContaining('login "chat"') },
    });
    close();
    const found = await fetchFrom(respondWith(301, '', { location: '/login' }));
    expect(found).toMatchObject({
      problem: { text: expect.stringContaining('301, a redirect to "/login"') },
    });
  });

  it('stops waiting for the response and its body at the timeout', async () => {
    const slow = { problem: { code: 'users-info-slow', text: expect.stringContaining('0.1 seconds') } };
    expect(await fetchFrom(() => {}, 100)).toMatchObject(slow);
    close();
    expect(await fetchFrom((_, response) => void response.write('['), 100)).toMatchObject(slow);
  });

  it.each(['http://127.0.0.1:1/', 'http://nowhere.invalid/'])(
    'reports that %s cannot be reached',
    async (prefix) => {
      const found = await fetchUser(7, {
        prefix,
        apiLogin: 'chat',
        apiPassword: PASSWORD,
        timeoutMs: 2_000,
      });
      expect(found).toMatchObject({ problem: { code: 'users-info-unreachable' } });
    },
  );
});

describe('parseUsersInfo', () => {
  it.each([
    ['{"data":[]}', 'users-info-not-array'],
    ['null', 'users-info-not-array'],
    ['[]', 'users-info-without-user'],
    ['[null,{"user_id":8,"name":"Bob"}]', 'users-info-without-user'],
    ['[{"user_id":"7","name":"Ada"}]', 'users-info-record'],
    ['[{"user_id":7,"name":" "}]', 'users-info-record'],
    ['[{"user_id":7}]', 'users-info-record'],
  ])('refuses %s with %s', (body, code) => {
    expect(parseUsersInfo(body, null, 7, 'http://site/7')).toMatchObject({ problem: { code } });
  });

  it('returns a user without a picture', () => {
    expect(parseUsersInfo('[{"user_id":7,"name":"Ada","avatar_url":false}]', null, 7, '')).toStrictEqual({
      user: { id: '7', name: 'Ada' },
    });
  });
});
