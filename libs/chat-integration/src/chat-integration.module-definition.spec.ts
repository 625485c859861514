import { ConsoleLogger, Inject, Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { chatBro, FixedUserProvider, thrownBy } from '../../../test/support/options.js';
import { InvalidOptionsError } from './chat-integration.errors.js';
import {
  CHAT_INTEGRATION_MODULE_OPTIONS,
  type ChatIntegrationForRootAsyncOptions,
  type ChatIntegrationForRootOptions,
} from './chat-integration.module-definition.js';
import { ChatIntegrationModule } from './chat-integration.module.js';
import type { ChatIntegrationModuleExtras } from './chat-integration.options.js';
import { IdentityUserNumbers, UserNumbers } from './imbachat/protocol/user-numbers.js';
import type { ChatUser } from './users/chat-user.js';
import { UserProvider } from './users/user-provider.js';
import {
  RequestUserVisitorResolver,
  VisitorResolver,
  type ResolveVisitor,
  type VisitorId,
} from './visitor/visitor-resolver.js';
import { ChatWidgetsService } from './widgets/chat-widgets.service.js';

const SITE_NAME = Symbol('SITE_NAME');

@Module({ providers: [{ provide: SITE_NAME, useValue: 'example' }], exports: [SITE_NAME] })
class SiteModule {}

class EmptyUserProvider extends UserProvider {
  async findByIds(): Promise<ChatUser[]> {
    return [];
  }
}

/** Injects what only SiteModule exports. */
@Injectable()
class SiteUserProvider extends EmptyUserProvider {
  constructor(@Inject(SITE_NAME) readonly siteName: string) {
    super();
  }
}

class SessionVisitorResolver extends VisitorResolver {
  resolve({ memberId }: { memberId?: number }): VisitorId {
    return memberId;
  }
}

class PropertyVisitorResolver extends VisitorResolver {
  override resolve = ({ memberId }: { memberId?: number }): VisitorId => memberId;
}

class NamedUserNumbers extends IdentityUserNumbers {}

const data = { chatbro: chatBro() };
const silent = new ConsoleLogger({ logLevels: [] });

describe.each<[string, (extras: object) => ReturnType<typeof ChatIntegrationModule.forRoot>]>([
  [
    'forRoot',
    (extras) => ChatIntegrationModule.forRoot({ ...data, ...extras } as ChatIntegrationForRootOptions),
  ],
  [
    'forRootAsync',
    (extras) =>
      ChatIntegrationModule.forRootAsync({
        useFactory: () => data,
        ...extras,
      } as ChatIntegrationForRootAsyncOptions),
  ],
])('%s', (_, register) => {
  const compile = (extras: Partial<ChatIntegrationModuleExtras> = {}): Promise<TestingModule> =>
    Test.createTestingModule({
      imports: [register({ userProvider: EmptyUserProvider, ...extras })],
    }).compile();

  it('requires a userProvider at once and says where to get one', () => {
    const error = thrownBy(() => register({}));
    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect(error).toHaveProperty('problems', [
      {
        path: 'userProvider',
        message: expect.stringMatching(/ but got none\. Fix: write one, or use typeOrmUserProvider\(\)/),
      },
    ]);
  });

  const instance = new EmptyUserProvider();

  it.each<[string, ChatIntegrationModuleExtras['userProvider']]>([
    ['a class', EmptyUserProvider],
    ['useClass', { useClass: EmptyUserProvider }],
    ['useValue', { useValue: instance }],
    ['useFactory', { useFactory: async () => instance }],
  ])('accepts the userProvider as %s', async (_form, userProvider) => {
    expect((await compile({ userProvider })).get(UserProvider)).toBeInstanceOf(EmptyUserProvider);
  });

  it('injects dependencies into the factory of a userProvider', async () => {
    const module = await compile({
      imports: [SiteModule],
      userProvider: { inject: [SITE_NAME], useFactory: (siteName: string) => new SiteUserProvider(siteName) },
    });
    expect(module.get(UserProvider)).toHaveProperty('siteName', 'example');
  });

  it('uses an existing provider of an imported module as the userProvider', async () => {
    @Module({ imports: [SiteModule], providers: [SiteUserProvider], exports: [SiteUserProvider] })
    class UsersModule {}

    const module = await compile({
      userProvider: { useExisting: SiteUserProvider, imports: [UsersModule] },
    });
    expect(module.get(UserProvider)).toBe(module.get(SiteUserProvider, { strict: false }));
  });

  it.each<[string, Partial<ChatIntegrationModuleExtras>]>([
    ['the module', { userProvider: SiteUserProvider, imports: [SiteModule] }],
    ['the userProvider', { userProvider: { useClass: SiteUserProvider, imports: [SiteModule] } }],
    [
      'another provider option',
      {
        userProvider: SiteUserProvider,
        userNumbers: { useClass: NamedUserNumbers, imports: [SiteModule] },
      },
    ],
  ])('imports the modules in `imports` of %s', async (_option, extras) => {
    expect((await compile(extras)).get(UserProvider)).toHaveProperty('siteName', 'example');
  });

  it('reads request.user by default', async () => {
    expect((await compile()).get(VisitorResolver, { strict: false })).toBeInstanceOf(
      RequestUserVisitorResolver,
    );
  });

  it.each<[string, NonNullable<ChatIntegrationModuleExtras['visitorResolver']>]>([
    ['an arrow function', ({ memberId }: { memberId?: number }) => memberId],
    [
      'a function',
      function ({ memberId }: { memberId?: number }): VisitorId {
        return memberId;
      } as ResolveVisitor,
    ],
    ['an asynchronous function', async ({ memberId }: { memberId?: number }) => memberId],
    ['a class', SessionVisitorResolver],
    ['a class whose method is a property', PropertyVisitorResolver],
    ['useClass', { useClass: SessionVisitorResolver }],
    ['useValue', { useValue: new SessionVisitorResolver() }],
    ['useFactory', { useFactory: () => new SessionVisitorResolver() }],
  ])('accepts the visitorResolver as %s', async (_form, visitorResolver) => {
    const resolver = (await compile({ visitorResolver })).get(VisitorResolver, { strict: false });
    expect(await resolver.resolve({ memberId: 7 })).toBe(7);
    expect(await resolver.resolve({})).toBeUndefined();
  });

  it('uses ids as their own numbers by default, and else the given userNumbers', async () => {
    expect((await compile()).get(UserNumbers)).toBeInstanceOf(IdentityUserNumbers);
    expect((await compile()).get(UserNumbers)).not.toBeInstanceOf(NamedUserNumbers);
    expect((await compile({ userNumbers: NamedUserNumbers })).get(UserNumbers)).toBeInstanceOf(
      NamedUserNumbers,
    );
  });

  it.each([
    [true, /^compiled$/],
    [false, /can't resolve dependencies of the PagesService \(\?\)/],
  ])(
    'lets modules inject its services without an import only if isGlobal is true: %o',
    async (isGlobal, outcome) => {
      @Injectable()
      class PagesService {
        constructor(@Inject(ChatWidgetsService) readonly widgets: ChatWidgetsService) {}
      }

      @Module({ providers: [PagesService] })
      class PagesModule {}

      const compiled = Test.createTestingModule({
        imports: [PagesModule, register({ userProvider: EmptyUserProvider, isGlobal })],
      })
        .setLogger(silent)
        .compile();
      expect(await compiled.then(() => 'compiled', String)).toMatch(outcome);
    },
  );

  it('provides the data of the options as the host gave it, without the options that shape the module', async () => {
    const module = await compile({ endpoints: false, visitorResolver: () => null });
    expect(module.get(CHAT_INTEGRATION_MODULE_OPTIONS, { strict: false })).toEqual(data);
  });

  it('does not compile with unusable options', async () => {
    const compiled = Test.createTestingModule({
      imports: [
        register({ userProvider: EmptyUserProvider, chatbro: {}, useFactory: () => ({ chatbro: {} }) }),
      ],
    })
      .setLogger(silent)
      .compile();
    await expect(compiled).rejects.toBeInstanceOf(InvalidOptionsError);
  });
});

describe('forRootAsync', () => {
  it('accepts a class that creates the options', async () => {
    class ChatOptionsFactory {
      createChatIntegrationOptions(): typeof data {
        return data;
      }
    }
    const module = await Test.createTestingModule({
      imports: [
        ChatIntegrationModule.forRootAsync({ useClass: ChatOptionsFactory, userProvider: EmptyUserProvider }),
      ],
    }).compile();
    expect(module.get(CHAT_INTEGRATION_MODULE_OPTIONS, { strict: false })).toBe(data);
  });
});

it('two registrations of one application do not share providers', async () => {
  const providers = [new FixedUserProvider([]), new FixedUserProvider([])];
  const module = await Test.createTestingModule({
    imports: providers.map((useValue) =>
      ChatIntegrationModule.forRoot({ ...data, userProvider: { useValue }, endpoints: false }),
    ),
  }).compile();
  expect(module.get(UserProvider, { strict: false, each: true })).toEqual(providers);
});
