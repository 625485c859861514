import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { Controller, Inject, NotFoundException, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { isPlainObject } from 'nestjs-chat-integration/internal';
import { ReplyService } from 'nestjs-chat-integration/internal/http';
import { basicAuthorization } from 'nestjs-chat-integration/protocol';
import { RESOLVED_CHAT_SANDBOX_OPTIONS, type ResolvedChatSandboxOptions } from '../chat-sandbox.options.js';
import { fail } from '../faults/fail.js';
import { ChatSandboxFaults } from '../faults/sandbox-faults.js';
import { SandboxExceptionFilter } from '../sandbox-exception.filter.js';
import { readForm, type FormRequest } from './read-form.js';
import { SandboxMessages } from './sandbox-messages.js';

interface ApiRequest extends FormRequest {
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
}

/** Simulates ImbaChat's API for the site's server (`protocol/imbachat.md` sections 4 and 7). */
@Controller()
@UseFilters(SandboxExceptionFilter)
export class ImbaChatApiSandboxController {
  constructor(
    @Inject(RESOLVED_CHAT_SANDBOX_OPTIONS) private readonly options: ResolvedChatSandboxOptions,
    @Inject(SandboxMessages) private readonly messages: SandboxMessages,
    @Inject(ChatSandboxFaults) private readonly faults: ChatSandboxFaults,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `POST imbachat/v2/{widgetId}/send_msg` */
  @Post('imbachat/v2/:widgetId/send_msg')
  async send(
    @Param('widgetId') widgetId: string,
    @Req() request: ApiRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const { secretKey } = this.dashboard(widgetId);
    if (this.fail('send_msg', request, response)) return;
    if (request.headers.authorization !== basicAuthorization(widgetId, secretKey)) {
      this.reply.json(response, { success: false, error: 'Unauthorized' }, 401);
      return;
    }
    const form = await readForm(request);
    const { user_id: from, room_id: room, message: text } = form;
    const missing = ['user_id', 'room_id', 'message'].find((name) => !form[name]);
    if (missing !== undefined || !from || !room || !text) {
      this.reply.json(response, { success: false, error: `The ${missing} field is required.` }, 422);
      return;
    }
    this.reply.json(response, { success: true, message: this.messages.add({ from, room, text }) });
  }

  /** `POST imbachat/v1/{widgetId}/get_user_support` */
  @Post('imbachat/v1/:widgetId/get_user_support')
  support(@Param('widgetId') widgetId: string, @Req() request: ApiRequest, @Res() response: unknown): void {
    const { secretKey, supportUserNumber } = this.dashboard(widgetId);
    if (this.fail('get_user_support', request, response)) return;
    const isAuthorized = isPlainObject(request.body) && request.body['secret'] === secretKey;
    if (isAuthorized) this.reply.json(response, { success: true, id: supportUserNumber });
    else this.reply.json(response, { success: false, error: 'Forbidden' }, 403);
  }

  private dashboard(widgetId: string): NonNullable<ResolvedChatSandboxOptions['imbachat']> {
    const { imbachat } = this.options;
    if (imbachat && String(imbachat.widgetId) === widgetId) return imbachat;
    throw new NotFoundException('The sandbox has no ImbaChat dashboard with this widget id.');
  }

  private fail(call: string, { socket }: ApiRequest, response: unknown): boolean {
    const fault = this.faults.take(call);
    if (typeof fault !== 'number') return fail(fault, socket, response, this.reply);
    this.reply.json(
      response,
      { success: false, error: 'A planned fault of the sandbox: room_id' },
      Math.min(fault, 599),
    );
    return true;
  }
}
