import { ChatIntegrationError } from 'nestjs-chat-integration/protocol';

/** The sandbox was started in production, where it must not replace the vendors' servers. */
export class ChatSandboxInProductionError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_SANDBOX_IN_PRODUCTION';

  constructor() {
    super(
      'Expected an environment other than production but got NODE_ENV=production: ChatSandboxModule simulates the ' +
        'servers of both vendors. Fix: import it only in development and tests, and leave out imbachat.baseUrl and ' +
        'chatbro.baseUrl in production.',
    );
  }
}
