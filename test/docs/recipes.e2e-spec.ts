import {
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  Logger,
  Module,
  type Type,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import passport from 'passport';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  ChatBroSignatureService,
  ChatIntegrationModule,
  ChatWidgetsService,
  type ImbaChatOptions,
  InvalidIdentityError,
  InvalidTokenError,
  TokenService,
  UserProvider,
} from 'nestjs-chat-integration';
import { FakeUserProvider } from 'nestjs-chat-integration/testing';
import { databases } from '../support/databases.js';
import { CHATBRO, IMBACHAT } from '../support/fixtures.js';
import { type Adapter, ADAPTERS, basic, startHost } from '../support/host.js';
import { layOut } from './snippets.js';

const CHAT = basic('chat', 'a password');

/** For calls of a provider. */
const context = { signal: new AbortController().signal };

/** Imports a snippet of a page. */
async function load(page: string, file: string): Promise<Record<string, unknown>> {
  const path = layOut(page, 'recipes').get(file);
  if (path === undefined) throw new Error(`Expected a snippet ${file} in ${page}.`);
  return (await import(/* @vite-ignore */ path)) as Record<string, unknown>;
}

let app: INestApplication;
const start = async (module: unknown, adapter: Adapter = 'express', user?: object): Promise<void> => {
  app = await startHost({
    adapter,
    imports: [module as Type],
    configure: (host) =>
      host.use((req: object, _res: unknown, next: () => void) => {
        Object.assign(req, user);
        next();
      }),
  });
};
const get = (path: string, authorization = CHAT) =>
  request(app.getHttpServer()).get(path).set('Authorization', authorization);

beforeAll(() => {
  Logger.overrideLogger(false);
  vi.stubEnv('IMBACHAT_WIDGET_ID', '276');
  vi.stubEnv('IMBACHAT_API_LOGIN', 'chat');
  vi.stubEnv('IMBACHAT_API_PASSWORD', 'a password');
  vi.stubEnv('IMBACHAT_SECRET_KEY', IMBACHAT.secretKey as string);
  vi.stubEnv('CHATBRO_CHAT_ID', CHATBRO.chatId);
  vi.stubEnv('CHATBRO_SITE_DOMAIN', CHATBRO.siteDomain);
  vi.stubEnv('CHATBRO_SECRET_KEY', CHATBRO.secretKey);
});
afterEach(() => app?.close());

describe('the README', () => {
  it('serves the members of an entity', async () => {
    await start((await load('README.md', 'app.module.ts'))['AppModule']);
    await app.get(DataSource).query(`INSERT INTO member (id, displayName) VALUES (7, 'Ann')`);
    expect((await get('/imbachat/api/v1/users/7')).body).toEqual([
      { user_id: 7, name: 'Ann', avatar_url: false, profile_url: 'https://example.com/members/7' },
    ]);
    expect((await get('/imbachat/api/v1/search/nn')).body.data).toEqual([{ user_id: 7, name: 'Ann' }]);
  });
});

describe('the quick start', () => {
  it('serves the members of a provider, and the widgets of a visitor', async () => {
    await start((await load('docs/quick-start.md', 'pages.module.ts'))['PagesModule'], 'express', {
      user: { id: 7 },
    });
    expect((await get('/imbachat/api/v1/users/7')).body).toEqual([
      { user_id: 7, name: 'Member 7', avatar_url: false, lastlogin: 7 },
    ]);
    const { text, headers } = await get('/');
    expect(text).toContain('"user_id":7');
    expect(text).toContain('"siteUserFullName":"Member 7"');
    expect(headers['cache-control']).toBe('private, no-store');
    const script = await get('/chat-sandbox/imbachat/v1/276/widget');
    expect(script.headers['content-type']).toContain('javascript');
  });
});

