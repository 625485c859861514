import { Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { PrivateExceptionFilter } from '../http/private-exception.filter.js';
import { PrivateReply } from '../http/private-reply.js';
import { ChatWidgetsService } from './chat-widgets.service.js';

/** Everything that a single-page app needs to boot the configured widgets for its visitor, signed in or guest. */
@Controller()
@UseFilters(PrivateExceptionFilter)
export class WidgetsController {
  constructor(
    @Inject(ChatWidgetsService) private readonly widgets: ChatWidgetsService,
    @Inject(PrivateReply) private readonly reply: PrivateReply,
  ) {}

  @Get()
  async boot(@Req() request: object, @Res() response: unknown): Promise<void> {
    this.reply.json(response, await this.widgets.boot(request));
  }
}
