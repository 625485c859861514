import { Module } from '@nestjs/common';
import { CHAT_SANDBOX_MODULE_OPTIONS, ConfigurableModuleClass } from './chat-sandbox.module-definition.js';
import {
  resolveChatSandboxOptions,
  type ChatSandboxOptions,
  type ResolvedChatSandboxOptions,
} from './chat-sandbox.options.js';
import { CHATBRO_SANDBOX_OPTIONS } from './chatbro/chatbro-sandbox.options.js';
import { PrivateReply } from '../http/private-reply.js';
import { IMBACHAT_SANDBOX_OPTIONS } from './imbachat/imbachat-sandbox.options.js';
import { ImbaChatSandboxService } from './imbachat/imbachat-sandbox.service.js';

const RESOLVED_OPTIONS = Symbol('RESOLVED_CHAT_SANDBOX_OPTIONS');

/**
 * Stands in for both vendors' servers on the developer's own machine, for development and tests: serves the
 * widgets' scripts, verifies what the pages send, calls the site's users info as the chat server does, and shows
 * the result in a panel. No account, no internet; it sends no messages, and does not start in production.
 *
 * Point the pages at it with `baseUrl`, below the application's global prefix where there is one.
 *
 * @example
 * ```ts
 * const imbachat = { widgetId: 276, apiLogin: '…', apiPassword: '…', secretKey: '…' };
 * const chatbro = { siteDomain: 'localhost', secretKey: '…' };
 * const imports = [
 *   ChatIntegrationModule.forRoot({
 *     imbachat: { ...imbachat, baseUrl: '/chat-sandbox' },
 *     chatbro: { ...chatbro, chatId: '9czk', baseUrl: '/chat-sandbox' },
 *     userProvider: MembersUserProvider,
 *   }),
 *   ChatSandboxModule.forRoot({ imbachat, chatbro }),
 * ];
 * ```
 */
@Module({
  providers: [
    {
      provide: RESOLVED_OPTIONS,
      inject: [CHAT_SANDBOX_MODULE_OPTIONS],
      useFactory: (options: ChatSandboxOptions) => resolveChatSandboxOptions(options),
    },
    {
      provide: IMBACHAT_SANDBOX_OPTIONS,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ imbachat }: ResolvedChatSandboxOptions) => imbachat,
    },
    {
      provide: CHATBRO_SANDBOX_OPTIONS,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ chatbro }: ResolvedChatSandboxOptions) => chatbro,
    },
    PrivateReply,
    ImbaChatSandboxService,
  ],
})
export class ChatSandboxModule extends ConfigurableModuleClass {}