describe('the concepts', () => {
  it('read the visitor from the session', async () => {
    await start((await load('docs/concepts.md', 'chat.module.ts'))['ChatModule'], 'express', {
      session: { memberId: 43 },
    });
    const { text } = await get('/imbachat/jwt');
    expect(app.get(TokenService).verify(text).userId).toBe(43);
  });

  it('issue tokens and sign identities in a controller of the host', async () => {
    const { TokensController } = await load('docs/concepts.md', 'tokens.controller.ts');
    @Module({
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: IMBACHAT,
          chatbro: CHATBRO,
          userProvider: { useFactory: () => ({ findByIds: async () => [] }) },
        }),
      ],
      controllers: [TokensController as Type],
    })
    class HostModule {}
    await start(HostModule, 'express', { user: { id: 42, name: 'Ann' } });
    const { body, headers } = await get('/my-chat');
    expect(headers['cache-control']).toBe('private, no-store');
    expect(app.get(TokenService).verify(body.imbachat.token).userId).toBe(42);
    expect(body.chatbro.siteUserExternalId).toBe('042');
  });
});

describe('the options', () => {
  it('come from the configuration', async () => {
    await start((await load('docs/options.md', 'chat.module.ts'))['ChatModule']);
    const { expiresAt } = app.get(TokenService).verify(app.get(TokenService).issue(1));
    expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(3_600_000);
  });
});

describe('the errors', () => {
  it('are distinguished by their code', async () => {
    const { issueToken } = await load('docs/errors.md', 'issue-token.ts');
    await start((await load('docs/options.md', 'chat.module.ts'))['ChatModule']);
    const issue = issueToken as (tokens: TokenService, memberId: number) => string | null;
    expect(issue(app.get(TokenService), 0)).toBeNull();
    expect(issue(app.get(TokenService), 1)).toBeTypeOf('string');
  });
});

describe('the recipe for TypeORM', () => {
  it('reads the mapped columns', async () => {
    await start((await load('docs/recipes/typeorm.md', 'chat.module.ts'))['ChatModule']);
    await app.get(DataSource).query(`INSERT INTO member (id, displayName) VALUES (7, '100% Ann')`);
    expect((await get('/imbachat/api/v1/users/7')).body[0].name).toBe('100% Ann');
    expect((await get('/imbachat/api/v1/search/0%25%20a')).body.data).toHaveLength(1);
    expect((await get('/imbachat/api/v1/search/_')).body.data).toEqual([]);
  });

  it('checks logins in a subclass', async () => {
    await start((await load('docs/recipes/typeorm.md', 'community.module.ts'))['CommunityModule']);
    await app.get(DataSource).query(`INSERT INTO member (id, displayName) VALUES (1, 'Ada')`);
    const provider = app.get(UserProvider, { strict: false });
    expect(await provider.authenticate!('ada', 'engine', context)).toMatchObject({ id: 1, name: 'Ada' });
    expect(await provider.authenticate!('ada', 'wrong', context)).toBeNull();
  });
});

describe('the recipe for Prisma', () => {
  it('selects what the chat shows, and searches literally', async () => {
    await start((await load('docs/recipes/prisma.md', 'chat.module.ts'))['ChatModule']);
    expect((await get('/imbachat/api/v1/users/1,9')).body).toEqual([
      { user_id: 1, name: 'Ada Lovelace', avatar_url: false, lastlogin: 1_767_323_045 },
    ]);
    const found = async (query: string) =>
      (await get(`/imbachat/api/v1/search/${encodeURIComponent(query)}`)).body.data.map(
        ({ user_id }: { user_id: number }) => user_id,
      );
    expect(await found('ada')).toEqual([1]);
    expect(await found('%')).toEqual([2]);
    expect(await found('_')).toEqual([3]);
    expect(await found('\\')).toEqual([]);
  });
});

