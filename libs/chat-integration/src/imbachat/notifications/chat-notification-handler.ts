/** A message waits for a user who is not on the site (`protocol/imbachat.md` section 6). */
export interface ChatNotification {
  /** The e-mail address of the user, as users info contained it. Look the user up by it. */
  readonly email: string;
  /** At most 300 characters, without control characters. It is text from a user: escape it. */
  readonly title: string;
  /** At most 5,000 characters, without control characters other than line breaks and tabs. It is text from a user: escape it. */
  readonly body: string;
}

/** The context of a call of the {@link ChatNotificationHandler}. */
export interface ChatNotificationContext {
  /** Aborted when the handler takes too long; pass it to operations that can be cancelled. */
  readonly signal: AbortSignal;
}

/**
 * Handles the notifications of ImbaChat's server, for example sends a push message. It is both the type to implement and
 * the injection token; see the options `notificationHandler` and `endpoints.notifications`.
 *
 * An error is logged. The chat server always receives 204, so that nobody can learn which addresses the site knows.
 *
 * @example
 * ```ts
 * @Injectable()
 * class PushNotificationHandler extends ChatNotificationHandler {
 *   constructor(private readonly push: PushService) { super(); }
 *
 *   async handle({ email, title, body }: ChatNotification): Promise<void> {
 *     await this.push.sendTo(email, { title, body });
 *   }
 * }
 * ```
 */
export abstract class ChatNotificationHandler {
  /** Handles one notification. The call ends after the option `userProviderTimeoutMs`. */
  abstract handle(notification: ChatNotification, context: ChatNotificationContext): Promise<void>;
}
