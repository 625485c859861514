import { Injectable } from '@nestjs/common';
import {
  type ChatUser,
  type ImbaChatOptions,
  type ChatBroOptions,
  type ChatIntegrationForRootOptions,
  ChatIntegrationModule,
  UserProvider,
} from 'nestjs-chat-integration';
import { basicAuthorization, FakeUserProvider } from 'nestjs-chat-integration/testing';
import type { DynamicModule } from '@nestjs/common';

export const IMBACHAT: ImbaChatOptions = {
  widgetId: 276,
  apiLogin: 'Chat-Server',
  apiPassword: 'pass:words',
  secretKey: 'imbachat-secret-key-for-the-tests',
};

export const CHATBRO: ChatBroOptions = {
  chatId: '9czk',
  siteDomain: 'example.com',
  secretKey: 'chatbro-secret-key-for-the-tests',
};

/** The chat server's authorization for {@link IMBACHAT}. */
export const CHAT_SERVER = basicAuthorization('Chat-Server', 'pass:words');

/** The same values as the vendors' dashboards have them, for `ChatSandboxModule`. */
export const DASHBOARDS = {
  imbachat: {
    widgetId: IMBACHAT.widgetId,
    apiLogin: IMBACHAT.apiLogin,
    apiPassword: IMBACHAT.apiPassword,
    secretKey: IMBACHAT.secretKey as string,
  },
  chatbro: { siteDomain: CHATBRO.siteDomain, secretKey: CHATBRO.secretKey },
};

/** A provider that knows every id and records its calls. */
@Injectable()
export class EverybodyUserProvider extends UserProvider {
  readonly calls: (readonly number[])[] = [];

  async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    this.calls.push(ids);
    return ids.map((id) => ({ id, name: `User ${id}` }));
  }
}

/** A provider of a few users that has all optional methods and returns users in reverse order. */
@Injectable()
export class SmallSiteUserProvider extends FakeUserProvider {
  constructor() {
    super(
      [
        {
          id: 1,
          name: 'Ada Lovelace',
          avatarUrl: 'https://example.com/avatars/1.png',
          profileUrl: 'https://example.com/members/1',
          lastLoginAt: new Date('2026-01-02T03:04:05.678Z'),
          badge: 'Analyst',
          email: 'ada@example.com',
          role: 'admin',
          moderation: ['delete', 'ban'],
          permissions: { send_files: false },
          profiles: {
            work: { userId: 'P1-A', name: 'Countess', avatarUrl: 'https://example.com/countess.png' },
          },
        },
        { id: 2, name: 'Bob', avatarUrl: null, badge: null },
        { id: 12, name: 'Иван Петров' },
      ],
      {
        logins: [{ login: 'ada', password: 'engine', userId: 1 }],
        friends: { 1: [2, 12], 2: [1, 12], 12: [1, 2] },
      },
    );
  }

  override async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    return (await super.findByIds(ids)).toReversed();
  }
}

/** The ways to register the module with the same options. */
export const REGISTRATIONS: Record<string, (options: ChatIntegrationForRootOptions) => DynamicModule> = {
  forRoot: (options) => ChatIntegrationModule.forRoot(options),
  forRootAsync: ({
    userProvider,
    visitorResolver,
    userNumbers,
    notificationHandler,
    imports,
    endpoints,
    isGlobal,
    ...options
  }) =>
    ChatIntegrationModule.forRootAsync({
      userProvider,
      visitorResolver,
      userNumbers,
      notificationHandler,
      imports,
      endpoints,
      isGlobal,
      useFactory: async () => options,
    }),
};
