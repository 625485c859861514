import { Controller, Get, Inject, Injectable, Module, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ChatIntegrationModule,
  type ChatUser,
  ChatWidgetsService,
  UserProvider,
} from 'nestjs-chat-integration';

@Injectable()
class MembersUserProvider extends UserProvider {
  async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    return ids.map((id) => ({ id, name: 'Ann' }));
  }
}

/** Starts the host's own widget; has a named function, which bundlers wrap to keep its name. */
function startOwn(params: object): void {
  const announce = (started: object) => Object.assign(globalThis, { started });
  announce({ ...params });
}

const TEXT = '(params) => { globalThis.started = params; }';

@Controller()
class PageController {
  constructor(@Inject(ChatWidgetsService) private readonly chat: ChatWidgetsService) {}

  @Get()
  page(@Req() request: object): Promise<string> {
    return this.chat.render(request);
  }
}

@Module({
  imports: [
    ChatIntegrationModule.forRoot({
      imbachat: {
        widgetId: 276,
        apiLogin: 'chat-server',
        apiPassword: 'a password of the dashboard',
        secretKey: 'a-secret-key-of-the-dashboard-of-32-bytes',
      },
      chatbro: { chatId: '9czk', siteDomain: 'example.com', secretKey: 'a-secret-key-of-the-dashboard' },
      widgets: [
        {
          name: 'own',
          csp: {},
          params: ({ visitor }) => ({ name: visitor!.name }),
          start: process.env['OWN'] === 'function' ? startOwn : TEXT,
        },
      ],
      userProvider: MembersUserProvider,
      visitorResolver: () => 7,
      isGlobal: true,
    }),
  ],
  controllers: [PageController],
})
class AppModule {}

void NestFactory.create(AppModule, { logger: ['error'] }).then((app) =>
  app.listen(process.env['PORT']!, '127.0.0.1'),
);
