import SwaggerParser from '@apidevtools/swagger-parser';
import { Controller, Get, type INestApplication, Module, VersioningType } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExcludeController,
  ApiTags,
  DocumentBuilder,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { Ajv } from 'ajv';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ChatIntegrationForRootOptions,
  ChatIntegrationModule,
  type ChatWidget,
} from 'nestjs-chat-integration';
import { describeChatEndpoints } from 'nestjs-chat-integration/openapi';
import { FakeUserProvider } from 'nestjs-chat-integration/testing';
import { CHATBRO, IMBACHAT, SmallSiteUserProvider } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';

const helpdesk: ChatWidget = {
  name: 'helpdesk',
  csp: {},
  params: () => ({ siteId: 7 }),
  start: () => undefined,
};

const SITE: ChatIntegrationForRootOptions = {
  imbachat: IMBACHAT,
  chatbro: CHATBRO,
  widgets: [helpdesk],
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

describe('the OpenAPI document of a host', () => {
  let app: INestApplication;
  afterEach(() => app?.close());

  it.each(ADAPTERS.flatMap((adapter) => ['', 'api', '/api/v2/'].map((prefix) => ({ adapter, prefix }))))(
    'is valid and has the endpoints of the front end only: $adapter, prefix $prefix',
    async ({ adapter, prefix }) => {
      app = await startHost({ adapter, prefix, imports: [ChatIntegrationModule.forRoot(SITE)] });
      const document = describeHost(app);
      await SwaggerParser.validate(structuredClone(document) as never);
      const base = prefix === '' ? '' : `/${prefix.replace(/^\/|\/$/g, '')}`;
      expect(operationsOf(document)).toEqual([`get ${base}/imbachat/jwt`, `get ${base}/chat/widgets`]);
      for (const item of Object.values(document.paths)) expect(item.get!.tags).toEqual(['Chat']);
    },
  );

  it('is valid as OpenAPI 3.1 too', async () => {
    app = await startHost({ adapter: 'express', imports: [ChatIntegrationModule.forRoot(SITE)] });
    const document = describeHost(app, '3.1.0');
    await expect(SwaggerParser.validate(structuredClone(document) as never)).resolves.toBeDefined();
  });

  it('never has the endpoints of the chat server, whatever the host decorates them with', async () => {
    const module = ChatIntegrationModule.forRoot({
      ...SITE,
      endpoints: { imbachatToken: false, chatServerDecorators: [ApiTags('Chat server'), ApiBearerAuth()] },
    });
    app = await startHost({ adapter: 'express', prefix: 'api', imports: [module] });
    for (const options of [{}, { ignoreGlobalPrefix: true }, { include: [ChatIntegrationModule] }]) {
      expect(SwaggerModule.createDocument(app, config(), options).paths).toEqual({});
    }
  });

  it('has the endpoints of each registration', async () => {
    app = await startHost({
      adapter: 'express',
      prefix: 'other',
      imports: [
        ChatIntegrationModule.forRoot(SITE),
        ChatIntegrationModule.forRootAsync({
          userProvider: { useFactory: () => new FakeUserProvider([]) },
          endpoints: {
            imbachatApi: 'other/imbachat/api/v1',
            imbachatToken: '/other/:site/jwt/',
            widgets: 'other/widgets',
          },
          useFactory: () => ({ imbachat: IMBACHAT }),
        }),
      ],
    });
    const document = describeHost(app);
    await SwaggerParser.validate(structuredClone(document) as never);
    const operations = Object.entries(document.paths).map(([path, { get }]) => [path, get!.operationId]);
    expect(Object.fromEntries(operations)).toEqual({
      '/other/imbachat/jwt': 'TokenController_token',
      '/other/chat/widgets': 'WidgetsController_params',
      '/other/other/{site}/jwt': 'TokenController_token_2',
      '/other/other/widgets': 'WidgetsController_params_2',
    });
    expect(widgetsIn(document, '/other/chat/widgets')).toEqual(['imbachat', 'chatbro', 'helpdesk']);
    expect(widgetsIn(document, '/other/other/widgets')).toEqual(['imbachat']);
  });

  it('leaves out the token of a site without ImbaChat, because it is not served', async () => {
    app = await startHost({
      adapter: 'express',
      imports: [ChatIntegrationModule.forRoot({ ...SITE, imbachat: undefined })],
    });
    const document = describeHost(app);
    expect(operationsOf(document)).toEqual(['get /chat/widgets']);
    expect(widgetsIn(document, '/chat/widgets')).toEqual(['chatbro', 'helpdesk']);
  });

  it("keeps the host's own operations, components, operation ids and decorators", async () => {
    @Controller('members')
    class MembersController {
      @Get(':id')
      find() {
        return [];
      }
    }
    app = await startHost({
      adapter: 'express',
      imports: [
        ChatIntegrationModule.forRoot({
          ...SITE,
          endpoints: { widgets: 'chat/widgets', visitorDecorators: [ApiBearerAuth()] },
        }),
      ],
      controllers: [MembersController],
      configure: (host) => host.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    });
    const listed = SwaggerModule.createDocument(
      app,
      new DocumentBuilder().addBearerAuth().addTag('Members').build(),
      { operationIdFactory: (controller, method) => `${controller.toLowerCase()}.${method}` },
    );
    listed.components!.schemas = { Mine: { type: 'string' } };
    const before = structuredClone(listed);
    const document = describeChatEndpoints(app, listed);
    expect(listed).toEqual(before);
    expect(document).toMatchObject({ tags: before.tags, components: before.components });
    expect(document.paths['/v1/members/{id}']).toBeDefined();
    expect(document.paths['/v1/members/{id}']).toEqual(before.paths['/v1/members/{id}']);
    expect(document.paths['/imbachat/jwt']!.get).toMatchObject({
      operationId: 'tokencontroller.token',
      security: [{ bearer: [] }],
    });
  });

  it('does not add what the host leaves out', async () => {
    const hidden = ChatIntegrationModule.forRoot({
      ...SITE,
      endpoints: { widgets: 'chat/widgets', visitorDecorators: [ApiExcludeController()] },
    });
    app = await startHost({ adapter: 'express', imports: [hidden] });
    expect(describeHost(app).paths).toEqual({});
  });

  it('does not add to a document of other modules, and finds paths without the global prefix', async () => {
    @Module({})
    class OtherModule {}
    app = await startHost({
      adapter: 'express',
      prefix: 'api',
      imports: [OtherModule, ChatIntegrationModule.forRoot(SITE)],
    });
    const create = (options: object) =>
      describeChatEndpoints(app, SwaggerModule.createDocument(app, config(), options));
    expect(create({ include: [OtherModule] }).paths).toEqual({});
    expect(widgetsIn(create({ ignoreGlobalPrefix: true }), '/chat/widgets')).toContain('imbachat');
  });

  it('requires the module', async () => {
    app = await startHost({ adapter: 'express', imports: [] });
    expect(() => describeHost(app)).toThrow(/ChatRegistration/);
  });
});

describe.each(ADAPTERS)('responses are as the document describes them, on %s', (adapter) => {
  let app: INestApplication;
  afterEach(() => app.close());

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
    const deviations = deviationsFrom(describeHost(app));
    return async (path: string, user: string, status: number) =>
      deviations(path, await request(app.getHttpServer()).get(path).set('x-user', user), status);
  };

  it('to a signed-in visitor and to a guest', async () => {
    const deviations = await start();
    expect(await deviations('/imbachat/jwt', '1', 200)).toEqual([]);
    expect(await deviations('/imbachat/jwt', '', 401)).toEqual([]);
    expect(await deviations('/chat/widgets', '1', 200)).toEqual([]);
    expect(await deviations('/chat/widgets', '', 200)).toEqual([]);
  });

  it('when the users cannot be read', async () => {
    const stuck = { findByIds: () => new Promise<never>(() => {}) };
    const deviations = await start({
      userProvider: { useFactory: () => stuck },
      userProviderTimeoutMs: 1,
      onError: 'throw',
    });
    expect(await deviations('/imbachat/jwt', '1', 503)).toEqual([]);
    expect(await deviations('/chat/widgets', '1', 503)).toEqual([]);
  });
});

