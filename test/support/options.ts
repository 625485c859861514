import {
  InvalidOptionsError,
  type OptionProblem,
} from '../../libs/chat-integration/src/chat-integration.errors.js';
import {
  readChatBroOptions,
  type ChatBroOptions,
  type ResolvedChatBroOptions,
} from '../../libs/chat-integration/src/chatbro/chatbro.options.js';
import {
  readImbaChatOptions,
  type ImbaChatOptions,
  type ResolvedImbaChatOptions,
} from '../../libs/chat-integration/src/imbachat/imbachat.options.js';
import type { UserNumbers } from '../../libs/chat-integration/src/imbachat/protocol/user-numbers.js';
import { UserNumbersService } from '../../libs/chat-integration/src/imbachat/user-numbers.service.js';
import { ChatTelemetry } from '../../libs/chat-integration/src/telemetry/chat-telemetry.js';
import type { ChatUser } from '../../libs/chat-integration/src/users/chat-user.js';
import type { HostProviders } from '../../libs/chat-integration/src/users/host-providers.js';
import { ProviderCalls } from '../../libs/chat-integration/src/users/provider-calls.js';
import type { UserId } from '../../libs/chat-integration/src/users/user-id.js';
import { UserProvider } from '../../libs/chat-integration/src/users/user-provider.js';
import { UsersService } from '../../libs/chat-integration/src/users/users.service.js';

/** Returns valid ImbaChat options with overrides. */
export function imbaChat(options: Partial<ImbaChatOptions> = {}): ImbaChatOptions {
  return {
    widgetId: 276,
    apiLogin: 'the-api-login',
    apiPassword: 'the-api-password',
    secretKey: 'an-imbachat-secret-of-more-than-32-bytes',
    ...options,
  };
}

/** Returns valid ChatBro options with overrides. */
export function chatBro(options: Partial<ChatBroOptions> = {}): ChatBroOptions {
  return {
    chatId: '9czk',
    siteDomain: 'example.com',
    secretKey: 'a-chatbro-secret-of-the-tests',
    ...options,
  };
}

export const resolvedImbaChat = (options?: Partial<ImbaChatOptions>): ResolvedImbaChatOptions =>
  resolved(readImbaChatOptions, imbaChat(options));

export const resolvedChatBro = (options?: Partial<ChatBroOptions>): ResolvedChatBroOptions =>
  resolved(readChatBroOptions, chatBro(options));

function resolved<T>(read: (given: unknown, problems: OptionProblem[]) => T, given: object): T {
  const problems: OptionProblem[] = [];
  const options = read(given, problems);
  if (problems.length > 0) throw new InvalidOptionsError(problems);
  return options;
}

/** A provider whose `findByIds` always resolves to the same value; records its calls. */
export class FixedUserProvider extends UserProvider<UserId> {
  readonly calls: (readonly UserId[])[] = [];

  constructor(private readonly users: unknown) {
    super();
  }

  async findByIds(ids: readonly UserId[]): Promise<ChatUser<UserId>[]> {
    this.calls.push(ids);
    return this.users as ChatUser<UserId>[];
  }
}

/** Returns calls of the host's code with the default limits. */
export const providerCalls = (timeoutMs = 5_000, concurrency = 1_000): ProviderCalls =>
  new ProviderCalls({ timeoutMs, concurrency });

/** Supplies one implementation, as a singleton. */
export const hostOf = (implementation: object): HostProviders =>
  ({ get: () => ({ of: () => implementation, isScoped: () => false }) }) as unknown as HostProviders;

/** Returns the calls of an implementation of `UserNumbers`. */
export const numbersOf = (userNumbers: UserNumbers): UserNumbersService =>
  new UserNumbersService(hostOf(userNumbers), providerCalls());

/** Returns the users of a provider. */
export const usersOf = (
  provider: UserProvider<UserId>,
  telemetry = new ChatTelemetry(),
  calls = providerCalls(),
): UsersService => new UsersService(hostOf(provider), calls, telemetry);

/** Returns what a function throws; fails if it does not throw. */
export function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('Expected the function to throw but it did not.');
}
