import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { callUsersInfo, readUsersInfo, type UsersInfoAnswer } from './users-info-call.js';

type Site = (request: IncomingMessage, response: ServerResponse) => void;

const PASSWORD = 'the-password';
let close = (): void => {};
afterEach(() => close());

async function ask(site: Site, timeoutMs = 2_000): Promise<UsersInfoAnswer> {
  const server = createServer(site).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  close = () => server.close().closeAllConnections();
  const prefix = `http://127.0.0.1:${(server.address() as AddressInfo).port}/users/`;
  return callUsersInfo(7, { prefix, apiLogin: 'chat', apiPassword: PASSWORD, timeoutMs });
}
const answer =
  (status: number, body = '', headers: Record<string, string> = {}): Site =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

describe('callUsersInfo', () => {
  it('asks as the chat server does', async () => {
    let asked: IncomingMessage | undefined;
    const found = await ask((request, response) => {
      asked = request;
      response.end('[{"user_id":7,"name":"Ada","avatar_url":"https://site.example/7.png"}]');
    });
    expect(asked).toMatchObject({ method: 'GET', url: '/users/7' });
    expect(asked!.headers.authorization).toBe(`Basic ${Buffer.from(`chat:${PASSWORD}`).toString('base64')}`);
    expect(found).toStrictEqual({
      person: { id: '7', name: 'Ada', avatarUrl: 'https://site.example/7.png' },
    });
  });

  it.each([
    [
      'users-info-unauthorized',
      'Make imbachat.apiLogin',
      answer(401, '', { 'www-authenticate': 'Basic realm="x"' }),
    ],
    ['users-info-unauthorized', 'a global guard', answer(401)],
    ['users-info-unauthorized', 'a global guard', answer(403)],
    ['users-info-not-found', 'global prefix', answer(404)],
    ['users-info-redirect', 'login page', answer(302, '', { location: '/login' })],
    ['users-info-status', 'log', answer(500)],
    ['users-info-status', 'log', answer(204)],
    ['users-info-not-json', 'usersInfoUrl', answer(200, '<h1>')],
  ])('explains %s with %s', async (code, words, site) => {
    const found = await ask(site);
    expect(found).toMatchObject({ problem: { code, remedy: expect.stringContaining(words) } });
    expect(JSON.stringify(found)).not.toContain(PASSWORD);
  });

  it('names the login with which it was refused, and where a redirect leads', async () => {
    expect(await ask(answer(401))).toMatchObject({
      problem: { text: expect.stringContaining('login "chat"') },
    });
    close();
    const found = await ask(answer(301, '', { location: '/login' }));
    expect(found).toMatchObject({ problem: { text: expect.stringContaining('301, a redirect to /login') } });
  });

  it('does not wait for ever, not for the body either', async () => {
    const slow = { problem: { code: 'users-info-slow', text: expect.stringContaining('0.1 seconds') } };
    expect(await ask(() => {}, 100)).toMatchObject(slow);
    close();
    expect(await ask((_, response) => void response.write('['), 100)).toMatchObject(slow);
  });

  it.each(['http://127.0.0.1:1/', 'http://nowhere.invalid/'])(
    'explains that %s cannot be reached',
    async (prefix) => {
      const found = await callUsersInfo(7, {
        prefix,
        apiLogin: 'chat',
        apiPassword: PASSWORD,
        timeoutMs: 2_000,
      });
      expect(found).toMatchObject({ problem: { code: 'users-info-unreachable' } });
    },
  );
});

describe('readUsersInfo', () => {
  it.each([
    ['{"data":[]}', 'users-info-not-array'],
    ['null', 'users-info-not-array'],
    ['[]', 'users-info-without-user'],
    ['[null,{"user_id":8,"name":"Bob"}]', 'users-info-without-user'],
    ['[{"user_id":"7","name":"Ada"}]', 'users-info-record'],
    ['[{"user_id":7,"name":" "}]', 'users-info-record'],
    ['[{"user_id":7}]', 'users-info-record'],
  ])('refuses %s with %s', (body, code) => {
    expect(readUsersInfo(body, null, 7, 'http://site/7')).toMatchObject({ problem: { code } });
  });

  it('takes a user without a picture', () => {
    expect(readUsersInfo('[{"user_id":7,"name":"Ada","avatar_url":false}]', null, 7, '')).toStrictEqual({
      person: { id: '7', name: 'Ada' },
    });
  });
});