describe('the recipe for Mongoose', () => {
  it('maps ObjectIds to numbers, and searches literally', async () => {
    await start((await load('docs/recipes/mongoose.md', 'chat.module.ts'))['ChatModule'], 'express', {
      user: { id: '65f0c0ffee0000000000b0bb' },
    });
    expect(app.get(TokenService).verify((await get('/imbachat/jwt')).text).userId).toBe(2);
    expect((await get('/imbachat/api/v1/users/1,9')).body).toEqual([
      { user_id: 1, name: 'Ada Lovelace', avatar_url: false, lastlogin: 1_767_323_045 },
    ]);
    expect((await get('/imbachat/api/v1/search/(THE')).body.data).toEqual([
      { user_id: 2, name: 'Bob (the one)' },
    ]);
    expect((await get('/imbachat/api/v1/search/.')).body.data).toEqual([]);
  });
});

const mariadb = databases.find(({ name }) => name === 'MariaDB')!;

describe.skipIf(!mariadb.available)('the recipe for plain SQL', () => {
  it('reads and searches a table', async () => {
    const { options, drop } = await mariadb.create();
    const { host, port = 3306, username, password, database } = options as unknown as Record<string, string>;
    vi.stubEnv('DATABASE_URL', `mysql://${username}:${password}@${host}:${port}/${database}`);
    await start((await load('docs/recipes/sql.md', 'chat.module.ts'))['ChatModule']);
    const { POOL } = await load('docs/recipes/sql.md', 'members.user-provider.ts');
    const pool = app.get<{ query(sql: string): Promise<unknown> }>(POOL as symbol, { strict: false });
    await pool.query(
      'CREATE TABLE members (id INT, display_name VARCHAR(100), avatar_url VARCHAR(100), last_seen_at DATETIME)',
    );
    await pool.query(`INSERT INTO members VALUES (1, 'Ada', NULL, NULL), (2, '100% Bob', NULL, NULL)`);
    expect((await get('/imbachat/api/v1/users/2,1,9')).body).toEqual([
      { user_id: 2, name: '100% Bob', avatar_url: false },
      { user_id: 1, name: 'Ada', avatar_url: false },
    ]);
    expect((await get('/imbachat/api/v1/search/%25')).body.data).toEqual([{ user_id: 2, name: '100% Bob' }]);
    await drop();
  });
});

describe('the recipe for server-rendered pages', () => {
  it('puts the widgets into pages, with a chat for each topic', async () => {
    await start((await load('docs/recipes/server-rendered.md', 'pages.module.ts'))['PagesModule']);
    const { text, headers } = await get('/pages');
    expect(text.match(/<script[^>]*>/g)).toHaveLength(2);
    expect(headers['cache-control']).toBe('private, no-store');
    const topic = await get('/topics/7');
    expect(topic.text).toContain('"chatTitle":"Topic 7","extId":"7","isStatic":true');
    expect(topic.text).toContain('"theme":"dark"');
  });
});

describe('the recipe for a Content-Security-Policy', () => {
  it.each(ADAPTERS)('allows the scripts of the page by their nonce, on %s', async (adapter) => {
    const { chatPolicy } = await load('docs/recipes/csp.md', 'chat-policy.ts');
    const { PagesModule } = await load('docs/recipes/server-rendered.md', 'pages.module.ts');
    app = await startHost({
      adapter,
      imports: [PagesModule as Type],
      configure: (host) => {
        host.use(
          (chatPolicy as (chat: unknown) => (...args: unknown[]) => void)(
            host.get(ChatWidgetsService, { strict: false }),
          ),
        );
        // The page says that Fastify has the nonce on the raw request.
        if (adapter === 'fastify')
          (host as NestFastifyApplication)
            .getHttpAdapter()
            .getInstance()
            .addHook('preHandler', async (req) => {
              Object.assign(req, { cspNonce: (req.raw as { cspNonce?: string }).cspNonce });
            });
      },
    });
    const { text, headers } = await get('/pages');
    const [, nonce] = /'nonce-([^']+)'/.exec(headers['content-security-policy']!)!;
    expect(text.match(/<script[^>]*>/g)!.every((tag) => tag.includes(`nonce="${nonce}"`))).toBe(true);
    expect(headers['content-security-policy']).toContain(
      "connect-src 'self' https://api.imbachat.com https://www.chatbro.com",
    );
  });
});

