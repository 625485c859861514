import {
  resolveChatBroOptions,
  type ChatBroOptions,
  type ResolvedChatBroOptions,
} from '../../libs/chat-integration/src/chatbro/chatbro.options.js';
import {
  resolveImbaChatOptions,
  type ImbaChatOptions,
  type ResolvedImbaChatOptions,
} from '../../libs/chat-integration/src/imbachat/imbachat.options.js';
import type { ChatUser } from '../../libs/chat-integration/src/users/chat-user.js';
import type { UserId } from '../../libs/chat-integration/src/users/user-id.js';
import { UserProvider } from '../../libs/chat-integration/src/users/user-provider.js';

/** Raw ImbaChat options that are all right, with some of them replaced. */
export function imbaChat(options: Partial<ImbaChatOptions> = {}): ImbaChatOptions {
  return {
    widgetId: 276,
    apiLogin: 'the-api-login',
    apiPassword: 'the-api-password',
    secretKey: 'an-imbachat-secret-of-more-than-32-bytes',
    ...options,
  };
}

/** Raw ChatBro options that are all right, with some of them replaced. */
export function chatBro(options: Partial<ChatBroOptions> = {}): ChatBroOptions {
  return {
    chatId: '9czk',
    siteDomain: 'example.com',
    secretKey: 'a-chatbro-secret-of-the-tests',
    ...options,
  };
}

export const resolvedImbaChat = (options?: Partial<ImbaChatOptions>): ResolvedImbaChatOptions =>
  resolveImbaChatOptions(imbaChat(options));

export const resolvedChatBro = (options?: Partial<ChatBroOptions>): ResolvedChatBroOptions =>
  resolveChatBroOptions(chatBro(options));

/** A provider that answers `findByIds` with whatever it is given, and remembers how it was called. */
export class FixedUserProvider extends UserProvider {
  readonly calls: (readonly UserId[])[] = [];

  constructor(private readonly users: unknown) {
    super();
  }

  async findByIds(ids: readonly UserId[]): Promise<ChatUser[]> {
    this.calls.push(ids);
    return this.users as ChatUser[];
  }
}

/** What a function throws; fails when it throws nothing. */
export function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('Expected an error to be thrown, but nothing was.');
}
