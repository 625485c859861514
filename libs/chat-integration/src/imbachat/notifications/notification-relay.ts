import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { withDeadline } from '../../http-client/with-deadline.js';
import { RateLimitedLogger } from '../../telemetry/rate-limited-logger.js';
import { PROVIDER_LIMITS, type ProviderLimits } from '../../users/provider-calls.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { ChatNotificationHandler } from './chat-notification-handler.js';
import { NOTIFICATIONS_PATH } from './notifications.guard.js';
import type { NotificationsPath } from './notifications-path.js';
import { readNotification } from './read-notification.js';

/** How many notifications are handled per minute. */
const MAX_PER_MINUTE = 600;

/** How many notifications are handled at a time. */
const MAX_CONCURRENT = 20;

/** Passes notifications to the site's handler, at a limited rate. It never fails. */
@Injectable()
export class NotificationRelay {
  private readonly logger = new RateLimitedLogger(NotificationRelay.name, 60_000);
  private minuteEnd = 0;
  private inMinute = 0;
  private underWay = 0;

  constructor(
    @Optional()
    @Inject(ChatNotificationHandler)
    private readonly handler: ChatNotificationHandler | undefined,
    @Inject(PROVIDER_LIMITS) private readonly limits: Pick<ProviderLimits, 'timeoutMs'>,
    @Inject(IMBACHAT_OPTIONS) options: ResolvedImbaChatOptions | null,
    @Inject(NOTIFICATIONS_PATH) path: NotificationsPath | null,
  ) {
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
    if (!this.isWithinRate()) {
      const message = `Notifications were ignored: more than ${MAX_PER_MINUTE} per minute, or ${MAX_CONCURRENT} at a time.`;
      this.logger.warn('rate', message);
      return;
    }
    this.underWay += 1;
    try {
      await withDeadline(async (signal) => this.handler?.handle(notification, { signal }), {
        timeoutMs: this.limits.timeoutMs,
        onTimeout: () => new Error(`the handler did not end within ${this.limits.timeoutMs} ms`),
      });
    } catch (error) {
      const name = error instanceof Error ? error.message : String(error);
      // The error of a handler can contain the address of the user.
      this.logger.error(
        'handler',
        `A ChatNotificationHandler failed: ${name.replaceAll(notification.email, '…')}`,
      );
    } finally {
      this.underWay -= 1;
    }
  }

  private isWithinRate(): boolean {
    const now = performance.now();
    if (now >= this.minuteEnd) {
      this.minuteEnd = now + 60_000;
      this.inMinute = 0;
    }
    if (this.inMinute >= MAX_PER_MINUTE || this.underWay >= MAX_CONCURRENT) return false;
    this.inMinute += 1;
    return true;
  }
}
