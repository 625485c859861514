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
import {
  type ChatBroChat,
  ChatBroWidgetService,
  ChatIntegrationModule,
  type ChatUser,
  ImbaChatWidgetService,
  UserProvider,
  type UserId,
  VisitorResolver,
} from 'nestjs-chat-integration';
import { type ChatSandboxForRootOptions, ChatSandboxModule } from 'nestjs-chat-integration/sandbox';
import { CHATBRO, IMBACHAT } from '../support/fixtures.js';
import { type Adapter, startHost } from '../support/host.js';

const { widgetId, apiLogin, apiPassword } = IMBACHAT;

/** Dashboards that fit the options of the tests' site. */
export const DASHBOARDS = {
  imbachat: { widgetId, apiLogin, apiPassword, secretKey: String(IMBACHAT.secretKey) },
  chatbro: { siteDomain: CHATBRO.siteDomain, secretKey: CHATBRO.secretKey },
};

/** Every secret of the tests; none may be in an answer. */
export const SECRETS = [apiPassword, String(IMBACHAT.secretKey), CHATBRO.secretKey];

/** A few members, among them names that pages like to get wrong. */
@Injectable()
export class MembersUserProvider extends UserProvider {
  private readonly members: ChatUser[] = [
    { id: 1, name: 'Ada Lovelace', avatarUrl: 'https://elsewhere.example/ada.png', moderation: ['ban'] },
    { id: 2, name: 'Bob Martin' },
    { id: 3, name: 'שרה לוי' },
    { id: 5, name: 'Eve', avatarUrl: '/avatars/5.svg' },
    { id: 4, name: `<img src=x onerror="alert(1)">` },
  ];

  async findByIds(ids: readonly UserId[]): Promise<ChatUser[]> {
    return this.members.filter(({ id }) => ids.includes(id));
  }
}

/** Whoever the query names is signed in. */
@Injectable()
class QueryVisitorResolver extends VisitorResolver {
  resolve(request: { query: { as?: string } }): UserId | null {
    return request.query.as === undefined ? null : Number(request.query.as);
  }
}

/** What a page of the tests does to what the widgets' services give it. */
export interface PageOptions {
  chats?: ChatBroChat | ChatBroChat[];
  look?: object;
  /** Changes the page's HTML on its way out. */
  tamper?: (html: string) => string;
}

export interface SandboxHostOptions {
  adapter: Adapter;
  /** What differs from {@link DASHBOARDS}. */
  sandbox?: Partial<ChatSandboxForRootOptions>;
  module?: DynamicModule;
  prefix?: string;
  page?: PageOptions;
  configure?: (app: INestApplication) => void;
}

/** A small site under a strict Content-Security-Policy, whose pages are pointed at the sandbox. */
export function startSandboxHost({
  adapter,
  sandbox,
  module,
  prefix,
  page = {},
  configure,
}: SandboxHostOptions) {
  const baseUrl = `${prefix ? `/${prefix}` : ''}/chat-sandbox`;

  @Controller()
  class PageController {
    constructor(
      @Inject(ImbaChatWidgetService) private readonly imbachat: ImbaChatWidgetService,
      @Inject(ChatBroWidgetService) private readonly chatbro: ChatBroWidgetService,
      @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    ) {}

    @Get('page')
    @Header('Content-Type', 'text/html; charset=utf-8')
    async page(@Req() request: object, @Res({ passthrough: true }) response: unknown): Promise<string> {
      const nonce = randomBytes(16).toString('base64');
      this.host.httpAdapter.setHeader(
        response,
        'Content-Security-Policy',
        `default-src 'none'; script-src 'nonce-${nonce}' 'self' 'unsafe-eval'; connect-src 'self'; img-src 'self' data:; style-src 'self'`,
      );
      const widgets = [
        await this.imbachat.render(request, { nonce, ...page.look }),
        await this.chatbro.render(request, { nonce, ...(page.chats && { chats: page.chats }) }),
      ].join('\n');
      const members = '<button data-chat-with="2">Message</button><div id="place"></div>';
      return `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Site</title><body>${members}${page.tamper?.(widgets) ?? widgets}</body></html>`;
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
        visitorResolver: QueryVisitorResolver,
        endpoints: { widgets: 'chat/widgets' },
        isGlobal: true,
      }),
      module ?? ChatSandboxModule.forRoot({ ...DASHBOARDS, ...sandbox }),
    ],
  });
}

/** The address of a host that listens. */
export async function listening(app: INestApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}