describe('the recipe for a proxy', () => {
  it.each(ADAPTERS)('counts the failures of the client, not of the proxy, on %s', async (adapter) => {
    const { createApp } = await load('docs/recipes/proxy.md', `${adapter}/create-app.ts`);
    app = await (createApp as () => Promise<INestApplication>)();
    await app.listen(0, '127.0.0.1');
    const guess = (client: string) =>
      get('/imbachat/api/v1/users/1', basic('chat', 'wrong')).set('X-Forwarded-For', client);
    for (let failures = 0; failures < 100; failures++) await guess('192.0.2.1');
    expect((await guess('192.0.2.1')).status).toBe(429);
    expect((await guess('192.0.2.2')).status).toBe(401);
  });
});

describe.each(ADAPTERS)('the recipe for global guards on %s', (adapter) => {
  const PAGE = 'docs/recipes/global-guards.md';

  /** Returns the responses to the chat server, and to a visitor with these headers. */
  const responses = async (headers: Record<string, string> = {}) => {
    const visit = (path: string) => request(app.getHttpServer()).get(path).set(headers);
    const [users, token, widgets] = [
      await get('/imbachat/api/v1/users/7'),
      await visit('/imbachat/jwt'),
      await visit('/chat/widgets'),
    ];
    return {
      chatServer: users.status,
      token: token.status === 200 ? app.get(TokenService).verify(token.text).userId : token.status,
      widgets: widgets.status === 200 ? widgets.body.imbachat.options.user_id : widgets.status,
    };
  };
  const SIGNED_IN = { chatServer: 200, token: 43, widgets: 43 };
  const GUEST = { chatServer: 200, token: 401, widgets: undefined };

  const bearer = (user: object, expiresIn: '1h' | '-1h' = '1h') => ({
    Authorization: `Bearer ${app.get(JwtService, { strict: false }).sign(user, { expiresIn })}`,
  });

  it('identifies the visitor with the JWT guard, and serves guests and the chat server', async () => {
    await start((await load(PAGE, 'app.module.ts'))['JwtAppModule'], adapter);
    expect(await responses(bearer({ sub: 43 }))).toEqual(SIGNED_IN);
    expect(await responses()).toEqual(GUEST);
    const rejected = { chatServer: 200, token: 401, widgets: 401 };
    expect(await responses(bearer({ sub: 43 }, '-1h'))).toEqual(rejected);
    expect(await responses({ Authorization: 'Bearer x' })).toEqual(rejected);
  });

  it('identifies the visitor with the Passport guard', async () => {
    const { PassportAuthGuard } = await load(PAGE, 'auth/passport-auth.guard.ts');
    const { AllowGuests, Public } = await load(PAGE, 'auth/auth.guard.ts');
    const decorators = [Public, AllowGuests].map((decorator) => [(decorator as () => ClassDecorator)()]);
    passport.use('jwt', new BearerStrategy());
    app = await startHost({
      adapter,
      imports: [
        JwtModule.register({ global: true, secret: 'a secret of at least 32 characters' }),
        ChatIntegrationModule.forRoot({
          imbachat: { ...IMBACHAT, apiLogin: 'chat', apiPassword: 'a password' },
          userProvider: {
            useFactory: () => new FakeUserProvider([7, 43].map((id) => ({ id, name: `M ${id}` }))),
          },
          endpoints: {
            widgets: true,
            chatServerDecorators: decorators[0],
            visitorDecorators: decorators[1],
          },
        }),
      ],
      configure: (host) =>
        host.useGlobalGuards(
          new (PassportAuthGuard as new (reflector: Reflector) => CanActivate)(new Reflector()),
        ),
    });
    expect(await responses(bearer({ sub: 43 }))).toEqual(SIGNED_IN);
    expect(await responses()).toEqual(GUEST);
    expect(await responses({ Authorization: 'Bearer x' })).toEqual({
      chatServer: 200,
      token: 401,
      widgets: 401,
    });
    passport.unuse('jwt');
  });

  it.each([
    ['session-app.module.ts', 'SessionAppModule'],
    ['guarded-chat.module.ts', 'GuardedChatModule'],
  ])('identifies the visitor of a session with %s', async (file, name) => {
    const { [name]: module } = await load(PAGE, file);
    for (const [session, expected] of [
      [{ memberId: 43 }, SIGNED_IN],
      [{}, GUEST],
    ] as const) {
      app = await startHost({
        adapter,
        imports: [module as Type],
        configure: (host) => {
          const server = host.getHttpAdapter();
          if (adapter === 'express') host.use(setSession);
          else (server.getInstance() as FastifyInstance).addHook('onRequest', setSession);
          function setSession(incoming: object, _response: unknown, next: () => void): void {
            Object.assign(incoming, { session });
            next();
          }
        },
      });
      expect(await responses()).toEqual(expected);
      await app.close();
    }
  });

  it('identifies the visitor with a guard such as that of Keycloak', async () => {
    /** As `AuthGuard` of nest-keycloak-connect, with a token that is not signed. */
    class KeycloakGuard {
      canActivate(execution: ExecutionContext): boolean {
        const [isUnprotected, skipsAuth] = ['unprotected', 'skip-auth'].map((key) =>
          new Reflector().getAllAndOverride<boolean>(key, [execution.getClass(), execution.getHandler()]),
        );
        if (isUnprotected && skipsAuth) return true;
        const incoming = execution
          .switchToHttp()
          .getRequest<{ headers: Record<string, string>; user?: object }>();
        const token = /^Bearer (.+)/.exec(incoming.headers['authorization'] ?? '')?.[1];
        if (token === undefined) return isUnprotected === true;
        incoming.user = JSON.parse(token) as object;
        return true;
      }
    }
    const { KeycloakChatModule } = await load(PAGE, 'keycloak-chat.module.ts');
    app = await startHost({
      adapter,
      imports: [KeycloakChatModule as Type],
      configure: (host) => host.useGlobalGuards(new KeycloakGuard()),
    });
    expect(await responses({ Authorization: 'Bearer {"sub":"a-uuid","member_id":43}' })).toEqual(SIGNED_IN);
    expect(await responses()).toEqual(GUEST);
  });
});

