import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  type INestApplication,
  Module,
  type NestInterceptor,
  type PipeTransform,
  SetMetadata,
  VersioningType,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory, Reflector } from '@nestjs/core';
import request from 'supertest';
import { map } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  BasicAuthGuard,
  CHAT_INTEGRATION_MODULE_OPTIONS,
  type ChatIntegrationForRootAsyncOptions,
  ChatIntegrationModule,
  type ChatIntegrationModuleOptions,
  ChatBroSignatureService,
  InvalidOptionsError,
  TokenService,
  UserProvider,
  UsersInfoController,
} from 'nestjs-chat-integration';
import { CHAT_SERVER, CHATBRO, EverybodyUserProvider, IMBACHAT, REGISTRATIONS } from './support/fixtures.js';
import { ADAPTERS, basic, startHost } from './support/host.js';

@Injectable()
class Options {
  createChatIntegrationOptions(): ChatIntegrationModuleOptions {
    return { imbachat: IMBACHAT, chatbro: CHATBRO };
  }
}

@Module({ providers: [Options, EverybodyUserProvider], exports: [Options, EverybodyUserProvider] })
class SiteModule {}

const userProvider = EverybodyUserProvider;

describe.each(ADAPTERS)('ChatIntegrationModule on %s', (adapter) => {
  let app: INestApplication;
  const get = (path: string, authorization = CHAT_SERVER) =>
    request(app.getHttpServer()).get(path).set('Authorization', authorization);

  afterEach(() => app.close());

  it.each<[string, ChatIntegrationForRootAsyncOptions]>([
    [
      'useFactory',
      {
        userProvider,
        imports: [SiteModule],
        inject: [Options],
        useFactory: (o: Options) => o.createChatIntegrationOptions(),
      },
    ],
    ['useClass', { userProvider, useClass: Options }],
    ['useExisting', { userProvider, imports: [SiteModule], useExisting: Options }],
  ])('accepts options from forRootAsync with %s', async (_way, options) => {
    app = await startHost({ adapter, imports: [ChatIntegrationModule.forRootAsync(options)] });
    expect((await get('/imbachat/api/v1/users/1')).status).toBe(200);
    expect(app.get(ChatBroSignatureService).sign({}).siteDomain).toBe('example.com');
  });

  describe.each(Object.keys(REGISTRATIONS))('%s', (registration) => {
    const register = REGISTRATIONS[registration]!;

    it.each([
      ['a class', EverybodyUserProvider],
      ['useClass', { useClass: EverybodyUserProvider }],
      ['useExisting', { useExisting: EverybodyUserProvider }],
      ['useFactory', { useFactory: (site: EverybodyUserProvider) => site, inject: [EverybodyUserProvider] }],
      ['useValue', { useValue: new EverybodyUserProvider() }],
      ['an async useFactory', { useFactory: async () => new EverybodyUserProvider() }],
    ])('accepts a userProvider as %s', async (_way, given) => {
      const module = register({ imbachat: IMBACHAT, userProvider: given, imports: [SiteModule] });
      app = await startHost({ adapter, imports: [module] });
      expect((await get('/imbachat/api/v1/users/1')).body).toHaveLength(1);
    });

    it('registers endpoints at custom paths, or no endpoints', async () => {
      app = await startHost({
        adapter,
        imports: [
          register({
            imbachat: IMBACHAT,
            userProvider,
            endpoints: { imbachatApi: 'chat/server', imbachatToken: false, widgets: '/chat/params' },
          }),
        ],
      });
      expect((await get('/chat/server/users/1')).status).toBe(200);
      expect((await get('/chat/params')).status).toBe(200);
      expect((await get('/imbachat/api/v1/users/1')).status).toBe(404);
      expect((await get('/imbachat/jwt')).status).toBe(404);
      await app.close();

      app = await startHost({
        adapter,
        imports: [register({ imbachat: IMBACHAT, userProvider, endpoints: false })],
      });
      expect((await get('/imbachat/api/v1')).status).toBe(404);
      expect(app.get(TokenService).issue(1)).toBeTypeOf('string');
    });

    it('exports its services, to all modules if it is global', async () => {
      @Controller('host')
      class HostController {
        constructor(
          @Inject(TokenService) private readonly tokens: TokenService,
          @Inject(ChatBroSignatureService) private readonly signatures: ChatBroSignatureService,
          @Inject(UserProvider) private readonly users: UserProvider,
        ) {}

        @Get()
        async all() {
          return [
            this.tokens.verify(this.tokens.issue(3)).userId,
            this.signatures.sign({}).siteDomain,
            await this.users.findByIds([4], { signal: AbortSignal.timeout(1_000) }),
          ];
        }
      }
      @Module({ controllers: [HostController] })
      class HostModule {}

      const options = { imbachat: IMBACHAT, chatbro: CHATBRO, userProvider };
      app = await startHost({ adapter, imports: [register({ ...options, isGlobal: true }), HostModule] });
      expect((await get('/host')).body).toEqual([3, 'example.com', [{ id: 4, name: 'User 4' }]]);
      await app.close();

      await expect(startHost({ adapter, imports: [register(options), HostModule] })).rejects.toThrow(
        /dependencies/,
      );
    });
  });

  it('isolates the credentials, secrets, users and paths of two registrations', async () => {
    class OtherUserProvider extends EverybodyUserProvider {
      override async findByIds(ids: readonly number[]) {
        return ids.map((id) => ({ id, name: `Other ${id}` }));
      }
    }
    app = await startHost({
      adapter,
      imports: [
        ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider }),
        ChatIntegrationModule.forRootAsync({
          userProvider: OtherUserProvider,
          endpoints: { imbachatApi: 'other/imbachat/api/v1', imbachatToken: 'other/jwt' },
          useFactory: () => ({ imbachat: { ...IMBACHAT, apiLogin: 'other', apiPassword: 'the secret' } }),
        }),
      ],
    });
    const names = async (path: string, authorization: string) => {
      const { status, body } = await get(path, authorization);
      return status === 200 ? body.map((record: { name: string }) => record.name) : status;
    };
    expect(await names('/imbachat/api/v1/users/1', CHAT_SERVER)).toEqual(['User 1']);
    expect(await names('/imbachat/api/v1/users/1', basic('other', 'the secret'))).toBe(401);
    expect(await names('/other/imbachat/api/v1/users/1', basic('other', 'the secret'))).toEqual(['Other 1']);
    expect(await names('/other/imbachat/api/v1/users/1', CHAT_SERVER)).toBe(401);
    const ids = Array.from({ length: 300 }, (_, index) => index + 1).join(',');
    expect(await names(`/other/imbachat/api/v1/users/${ids}`, basic('other', 'the secret'))).toHaveLength(
      300,
    );
    expect(await names(`/imbachat/api/v1/users/${ids}`, CHAT_SERVER)).toHaveLength(300);
  });

  it('allows tests to override the provider and the guard', async () => {
    app = await startHost({
      adapter,
      imports: [ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider })],
      override: (builder) =>
        builder
          .overrideProvider(UserProvider)
          .useValue({ findByIds: async () => [{ id: 1, name: 'Overridden' }] })
          .overrideGuard(BasicAuthGuard)
          .useValue({ canActivate: () => true }),
    });
    const { body } = await request(app.getHttpServer()).get('/imbachat/api/v1/users/1');
    expect(body).toEqual([{ user_id: 1, name: 'Overridden', avatar_url: false }]);
  });

  it('supports URI versioning and a global prefix', async () => {
    app = await startHost({
      adapter,
      prefix: 'api',
      imports: [ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider })],
      configure: (host) => host.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    });
    const ids = Array.from({ length: 200 }, (_, index) => index + 1).join(',');
    expect((await get(`/api/imbachat/api/v1/users/${ids}`)).body).toHaveLength(200);
  });

  it("is not affected by the host's global interceptors, filters, pipes and guards", async () => {
    const Public = () => SetMetadata('public', true);
    @Injectable()
    class EnvelopeInterceptor implements NestInterceptor {
      intercept(_context: ExecutionContext, next: CallHandler) {
        return next.handle().pipe(map((data: unknown) => ({ data })));
      }
    }
    @Catch()
    class TeapotFilter implements ExceptionFilter {
      catch(_exception: unknown, host: ArgumentsHost) {
        const response = host.switchToHttp().getResponse();
        (response.status?.(418) ?? response.code(418)).send('teapot');
      }
    }
    @Injectable()
    class MembersOnlyGuard implements CanActivate {
      constructor(@Inject(Reflector) private readonly reflector: Reflector) {}
      canActivate(context: ExecutionContext) {
        return Boolean(
          this.reflector.getAllAndOverride('public', [context.getHandler(), context.getClass()]),
        );
      }
    }
    class NoPipe implements PipeTransform {
      transform() {
        return 'nothing';
      }
    }
    @Module({
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: IMBACHAT,
          userProvider,
          endpoints: { chatServerDecorators: [Public()] },
        }),
      ],
      providers: [
        { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
        { provide: APP_FILTER, useClass: TeapotFilter },
        { provide: APP_GUARD, useClass: MembersOnlyGuard },
      ],
    })
    class HostModule {}

    app = await startHost({
      adapter,
      imports: [HostModule],
      configure: (host) => host.useGlobalPipes(new NoPipe()),
    });
    expect((await get('/imbachat/api/v1/users/1')).body).toEqual([
      { user_id: 1, name: 'User 1', avatar_url: false },
    ]);
    const rejected = await request(app.getHttpServer()).get('/imbachat/api/v1/users/1');
    expect(rejected.status).toBe(401);
    expect(rejected.text).toBe('{"code":401,"version":1,"error":"Authenticate required!","debug":""}');
  });

  it('provides its options by their token, and exports a controller that can be extended', async () => {
    @Controller('mine')
    class MyUsersInfoController extends UsersInfoController {}
    @Module({ imports: [ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider })] })
    class HostModule {}
    app = await startHost({ adapter, imports: [HostModule] });
    expect(CHAT_INTEGRATION_MODULE_OPTIONS).toBe('CHAT_INTEGRATION_MODULE_OPTIONS');
    expect(app.get(CHAT_INTEGRATION_MODULE_OPTIONS)).toEqual({ imbachat: IMBACHAT });
    expect(MyUsersInfoController.prototype).toBeInstanceOf(UsersInfoController);
  });
});

