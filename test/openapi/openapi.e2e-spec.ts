import SwaggerParser from '@apidevtools/swagger-parser';
import { Controller, Get, type INestApplication, Module, VersioningType } from '@nestjs/common';
import { ApiExcludeController, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Ajv } from 'ajv';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ChatIntegrationForRootOptions,
  ChatIntegrationModule,
  TokenService,
} from 'nestjs-chat-integration';
import { describeChatEndpoints } from 'nestjs-chat-integration/openapi';
import { chatServer, FakeUserProvider } from 'nestjs-chat-integration/testing';
import { CHATBRO, IMBACHAT, REGISTRATIONS, SmallSiteUserProvider } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';

const SITE: ChatIntegrationForRootOptions = {
  imbachat: IMBACHAT,
  chatbro: CHATBRO,
  userProvider: SmallSiteUserProvider,
  endpoints: { widgets: 'chat/widgets' },
};

const config = (openapi: '3.0.0' | '3.1.0' = '3.0.0') =>
  new DocumentBuilder().setTitle('Host').setVersion('1').setOpenAPIVersion(openapi).build();

const describeHost = (app: INestApplication, openapi?: '3.0.0' | '3.1.0') =>
  describeChatEndpoints(app, SwaggerModule.createDocument(app, config(openapi)));