/** The part of a Fastify instance that the tests use. */
interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: object, reply: unknown, done: () => void) => void): void;
}

/** As the strategy of passport-jwt, with the application's JwtService. */
class BearerStrategy extends passport.Strategy {
  override authenticate({ headers }: { headers: { authorization?: string | undefined } }): void {
    const token = headers.authorization?.split(' ')[1];
    if (token === undefined) {
      this.fail();
      return;
    }
    try {
      this.success(app.get(JwtService, { strict: false }).verify<object>(token));
    } catch {
      this.fail();
    }
  }
}

describe('the recipe for an AWS load balancer', () => {
  it.each(ADAPTERS)(
    'counts the address that the load balancer appends, with or without a port, on %s',
    async (adapter) => {
      const { createApp } = await load('docs/recipes/proxy.md', `${adapter}/create-app.ts`);
      app = await (createApp as () => Promise<INestApplication>)();
      await app.listen(0, '127.0.0.1');
      const send = (forwardedFor: string, authorization: string) =>
        get('/imbachat/api/v1/users/1', authorization).set('X-Forwarded-For', forwardedFor);
      for (let index = 0; index < 100; index++) {
        const spoofed = `198.51.100.${index}`;
        await send(`${spoofed}, 203.0.113.7:${50_000 + index}`, basic('chat', 'wrong'));
      }
      expect((await send('198.51.100.1, 203.0.113.7:50100', CHAT)).status).toBe(429);
      expect((await send('203.0.113.7, 203.0.113.8:50100', CHAT)).status).toBe(200);
    },
  );
});

