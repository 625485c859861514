import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ChatIntegrationModule, type ChatUser, UserProvider } from 'nestjs-chat-integration';

@Injectable()
class MembersUserProvider extends UserProvider {
  private readonly members: ChatUser[] = [{ id: 7, name: 'Ann' }];

  async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    return this.members.filter(({ id }) => ids.includes(id));
  }
}

@Module({
  imports: [
    ChatIntegrationModule.forRoot({
      imbachat: {
        widgetId: 276,
        apiLogin: 'chat',
        apiPassword: 'pass:word',
        secretKey: 'a-secret-key-of-the-dashboard',
      },
      userProvider: MembersUserProvider,
    }),
  ],
})
class AppModule {}

void NestFactory.create(AppModule, { logger: ['error'] }).then((app) =>
  app.listen(process.env['PORT']!, '127.0.0.1'),
);
