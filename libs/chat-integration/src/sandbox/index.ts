export { ChatSandboxInProductionError } from './chat-sandbox.errors.js';
export { ChatSandboxModule } from './chat-sandbox.module.js';
export {
  CHAT_SANDBOX_MODULE_OPTIONS,
  type ChatSandboxForRootAsyncOptions,
  type ChatSandboxForRootOptions,
} from './chat-sandbox.module-definition.js';
export type { ChatSandboxExtras, ChatSandboxOptions } from './chat-sandbox.options.js';
export type { ChatBroSandboxOptions } from './chatbro/chatbro-sandbox.options.js';
export type { ImbaChatSandboxOptions } from './imbachat/imbachat-sandbox.options.js';
