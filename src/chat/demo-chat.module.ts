import { Module } from '@nestjs/common';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { DemoConfig } from '../config/demo-config.js';
import { MembersModule } from '../members/members.module.js';
import { chatBroName } from './chat-bro-name.js';
import { MembersUserProvider } from './members-user-provider.js';

/** The chats, and what they need to know of the members. */
@Module({
  imports: [
    ChatIntegrationModule.forRootAsync({
      imports: [MembersModule],
      inject: [DemoConfig],
      useFactory: ({ imbachat, chatbro }: DemoConfig) => ({
        imbachat,
        chatbro: { ...chatbro, userName: chatBroName },
      }),
      userProvider: MembersUserProvider,
      endpoints: { widgets: 'chat/widgets' },
    }),
  ],
})
export class DemoChatModule {}
