import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  type InjectionToken,
  type Provider,
} from '@nestjs/common';
import { endpointControllers, MOUNT_PATHS, mountPaths } from './chat-integration.endpoints.js';
import { InvalidOptionsError } from './chat-integration.errors.js';
import type {
  ChatIntegrationModuleExtras,
  ChatIntegrationModuleOptions,
  ClassProviderOption,
} from './chat-integration.options.js';
import { UserProvider } from './users/user-provider.js';
import { RequestUserVisitorResolver, VisitorResolver } from './visitor/visitor-resolver.js';

/** What `ChatIntegrationModule.forRoot` takes. */
export type ChatIntegrationForRootOptions = ChatIntegrationModuleOptions & ChatIntegrationModuleExtras;

/** What `ChatIntegrationModule.forRootAsync` takes: `useFactory`, `useClass` or `useExisting` for the data. */
export type ChatIntegrationForRootAsyncOptions = ConfigurableModuleAsyncOptions<
  ChatIntegrationModuleOptions,
  'createChatIntegrationOptions'
> &
  ChatIntegrationModuleExtras;

const { ConfigurableModuleClass: BuiltClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<ChatIntegrationModuleOptions>({ moduleName: 'ChatIntegration' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createChatIntegrationOptions')
    .setExtras<Partial<ChatIntegrationModuleExtras>>(
      {
        userProvider: undefined,
        visitorResolver: RequestUserVisitorResolver,
        imports: [],
        endpoints: {},
        isGlobal: false,
      } as object,
      (definition, { userProvider, visitorResolver, imports, endpoints, isGlobal }) => {
        if (!userProvider) {
          throw new InvalidOptionsError([
            {
              path: 'userProvider',
              message:
                'expected a class that extends UserProvider, or { useClass | useExisting | useFactory }, got none. Write one, or use typeOrmUserProvider() of nestjs-chat-integration/typeorm.',
            },
          ]);
        }
        return {
          ...definition,
          global: isGlobal ?? false,
          imports: [...(definition.imports ?? []), ...(imports ?? [])],
          providers: [
            ...(definition.providers ?? []),
            toProvider(UserProvider, userProvider),
            toProvider(VisitorResolver, visitorResolver ?? RequestUserVisitorResolver),
            { provide: MOUNT_PATHS, useValue: mountPaths(endpoints ?? {}) },
          ],
          controllers: endpointControllers(endpoints ?? {}),
        };
      },
    )
    .build();

/** Injection token of the module's raw options. */
export const CHAT_INTEGRATION_MODULE_OPTIONS = MODULE_OPTIONS_TOKEN;

/** The static side of `ChatIntegrationModule`. */
export interface ChatIntegrationModuleClass {
  new (): object;

  /**
   * Registers the module with options that are known at once. May be called several times in one
   * application, for several sites; the registrations do not see each other.
   *
   * @throws {InvalidOptionsError} without a `userProvider` at once, and for every other wrong option when the
   * application starts.
   */
  forRoot(options: ChatIntegrationForRootOptions): DynamicModule;

  /**
   * Registers the module with options from a factory. What shapes the module (`userProvider`, `endpoints`,
   * `isGlobal`, `visitorResolver`) stands beside the factory.
   *
   * @example
   * ```ts
   * ChatIntegrationModule.forRootAsync({
   *   imports: [ConfigModule],
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({
   *     chatbro: {
   *       chatId: config.getOrThrow('CHATBRO_CHAT_ID'),
   *       siteDomain: config.getOrThrow('CHATBRO_SITE_DOMAIN'),
   *       secretKey: config.getOrThrow('CHATBRO_SECRET_KEY'),
   *     },
   *   }),
   *   userProvider: MembersUserProvider,
   * })
   * ```
   * @throws {InvalidOptionsError} as {@link forRoot}.
   */
  forRootAsync(options: ChatIntegrationForRootAsyncOptions): DynamicModule;
}

/** The builder's class, with a `userProvider` that must be there. */
export const ConfigurableModuleClass: ChatIntegrationModuleClass = BuiltClass;

function toProvider<T>(provide: InjectionToken<T>, given: ClassProviderOption<T>): Provider {
  return typeof given === 'function' ? { provide, useClass: given } : { provide, ...given };
}
