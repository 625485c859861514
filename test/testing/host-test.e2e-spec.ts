import type { INestApplication } from '@nestjs/common';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatIntegrationModule, ExpiredTokenError, TokenService } from 'nestjs-chat-integration';
import {
  chatServer,
  FakeUserProvider,
  frozenClock,
  USERS_INFO_LAYOUTS,
} from 'nestjs-chat-integration/testing';
import { IMBACHAT } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';

describe.each(ADAPTERS)("a host's own test on %s", (adapter) => {
  const imbachat = { ...IMBACHAT, idSeparator: '|' };
  const chat = chatServer({ ...imbachat, path: '/api/imbachat/api/v1' });
  const clock = frozenClock('2026-01-02T03:04:05Z');
  let users: FakeUserProvider;
  let app: INestApplication;

  beforeEach(async () => {
    users = new FakeUserProvider(
      [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ],
      { logins: [{ login: 'ada', password: 'engine', userId: 1 }], friends: { 1: [2] } },
    );
    const module = ChatIntegrationModule.forRoot({
      imbachat: { ...imbachat, clock, tokenTtlSeconds: 60 },
      userProvider: { useFactory: () => users },
    });
    app = await startHost({ adapter, prefix: 'api', imports: [module] });
  });
  afterEach(() => app.close());

  it('makes the calls of the chat server with supertest', async () => {
    const get = (path: string) => request(app.getHttpServer()).get(path).set(chat.headers);
    for (const layout of USERS_INFO_LAYOUTS) {
      const { body } = await get(chat.usersInfo([2, 1], layout));
      expect(body.map((record: { user_id: number }) => record.user_id)).toEqual([2, 1]);
    }
    expect((await request(app.getHttpServer()).get(chat.version)).body).toMatchObject({ version: 1 });
    expect((await get(chat.search('ad'))).body.data).toEqual([{ user_id: 1, name: 'Ada' }]);
    expect((await get(chat.friends(1))).body).toMatchObject([{ user_id: 2 }]);
    const login = request(app.getHttpServer()).post(chat.loginCheck).set(chat.headers);
    expect((await login.send({ login: 'ada', password: 'engine' })).body).toEqual({
      user_id: 1,
      name: 'Ada',
    });
    expect(users.calls).toEqual([
      ['findByIds', [2, 1]],
      ['findByIds', [2, 1]],
      ['findByIds', [2, 1]],
      ['search', 'ad', 20],
      ['findFriends', 1],
      ['authenticate', 'ada', 'engine'],
    ]);
  });

  it('makes them with fetch', async () => {
    await app.listen(0, '127.0.0.1');
    const origin = new URL(await app.getUrl()).origin;
    const response = await fetch(origin + chat.usersInfo([1]), { headers: chat.headers });
    expect(await response.json()).toEqual([{ user_id: 1, name: 'Ada', avatar_url: false }]);
  });

  it('lets a token expire', () => {
    const tokens = app.get(TokenService);
    const token = tokens.issue(1);
    clock.advanceSeconds(60);
    expect(tokens.verify(token).userId).toBe(1);
    clock.advanceSeconds(1);
    expect(() => tokens.verify(token)).toThrow(ExpiredTokenError);
  });
});