describe('the page about scaling', () => {
  it('limits failed authorizations even while Redis does not respond', async () => {
    const { sharedFailureLimiter } = await load('docs/scaling.md', 'shared-failure-limiter.ts');
    const never = () => new Promise(() => undefined);
    const transaction = { get: () => transaction, pTTL: () => transaction, exec: never };
    const redis = { isReady: true, eval: never, multi: () => transaction };
    const limiter = (sharedFailureLimiter as (client: object) => ImbaChatOptions['failureLimiter'])(redis);
    await start(
      ChatIntegrationModule.forRoot({
        imbachat: { ...IMBACHAT, failureLimiter: limiter },
        userProvider: { useFactory: () => ({ findByIds: async () => [] }) },
      }),
    );
    await app.listen(0, '127.0.0.1');
    const guess = () => get('/imbachat/api/v1/users/1', basic('chat', 'wrong'));
    await Promise.all(Array.from({ length: 100 }, guess));
    expect((await guess()).status).toBe(429);
  });
});

describe('the recipe for Express and Fastify', () => {
  it.each(ADAPTERS)('serves the chat server below a prefix, on %s', async (adapter) => {
    const { createApp } = await load('docs/recipes/express-and-fastify.md', `${adapter}/create-app.ts`);
    app = await (createApp as () => Promise<INestApplication>)();
    await app.listen(0, '127.0.0.1');
    expect((await get('/api/imbachat/api/v1/users/7')).status).toBe(200);
  });
});

describe('the recipe for several sites', () => {
  it('keeps the credentials and the secrets of two sites apart', async () => {
    const { SitesModule, ShopModule } = await load('docs/recipes/many-sites.md', 'sites.module.ts');
    await start(SitesModule);
    const forum = basic('forum', 'the password of the forum');
    expect((await get('/forum/imbachat/api/v1/users/7', forum)).status).toBe(200);
    expect((await get('/shop/imbachat/api/v1/users/7', forum)).status).toBe(401);
    const { tokens } = app.get<{ tokens: TokenService }>(ShopModule as Type);
    expect(tokens.verify(tokens.issue(7)).userId).toBe(7);
    const forumToken = (await get('/forum/token-of-7')).text;
    expect(() => tokens.verify(forumToken)).toThrow(InvalidTokenError);
  });
});

describe('the recipe for workers', () => {
  it('signs what the services of an application sign', async () => {
    await start((await load('docs/options.md', 'chat.module.ts'))['ChatModule']);
    const { createToken, readToken } = await load('docs/recipes/workers.md', 'imbachat-token.ts');
    const token = (createToken as (userNumber: number) => string)(42);
    expect(app.get(TokenService).verify(token).userId).toBe(42);
    expect((readToken as (token: string) => number)(app.get(TokenService).issue(43))).toBe(43);
    await app.close();

    const { createIdentity } = await load('docs/recipes/workers.md', 'chatbro-identity.ts');
    await start(
      ChatIntegrationModule.forRoot({
        chatbro: CHATBRO,
        userProvider: { useFactory: () => ({ findByIds: async () => [] }) },
      }),
    );
    const member = { id: 42, name: 'Ann' };
    const identity = (createIdentity as (user: typeof member) => object)(member);
    expect(identity).toEqual(app.get(ChatBroSignatureService).signUser(member));
  });
});

