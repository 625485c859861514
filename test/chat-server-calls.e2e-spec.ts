import type { INestApplication } from '@nestjs/common';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatIntegrationModule, type ImbaChatOptions, type UserProvider } from 'nestjs-chat-integration';
import {
  CHAT_SERVER,
  CHATBRO,
  EverybodyUserProvider,
  IMBACHAT,
  SmallSiteUserProvider,
} from './support/fixtures.js';
import { ADAPTERS, startHost } from './support/host.js';

describe.each(ADAPTERS)('other endpoints of the chat server on %s', (adapter) => {
  let app: INestApplication;
  const base = '/imbachat/api/v1';
  const start = async (
    options: Partial<ImbaChatOptions> = {},
    userProvider: new () => UserProvider = SmallSiteUserProvider,
  ) => {
    const imbachat = { ...IMBACHAT, ...options };
    app = await startHost({ adapter, imports: [ChatIntegrationModule.forRoot({ imbachat, userProvider })] });
  };
  const get = (path: string) =>
    request(app.getHttpServer())
      .get(base + path)
      .set('Authorization', CHAT_SERVER);
  const post = (path: string) =>
    request(app.getHttpServer())
      .post(base + path)
      .set('Authorization', CHAT_SERVER);

  afterEach(() => app.close());

  it('return the version without authorization', async () => {
    await start();
    const { status, body } = await request(app.getHttpServer()).get(base);
    expect({ status, body }).toEqual({ status: 200, body: { version: 1, type: 'nestjs' } });
  });

  it('return search results in the envelope of October CMS', async () => {
    await start();
    expect((await get('/search/LOVE')).body).toEqual({
      code: 200,
      version: 1,
      data: [{ name: 'Ada Lovelace', user_id: 1 }],
    });
    expect((await get('/search/nobody')).body).toEqual({ code: 200, version: 1, data: [] });
    expect((await get(`/search/${encodeURIComponent('Иван Петров')}`)).body.data).toHaveLength(1);
  });

  it('return search results as an array', async () => {
    await start({ searchEnvelope: 'array', searchLimit: 2 });
    expect((await get('/search/a')).body).toEqual([{ name: 'Ada Lovelace', user_id: 1 }]);
    expect((await get('/search/nobody')).body).toEqual([]);
  });

  it('limit the number of search results', async () => {
    class CarelessUserProvider extends EverybodyUserProvider {
      override search = async () => this.findByIds([1, 2, 3, 4]);
    }
    await start({ searchLimit: 3 }, CarelessUserProvider);
    expect((await get('/search/u')).body.data).toHaveLength(3);
  });

  it.each(['%20', encodeURIComponent('x'.repeat(101))])(
    'do not pass the search key %s to the provider',
    async (key) => {
      class SearchedUserProvider extends EverybodyUserProvider {
        override search = async () => this.findByIds([1]);
      }
      await start({}, SearchedUserProvider);
      expect((await get(`/search/${key}`)).body.data).toEqual([]);
    },
  );

  it('verify a login, sent as a form or as JSON', async () => {
    await start();
    const credentials = { login: 'ada', password: 'engine' };
    for (const type of ['form', 'json']) {
      const { status, body } = await post('/auth_users').type(type).send(credentials);
      expect({ status, body }).toEqual({ status: 200, body: { name: 'Ada Lovelace', user_id: 1 } });
    }
  });

  it.each([
    ['a wrong password', { login: 'ada', password: 'wrong' }],
    ['an unknown login', { login: 'nobody', password: 'engine' }],
    ['no password', { login: 'ada' }],
    ['a password that is not a string', { login: 'ada', password: ['engine'] }],
    ['a password that is too long', { login: 'ada', password: 'x'.repeat(1_001) }],
    ['an empty body', {}],
  ])('return the same error for a login with %s', async (_case, body) => {
    await start();
    const { status, text } = await post('/auth_users').send(body);
    expect(status).toBe(200);
    expect(text).toBe('{"code":403,"error":"Wrong login or password","debug":""}');
  });

  it('return friends in the format of users info', async () => {
    await start();
    expect((await get('/user/friends/1')).body.map((record: { user_id: number }) => record.user_id)).toEqual([
      2, 12,
    ]);
    expect((await get('/user/friends/1abc')).body).toEqual([]);
  });

  it.each([
    ['GET', '/search/ada'],
    ['POST', '/auth_users'],
    ['GET', '/user/friends/1'],
  ])(
    'respond to %s %s with 404, even without authorization, if the provider does not support it',
    async (method, path) => {
      await start({}, EverybodyUserProvider);
      const call =
        method === 'GET'
          ? request(app.getHttpServer()).get(base + path)
          : request(app.getHttpServer()).post(base + path);
      const { status, body } = await call;
      expect(status).toBe(404);
      expect(body).toEqual({ code: 404, version: 1, error: 'Not found', debug: '' });
    },
  );

  it.each(['/search/ada', '/user/friends/1'])('require authorization at %s', async (path) => {
    await start();
    expect((await request(app.getHttpServer()).get(base + path)).status).toBe(401);
    expect(
      (
        await request(app.getHttpServer())
          .post(`${base}/auth_users`)
          .send({ login: 'ada', password: 'engine' })
      ).status,
    ).toBe(401);
  });

  it('do not exist if only ChatBro is configured', async () => {
    app = await startHost({
      adapter,
      imports: [ChatIntegrationModule.forRoot({ chatbro: CHATBRO, userProvider: SmallSiteUserProvider })],
    });
    for (const path of ['', '/users/1', '/search/ada']) expect((await get(path)).status).toBe(404);
    expect((await request(app.getHttpServer()).get('/imbachat/jwt')).status).toBe(404);
  });
});
