import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { RateLimitedLogger } from '../../telemetry/rate-limited-logger.js';
import { errorLine } from '../../text/describe.js';
import { PROVIDER_LIMITS, ProviderCalls, type ProviderLimits } from '../../users/provider-calls.js';
import { UserProviderBusyError } from '../../users/user-provider.errors.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { ChatNotificationHandler } from './chat-notification-handler.js';
import { NOTIFICATIONS_PATH } from './notifications.guard.js';
import type { NotificationsPath } from './notifications-path.js';
import { readNotification } from './read-notification.js';

/** How many notifications are handled per minute. */
const MAX_PER_MINUTE = 600;

/** How many notifications are handled at a time; one that hangs counts until it ends. */
const MAX_CONCURRENT = 20;

/** Passes notifications to the site's handler, at a limited rate. It never fails. */
@Injectable()
export class NotificationRelay {
  private readonly logger = new RateLimitedLogger(NotificationRelay.name, 60_000);
  private minuteEnd = 0;
  private inMinute = 0;
  private readonly calls: ProviderCalls;

  constructor(
    @Optional()
    @Inject(ChatNotificationHandler)
    private readonly handler: ChatNotificationHandler | undefined,
    @Inject(PROVIDER_LIMITS) { timeoutMs }: Pick<ProviderLimits, 'timeoutMs'>,
    @Inject(IMBACHAT_OPTIONS) options: ResolvedImbaChatOptions | null,
    @Inject(NOTIFICATIONS_PATH) path: NotificationsPath | null,
  ) {
    // Separate from the calls of the UserProvider, so that a handler that hangs does not stop users info.
    this.calls = new ProviderCalls({ timeoutMs, concurrency: MAX_CONCURRENT });
    if (path && options && !options.includeEmail) {
      new Logger(NotificationRelay.name).warn(
        'endpoints.notifications is set but imbachat.includeEmail is not. The chat server names users by their e-mail ' +
          'address, so it can send no notification. Fix: set imbachat.includeEmail, or leave out the endpoint.',
      );
    }
  }

  /** Handles a notification. @param form the fields of the request. */
  async relay(form: unknown): Promise<void> {
    const notification = readNotification(form);
    if (!notification) {
      this.logger.warn(
        'form',
        'A notification was ignored: expected the fields email_to, title and body of limited length.',
      );
      return;
    }
    try {
      if (!this.isWithinRate()) return this.warnOfRate();
      await this.calls.run('ChatNotificationHandler.handle', async (context) =>
        this.handler?.handle(notification, context),
      );
    } catch (error) {
      if (error instanceof UserProviderBusyError) return this.warnOfRate();
      // The error of a handler can contain the address of the user.
      const problem = errorLine(error).replaceAll(notification.email, '…');
      this.logger.error('handler', `A notification was not handled. ${problem}`);
    }
  }

  private warnOfRate(): void {
    const message = `Notifications were ignored: more than ${MAX_PER_MINUTE} per minute, or ${MAX_CONCURRENT} at a time.`;
    this.logger.warn('rate', message);
  }

  private isWithinRate(): boolean {
    const now = performance.now();
    if (now >= this.minuteEnd) {
      this.minuteEnd = now + 60_000;
      this.inMinute = 0;
    }
    if (this.inMinute >= MAX_PER_MINUTE) return false;
    this.inMinute += 1;
    return true;
  }
}