interface JsonResponse {
  readonly content: { 'application/json': { schema: { properties: Record<string, object> } } };
}

function widgetsIn({ paths }: OpenAPIObject, path: string): string[] {
  const { content } = paths[path]!.get!.responses[200] as unknown as JsonResponse;
  return Object.keys(content['application/json'].schema.properties);
}

interface HttpResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly text: string;
}

/** Returns how an HTTP response differs from the document's response for the expected status. */
function deviationsFrom(document: OpenAPIObject) {
  const ajv = new Ajv({ strict: true, strictRequired: false });
  return (path: string, actual: HttpResponse, status: number): unknown[] => {
    const described = document.paths[path]!.get!.responses[status] as {
      content: Record<string, { schema: object }>;
      headers?: Record<string, object>;
    };
    const [[type, { schema }]] = Object.entries(described.content) as [[string, { schema: object }]];
    const validate = ajv.compile(withoutFurtherProperties(schema));
    validate(type === 'application/json' ? actual.body : actual.text);
    return [
      ...(actual.status === status ? [] : [actual.status]),
      ...(actual.headers['content-type']?.startsWith(`${type};`) ? [] : [actual.headers['content-type']]),
      ...Object.keys(described.headers ?? {}).filter((name) => !actual.headers[name.toLowerCase()]),
      ...(validate.errors ?? []),
    ];
  };
}

/** The schema without the permission for properties that it does not name. */
function withoutFurtherProperties(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (_key, value: Record<string, unknown>) =>
    value?.['properties'] && value['additionalProperties'] === undefined && value['type'] === 'object'
      ? { ...value, additionalProperties: false }
      : value,
  ) as object;
}
