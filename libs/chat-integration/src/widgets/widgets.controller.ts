import { Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { ChatExceptionFilter } from '../http/chat-exception.filter.js';
import { ReplyService } from '../http/reply.service.js';
import { VisitorService } from '../visitor/visitor.service.js';
import { ChatWidgetsService } from './chat-widgets.service.js';

/** Returns what a single-page app needs to start the widgets for its visitor, signed in or a guest. */
@Controller()
@UseFilters(ChatExceptionFilter)
export class WidgetsController {
  constructor(
    @Inject(ChatWidgetsService) private readonly widgets: ChatWidgetsService,
    @Inject(VisitorService) private readonly visitors: VisitorService,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `GET {path}?path=/forum/1`; without the path of the page, only display rules without paths can be met. */
  @Get()
  async params(@Req() request: RequestWithQuery, @Res() response: unknown): Promise<void> {
    // An app can retry after an error, but {} would look like a site without widgets.
    await this.visitors.findVisitor(request);
    this.reply.json(response, await this.widgets.params(request, { path: textOf(request.query['path']) }));
  }
}

interface RequestWithQuery {
  readonly query: Readonly<Record<string, unknown>>;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
