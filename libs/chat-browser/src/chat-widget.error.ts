/** Why a chat widget, or a function of one, is not available. */
export type ChatWidgetErrorCode =
  | 'ERR_CHAT_DIALOGS_UNAVAILABLE'
  | 'ERR_CHAT_IDENTITY_CHANGED'
  | 'ERR_CHAT_REFRESH_UNSUPPORTED'
  | 'ERR_CHAT_RESET_UNSUPPORTED'
  | 'ERR_CHAT_ROOM_INVALID'
  | 'ERR_CHAT_SITE_RESPONSE'
  | 'ERR_CHAT_SITE_UNREACHABLE'
  | 'ERR_CHAT_SUPPORT_UNKNOWN'
  | 'ERR_CHAT_USER_NUMBER_INVALID'
  | 'ERR_CHAT_VENDOR_FAILED'
  | 'ERR_CHAT_VENDOR_TIMEOUT'
  | 'ERR_CHAT_VENDOR_UNREACHABLE'
  | 'ERR_CHAT_WIDGET_UNKNOWN';

/**
 * A chat widget, or a function of one, is not available. Compare `code`: rendered pages have their own copy of this
 * class, so `instanceof` is not reliable.
 */
export class ChatWidgetError extends Error {
  override readonly name = 'ChatWidgetError';

  /** @internal */
  constructor(
    /** A stable code; see the list of errors in the documentation. */
    readonly code: ChatWidgetErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}
