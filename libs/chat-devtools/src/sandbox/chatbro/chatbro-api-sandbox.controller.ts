import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { Controller, Inject, NotFoundException, Post, Req, Res, UseFilters } from '@nestjs/common';
import { isPlainObject } from 'nestjs-chat-integration/internal';
import { LONG_PARAMETER, ReplyService } from 'nestjs-chat-integration/internal/http';
import { RESOLVED_CHAT_SANDBOX_OPTIONS, type ResolvedChatSandboxOptions } from '../chat-sandbox.options.js';
import { fail } from '../faults/fail.js';
import { ChatSandboxFaults } from '../faults/sandbox-faults.js';
import { SandboxExceptionFilter } from '../sandbox-exception.filter.js';
import { ChatBroAccountService, ChatBroApiError } from './chatbro-account.service.js';

/** The part of a request that is used, the same on both adapters. */
interface ApiRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
  readonly params: Readonly<Record<string, string>>;
  readonly socket: Socket;
}

/** Simulates ChatBro's REST API (`protocol/chatbro.md` section 3). */
@Controller()
@UseFilters(SandboxExceptionFilter)
export class ChatBroApiSandboxController {
  constructor(
    @Inject(RESOLVED_CHAT_SANDBOX_OPTIONS) private readonly options: ResolvedChatSandboxOptions,
    @Inject(ChatBroAccountService) private readonly account: ChatBroAccountService,
    @Inject(ChatSandboxFaults) private readonly faults: ChatSandboxFaults,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `POST api/v1/{tokens|chats}/{call}/` */
  @Post(`api/v1/:group/${LONG_PARAMETER}`)
  call(@Req() { headers, body, socket, params }: ApiRequest, @Res() response: unknown): void {
    if (!this.options.chatbro) throw new NotFoundException('The sandbox has no ChatBro chats.');
    // Fastify's wildcard has another name, and contains the slash.
    const { group = '', ...others } = params;
    const [name = ''] = Object.values(others);
    const call = `${group}/${name.replace(/\/$/, '')}/`;
    const fault = this.faults.take(call);
    if (fail(fault, socket, response, this.reply)) return;
    try {
      if (typeof fault === 'number') throw new ChatBroApiError(fault, 'A planned fault of the sandbox');
      const answer = this.account.answer(call, headers, isPlainObject(body) ? body : {});
      this.reply.json(response, answer);
    } catch (error) {
      if (!(error instanceof ChatBroApiError)) throw error;
      const { code, message } = error;
      const status = 400;
      this.reply.json(
        response,
        { success: false, status, error: message, code, description: message },
        status,
      );
    }
  }
}
