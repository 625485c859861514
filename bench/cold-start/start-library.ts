// Starts an application of Nest with one page, and the library for both vendors.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ChatIntegrationModule, type ChatUser, UserProvider } from 'nestjs-chat-integration';
import { CHATBRO, IMBACHAT } from '../site/site.js';
import { tellFirstAnswer } from './first-answer.js';
import { FrontPageController } from './front-page.controller.js';

class NobodyUserProvider extends UserProvider {
  async findByIds(): Promise<ChatUser[]> {
    return [];
  }
}

@Module({
  imports: [
    ChatIntegrationModule.forRoot({
      imbachat: IMBACHAT,
      chatbro: CHATBRO,
      userProvider: NobodyUserProvider,
    }),
  ],
  controllers: [FrontPageController],
})
class AppModule {}

await tellFirstAnswer(await NestFactory.create(AppModule, { logger: false, abortOnError: false }));