/** Every operation, as `get /path`. */
const operationsOf = ({ paths }: OpenAPIObject) =>
  Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`));

const API = ['', '/users', '/users/{user_ids}', '/user/friends/{id}', '/search/{key}'];
const apiAt = (base: string) => [...API.map((path) => `get ${base}${path}`), `post ${base}/auth_users`];

describe('the OpenAPI document of a host', () => {
  let app: INestApplication;
  afterEach(() => app?.close());

  const MATRIX = ADAPTERS.flatMap((adapter) =>
    Object.keys(REGISTRATIONS).flatMap((registration) =>
      ['', 'api', '/api/v2/'].map((prefix) => ({ adapter, registration, prefix })),
    ),
  );

  it.each(MATRIX)('is valid and whole: $adapter, $registration, prefix "$prefix"', async (host) => {
    const { adapter, registration, prefix } = host;
    app = await startHost({ adapter, prefix, imports: [REGISTRATIONS[registration]!(SITE)] });
    const document = describeHost(app);
    await SwaggerParser.validate(structuredClone(document) as never);
    const at = prefix === '' ? '' : `/${prefix.replace(/^\/|\/$/g, '')}`;
    expect(operationsOf(document).toSorted()).toEqual(
      [...apiAt(`${at}/imbachat/api/v1`), `get ${at}/imbachat/jwt`, `get ${at}/chat/widgets`].toSorted(),
    );
    expect(JSON.stringify(document)).not.toContain('longChatParameter');
  });

  it('is valid as OpenAPI 3.1 too', async () => {
    app = await startHost({ adapter: 'express', imports: [ChatIntegrationModule.forRoot(SITE)] });
    const document = describeHost(app, '3.1.0');
    await expect(SwaggerParser.validate(structuredClone(document) as never)).resolves.toBeDefined();
  });

  it('tells two registrations apart', async () => {
    app = await startHost({
      adapter: 'express',
      prefix: 'other',
      imports: [
        ChatIntegrationModule.forRoot({
          ...SITE,
          imbachat: {
            ...IMBACHAT,
            searchEnvelope: 'array',
            idSeparator: '|',
            maxIds: 7,
            failureLimiter: false,
          },
        }),
        ChatIntegrationModule.forRootAsync({
          userProvider: { useFactory: () => new FakeUserProvider([]) },
          endpoints: { imbachatApi: '/other/imbachat/api/v1/', imbachatToken: 'other/:site/jwt' },
          useFactory: () => ({ imbachat: IMBACHAT }),
        }),
      ],
    });
    const document = describeHost(app);
    await SwaggerParser.validate(structuredClone(document) as never);
    const operations = operationsOf(document);
    expect(operations).toEqual(expect.arrayContaining(apiAt('/other/imbachat/api/v1')));
    expect(operations.filter((operation) => operation.includes('/other/other/'))).toEqual([
      ...apiAt('/other/other/imbachat/api/v1').filter((path) => !/friends|auth_users/.test(path)),
      'get /other/other/{site}/jwt',
    ]);
    const { paths } = document;
    const first = paths['/other/imbachat/api/v1/users/{user_ids}']!.get!;
    const second = paths['/other/other/imbachat/api/v1/users/{user_ids}']!.get!;
    expect(first.operationId).toBe('UsersInfoController_usersByPath');
    expect(second.operationId).toBe('UsersInfoController_usersByPath_2');
    expect(first.parameters).toMatchObject([
      { example: '1|2|3', description: 'User ids, at most 7, with "|" between two.' },
    ]);
    expect(second.parameters).toMatchObject([
      { example: '1,2,3', description: 'User ids, at most 1000, with "," between two.' },
    ]);
    expect(Object.keys(first.responses)).toEqual(['200', '400', '401', '503']);
    expect(Object.keys(second.responses)).toEqual(['200', '400', '401', '429', '503']);
  });

  it('leaves out what is mounted, but not served', async () => {
    app = await startHost({
      adapter: 'express',
      imports: [ChatIntegrationModule.forRoot({ ...SITE, imbachat: undefined })],
    });
    const document = describeHost(app);
    expect(operationsOf(document)).toEqual(['get /chat/widgets']);
    expect(Object.keys(document.components!.schemas!)).toEqual(['ChatBroBoot', 'ChatWidgetsError']);
    expect(document.components!.securitySchemes).toEqual({});
  });

  it("keeps the host's own operations and components, names and parameters", async () => {
    @Controller('members')
    class MembersController {
      @Get(':id')
      search() {
        return [];
      }
    }
    app = await startHost({
      adapter: 'express',
      imports: [ChatIntegrationModule.forRoot(SITE)],
      controllers: [MembersController],
      configure: (host) => host.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    });
    const listed = SwaggerModule.createDocument(
      app,
      new DocumentBuilder().addBearerAuth().addSecurityRequirements('bearer').addTag('Members').build(),
      { operationIdFactory: (controller, method) => `${controller.toLowerCase()}.${method}` },
    );
    listed.components!.schemas = { Mine: { type: 'string' } };
    const before = structuredClone(listed);
    const document = describeChatEndpoints(app, listed);
    expect(listed).toEqual(before);
    expect(document.paths['/v1/members/{id}']).toEqual(before.paths['/v1/members/{id}']);
    expect(document.paths['/v1/members/{id}']).toBeDefined();
    expect(document).toMatchObject({
      tags: [{ name: 'Members' }],
      security: [{ bearer: [] }],
      components: { schemas: { Mine: { type: 'string' } }, securitySchemes: { bearer: { type: 'http' } } },
    });
    expect(document.paths['/imbachat/api/v1/search/{key}']!.get!.operationId).toBe('searchcontroller.search');
    expect(document.paths['/imbachat/api/v1']!.get!.security).toEqual([]);
    expect(document.paths['/imbachat/api/v1/users']!.get!.security).toEqual([{ ImbaChatServer: [] }]);
    expect(document.paths['/imbachat/jwt']!.get!).not.toHaveProperty('security');
  });

  it('shows nothing of what the host hides', async () => {
    const hidden = ChatIntegrationModule.forRoot({
      ...SITE,
      endpoints: { decorators: [ApiExcludeController()] },
    });
    app = await startHost({ adapter: 'express', imports: [hidden] });
    expect(describeHost(app)).toMatchObject({ paths: {}, components: { schemas: {} } });
  });

  it('shows nothing in a document of other modules, and follows one without the global prefix', async () => {
    @Module({})
    class OtherModule {}
    app = await startHost({
      adapter: 'express',
      prefix: 'api',
      imports: [OtherModule, ChatIntegrationModule.forRoot(SITE)],
    });
    const create = (options: object) =>
      operationsOf(describeChatEndpoints(app, SwaggerModule.createDocument(app, config(), options)));
    expect(create({ include: [OtherModule] })).toEqual([]);
    expect(create({ ignoreGlobalPrefix: true })).toEqual(expect.arrayContaining(apiAt('/imbachat/api/v1')));
  });

  it('needs the module', async () => {
    app = await startHost({ adapter: 'express', imports: [] });
    expect(() => describeHost(app)).toThrow(/ChatRegistration/);
  });
});

describe.each(ADAPTERS)('what is answered is what the document says, on %s', (adapter) => {
  let app: INestApplication;
  afterEach(() => app.close());

  const chat = chatServer(IMBACHAT);
  const start = async (options: Partial<ChatIntegrationForRootOptions> = {}) => {
    app = await startHost({
      adapter,
      imports: [ChatIntegrationModule.forRoot({ ...SITE, ...options })],
      configure: (host) =>
        host.use(
          (req: { headers: Record<string, string>; user?: object }, _res: unknown, next: () => void) => {
            if (req.headers['x-user']) req.user = { id: Number(req.headers['x-user']) };
            next();
          },
        ),
    });
    return deviationsFrom(await dereferenced(describeHost(app)));
  };

  it.each(['october', 'array'] as const)(
    'to the chat server, searching in the envelope %s',
    async (searchEnvelope) => {
      const imbachat = { ...IMBACHAT, searchEnvelope, includeEmail: true, maxIds: 3 };
      const deviations = await start({ imbachat });
      const get = (path: string) => request(app.getHttpServer()).get(path).set(chat.headers);
      const login = (body: object) =>
        request(app.getHttpServer()).post(chat.loginCheck).set(chat.headers).send(body);
      const base = '/imbachat/api/v1';

      expect(deviations(`get ${base}`, await request(app.getHttpServer()).get(chat.version), 200)).toEqual(
        [],
      );
      for (const layout of ['user_ids', 'ids'] as const) {
        expect(deviations(`get ${base}/users`, await get(chat.usersInfo([1, 2, 12], layout)), 200)).toEqual(
          [],
        );
      }
      expect(deviations(`get ${base}/users/{user_ids}`, await get(chat.usersInfo([1, 2, 12])), 200)).toEqual(
        [],
      );
      expect(
        deviations(`get ${base}/users/{user_ids}`, await get(chat.usersInfo([1, 2, 3, 4])), 400),
      ).toEqual([]);
      expect(
        deviations(
          `get ${base}/users/{user_ids}`,
          await request(app.getHttpServer()).get(chat.usersInfo([1])),
          401,
        ),
      ).toEqual([]);
      expect(deviations(`get ${base}/search/{key}`, await get(chat.search('ada')), 200)).toEqual([]);
      expect(deviations(`get ${base}/user/friends/{id}`, await get(chat.friends(2)), 200)).toEqual([]);
      expect(
        deviations(`post ${base}/auth_users`, await login({ login: 'ada', password: 'engine' }), 200),
      ).toEqual([]);
      expect(
        deviations(`post ${base}/auth_users`, await login({ login: 'ada', password: 'wrong' }), 200),
      ).toEqual([]);
    },
  );

  it('to the visitor, signed in or a guest', async () => {
    const deviations = await start();
    const get = (path: string, user = '') => request(app.getHttpServer()).get(path).set('x-user', user);
    const token = await get('/imbachat/jwt', '1');
    expect(deviations('get /imbachat/jwt', token, 200)).toEqual([]);
    expect(app.get(TokenService).verify(token.text).userId).toBe(1);
    expect(deviations('get /imbachat/jwt', await get('/imbachat/jwt'), 401)).toEqual([]);
    expect(deviations('get /chat/widgets', await get('/chat/widgets', '1'), 200)).toEqual([]);
    expect(deviations('get /chat/widgets', await get('/chat/widgets'), 200)).toEqual([]);
  });

  it('when a client fails too often', async () => {
    const failureLimiter = new RateLimiterMemory({ points: 1, duration: 60 });
    const deviations = await start({ imbachat: { ...IMBACHAT, failureLimiter } });
    const guess = () =>
      request(app.getHttpServer())
        .get(chat.usersInfo([1]))
        .set('Authorization', 'Basic Og==');
    await guess();
    expect(deviations('get /imbachat/api/v1/users/{user_ids}', await guess(), 429)).toEqual([]);
  });

  it('when the users cannot be read', async () => {
    const stuck = { findByIds: () => new Promise<never>(() => {}) };
    const deviations = await start({ userProvider: { useFactory: () => stuck }, userProviderTimeoutMs: 1 });
    const users = await request(app.getHttpServer())
      .get(chat.usersInfo([1]))
      .set(chat.headers);
    expect(deviations('get /imbachat/api/v1/users/{user_ids}', users, 503)).toEqual([]);
    const widgets = await request(app.getHttpServer()).get('/chat/widgets').set('x-user', '1');
    expect(deviations('get /chat/widgets', widgets, 503)).toEqual([]);
  });
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly text: string;
}

/** How an answer differs from the response that a document has for its status. */
function deviationsFrom(document: OpenAPIObject) {
  const ajv = new Ajv({ strict: true, formats: { password: true }, keywords: ['example'] });
  return (operation: string, answer: Answer, status: number): unknown[] => {
    const [method, path] = operation.split(' ') as ['get' | 'post', string];
    const response = document.paths[path]![method]!.responses[status] as {
      content: Record<string, { schema: object }>;
      headers?: Record<string, object>;
    };
    const [[type, { schema }]] = Object.entries(response.content) as [[string, { schema: object }]];
    const validate = ajv.compile(closed(schema));
    validate(type === 'application/json' ? answer.body : answer.text);
    return [
      ...(answer.status === status ? [] : [answer.status]),
      ...(answer.headers['content-type']?.startsWith(`${type};`) ? [] : [answer.headers['content-type']]),
      ...Object.keys(response.headers ?? {}).filter((name) => !answer.headers[name.toLowerCase()]),
      ...(validate.errors ?? []),
    ];
  };
}

/** The schema, with no room for members that it does not name. */
function closed(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (_key, value: Record<string, unknown>) =>
    value?.['properties'] && value['additionalProperties'] === undefined && value['type'] === 'object'
      ? { ...value, additionalProperties: false }
      : value,
  ) as object;
}

async function dereferenced(document: OpenAPIObject): Promise<OpenAPIObject> {
  return (await SwaggerParser.dereference(structuredClone(document) as never)) as unknown as OpenAPIObject;
}
