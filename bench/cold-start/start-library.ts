// Starts a Nest application with a single page and the library, configured for both vendors.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ChatIntegrationModule, type ChatUser, UserProvider } from 'nestjs-chat-integration';
import { CHATBRO, IMBACHAT } from '../site/site.js';
import { reportFirstResponse } from './first-response.js';
import { HomePageController } from './home-page.controller.js';

class EmptyUserProvider extends UserProvider {
  async findByIds(): Promise<ChatUser[]> {
    return [];
  }
}

@Module({
  imports: [
    ChatIntegrationModule.forRoot({
      imbachat: IMBACHAT,
      chatbro: CHATBRO,
      userProvider: EmptyUserProvider,
    }),
  ],
  controllers: [HomePageController],
})
class AppModule {}

await reportFirstResponse(await NestFactory.create(AppModule, { logger: false, abortOnError: false }));
