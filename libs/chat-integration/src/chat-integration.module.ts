import {
  type FactoryProvider,
  Inject,
  Logger,
  Module,
  type NestModule,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  CHAT_INTEGRATION_MODULE_OPTIONS,
  ConfigurableModuleClass,
} from './chat-integration.module-definition.js';
import { InvalidOptionsError } from './chat-integration.errors.js';
import {
  resolveOptions,
  type ChatIntegrationModuleOptions,
  type ResolvedChatIntegrationOptions,
} from './chat-integration.options.js';
import { ChatRegistration } from './chat-integration.registration.js';
import { ChatBroChats } from './chatbro/chats/chatbro-chats.service.js';
import { ChatBroSignatureService } from './chatbro/chatbro-signature.service.js';
import { chatBroWidget } from './chatbro/chatbro-widget.js';
import { CHATBRO_OPTIONS } from './chatbro/chatbro.options.js';
import { allowLongParameters, type FastifyRoutes } from './http/long-parameter.js';
import { VENDOR_CLIENT_OPTIONS } from './http-client/vendor-client.js';
import { ReplyService } from './http/reply.service.js';
import { AuthorizationLimiter } from './imbachat/endpoints/authorization-limiter.js';
import { BasicAuthGuard, BasicAuthStrategy } from './imbachat/endpoints/basic-auth.guard.js';
import { UsersInfoService } from './imbachat/endpoints/users-info.service.js';
import { imbaChatWidget } from './imbachat/imbachat-widget.js';
import { IMBACHAT_OPTIONS } from './imbachat/imbachat.options.js';
import { ImbaChatApi } from './imbachat/outbound/imbachat-api.js';
import { ImbaChatMessages } from './imbachat/outbound/imbachat-messages.service.js';
import { ImbaChatSupport } from './imbachat/outbound/imbachat-support.service.js';
import { RoomPipes } from './imbachat/outbound/room-pipes.service.js';
import { NotificationRelay } from './imbachat/notifications/notification-relay.js';
import { TokenService } from './imbachat/token.service.js';
import { UserNumbersService } from './imbachat/user-numbers.service.js';
import { UserCache } from './imbachat/user-cache/user-cache.js';
import { UserNumbers } from './imbachat/protocol/user-numbers.js';
import { ChatTelemetry } from './telemetry/chat-telemetry.js';
import { HostProviders } from './users/host-providers.js';
import { PROVIDER_LIMITS, ProviderCalls } from './users/provider-calls.js';
import { UserProvider } from './users/user-provider.js';
import { completeUrlsWith } from './users/complete-urls.js';
import { COMPLETE_URLS, UsersService } from './users/users.service.js';
import { VisitorService } from './visitor/visitor.service.js';
import { CHAT_WIDGETS, type ChatWidget } from './widgets/chat-widget.js';
import { ChatWidgetsService, DISPLAY, PAGE_LIMITS } from './widgets/chat-widgets.service.js';

const RESOLVED_OPTIONS = Symbol('RESOLVED_OPTIONS');

/** Provides one of the resolved options. */
function option<Name extends keyof ResolvedChatIntegrationOptions>(
  provide: symbol,
  name: Name,
): FactoryProvider<ResolvedChatIntegrationOptions[Name]> {
  return {
    provide,
    inject: [RESOLVED_OPTIONS],
    useFactory: (options: ResolvedChatIntegrationOptions) => options[name],
  };
}

/**
 * Signs a site's own users in to hosted chat widgets. Serves the endpoints that ImbaChat's server calls, issues user
 * tokens and ChatBro signatures, and provides the parameters and HTML that start each widget for a page's visitor.
 *
 * @example
 * ```ts
 * ChatIntegrationModule.forRoot({
 *   imbachat: { widgetId: 276, apiLogin: '…', apiPassword: '…', secretKey: '…' },
 *   chatbro: { chatId: '9czk', siteDomain: 'example.com', secretKey: '…' },
 *   userProvider: MembersUserProvider,
 * })
 * ```
 */
@Module({
  providers: [
    {
      provide: RESOLVED_OPTIONS,
      inject: [CHAT_INTEGRATION_MODULE_OPTIONS],
      useFactory: (options: ChatIntegrationModuleOptions) => {
        const logger = new Logger(ChatIntegrationModule.name);
        return resolveOptions(options, (warning) => logger.warn(warning));
      },
    },
    option(IMBACHAT_OPTIONS, 'imbachat'),
    option(CHATBRO_OPTIONS, 'chatbro'),
    option(PROVIDER_LIMITS, 'providerLimits'),
    option(PAGE_LIMITS, 'pageLimits'),
    {
      provide: COMPLETE_URLS,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ siteUrl }: ResolvedChatIntegrationOptions) => siteUrl && completeUrlsWith(siteUrl),
    },
    option(VENDOR_CLIENT_OPTIONS, 'vendorClient'),
    option(DISPLAY, 'display'),
    {
      provide: CHAT_WIDGETS,
      inject: [RESOLVED_OPTIONS, TokenService, UserNumbersService, ChatBroSignatureService],
      useFactory: (
        { imbachat, chatbro, widgets }: ResolvedChatIntegrationOptions,
        tokens: TokenService,
        userNumbers: UserNumbersService,
        signatures: ChatBroSignatureService,
      ): ChatWidget[] => [
        ...(imbachat ? [imbaChatWidget(imbachat, tokens, userNumbers)] : []),
        ...(chatbro ? [chatBroWidget(chatbro, signatures)] : []),
        ...widgets,
      ],
    },
    ReplyService,
    ChatTelemetry,
    HostProviders,
    ProviderCalls,
    UsersService,
    VisitorService,
    ChatWidgetsService,
    TokenService,
    UserNumbersService,
    UserCache,
    UsersInfoService,
    BasicAuthStrategy,
    AuthorizationLimiter,
    BasicAuthGuard,
    ChatBroSignatureService,
    ChatBroChats,
    ImbaChatApi,
    ImbaChatMessages,
    ImbaChatSupport,
    RoomPipes,
    NotificationRelay,
    ChatRegistration,
  ],
  exports: [
    UserProvider,
    UserNumbers,
    ChatWidgetsService,
    TokenService,
    UserCache,
    ChatBroSignatureService,
    ChatBroChats,
    ImbaChatMessages,
    ImbaChatSupport,
    RoomPipes,
    BasicAuthGuard,
    // Nest instantiates BasicAuthGuard in each module that uses it, so its dependencies are exported too.
    IMBACHAT_OPTIONS,
    BasicAuthStrategy,
    AuthorizationLimiter,
    UsersService,
    ChatTelemetry,
  ],
})
export class ChatIntegrationModule extends ConfigurableModuleClass implements NestModule, OnModuleInit {
  /** @internal Nest creates it. */
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(HostProviders) private readonly providers: HostProviders,
  ) {
    super();
  }

  /** @throws {InvalidOptionsError} when the options are created for each request. */
  onModuleInit(): void {
    if (!this.providers.get(CHAT_INTEGRATION_MODULE_OPTIONS).isScoped()) return;
    const message =
      'expected options that are created once but got a factory that is request-scoped, or injects something that is. ' +
      'Fix: inject singletons only, and read what depends on a request in the visitorResolver or the userProvider.';
    throw new InvalidOptionsError([{ path: 'useFactory', message }]);
  }

  /** Nest calls this before it registers the routes. */
  configure(): void {
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter.getType() === 'fastify') allowLongParameters(httpAdapter.getInstance<FastifyRoutes>());
  }
}
