import { VendorError } from '../../http-client/vendor.errors.js';

/** A ChatBro chat was not deleted, because it has child chats. */
export class ChatHasChildrenError extends VendorError {
  readonly code = 'ERR_CHAT_CHATBRO_HAS_CHILDREN';
  readonly vendorCode = 1011;

  constructor(call: string) {
    super(
      'ChatBro',
      call,
      'Expected a chat without child chats but it has some (code 1011), and it was not deleted. ' +
        'Fix: delete it with { force: true } if its child chats may be deleted too.',
    );
  }
}
