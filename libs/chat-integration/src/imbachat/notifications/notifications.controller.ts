import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Inject,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { ReplyService } from '../../http/reply.service.js';
import { ChatEndpoint } from '../endpoints/chat-endpoint.js';
import { NotificationRelay } from './notification-relay.js';
import { NotificationsGuard } from './notifications.guard.js';

/** Responds to refused calls as to all others, so that nobody learns whether the key of a path is right. */
@Catch()
export class NoContentFilter implements ExceptionFilter {
  constructor(@Inject(ReplyService) private readonly reply: ReplyService) {}

  catch(_exception: unknown, host: ArgumentsHost): void {
    this.reply.noContent(host.switchToHttp().getResponse());
  }
}

/** Receives the notifications of the chat server (`protocol/imbachat.md` section 6). Every response is 204. */
@Controller()
@UseGuards(NotificationsGuard)
@UseFilters(NoContentFilter)
export class NotificationsController {
  constructor(
    @Inject(NotificationRelay) private readonly notifications: NotificationRelay,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `POST {path}` with the form fields `email_to`, `title` and `body`. */
  @Post()
  @ChatEndpoint({ name: 'notifications' })
  async notify(@Req() { body }: { body?: unknown }, @Res() response: unknown): Promise<void> {
    await this.notifications.relay(body);
    this.reply.noContent(response);
  }
}
