import { Module } from '@nestjs/common';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { DemoConfig } from '../config/demo-config.js';
import { MembersModule } from '../members/members.module.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { RedisModule } from '../redis/redis.module.js';
import { chatBroName } from './chat-bro-name.js';
import { SANDBOX_PATH } from './demo-sandbox.js';
import { sharedFailureLimiter } from './failure-limiter.js';
import { MembersUserProvider } from './members-user-provider.js';
import { userCacheOptions } from './user-cache-options.js';

/** Configures both chats and connects them to the members of the site. */
@Module({
  imports: [
    ChatIntegrationModule.forRootAsync({
      imports: [MembersModule, RedisModule],
      inject: [DemoConfig, RedisConnection],
      useFactory: (
        { imbachat, chatbro, chatSandbox, userCacheSeconds }: DemoConfig,
        { client }: RedisConnection,
      ) => {
        const host = chatSandbox ? { baseUrl: `/${SANDBOX_PATH}` } : {};
        return {
          imbachat: {
            ...imbachat,
            ...host,
            ...(client && { failureLimiter: sharedFailureLimiter(client, `imbachat:${imbachat.widgetId}:`) }),
            ...(userCacheSeconds > 0 && { userCache: userCacheOptions(userCacheSeconds, client) }),
          },
          chatbro: { ...chatbro, ...host, userName: chatBroName },
        };
      },
      userProvider: MembersUserProvider,
      endpoints: { widgets: true },
      isGlobal: true,
    }),
  ],
})
export class DemoChatModule {}
