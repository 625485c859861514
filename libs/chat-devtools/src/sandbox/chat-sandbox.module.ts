import { Inject, Module, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { allowLongParameters, ReplyService, type FastifyRoutes } from 'nestjs-chat-integration/internal/http';
import { CHAT_SANDBOX_MODULE_OPTIONS, ConfigurableModuleClass } from './chat-sandbox.module-definition.js';
import { RESOLVED_CHAT_SANDBOX_OPTIONS, resolveChatSandboxOptions } from './chat-sandbox.options.js';
import { ChatBroAccountService } from './chatbro/chatbro-account.service.js';
import { ChatSandboxFaults } from './faults/sandbox-faults.js';
import { MAX_FORM_BYTES } from './imbachat/read-form.js';
import { SandboxMessages } from './imbachat/sandbox-messages.js';
import { ImbaChatSandboxService } from './imbachat/imbachat-sandbox.service.js';

/**
 * Simulates both vendors' servers on your own machine, for development and tests: serves the widgets' scripts, verifies
 * what the pages send, requests users info as the chat server does, and shows the result in a panel. It works without
 * an account or internet access. It also simulates the APIs that the site's server calls: chats, messages and the support
 * user, with their errors ({@link ChatSandboxFaults}). It sends no messages to anyone, and does not start in production.
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
    ChatBroAccountService,
    SandboxMessages,
    ChatSandboxFaults,
  ],
  exports: [ChatSandboxFaults],
})
export class ChatSandboxModule extends ConfigurableModuleClass implements NestModule {
  /** @internal Nest creates it. */
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {
    super();
  }

  /** Nest calls this before it registers the routes. */
  configure(): void {
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter.getType() !== 'fastify') return;
    const fastify = httpAdapter.getInstance<FastifyParsers & FastifyRoutes>();
    acceptForms(fastify);
    // ChatBro's paths end in a slash.
    allowLongParameters(fastify);
  }
}

/** The part of a Fastify instance that is used. */
interface FastifyParsers {
  hasContentTypeParser(type: string): boolean;
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer'; bodyLimit: number },
    parse: (request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => void,
  ): unknown;
}

/** Lets Fastify accept the multipart forms of ImbaChat's API, unless the application already does. */
function acceptForms(fastify: FastifyParsers): void {
  const type = 'multipart/form-data';
  if (fastify.hasContentTypeParser(type)) return;
  fastify.addContentTypeParser(
    type,
    { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES },
    (_request, body, done) => done(null, body),
  );
}
