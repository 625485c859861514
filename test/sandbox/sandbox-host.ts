import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  Controller,
  type DynamicModule,
  Get,
  Header,
  Inject,
  type INestApplication,
  Injectable,
  Redirect,
  Req,
  Res,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type ChatSandboxForRootOptions, ChatSandboxModule } from 'nestjs-chat-devtools';
import {
  type ChatBroPageOptions,
  ChatIntegrationModule,
  type ChatUser,
  ChatWidgetsService,
  UserProvider,
} from 'nestjs-chat-integration';
import { CHATBRO, DASHBOARDS, IMBACHAT } from '../support/fixtures.js';
import { type Adapter, startHost } from '../support/host.js';

/** The secrets that no response may contain. */
export const SECRETS = [IMBACHAT.apiPassword, String(IMBACHAT.secretKey), CHATBRO.secretKey];

/** Members, some of them with names that are easy to get wrong. */
@Injectable()
class MembersUserProvider extends UserProvider {
  private readonly members: ChatUser[] = [
    { id: 1, name: 'Ada Lovelace', avatarUrl: 'https://elsewhere.example/ada.png', moderation: ['ban'] },
    { id: 2, name: 'Bob Martin' },
    { id: 3, name: 'שרה לוי' },
    { id: 5, name: 'Eve', avatarUrl: '/avatars/5.svg' },
    { id: 4, name: `<img src=x onerror="alert(1)">` },
  ];

  async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    return this.members.filter(({ id }) => ids.includes(id));
  }
}

/** The options of the widgets on the page. */
export interface PageOptions {
  chats?: ChatBroPageOptions['chats'];
  /** Options of ImbaChat. */
  look?: object;
}

export interface SandboxHostOptions {
  adapter: Adapter;
  /** Replaces options of {@link DASHBOARDS}. */
  sandbox?: Partial<ChatSandboxForRootOptions>;
  /** Replaces the sandbox module. */
  module?: DynamicModule;
  prefix?: string;
  page?: PageOptions;
  configure?: (app: INestApplication) => void;
}

/**
 * Starts a small site with a strict Content-Security-Policy whose pages use the sandbox. `?as=1` signs user 1 in.
 */
export function startSandboxHost({
  adapter,
  sandbox,
  module,
  prefix,
  page: { chats, look } = {},
  configure,
}: SandboxHostOptions) {
  const baseUrl = `${prefix ? `/${prefix}` : ''}/chat-sandbox`;

  @Controller()
  class PageController {
    constructor(
      @Inject(ChatWidgetsService) private readonly widgets: ChatWidgetsService,
      @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    ) {}

    @Get('page')
    @Header('Content-Type', 'text/html; charset=utf-8')
    async page(@Req() request: object, @Res({ passthrough: true }) response: unknown): Promise<string> {
      const nonce = randomBytes(16).toString('base64');
      this.adapterHost.httpAdapter.setHeader(
        response,
        'Content-Security-Policy',
        `default-src 'none'; script-src 'nonce-${nonce}' 'unsafe-eval'; connect-src 'self'; img-src 'self' data:; style-src 'self'`,
      );
      const widgets = await this.widgets.render(request, { nonce, imbachat: look, chatbro: { chats } });
      return `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Site</title><body>
        <button data-chat-with="2">Message</button><div id="place"></div>${widgets}</body></html>`;
    }

    @Get('avatars/5.svg')
    @Header('Content-Type', 'image/svg+xml')
    avatar(): string {
      return '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40"/></svg>';
    }

    @Get('envelope/:id')
    envelope(): object {
      return { data: [] };
    }

    @Get('html/:id')
    html(): string {
      return '<h1>Please log in</h1>';
    }

    @Get('moved/:id')
    @Redirect('/login')
    moved(): void {}
  }

  return startHost({
    adapter,
    ...(prefix && { prefix }),
    ...(configure && { configure }),
    controllers: [PageController],
    imports: [
      ChatIntegrationModule.forRoot({
        imbachat: { ...IMBACHAT, baseUrl },
        chatbro: { ...CHATBRO, baseUrl },
        userProvider: MembersUserProvider,
        visitorResolver: ({ query }: { query: { as?: string } }) => query.as,
        isGlobal: true,
      }),
      module ?? ChatSandboxModule.forRoot({ ...DASHBOARDS, ...sandbox }),
    ],
  });
}

/** Makes an application listen, and returns its origin. */
export async function listen(app: INestApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}
