import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
} from '@nestjs/common';
import { mountedAt } from '../http/mounted-at.js';
import type { ChatSandboxExtras, ChatSandboxOptions } from './chat-sandbox.options.js';
import { ChatBroSandboxController } from './chatbro/chatbro-sandbox.controller.js';
import { ImbaChatSandboxController } from './imbachat/imbachat-sandbox.controller.js';

/** What `ChatSandboxModule.forRoot` takes. */
export type ChatSandboxForRootOptions = ChatSandboxOptions & ChatSandboxExtras;

/** What `ChatSandboxModule.forRootAsync` takes: `useFactory`, `useClass` or `useExisting` for the data. */
export type ChatSandboxForRootAsyncOptions = ConfigurableModuleAsyncOptions<
  ChatSandboxOptions,
  'createChatSandboxOptions'
> &
  ChatSandboxExtras;

const { ConfigurableModuleClass: BuiltClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<ChatSandboxOptions>({ moduleName: 'ChatSandbox' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createChatSandboxOptions')
    .setExtras<ChatSandboxExtras>(
      { path: 'chat-sandbox', decorators: [] },
      (definition, { path = 'chat-sandbox', decorators = [] }) => ({
        ...definition,
        controllers: [ImbaChatSandboxController, ChatBroSandboxController].map((controller) =>
          mountedAt(path, controller, decorators),
        ),
      }),
    )
    .build();

/** Injection token of the sandbox's raw options. */
export const CHAT_SANDBOX_MODULE_OPTIONS = MODULE_OPTIONS_TOKEN;

/** The static side of `ChatSandboxModule`. */
export interface ChatSandboxModuleClass {
  new (): object;

  /**
   * Registers the sandbox with options that are known at once. May be called several times in one application,
   * each with a path of its own.
   *
   * @throws {ChatSandboxInProductionError} when the application starts in production.
   * @throws {InvalidOptionsError} when the application starts with a wrong option.
   */
  forRoot(options: ChatSandboxForRootOptions): DynamicModule;

  /**
   * Registers the sandbox with options from a factory; `path` stands beside it.
   *
   * @throws as {@link forRoot}.
   */
  forRootAsync(options: ChatSandboxForRootAsyncOptions): DynamicModule;
}

/** The builder's class under the names and errors that hosts see. */
export const ConfigurableModuleClass: ChatSandboxModuleClass = BuiltClass;
