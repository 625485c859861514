import { ChatIntegrationError } from '../chat-integration.errors.js';

/** The sandbox was to start in production, where nothing may stand in for the vendors' servers. */
export class ChatSandboxInProductionError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_SANDBOX_IN_PRODUCTION';

  constructor() {
    super(
      'Expected development or a test, got NODE_ENV=production: ChatSandboxModule stands in for the servers of ' +
        'both vendors and does not start there. Import it only where NODE_ENV is something else, and leave ' +
        'imbachat.baseUrl and chatbro.baseUrl out in production.',
    );
  }
}
