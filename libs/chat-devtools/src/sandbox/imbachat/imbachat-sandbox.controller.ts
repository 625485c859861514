import { BadRequestException, Controller, Get, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import { isPlainObject, scriptJson } from 'nestjs-chat-integration/internal';
import { ReplyService } from 'nestjs-chat-integration/internal/http';
import { openPanel } from '../panel/open-panel.js';
import { PANEL_STYLES } from '../panel/panel-styles.js';
import { SandboxExceptionFilter } from '../sandbox-exception.filter.js';
import { defineImbaChat } from './define-imbachat.js';
import { ImbaChatSandboxService, type PageRequest } from './imbachat-sandbox.service.js';
import type { LocalSocket } from './users-info-url.js';

/** The part of a request that is used, the same on both adapters. */
interface WidgetRequest {
  readonly body?: unknown;
  readonly params: { readonly widgetId: string };
  readonly socket: LocalSocket;
}

const SCRIPT = `(${defineImbaChat.toString()})(${openPanel.toString()}, ${scriptJson(PANEL_STYLES)});\n`;

/** Simulates ImbaChat's server: the widget's script, and the requests of that script (`protocol/imbachat.md` section 3). */
@Controller()
@UseFilters(SandboxExceptionFilter)
export class ImbaChatSandboxController {
  constructor(
    @Inject(ImbaChatSandboxService) private readonly sandbox: ImbaChatSandboxService,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `GET imbachat/v1/{widgetId}/widget` */
  @Get('imbachat/v1/:widgetId/widget')
  widget(@Res() response: unknown): void {
    this.reply.script(response, SCRIPT);
  }

  /** `POST imbachat/v1/{widgetId}/session` with the identity that the page passed to `load()`, as JSON. */
  @Post('imbachat/v1/:widgetId/session')
  async session(@Req() request: WidgetRequest, @Res() response: unknown): Promise<void> {
    this.reply.json(response, await this.sandbox.verify(toPageRequest(request, bodyOf(request))));
  }

  /** `POST imbachat/v1/{widgetId}/dialog` with the same identity, and the other user's number as `with`. */
  @Post('imbachat/v1/:widgetId/dialog')
  async dialog(@Req() request: WidgetRequest, @Res() response: unknown): Promise<void> {
    const { with: userNumber, ...identity } = bodyOf(request);
    const dialog = await this.sandbox.findDialogUser(toPageRequest(request, identity), userNumber);
    this.reply.json(response, dialog);
  }
}

function bodyOf({ body }: WidgetRequest): Record<string, unknown> {
  if (isPlainObject(body)) return body;
  throw new BadRequestException(
    'Expected a JSON object but got something else. Fix: if the application has no JSON body parser, add one.',
  );
}

function toPageRequest(
  { params: { widgetId }, socket }: WidgetRequest,
  identity: PageRequest['identity'],
): PageRequest {
  return { widgetId, identity, socket };
}
