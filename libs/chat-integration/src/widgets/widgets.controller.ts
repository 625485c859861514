import { Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { ChatExceptionFilter } from '../http/chat-exception.filter.js';
import { ReplyService } from '../http/reply.service.js';
import { ChatWidgetsService } from './chat-widgets.service.js';

/** Everything that a single-page app needs to start the widgets for its visitor, signed in or a guest. */
@Controller()
@UseFilters(ChatExceptionFilter)
export class WidgetsController {
  constructor(
    @Inject(ChatWidgetsService) private readonly widgets: ChatWidgetsService,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  @Get()
  async params(@Req() request: object, @Res() response: unknown): Promise<void> {
    this.reply.json(response, await this.widgets.params(request));
  }
}
