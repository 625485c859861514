import {
  ChatNotificationHandler,
  type ChatNotification,
} from '../imbachat/notifications/chat-notification-handler.js';

/** A {@link ChatNotificationHandler} that records the notifications. */
export class FakeChatNotificationHandler extends ChatNotificationHandler {
  /** The notifications, in order. */
  readonly notifications: ChatNotification[] = [];
  /** If set, every call rejects with this error. */
  failure: Error | undefined;

  override async handle(notification: ChatNotification): Promise<void> {
    this.notifications.push(notification);
    if (this.failure) throw this.failure;
  }
}
