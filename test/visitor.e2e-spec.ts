import { createHash } from 'node:crypto';
import { type INestApplication, Injectable } from '@nestjs/common';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ChatIntegrationModule,
  type ChatIntegrationForRootOptions,
  TokenService,
  UserProvider,
  VisitorResolver,
} from 'nestjs-chat-integration';
import { CHATBRO, EverybodyUserProvider, IMBACHAT, SmallSiteUserProvider } from './support/fixtures.js';
import { ADAPTERS, startHost } from './support/host.js';

/** Adds a middleware that sets `request.user` from a header. */
const signIn = (app: INestApplication): void => {
  app.use((req: { headers: Record<string, string>; user?: unknown }, _res: unknown, next: () => void) => {
    const id = req.headers['x-test-user'];
    if (id !== undefined) req.user = JSON.parse(id);
    next();
  });
};

interface RequestWithMember {
  headers: Record<string, string | undefined>;
}

@Injectable()
class HeaderVisitorResolver extends VisitorResolver {
  async resolve(req: RequestWithMember): Promise<number | null> {
    return req.headers['x-member'] ? Number(req.headers['x-member']) : null;
  }
}

describe.each(ADAPTERS)('the visitor on %s', (adapter) => {
  let app: INestApplication;

  const start = async (options: Partial<ChatIntegrationForRootOptions> = {}) => {
    const module = ChatIntegrationModule.forRoot({
      imbachat: IMBACHAT,
      chatbro: CHATBRO,
      userProvider: SmallSiteUserProvider,
      endpoints: { widgets: 'chat/widgets' },
      ...options,
    });
    app = await startHost({ adapter, imports: [module], configure: signIn });
  };
  const get = (path: string, user?: object) => {
    const call = request(app.getHttpServer()).get(path);
    return user === undefined ? call : call.set('x-test-user', JSON.stringify(user));
  };

  afterEach(() => app.close());

  it('receives their token as plain text', async () => {
    await start();
    const { status, text, headers } = await get('/imbachat/jwt', { id: 12 });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['cache-control']).toBe('private, no-store');
    expect(app.get(TokenService).verify(text).userId).toBe(12);
  });

  it('receives 401 instead of a token as a guest', async () => {
    await start();
    const { status, text, headers } = await get('/imbachat/jwt');
    expect(status).toBe(401);
    expect(headers['cache-control']).toBe('private, no-store');
    expect(text).toBe('{"code":401,"version":1,"error":"Authenticate required!","debug":""}');
  });

  it.each([
    ['an id', { id: 12 }],
    ['an id that is a string', { id: '12' }],
    ['a userId', { userId: 12 }],
    ['the sub of a JWT', { sub: '12' }],
  ])('is read from a request.user with %s', async (_shape, user) => {
    await start();
    const { text } = await get('/imbachat/jwt', user);
    expect(app.get(TokenService).verify(text).userId).toBe(12);
    expect((await get('/chat/widgets', user)).body.chatbro.params.siteUserExternalId).toBe('012');
  });

  it.each([
    ['request.user has no id', { name: 'Ada' }],
    ['the provider does not know the id', { id: 77 }],
    ['the id is not a valid user id', { id: '1e3' }],
  ])('is a guest for all widgets if %s', async (_case, user) => {
    await start();
    expect((await get('/imbachat/jwt', user)).status).toBe(401);
    expect((await get('/chat/widgets', user)).body).toEqual((await get('/chat/widgets')).body);
  });

  it('receives no token but is signed in to ChatBro if ImbaChat does not support the id', async () => {
    const uuid = '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';
    const find = async (ids: readonly string[]) => ids.map((id) => ({ id, name: 'Zoë' }));
    await start({ userProvider: { useValue: { findByIds: find } satisfies UserProvider<string> } });
    const { status, text } = await get('/imbachat/jwt', { id: uuid });
    expect(status).toBe(500);
    expect(text).toBe('{"code":500,"version":1,"error":"Internal server error","debug":""}');
    const { body } = await get('/chat/widgets', { id: uuid });
    expect(Object.keys(body)).toEqual(['chatbro']);
    expect(body.chatbro.params.siteUserExternalId).toBe(uuid);
  });

  it.each<[string, ChatIntegrationForRootOptions['visitorResolver']]>([
    ['a function', (req: RequestWithMember) => req.headers['x-member']],
    ['an async function', async (req: RequestWithMember) => BigInt(req.headers['x-member'] ?? 0) || null],
    ['a class', HeaderVisitorResolver],
    ['a value', { useValue: new HeaderVisitorResolver() }],
  ])('is resolved by a custom resolver, given as %s', async (_way, visitorResolver) => {
    await start({ visitorResolver });
    const { text } = await get('/imbachat/jwt', { id: 1 }).set('x-member', '2');
    expect(app.get(TokenService).verify(text).userId).toBe(2);
    expect((await get('/imbachat/jwt', { id: 1 })).status).toBe(401);
  });

  it('receives parameters without an identity as a guest', async () => {
    await start();
    const { body, headers } = await get('/chat/widgets');
    expect(headers['cache-control']).toBe('private, no-store');
    expect(body).toEqual({
      imbachat: { scriptUrl: 'https://api.imbachat.com/imbachat/v1/276/widget', options: {} },
      chatbro: {
        scriptUrl: 'https://www.chatbro.com/embed.js',
        params: {
          encodedChatId: '9czk',
          siteDomain: 'example.com',
          signature: createHash('md5').update(`example.com${CHATBRO.secretKey}`).digest('hex'),
        },
      },
    });
  });

  it('receives signed parameters with the data of the provider', async () => {
    await start();
    const { body } = await get('/chat/widgets', { id: 1 });
    const { token, ...options } = body.imbachat.options;
    expect(options).toEqual({ user_id: 1 });
    expect(app.get(TokenService).verify(token).userId).toBe(1);
    const signed = [
      'example.com',
      '1',
      'Ada Lovelace',
      'https://example.com/avatars/1.png',
      'https://example.com/members/1',
      'ban',
      'delete',
      CHATBRO.secretKey,
    ];
    expect(body.chatbro.params).toEqual({
      encodedChatId: '9czk',
      siteDomain: 'example.com',
      siteUserExternalId: '1',
      siteUserFullName: 'Ada Lovelace',
      siteUserAvatarUrl: 'https://example.com/avatars/1.png',
      siteUserProfileUrl: 'https://example.com/members/1',
      permissions: ['ban', 'delete'],
      signature: createHash('md5').update(signed.join('')).digest('hex'),
    });
  });

  it('is requested from the provider once for all widgets', async () => {
    await start({ userProvider: EverybodyUserProvider });
    const provider = app.get<EverybodyUserProvider>(UserProvider);
    await get('/chat/widgets', { id: 5 });
    expect(provider.calls).toEqual([[5]]);
  });

  it('receives only their own data, with 64 concurrent visitors', async () => {
    await start({ userProvider: EverybodyUserProvider });
    const ids = Array.from({ length: 64 }, (_, index) => index + 1);
    const responses = await Promise.all(ids.map((id) => get('/chat/widgets', { id })));
    expect(
      responses.map(({ body }) => app.get(TokenService).verify(body.imbachat.options.token).userId),
    ).toEqual(ids);
    expect(responses.map(({ body }) => body.chatbro.params.siteUserFullName)).toEqual(
      ids.map((id) => `User ${id}`),
    );
  });

  it('receives only the widgets of configured vendors', async () => {
    app = await startHost({
      adapter,
      imports: [
        ChatIntegrationModule.forRoot({
          chatbro: CHATBRO,
          userProvider: SmallSiteUserProvider,
          endpoints: { widgets: 'chat/widgets' },
        }),
      ],
    });
    expect(Object.keys((await get('/chat/widgets')).body)).toEqual(['chatbro']);
  });

  it.each([
    ['hangs', 503, () => new Promise<never>(() => {})],
    ['fails', 503, () => Promise.reject(new Error('no database'))],
  ])(
    'gets an error from the widgets endpoint when the provider %s, and a guest does not',
    async (_how, status, findByIds) => {
      await start({ userProvider: { useValue: { findByIds } }, userProviderTimeoutMs: 20 });
      expect((await get('/chat/widgets', { id: 1 })).status).toBe(status);
      expect(Object.keys((await get('/chat/widgets')).body)).toEqual(['imbachat', 'chatbro']);
    },
  );
});
