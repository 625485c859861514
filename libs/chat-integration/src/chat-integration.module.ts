import { Inject, Logger, Module, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  CHAT_INTEGRATION_MODULE_OPTIONS,
  ConfigurableModuleClass,
} from './chat-integration.module-definition.js';
import { ChatRegistration } from './chat-integration.registration.js';
import {
  resolveOptions,
  type ChatIntegrationModuleOptions,
  type ResolvedChatIntegrationOptions,
} from './chat-integration.options.js';
import { ChatBroSignatureService } from './chatbro/chatbro-signature.service.js';
import { ChatBroWidgetService } from './chatbro/chatbro-widget.service.js';
import { CHATBRO_OPTIONS } from './chatbro/chatbro.options.js';
import { allowLongParameters, type FastifyRoutes } from './http/long-parameter.js';
import { PrivateReply } from './http/private-reply.js';
import { BasicAuthGuard } from './imbachat/basic-auth.guard.js';
import { BasicAuthStrategy } from './imbachat/basic-auth.strategy.js';
import { FailedAuthorizations } from './imbachat/failed-authorizations.js';
import { ImbaChatWidgetService } from './imbachat/imbachat-widget.service.js';
import { IMBACHAT_OPTIONS } from './imbachat/imbachat.options.js';
import { TokenService } from './imbachat/token.service.js';
import { UserCache } from './imbachat/user-cache/user-cache.js';
import { UsersInfoService } from './imbachat/users-info.service.js';
import { ChatMetrics } from './telemetry/chat-metrics.js';
import { UserProvider } from './users/user-provider.js';
import { USER_PROVIDER_TIMEOUT_MS, UsersService } from './users/users.service.js';
import { VisitorService } from './visitor/visitor.service.js';
import { CHAT_WIDGETS } from './widget/chat-widget.js';
import { ChatWidgetsService } from './widget/chat-widgets.service.js';

const RESOLVED_OPTIONS = Symbol('RESOLVED_OPTIONS');

/**
 * Single sign-on for the hosted chat widgets ImbaChat and ChatBro: the endpoints that the chat server calls,
 * user tokens, signatures and the parameters that boot each widget for the person looking at the page.
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
    {
      provide: IMBACHAT_OPTIONS,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ imbachat }: ResolvedChatIntegrationOptions) => imbachat,
    },
    {
      provide: CHATBRO_OPTIONS,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ chatbro }: ResolvedChatIntegrationOptions) => chatbro,
    },
    {
      provide: USER_PROVIDER_TIMEOUT_MS,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ userProviderTimeoutMs }: ResolvedChatIntegrationOptions) => userProviderTimeoutMs,
    },
    {
      provide: CHAT_WIDGETS,
      inject: [ImbaChatWidgetService, ChatBroWidgetService],
      useFactory: (...widgets: unknown[]) => widgets,
    },
    ChatRegistration,
    ChatWidgetsService,
    PrivateReply,
    ChatMetrics,
    UsersService,
    UserCache,
    UsersInfoService,
    VisitorService,
    BasicAuthStrategy,
    FailedAuthorizations,
    BasicAuthGuard,
    TokenService,
    ImbaChatWidgetService,
    ChatBroSignatureService,
    ChatBroWidgetService,
  ],
  exports: [
    UserProvider,
    ChatWidgetsService,
    // BasicAuthGuard is built anew in each module that uses it, from these three.
    BasicAuthGuard,
    BasicAuthStrategy,
    FailedAuthorizations,
    ChatMetrics,
    TokenService,
    UserCache,
    ImbaChatWidgetService,
    ChatBroSignatureService,
    ChatBroWidgetService,
  ],
})
export class ChatIntegrationModule extends ConfigurableModuleClass implements NestModule {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {
    super();
  }

  /** Called by Nest before it registers the routes. */
  configure(): void {
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter.getType() === 'fastify') allowLongParameters(httpAdapter.getInstance<FastifyRoutes>());
  }
}
