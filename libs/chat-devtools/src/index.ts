export { ChatSandboxInProductionError } from './sandbox/chat-sandbox.errors.js';
export { ChatSandboxModule } from './sandbox/chat-sandbox.module.js';
export {
  CHAT_SANDBOX_MODULE_OPTIONS,
  type ChatSandboxForRootAsyncOptions,
  type ChatSandboxForRootOptions,
} from './sandbox/chat-sandbox.module-definition.js';
export type {
  ChatBroSandboxAccount,
  ChatBroSandboxOptions,
  ChatSandboxExtras,
  ChatSandboxOptions,
} from './sandbox/chat-sandbox.options.js';
export { ChatSandboxFaults, type SandboxFault } from './sandbox/faults/sandbox-faults.js';
export type { ImbaChatSandboxOptions } from './sandbox/imbachat/imbachat-sandbox.options.js';
