import { InvalidOptionsError, type OptionProblem } from '../chat-integration.errors.js';
import { describe, isPlainObject } from '../options/option-rule.js';
import { ChatSandboxInProductionError } from './chat-sandbox.errors.js';
import {
  chatBroSandboxOptionProblems,
  resolveChatBroSandboxOptions,
  type ChatBroSandboxOptions,
  type ResolvedChatBroSandboxOptions,
} from './chatbro/chatbro-sandbox.options.js';
import {
  imbaChatSandboxOptionProblems,
  resolveImbaChatSandboxOptions,
  type ImbaChatSandboxOptions,
  type ResolvedImbaChatSandboxOptions,
} from './imbachat/imbachat-sandbox.options.js';

/**
 * What stands in the vendors' dashboards, as the sandbox plays them: independent of the options of
 * `ChatIntegrationModule`, so that a difference between the two shows. At least one vendor is there.
 */
export interface ChatSandboxOptions {
  /** ImbaChat's dashboard; left out, its panel says so. */
  imbachat?: ImbaChatSandboxOptions | undefined;
  /** The settings of ChatBro's chats; left out, their panels say so. */
  chatbro?: ChatBroSandboxOptions | undefined;
}

/** The options that shape the module: they stand beside the factory of `forRootAsync`. */
export interface ChatSandboxExtras {
  /**
   * Where the sandbox is mounted, below the application's global prefix.
   *
   * @default 'chat-sandbox'
   */
  path?: string;
  /**
   * Decorators for the sandbox's controllers, for example the one that tells a global guard of yours to let
   * everyone pass.
   *
   * @default []
   */
  decorators?: readonly ClassDecorator[];
}

/** The options, checked, with defaults filled in. */
export interface ResolvedChatSandboxOptions {
  readonly imbachat: ResolvedImbaChatSandboxOptions | null;
  readonly chatbro: ResolvedChatBroSandboxOptions | null;
}

/**
 * Checks the options and fills the defaults in.
 *
 * @throws {ChatSandboxInProductionError} in production.
 * @throws {InvalidOptionsError} naming every option that cannot be used.
 */
export function resolveChatSandboxOptions(options: ChatSandboxOptions): ResolvedChatSandboxOptions {
  if (process.env['NODE_ENV'] === 'production') throw new ChatSandboxInProductionError();
  const problems = optionProblems(options);
  if (problems.length > 0) throw new InvalidOptionsError(problems, 'ChatSandboxModule');
  const { imbachat, chatbro } = options;
  return Object.freeze({
    imbachat: imbachat ? resolveImbaChatSandboxOptions(imbachat) : null,
    chatbro: chatbro ? resolveChatBroSandboxOptions(chatbro) : null,
  });
}

function optionProblems(options: unknown): OptionProblem[] {
  if (!isPlainObject(options)) {
    const message = `expected an object with imbachat, chatbro or both for ChatSandboxModule, got ${describe(options)}.`;
    return [{ path: 'options', message }];
  }
  const { imbachat, chatbro, ...others } = options;
  const problems = Object.keys(others).map((path) => ({
    path,
    message: 'ChatSandboxModule has no such option. Check its spelling; path stands beside the factory.',
  }));
  if (imbachat === undefined && chatbro === undefined) {
    problems.push({
      path: 'imbachat',
      message:
        'expected imbachat, chatbro or both, got neither. Give ChatSandboxModule at least one dashboard.',
    });
  }
  return [
    ...problems,
    ...(imbachat === undefined ? [] : imbaChatSandboxOptionProblems(imbachat)),
    ...(chatbro === undefined ? [] : chatBroSandboxOptionProblems(chatbro)),
  ];
}
