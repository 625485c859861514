import { Controller, Get, Header, Inject, Module, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ChatIntegrationModule, ChatWidgetsService } from 'nestjs-chat-integration';
import { describeChatEndpoints } from 'nestjs-chat-integration/openapi';
import { addMembers, memberId, users } from './users.js';

let document: object;

@Controller()
class PageController {
  constructor(@Inject(ChatWidgetsService) private readonly chat: ChatWidgetsService) {}

  @Get('openapi.json')
  openapi(): object {
    return document;
  }

  @Get('page')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async page(@Req() request: object): Promise<string> {
    return `<!doctype html><title>Page</title>${await this.chat.render(request)}`;
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
      chatbro: { chatId: '9czk', siteDomain: 'example.com', secretKey: 'a-secret-key-of-the-chat' },
      visitorResolver: (request: { headers: Record<string, string | undefined> }) =>
        request.headers['x-member'] === undefined ? null : memberId(request.headers['x-member']),
      endpoints: { widgets: 'chat/widgets' },
      ...users,
    }),
    ...users.imports,
  ],
  controllers: [PageController],
})
class AppModule {}

const adapter = process.env['ADAPTER'] === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
void NestFactory.create(AppModule, adapter, { logger: ['warn', 'error'] }).then(async (app) => {
  document = describeChatEndpoints(app, SwaggerModule.createDocument(app, new DocumentBuilder().build()));
  await app.init();
  await addMembers(app);
  await app.listen(process.env['PORT']!, '127.0.0.1');
});
