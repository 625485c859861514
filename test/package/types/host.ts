import { Module } from '@nestjs/common';
import { loadChatWidgets } from 'nestjs-chat-browser';
import { startChatBro } from 'nestjs-chat-browser/chatbro';
import { startImbaChat } from 'nestjs-chat-browser/imbachat';
import { ChatSandboxModule } from 'nestjs-chat-devtools';
import { ChatIntegrationModule, type ChatUser, TokenService, UserProvider } from 'nestjs-chat-integration';
import { describeChatEndpoints } from 'nestjs-chat-integration/openapi';
import { signToken } from 'nestjs-chat-integration/protocol';
import { FakeUserProvider } from 'nestjs-chat-integration/testing';
import { from, typeOrmUserNumbers, typeOrmUserProvider } from 'nestjs-chat-integration/typeorm';

class Member {
  id!: number;
  nick!: string;
}

export class MembersUserProvider extends UserProvider {
  override async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    return ids.map((id) => ({ id, name: `Member ${id}` }));
  }
}

@Module({
  imports: [
    ChatIntegrationModule.forRoot({
      chatbro: { chatId: '9czk', siteDomain: 'example.com', secretKey: 'a-secret-key-of-the-chat' },
      userProvider: typeOrmUserProvider(Member, {
        columns: { id: 'id', name: from(['nick'], ({ nick }) => nick.trim()) },
      }),
      userNumbers: typeOrmUserNumbers(),
    }),
  ],
})
export class AppModule {}

// @ts-expect-error -- an option has its own type, not `any`
void ChatIntegrationModule.forRoot({ userProvider: 5 });
// @ts-expect-error
void signToken(5);
// @ts-expect-error
void describeChatEndpoints(5);
// @ts-expect-error
void loadChatWidgets(5);
// @ts-expect-error
void startImbaChat(5);
// @ts-expect-error
void startChatBro(5);
// @ts-expect-error
void ChatSandboxModule.forRoot(5);
// @ts-expect-error
void new FakeUserProvider(5);
// @ts-expect-error
void TokenService.issue;
