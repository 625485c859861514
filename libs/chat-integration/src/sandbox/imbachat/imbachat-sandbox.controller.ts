import { BadRequestException, Controller, Get, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import { isPlainObject } from '../../options/option-rule.js';
import { scriptJson } from '../../widget/inline-script.js';
import { SandboxExceptionFilter } from '../sandbox-exception.filter.js';
import { PrivateReply } from '../../http/private-reply.js';
import { openPanel } from '../panel/open-panel.js';
import { PANEL_STYLES } from '../panel/panel-styles.js';
import { defineImbaChat } from './define-imbachat.js';
import { ImbaChatSandboxService } from './imbachat-sandbox.service.js';
import type { LocalSocket } from './users-info-url.js';

/** The part of a request that is read here, the same on both adapters. */
interface SandboxRequest {
  readonly body?: unknown;
  readonly params: { readonly widgetId: string };
  readonly socket: LocalSocket;
}

/** Stands in for ImbaChat's server: the widget's script, and what that asks (`protocol/imbachat.md` section 3). */
@Controller()
@UseFilters(SandboxExceptionFilter)
export class ImbaChatSandboxController {
  private readonly script = `(${defineImbaChat.toString()})(${openPanel.toString()}, ${scriptJson(PANEL_STYLES)});\n`;

  constructor(
    @Inject(ImbaChatSandboxService) private readonly sandbox: ImbaChatSandboxService,
    @Inject(PrivateReply) private readonly reply: PrivateReply,
  ) {}

  /** `GET imbachat/v1/{widgetId}/widget` */
  @Get('imbachat/v1/:widgetId/widget')
  widget(@Res() response: unknown): void {
    this.reply.script(response, this.script);
  }

  /** `POST imbachat/v1/{widgetId}/session`, JSON of what the page gave to `load()`. */
  @Post('imbachat/v1/:widgetId/session')
  async session(@Req() request: SandboxRequest, @Res() response: unknown): Promise<void> {
    const { user_id, token } = bodyOf(request);
    const { widgetId } = request.params;
    this.reply.json(response, await this.sandbox.session(widgetId, { user_id, token }, request.socket));
  }

  /** `POST imbachat/v1/{widgetId}/dialog`, the same with the member as `with`. */
  @Post('imbachat/v1/:widgetId/dialog')
  async dialog(@Req() request: SandboxRequest, @Res() response: unknown): Promise<void> {
    const { user_id, token, with: memberId } = bodyOf(request);
    const { widgetId } = request.params;
    this.reply.json(
      response,
      await this.sandbox.dialog(widgetId, { user_id, token }, memberId, request.socket),
    );
  }
}

function bodyOf({ body }: SandboxRequest): Record<string, unknown> {
  if (isPlainObject(body)) return body;
  throw new BadRequestException(
    'Expected an object as JSON. If the application has no JSON body parser, give it one.',
  );
}
