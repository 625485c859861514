import { createHash } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { TokenService } from 'nestjs-chat-integration';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEVELOPMENT_DEFAULTS } from '../../src/config/development-defaults.js';
import { parseEnvironment } from '../../src/config/parse-environment.js';
import { createApp } from '../../src/create-app.js';
import { demoMember } from '../../src/members/demo-member.js';
import { ADAPTERS, basic } from '../support/host.js';
import { demoConfig, guest, signedIn, startDemo } from './demo-host.js';

const API = '/imbachat/api/v1';
const CHAT_SERVER = basic(
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_LOGIN,
  DEVELOPMENT_DEFAULTS.IMBACHAT_API_PASSWORD,
);

describe.each(ADAPTERS)('chat endpoints of the demo on %s', (adapter) => {
  let app: INestApplication;
  beforeAll(async () => {
    app = await startDemo(adapter, { siteUrl: 'https://green.example', chatSandbox: false });
  });
  afterAll(() => app.close());

  const asChatServer = (path: string) =>
    guest(app)
      .get(API + path)
      .set('Authorization', CHAT_SERVER);

  it('return the version without authorization', async () => {
    const { body } = await guest(app).get(API).expect(200);
    expect(body).toMatchObject({ version: 1 });
  });

  it.each(['/users/1,2,3', '/users?user_ids=1,2,3', '/users?ids=1,2,3'])(
    'return members at %s',
    async (path) => {
      const { body } = await asChatServer(path).expect(200);
      expect(body).toEqual([
        {
          user_id: 1,
          name: 'Ada Lovelace',
          avatar_url: 'https://green.example/avatars/1.svg',
          profile_url: 'https://green.example/members/1',
          lastlogin: seconds(1),
          badge: 'Founder',
          chat_role: 'admin',
        },
        {
          user_id: 2,
          name: 'Bob Martin',
          avatar_url: 'https://green.example/avatars/2.svg',
          profile_url: 'https://green.example/members/2',
          lastlogin: seconds(2),
          chat_role: 'user',
        },
        {
          user_id: 3,
          name: "Siobhán O'Connor",
          avatar_url: 'https://green.example/avatars/3.svg',
          profile_url: 'https://green.example/members/3',
          lastlogin: seconds(3),
          chat_role: 'user',
        },
      ]);
    },
  );

  it('return members without an avatar or a last login', async () => {
    const { body } = await asChatServer('/users/5,7,61');
    expect(body).toHaveLength(2);
    expect(body[0]).toMatchObject({ user_id: 5, name: 'Esteban', avatar_url: false });
    expect(body[1]).not.toHaveProperty('lastlogin');
  });

  it('return every name unchanged', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => index + 1);
    const { body } = await asChatServer(`/users/${ids.join(',')}`);
    expect(body.map(({ name }: { name: string }) => name)).toEqual(ids.map((id) => demoMember(id).name));
  });

  it('require the authorization of the chat server', async () => {
    await guest(app).get(`${API}/users/1`).expect(401).expect('WWW-Authenticate', 'Basic realm="Backend"');
    await guest(app).get(`${API}/users/1`).set('Authorization', basic('imbachat', 'demo')).expect(401);
    const ada = await signedIn(app, 'ada');
    await ada.get(`${API}/users/1`).expect(401);
  });

  it.each([
    ['lovelace', [1]],
    ['ИВАНОВА', [13]],
    ['100%', [20]],
    ['%', [20]],
    ['_thing', [20]],
    ['community.example', []],
    ['unknown name', []],
  ])('find members by name: %s', async (key, ids) => {
    const { body } = await asChatServer(`/search/${encodeURIComponent(key)}`).expect(200);
    expect(body.data.map(({ user_id }: { user_id: number }) => user_id)).toEqual(ids);
  });

  it('verify logins as the login page does', async () => {
    const check = (login: string, password: string) =>
      guest(app)
        .post(`${API}/auth_users`)
        .set('Authorization', CHAT_SERVER)
        .type('form')
        .send({ login, password });
    expect((await check('ada', 'demo').expect(200)).body).toMatchObject({ name: 'Ada Lovelace', user_id: 1 });
    expect((await check('ada', 'wrong').expect(200)).body).toMatchObject({ code: 403 });
    expect((await check('ada\0', 'demo').expect(200)).body).toMatchObject({ code: 403 });
    await guest(app)
      .post(`${API}/auth_users`)
      .type('form')
      .send({ login: 'ada', password: 'demo' })
      .expect(401);
  });

  it('do not return friends', async () => {
    const { status, body } = await asChatServer('/user/friends/1');
    expect([200, 404]).toContain(status);
    expect(body).not.toBeInstanceOf(Array);
  });

  it('return a token to members but not to guests', async () => {
    const ada = await signedIn(app, 'ada');
    const response = await ada
      .get('/imbachat/jwt')
      .expect(200)
      .expect('Content-Type', /^text\/plain/);
    expect(response.headers['cache-control']).toContain('no-store');
    expect(app.get(TokenService, { strict: false }).verify(response.text).userId).toBe(1);
    await guest(app).get('/imbachat/jwt').expect(401);
  });

  describe('GET /chat/widgets', () => {
    const scriptUrl = 'https://api.imbachat.com/imbachat/v1/276/widget';
    const secret = DEVELOPMENT_DEFAULTS.CHATBRO_SECRET_KEY;

    it('returns both widgets for a guest', async () => {
      const { body, headers } = await guest(app).get('/chat/widgets').expect(200);
      expect(headers['cache-control']).toContain('no-store');
      expect(Object.keys(body)).toEqual(['imbachat', 'chatbro']);
      expect(body.imbachat).toEqual({ scriptUrl, options: {} });
      expect(body.chatbro.params).toEqual({
        encodedChatId: '9czk',
        siteDomain: 'localhost',
        signature: md5(`localhost${secret}`),
      });
    });

    it('returns both widgets for the logged-in member', async () => {
      const ada = await signedIn(app, 'ada');
      const { body } = await ada.get('/chat/widgets').expect(200);
      expect(body.imbachat).toEqual({ scriptUrl, options: { user_id: 1, token: expect.any(String) } });
      const { params } = body.chatbro;
      expect(params).toMatchObject({
        encodedChatId: '9czk',
        siteUserFullName: 'Ada Lovelace',
        siteUserAvatarUrl: 'https://green.example/avatars/1.svg',
        siteUserProfileUrl: 'https://green.example/members/1',
        permissions: ['ban', 'delete'],
      });
      const signed = [
        params.siteDomain,
        params.siteUserExternalId,
        params.siteUserFullName,
        params.siteUserAvatarUrl,
        params.siteUserProfileUrl,
        params.permissions.join(''),
        secret,
      ];
      expect(params.signature).toBe(md5(signed.join('')));
    });

    it('signs members with unusual names', async () => {
      for (let id = 1; id <= 24; id++) {
        const member = await signedIn(app, demoMember(id).login);
        const { params } = (await member.get('/chat/widgets')).body.chatbro;
        expect(params.siteUserFullName, demoMember(id).name).toBeTruthy();
        expect(params.siteUserFullName).not.toMatch(/[<>\u2028\u202e]/);
      }
    });
  });
});

describe('the demo in production', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('does not start with the development secrets', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const { chatSandbox } = parseEnvironment({
      NODE_ENV: 'production',
      SESSION_SECRET: 'a secret of at least 32 characters',
    });
    await expect(createApp(demoConfig({ chatSandbox }), { logger: false })).rejects.toMatchObject({
      code: 'ERR_CHAT_OPTIONS_INVALID',
      problems: [
        { path: 'imbachat.secretKey' },
        { path: 'imbachat.apiPassword' },
        { path: 'chatbro.secretKey' },
      ],
    });
  });
});

function seconds(id: number): number {
  return demoMember(id).lastLoginAt!.getTime() / 1000;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
