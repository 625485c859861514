import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
} from '@nestjs/common';
import { mountController } from 'nestjs-chat-integration/internal/http';
import type { ChatSandboxExtras, ChatSandboxOptions } from './chat-sandbox.options.js';
import { ChatBroSandboxController } from './chatbro/chatbro-sandbox.controller.js';
import { ChatBroApiSandboxController } from './chatbro/chatbro-api-sandbox.controller.js';
import { FaultsSandboxController } from './faults/faults-sandbox.controller.js';
import { ImbaChatApiSandboxController } from './imbachat/imbachat-api-sandbox.controller.js';
import { ImbaChatSandboxController } from './imbachat/imbachat-sandbox.controller.js';

/** The options of `ChatSandboxModule.forRoot`. */
export type ChatSandboxForRootOptions = ChatSandboxOptions & ChatSandboxExtras;

/** The options of `ChatSandboxModule.forRootAsync`; `useFactory`, `useClass` or `useExisting` returns the data. */
export type ChatSandboxForRootAsyncOptions = ConfigurableModuleAsyncOptions<
  ChatSandboxOptions,
  'createChatSandboxOptions'
> &
  ChatSandboxExtras;

const CONTROLLERS = [
  ImbaChatSandboxController,
  ImbaChatApiSandboxController,
  ChatBroSandboxController,
  ChatBroApiSandboxController,
  FaultsSandboxController,
];

const { ConfigurableModuleClass: BuiltClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<ChatSandboxOptions>({ moduleName: 'ChatSandbox' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createChatSandboxOptions')
    .setExtras<ChatSandboxExtras>(
      { path: undefined, decorators: undefined },
      (definition, { path = 'chat-sandbox', decorators = [] }) => ({
        ...definition,
        controllers: CONTROLLERS.map((controller) => mountController(path, controller, decorators)),
      }),
    )
    .build();

/** Injection token of the sandbox's options as the application passed them. */
export const CHAT_SANDBOX_MODULE_OPTIONS = MODULE_OPTIONS_TOKEN;

/** The static side of `ChatSandboxModule`. */
export interface ChatSandboxModuleClass {
  new (): object;

  /**
   * Registers the sandbox. An application can register it several times, each time with another `path`.
   *
   * @throws {ChatSandboxInProductionError} when the application starts in production.
   * @throws {InvalidOptionsError} when the application starts with an invalid option.
   */
  forRoot(options: ChatSandboxForRootOptions): DynamicModule;

  /**
   * Registers the sandbox with options from a factory; `path` and `decorators` are next to the factory.
   *
   * @throws as {@link forRoot}.
   */
  forRootAsync(options: ChatSandboxForRootAsyncOptions): DynamicModule;
}

/** The builder's class, with documented methods. */
export const ConfigurableModuleClass: ChatSandboxModuleClass = BuiltClass;
