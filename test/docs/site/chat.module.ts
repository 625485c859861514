import { Module } from '@nestjs/common';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { MembersModule } from './members.module.js';
import { MembersUserProvider } from './members.user-provider.js';

/** The host's registration of the module, for pages that do not show one. */
@Module({
  imports: [
    ChatIntegrationModule.forRoot({
      imbachat: {
        widgetId: 276,
        apiLogin: 'chat',
        apiPassword: 'a password',
        secretKey: 'an imbachat key for the tests of the docs',
      },
      chatbro: {
        chatId: '9czk',
        siteDomain: 'example.com',
        secretKey: 'a chatbro key for the tests of the docs',
      },
      userProvider: MembersUserProvider,
      imports: [MembersModule],
      endpoints: { widgets: true },
    }),
  ],
  exports: [ChatIntegrationModule],
})
export class ChatModule {}