describe('the recipe for a secret rotation', () => {
  it('accepts the old and the new secrets, and signs with the first', async () => {
    const { imbachatOptions } = await load('docs/recipes/secret-rotation.md', 'imbachat-options.ts');
    const [old, fresh] = ['the old key of 24 bytes', 'the new key of 24 bytes'];
    const read = (passwords: string, keys: string): ImbaChatOptions =>
      (imbachatOptions as (environment: object) => ImbaChatOptions)({
        IMBACHAT_WIDGET_ID: '276',
        IMBACHAT_API_LOGIN: 'chat',
        IMBACHAT_API_PASSWORDS: passwords,
        IMBACHAT_SECRET_KEYS: keys,
      });
    const module = (imbachat: ImbaChatOptions) =>
      ChatIntegrationModule.forRoot({
        imbachat,
        userProvider: { useFactory: () => ({ findByIds: async () => [] }) },
      });
    await start(module(read('old password', old)));
    const oldToken = app.get(TokenService).issue(1);
    await app.close();

    await start(module(read('new password,old password', `${fresh},${old}`)));
    for (const password of ['new password', 'old password'])
      expect((await get('/imbachat/api/v1/users/1', basic('chat', password))).status).toBe(200);
    expect(app.get(TokenService).verify(oldToken).userId).toBe(1);
    const newToken = app.get(TokenService).issue(2);
    await app.close();

    await start(module(read('new password', fresh)));
    expect((await get('/imbachat/api/v1/users/1', basic('chat', 'old password'))).status).toBe(401);
    expect(() => app.get(TokenService).verify(oldToken)).toThrow(InvalidTokenError);
    expect(app.get(TokenService).verify(newToken).userId).toBe(2);
  });
});

describe('the recipe for moderators', () => {
  it('gives each vendor its own rights', async () => {
    await start((await load('docs/recipes/moderators.md', 'chat.module.ts'))['ChatModule']);
    expect((await get('/imbachat/api/v1/users/1,2,3')).body).toMatchObject([
      { user_id: 1, chat_role: 'admin' },
      { user_id: 2, chat_role: 'user' },
      { user_id: 3, chat_role: 'user', permissions: { send_message: false, send_files: false } },
    ]);
    const signatures = app.get(ChatBroSignatureService);
    const users = await app.get(UserProvider).findByIds([1, 2, 3], context);
    const rights = users.map((user) => signatures.signUser(user).permissions);
    expect(rights).toEqual([['ban', 'delete'], ['delete'], undefined]);
  });
});

describe('the migration from the PHP sample', () => {
  it('responds as the sample does', async () => {
    await start((await load('docs/recipes/from-php.md', 'app.module.ts'))['AppModule']);
    await app.get(DataSource).query(
      `INSERT INTO ktvs_users (user_id, display_name, avatar, last_login_date, custom10)
       VALUES (6, 'John', '6.png', '2026-01-02 03:04:05', 'Gold'), (7, 'Ann', '', NULL, '')`,
    );
    expect((await get('/imbachat/api/v1/users?user_ids=6,7')).body).toEqual([
      {
        user_id: 6,
        name: 'John',
        avatar_url: 'https://www.example.com/contents/avatars/6.png',
        profile_url: 'https://www.example.com/members/6/',
        lastlogin: new Date('2026-01-02T03:04:05Z').getTime() / 1_000,
        badge: 'Gold',
      },
      {
        user_id: 7,
        name: 'Ann',
        avatar_url: false,
        profile_url: 'https://www.example.com/members/7/',
      },
    ]);
  });
});

describe('the migration from the WordPress plugin', () => {
  it('keeps ids of the declared length', async () => {
    await start(
      ChatIntegrationModule.forRoot({
        chatbro: { ...CHATBRO, userId: (id) => String(id), signing: { userIdPattern: /[0-9]{5}/ } },
        userProvider: { useFactory: () => ({ findByIds: async () => [] }) },
      }),
    );
    const signatures = app.get(ChatBroSignatureService);
    expect(signatures.signUser({ id: 10_042, name: '7 of 9' }).siteUserExternalId).toBe('10042');
    expect(() => signatures.signUser({ id: 42, name: 'Ann' })).toThrow(InvalidIdentityError);
  });
});
