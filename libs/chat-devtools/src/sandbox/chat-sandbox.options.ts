import {
  ChatBroAccountOptions,
  IdentitySite,
  IsOptional,
  isProduction,
  isPlainObject,
  Option,
  readOptions,
  type Resolved,
} from 'nestjs-chat-integration/internal';
import { InvalidOptionsError, type OptionProblem } from 'nestjs-chat-integration/protocol';
import { ChatSandboxInProductionError } from './chat-sandbox.errors.js';
import { ImbaChatSandboxOptions } from './imbachat/imbachat-sandbox.options.js';

/** The values of the simulated ChatBro chat's settings (`protocol/chatbro.md` section 1). */
export class ChatBroSandboxOptions extends IdentitySite {
  /**
   * The account that may manage chats.
   * @default every account is accepted
   */
  @IsOptional()
  @Option(
    { expected: 'an object { id, secret, platform }', fix: 'leave it out to accept every account.' },
    isPlainObject,
  )
  account?: ChatBroSandboxAccount | undefined;
}

/** The simulated ChatBro account (`protocol/chatbro.md` section 3). */
export type ChatBroSandboxAccount = Pick<ChatBroAccountOptions, 'id' | 'secret' | 'platform'>;

/**
 * The values of the simulated dashboards. They are independent of the options of `ChatIntegrationModule`, so that the
 * sandbox detects differences. At least one vendor is required.
 */
export class ChatSandboxOptions {
  /** ImbaChat's dashboard; without it, ImbaChat's panel says that it is not configured. */
  @IsOptional()
  @Option(
    { expected: 'an object of ImbaChat options', fix: 'leave it out if you do not use ImbaChat.' },
    isPlainObject,
  )
  imbachat?: ImbaChatSandboxOptions | undefined;

  /** The settings of ChatBro's chats; without them, ChatBro's panels say that they are not configured. */
  @IsOptional()
  @Option(
    { expected: 'an object of ChatBro options', fix: 'leave it out if you do not use ChatBro.' },
    isPlainObject,
  )
  chatbro?: ChatBroSandboxOptions | undefined;
}

/** The options that shape the module, at the top level of both `forRoot` and `forRootAsync`. */
export interface ChatSandboxExtras {
  /**
   * The path of the sandbox, below the application's global prefix.
   * @default 'chat-sandbox'
   */
  path?: string | undefined;
  /**
   * Decorators for the sandbox's controllers, for example a decorator that exempts them from a global guard.
   * @example [Public()]
   * @default []
   */
  decorators?: readonly ClassDecorator[] | undefined;
}

/** Injection token of the {@link ResolvedChatSandboxOptions}. */
export const RESOLVED_CHAT_SANDBOX_OPTIONS = Symbol('RESOLVED_CHAT_SANDBOX_OPTIONS');

/** The checked options, with defaults filled in; `null` for a vendor without options. */
export interface ResolvedChatSandboxOptions {
  readonly imbachat: Resolved<ImbaChatSandboxOptions> | null;
  readonly chatbro: ChatBroSandboxOptions | null;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {ChatSandboxInProductionError} in production.
 * @throws {InvalidOptionsError} with every invalid option.
 */
export function resolveChatSandboxOptions(given: ChatSandboxOptions): ResolvedChatSandboxOptions {
  if (isProduction()) throw new ChatSandboxInProductionError();
  const problems: OptionProblem[] = [];
  const options = readOptions(ChatSandboxOptions, given, '', problems);
  const imbachat = isPlainObject(options.imbachat)
    ? readOptions(ImbaChatSandboxOptions, options.imbachat, 'imbachat', problems)
    : null;
  const chatbro = isPlainObject(options.chatbro)
    ? readOptions(ChatBroSandboxOptions, options.chatbro, 'chatbro', problems)
    : null;
  if (chatbro && isPlainObject(chatbro.account)) {
    chatbro.account = readOptions(ChatBroAccountOptions, chatbro.account, 'chatbro.account', problems);
  }
  if (problems.length === 0 && !imbachat && !chatbro) {
    const message =
      'expected imbachat, chatbro or both but got neither. Fix: configure at least one dashboard.';
    problems.push({ path: 'imbachat', message });
  }
  if (problems.length > 0) throw new InvalidOptionsError(problems, 'ChatSandboxModule');
  return { imbachat: imbachat as Resolved<ImbaChatSandboxOptions> | null, chatbro };
}
