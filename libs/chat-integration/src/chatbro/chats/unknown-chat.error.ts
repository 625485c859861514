import { ChatIntegrationError } from '../../chat-integration.errors.js';
import { describeValue } from '../../text/describe.js';

/** A page names a ChatBro chat whose secret is not known, so its identities cannot be signed; the chat is left out. */
export class UnknownChatError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_CHATBRO_CHAT_UNKNOWN';

  /** @param chatId what the page gives as the id. */
  constructor(readonly chatId: unknown) {
    super(
      `Expected the id of a chat with a known secret but got ${describeValue(chatId)}. Fix: use chatbro.chatId, or ` +
        'return { secretKey } of at least 16 bytes for this id from the option `chatbro.chats`.',
    );
  }
}
