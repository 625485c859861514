import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  type InjectionToken,
  type ModuleMetadata,
  type Provider,
  type Type,
} from '@nestjs/common';
import {
  ENDPOINT_PATHS,
  endpointControllers,
  endpointPaths,
  notificationsPath,
} from './chat-integration.endpoints.js';
import { InvalidOptionsError } from './chat-integration.errors.js';
import type {
  ChatIntegrationModuleExtras,
  ChatIntegrationModuleOptions,
  ProviderOption,
} from './chat-integration.options.js';
import { ChatNotificationHandler } from './imbachat/notifications/chat-notification-handler.js';
import { NOTIFICATIONS_PATH } from './imbachat/notifications/notifications.guard.js';
import { IdentityUserNumbers, UserNumbers } from './imbachat/protocol/user-numbers.js';
import { UserProvider } from './users/user-provider.js';
import {
  RequestUserVisitorResolver,
  VisitorResolver,
  type ResolveVisitor,
} from './visitor/visitor-resolver.js';

/** The options of `ChatIntegrationModule.forRoot`. */
export type ChatIntegrationForRootOptions = ChatIntegrationModuleOptions & ChatIntegrationModuleExtras;

/** The options of `ChatIntegrationModule.forRootAsync`; `useFactory`, `useClass` or `useExisting` returns the data. */
export type ChatIntegrationForRootAsyncOptions = Omit<
  ConfigurableModuleAsyncOptions<ChatIntegrationModuleOptions, 'createChatIntegrationOptions'>,
  'imports'
> &
  ChatIntegrationModuleExtras;

const { ConfigurableModuleClass: BuiltClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<ChatIntegrationModuleOptions>({ moduleName: 'ChatIntegration' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createChatIntegrationOptions')
    .setExtras<Partial<ChatIntegrationModuleExtras>>(
      {
        userProvider: undefined,
        visitorResolver: undefined,
        userNumbers: undefined,
        notificationHandler: undefined,
        imports: [],
        endpoints: {},
        isGlobal: false,
      } as object,
      (
        definition,
        { userProvider, visitorResolver, userNumbers, notificationHandler, imports, endpoints, isGlobal },
      ) => {
        if (!userProvider) {
          const message =
            'expected a class that extends UserProvider, or { useClass | useExisting | useFactory | useValue }, but ' +
            'got none. Fix: write one, or use typeOrmUserProvider() from nestjs-chat-integration/typeorm.';
          throw new InvalidOptionsError([{ path: 'userProvider', message }]);
        }
        const notifications = notificationsPath(endpoints ?? {}, notificationHandler !== undefined);
        const given: ProviderOption<unknown>[] = [
          userProvider,
          asProvider(visitorResolver ?? RequestUserVisitorResolver),
          userNumbers ?? IdentityUserNumbers,
          ...(notificationHandler ? [notificationHandler] : []),
        ];
        const tokens: InjectionToken[] = [
          UserProvider,
          VisitorResolver,
          UserNumbers,
          ChatNotificationHandler,
        ];
        return {
          ...definition,
          global: isGlobal ?? false,
          imports: [definition.imports, imports, ...given.map((option) => option.imports)].flatMap(
            (modules: ModuleMetadata['imports']) => modules ?? [],
          ),
          providers: [
            ...(definition.providers ?? []),
            ...given.map((option, index) => toProvider(tokens[index]!, option)),
            { provide: ENDPOINT_PATHS, useValue: endpointPaths(endpoints ?? {}) },
            { provide: NOTIFICATIONS_PATH, useValue: notifications },
          ],
          controllers: endpointControllers(endpoints ?? {}, notifications),
        };
      },
    )
    .build();

/** Injection token of the module's options as the application passed them. */
export const CHAT_INTEGRATION_MODULE_OPTIONS = MODULE_OPTIONS_TOKEN;

/** The static side of `ChatIntegrationModule`. */
export interface ChatIntegrationModuleClass {
  new (): object;

  /**
   * Registers the module. An application can register it several times, once per site; the registrations are
   * independent.
   *
   * @throws {InvalidOptionsError} immediately without a `userProvider`, or when the application starts with another
   * invalid option.
   */
  forRoot(options: ChatIntegrationForRootOptions): DynamicModule;

  /**
   * Registers the module with options from a factory. The options that shape the module (`userProvider`,
   * `visitorResolver`, `userNumbers`, `notificationHandler`, `endpoints`, `isGlobal`) are next to the factory.
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

/** The builder's class, with a required `userProvider`. */
export const ConfigurableModuleClass = BuiltClass as ChatIntegrationModuleClass;

/** A plain function becomes a resolver. */
function asProvider(
  given: ResolveVisitor | ProviderOption<VisitorResolver>,
): ProviderOption<VisitorResolver> {
  if (typeof given !== 'function' || isClass(given)) return given as ProviderOption<VisitorResolver>;
  return { useValue: { resolve: given as ResolveVisitor } };
}

/** Returns whether a function is a class: its prototype is read-only, or has the method `resolve`. */
function isClass(given: Type | ResolveVisitor): boolean {
  const { value, writable } = Object.getOwnPropertyDescriptor(given, 'prototype') ?? {};
  return typeof (value as Partial<VisitorResolver> | undefined)?.resolve === 'function' || writable === false;
}

function toProvider(provide: InjectionToken, option: ProviderOption<unknown>): Provider {
  return typeof option === 'function'
    ? { provide, useClass: option as Type }
    : ({ provide, ...option, imports: undefined } as unknown as Provider);
}
