import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { PrivateReply } from '../http/private-reply.js';
import { CHAT_WIDGETS, type ChatWidget } from './chat-widget.js';

/** Everything that a single-page app needs to boot the configured widgets for its visitor, signed in or guest. */
@Controller()
export class WidgetsController {
  constructor(
    @Inject(CHAT_WIDGETS) private readonly widgets: readonly ChatWidget[],
    @Inject(PrivateReply) private readonly reply: PrivateReply,
  ) {}

  @Get()
  async boot(@Req() request: object, @Res() response: unknown): Promise<void> {
    const configured = this.widgets.filter((widget) => widget.configured);
    const entries = await Promise.all(
      configured.map(async (widget) => [widget.vendor, await widget.boot(request)]),
    );
    this.reply.json(response, Object.fromEntries(entries) as object);
  }
}