describe('ChatIntegrationModule', () => {
  it.each(Object.keys(REGISTRATIONS))('rejects invalid options with a fix, with %s', async (registration) => {
    const options = {
      imbachat: { ...IMBACHAT, apiPassword: '' },
      chatbro: { ...CHATBRO, siteDomain: 'https://example.com/' },
      userProvider,
    };
    const start = startHost({ adapter: 'express', imports: [REGISTRATIONS[registration]!(options)] });
    const error: unknown = await start.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect((error as InvalidOptionsError).problems.map(({ path }) => path)).toEqual([
      'imbachat.apiPassword',
      'chatbro.siteDomain',
    ]);
    expect((error as Error).message).toContain(
      'Fix: set a random password in the ImbaChat dashboard, and copy it.',
    );
    expect((error as Error).message).not.toContain(IMBACHAT.secretKey);
  });

  it('requires a userProvider', () => {
    expect(() => ChatIntegrationModule.forRoot({ imbachat: IMBACHAT } as never)).toThrow(
      /userProvider: expected a class/,
    );
  });

  it('works in an application context without HTTP', async () => {
    const context = await NestFactory.createApplicationContext(
      ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider }),
      { logger: false },
    );
    expect(context.get(TokenService).issue(1)).toBeTypeOf('string');
    await context.close();
  });
});
