import { Module } from '@nestjs/common';
import { ReplyService } from 'nestjs-chat-integration/internal/http';
import { CHAT_SANDBOX_MODULE_OPTIONS, ConfigurableModuleClass } from './chat-sandbox.module-definition.js';
import { RESOLVED_CHAT_SANDBOX_OPTIONS, resolveChatSandboxOptions } from './chat-sandbox.options.js';
import { ImbaChatSandboxService } from './imbachat/imbachat-sandbox.service.js';

/**
 * Simulates both vendors' servers on your own machine, for development and tests: serves the widgets' scripts, verifies
 * what the pages send, requests users info as the chat server does, and shows the result in a panel. It works without
 * an account or internet access, does not send messages, and does not start in production.
 *
 * Set the option `baseUrl` of each vendor to the path of the sandbox, with the application's global prefix.
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
      provide: RESOLVED_CHAT_SANDBOX_OPTIONS,
      inject: [CHAT_SANDBOX_MODULE_OPTIONS],
      useFactory: resolveChatSandboxOptions,
    },
    ReplyService,
    ImbaChatSandboxService,
  ],
})
export class ChatSandboxModule extends ConfigurableModuleClass {}
