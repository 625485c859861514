import { Module } from '@nestjs/common';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { DemoConfig } from '../config/demo-config.js';
import { MembersModule } from '../members/members.module.js';
import { chatBroName } from './chat-bro-name.js';
import { SANDBOX_PATH } from './demo-sandbox.js';
import { MembersUserProvider } from './members-user-provider.js';

/** The chats, and what they need to know of the members. */
@Module({
  imports: [
    ChatIntegrationModule.forRootAsync({
      imports: [MembersModule],
      inject: [DemoConfig],
      useFactory: ({ imbachat, chatbro, chatSandbox }: DemoConfig) => {
        const host = chatSandbox ? { baseUrl: `/${SANDBOX_PATH}` } : {};
        return {
          imbachat: { ...imbachat, ...host },
          chatbro: { ...chatbro, ...host, userName: chatBroName },
        };
      },
      userProvider: MembersUserProvider,
      endpoints: { widgets: 'chat/widgets' },
      isGlobal: true,
    }),
  ],
})
export class DemoChatModule {}
