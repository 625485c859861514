import { Inject, type INestApplication, Injectable, Scope } from '@nestjs/common';
import {
  ContextIdFactory,
  REQUEST,
  type ContextId,
  type ContextIdStrategy,
  type HostComponentInfo,
} from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import {
  BasicAuthGuard,
  ChatIntegrationModule,
  ChatWidgetsService,
  IdentityUserNumbers,
  UserCache,
  UserProvider,
  VisitorResolver,
  type ChatIntegrationForRootOptions,
  type ChatUser,
} from 'nestjs-chat-integration';
import { describeChatEndpoints } from 'nestjs-chat-integration/openapi';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHAT_SERVER, CHATBRO, IMBACHAT } from './support/fixtures.js';
import { ADAPTERS, basic, startHost } from './support/host.js';

interface TenantRequest {
  headers: { 'x-tenant'?: string };
}

/** How often each provider was created. */
const created: string[] = [];

abstract class TenantUserProvider extends UserProvider {
  abstract readonly tenant: string;

  async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    return ids.map((id) => ({ id, name: `${this.tenant} ${id}` }));
  }

  override async search(query: string): Promise<ChatUser[]> {
    return [{ id: 1, name: `${this.tenant} ${query}` }];
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestUserProvider extends TenantUserProvider {
  readonly tenant: string;

  constructor(@Inject(REQUEST) { headers }: TenantRequest) {
    super();
    this.tenant = headers['x-tenant'] ?? 'none';
    created.push(this.tenant);
  }
}

@Injectable({ scope: Scope.REQUEST, durable: true })
class DurableUserProvider extends TenantUserProvider {
  readonly tenant: string;

  constructor(@Inject(REQUEST) payload: { tenant: string }) {
    super();
    this.tenant = payload.tenant;
    created.push(this.tenant);
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestVisitorResolver extends VisitorResolver {
  constructor(@Inject(REQUEST) private readonly current: TenantRequest) {
    super();
  }

  resolve(given: object): number | null {
    return (given as TenantRequest).headers['x-tenant'] === this.current.headers['x-tenant'] ? 5 : null;
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestUserNumbers extends IdentityUserNumbers {}

/** The strategy for durable providers of Nest's documentation. */
class TenantStrategy implements ContextIdStrategy {
  readonly #trees = new Map<string, ContextId>();

  attach(contextId: ContextId, { headers }: TenantRequest) {
    const tenant = headers['x-tenant'] ?? 'none';
    const tree = this.#trees.get(tenant) ?? ContextIdFactory.create();
    this.#trees.set(tenant, tree);
    return {
      resolve: ({ isTreeDurable }: HostComponentInfo) => (isTreeDurable ? tree : contextId),
      payload: { tenant },
    };
  }
}

const register = (options: Partial<ChatIntegrationForRootOptions>) =>
  ChatIntegrationModule.forRoot({
    imbachat: IMBACHAT,
    chatbro: CHATBRO,
    endpoints: { widgets: 'chat/widgets' },
    userProvider: RequestUserProvider,
    visitorResolver: RequestVisitorResolver,
    ...options,
  });

describe.each(ADAPTERS)('the scopes of providers on %s', (adapter) => {
  let app: INestApplication | undefined;
  const start = async (options: Partial<ChatIntegrationForRootOptions>) => {
    app = await startHost({ adapter, imports: [register(options)] });
    return app;
  };
  const get = async (path: string, tenant: string, authorization = CHAT_SERVER) =>
    request(app!.getHttpServer()).get(path).set('X-Tenant', tenant).set('Authorization', authorization);

  beforeEach(() => {
    created.length = 0;
  });
  afterEach(async () => {
    ContextIdFactory.apply(undefined as unknown as ContextIdStrategy);
    await app?.close();
    app = undefined;
  });

  it.each([
    ['request-scoped', RequestUserProvider],
    ['durable', DurableUserProvider],
  ])('a provider that is %s reads the users of its tenant only', async (scope, userProvider) => {
    if (scope === 'durable') ContextIdFactory.apply(new TenantStrategy());
    await start({ userProvider });
    const tenants = Array.from({ length: 40 }, (_, index) => (index % 2 ? 'blue' : 'red'));
    const users = await Promise.all(tenants.map((tenant) => get('/imbachat/api/v1/users/7', tenant)));
    expect(users.map(({ body }) => (body as { name: string }[])[0]!.name)).toEqual(
      tenants.map((tenant) => `${tenant} 7`),
    );
    const found = await get('/imbachat/api/v1/search/ada', 'blue');
    expect(found.body).toMatchObject({ data: [{ name: 'blue ada' }] });
    const pages = await Promise.all(tenants.map((tenant) => get('/chat/widgets', tenant)));
    expect(pages.map(({ body }) => (body as { chatbro: { params: object } }).chatbro.params)).toEqual(
      tenants.map((tenant) => expect.objectContaining({ siteUserFullName: `${tenant} 5` })),
    );
    expect((await get('/imbachat/jwt', 'red')).status).toBe(200);
    // One instance for each request, or for each tenant.
    expect(created).toHaveLength(scope === 'durable' ? 2 : 82);
  });

  it('what requires options alone works with app.get()', async () => {
    const host = await start({ userNumbers: RequestUserNumbers });
    expect(host.get(ChatWidgetsService, { strict: false }).contentSecurityPolicy('abc').connectSrc).toEqual([
      'https://api.imbachat.com',
      'https://www.chatbro.com',
    ]);
    const document = SwaggerModule.createDocument(host, new DocumentBuilder().build());
    expect(describeChatEndpoints(host, document).paths['/chat/widgets']?.get?.summary).toContain(
      'chat widgets',
    );
    for (const token of [BasicAuthGuard, UserCache])
      expect(host.get<object>(token, { strict: false })).toBeInstanceOf(token);
    expect(created).toEqual([]);
  });

  it('one limiter counts the failures of all requests', async () => {
    await start({
      imbachat: { ...IMBACHAT, failureLimiter: new RateLimiterMemory({ points: 3, duration: 60 }) },
    });
    const statuses = [];
    for (let guess = 0; guess < 5; guess++) {
      statuses.push((await get('/imbachat/api/v1/users/7', 'red', basic('Chat-Server', `${guess}`))).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });

  it.each<[string, Partial<ChatIntegrationForRootOptions>]>([
    ['userProvider', {}],
    ['durable userProvider', { userProvider: DurableUserProvider }],
    [
      'userNumbers',
      { userProvider: { useValue: { findByIds: async () => [] } }, userNumbers: RequestUserNumbers },
    ],
  ])('a user cache is refused with a request-scoped %s', async (_, options) => {
    const imbachat = { ...IMBACHAT, userCache: { ttlSeconds: 60, maxUsers: 10 } };
    await expect(start({ ...options, imbachat })).rejects.toThrow(
      /imbachat\.userCache: expected singletons as userProvider and userNumbers but got .* Fix: /,
    );
  });

  it('a factory of options that is request-scoped is refused', async () => {
    const module = ChatIntegrationModule.forRootAsync({
      inject: [REQUEST],
      useFactory: () => ({ chatbro: CHATBRO }),
      userProvider: { useValue: { findByIds: async () => [] } },
    });
    await expect(startHost({ adapter, imports: [module] })).rejects.toThrow(
      /useFactory: expected options that are created once but got a factory that is request-scoped/,
    );
  });

  it('two registrations find their own providers, one of them request-scoped', async () => {
    app = await startHost({
      adapter,
      imports: [
        register({}),
        ChatIntegrationModule.forRoot({
          imbachat: IMBACHAT,
          endpoints: { imbachatApi: 'other', imbachatToken: false },
          userProvider: { useValue: { findByIds: async () => [{ id: 7, name: 'Other' }] } },
        }),
      ],
    });
    expect((await get('/imbachat/api/v1/users/7', 'red')).body).toMatchObject([{ name: 'red 7' }]);
    expect((await get('/other/users/7', 'red')).body).toMatchObject([{ name: 'Other' }]);
  });
});
