import { randomBytes } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import {
  Controller,
  Get,
  Header,
  Inject,
  type INestApplication,
  Query,
  Req,
  UseInterceptors,
} from '@nestjs/common';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ChatBroChat,
  type ChatBroOptions,
  ChatBroWidgetService,
  ChatIntegrationModule,
  ChatWidgetsService,
  type ChatUser,
  type ImbaChatOptions,
  ImbaChatWidgetService,
  NoStoreInterceptor,
  TokenService,
  type UserProvider,
  type VisitorResolver,
} from 'nestjs-chat-integration';
import { CHATBRO, IMBACHAT } from './support/fixtures.js';
import { ADAPTERS, startHost } from './support/host.js';

const NAME = '</script><script>window.pwned=1</script>\u2028"\'';
const MEMBER: ChatUser = { id: 42, name: 'Ann', profileUrl: '/members/42', moderation: ['ban'] };

@Controller()
@UseInterceptors(NoStoreInterceptor)
class PagesController {
  constructor(
    @Inject(ChatWidgetsService) private readonly widgets: ChatWidgetsService,
    @Inject(ImbaChatWidgetService) private readonly imbachat: ImbaChatWidgetService,
    @Inject(ChatBroWidgetService) private readonly chatbro: ChatBroWidgetService,
  ) {}

  @Get('all')
  @Header('Content-Type', 'text/html')
  async all(@Req() req: object) {
    return this.widgets.render(req, { nonce: 'bm9uY2U=' });
  }

  @Get('imbachat')
  async dark(@Req() req: object) {
    return this.imbachat.render(req, { theme: 'dark', position: undefined as never });
  }

  @Get('chatbro')
  async chats(@Req() req: object, @Query('chats') chats: string) {
    return this.chatbro.render(req, { chats: JSON.parse(chats) as ChatBroChat[] });
  }
}

/** What the last inline script of a page calls its function with. */
function argumentOf(html: string): never {
  const script = /<script[^>]*>\((?!.*<script).*\)\((.*)\)<\/script>\s*$/s.exec(html)![1]!;
  return runInNewContext(`(${script})`) as never;
}

describe.each(ADAPTERS)('the widgets in a page on %s', (adapter) => {
  let app: INestApplication;
  const start = async (
    user: ChatUser | null,
    {
      imbachat = {},
      chatbro = {},
    }: { imbachat?: Partial<ImbaChatOptions>; chatbro?: Partial<ChatBroOptions> } = {},
  ) => {
    app = await startHost({
      adapter,
      controllers: [PagesController],
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: { ...IMBACHAT, ...imbachat },
          chatbro: { ...CHATBRO, ...chatbro },
          isGlobal: true,
          endpoints: { widgets: 'chat/widgets' },
          userProvider: { useFactory: (): UserProvider => ({ findByIds: async () => (user ? [user] : []) }) },
          visitorResolver: { useFactory: (): VisitorResolver => ({ resolve: () => user?.id ?? null }) },
        }),
      ],
    });
  };
  const page = async (path: string) => (await request(app.getHttpServer()).get(path).expect(200)).text;
  const chats = (...given: ChatBroChat[]) =>
    page(`/chatbro?chats=${encodeURIComponent(JSON.stringify(given))}`);

  afterEach(() => app.close());

  it('boot for the visitor, with a nonce on every script, and are not stored', async () => {
    await start(MEMBER);
    const { text, headers } = await request(app.getHttpServer()).get('/all');
    expect(headers['cache-control']).toBe('private, no-store');
    expect(text.match(/<script[^>]*>/g)).toEqual([
      '<script async src="https://api.imbachat.com/imbachat/v1/276/widget" nonce="bm9uY2U=">',
      '<script nonce="bm9uY2U=">',
      '<script id="chatBroEmbedCode" nonce="bm9uY2U=">',
    ]);
    const { token } = /\((\{"user_id":42,.*?\})\)/
      .exec(text)!
      .slice(1)
      .map((json) => JSON.parse(json) as { token: string })[0]!;
    expect(app.get(TokenService).verify(token).userId).toBe(42);
  });

  it('boot as a guest without any identity', async () => {
    await start(null);
    const html = await page('/all');
    expect(html).toContain('({})</script>');
    expect(html).not.toContain('token":');
    expect(html).not.toContain('"siteUser');
  });

  it('let nothing that a member wrote run', async () => {
    await start({ ...MEMBER, name: NAME }, { chatbro: { signing: { policy: 'unchecked' } } });
    const html = await page('/all');
    expect(html.match(/<\/?script/g)).toHaveLength(6);
    expect((argumentOf(html) as { params: { siteUserFullName: string } }).params.siteUserFullName).toBe(NAME);
  });

  it('boot ChatBro as a guest for a member whose identity is refused, and ImbaChat signed in', async () => {
    await start({ ...MEMBER, name: NAME });
    const html = await page('/all');
    expect(html).toContain('"user_id":42');
    expect(Object.keys((argumentOf(html) as { params: object }).params)).toEqual([
      'encodedChatId',
      'siteDomain',
      'signature',
    ]);
  });

  it('look as the options and the page say, and are never sent null', async () => {
    await start(null, {
      imbachat: { widget: { language: 'de', theme: 'default', draggable: null as never } },
    });
    expect(argumentOf(await page('/imbachat'))).toEqual({ language: 'de', theme: 'dark' });
  });

  it('come from the base URLs of the options', async () => {
    await start(null, { imbachat: { baseUrl: '/stand-in' }, chatbro: { baseUrl: 'http://localhost:4000' } });
    const html = await page('/all');
    expect(html).toContain('src="/stand-in/imbachat/v1/276/widget"');
    expect(html).toContain('"scriptUrl":"http://localhost:4000/embed.js"');
    expect(app.get(ChatWidgetsService).contentSecurityPolicy('bm9uY2U=')).toEqual({
      scriptSrc: ["'nonce-bm9uY2U='", "'self'", "'unsafe-eval'"],
      connectSrc: ["'self'", 'http://localhost:4000'],
    });
  });

  it('tell what a Content-Security-Policy must allow', async () => {
    await start(null);
    expect(app.get(ChatWidgetsService).contentSecurityPolicy('bm9uY2U=')).toEqual({
      scriptSrc: ["'nonce-bm9uY2U='", 'https://api.imbachat.com', "'unsafe-eval'"],
      connectSrc: ['https://api.imbachat.com', 'https://www.chatbro.com'],
    });
  });

  it('refuse a nonce that could leave its attribute', async () => {
    await start(null);
    await expect(app.get(ChatWidgetsService).render({}, { nonce: '"><script>' })).rejects.toThrow('nonce');
    await expect(
      app.get(ChatWidgetsService).render({}, { nonce: randomBytes(16).toString('base64') }),
    ).resolves.toContain('<script');
  });

  it('hold several chats, child chats and parameters that the vendor adds', async () => {
    await start(MEMBER, { chatbro: { widget: { chatLanguage: 'en' } } });
    const html = await chats(
      { chatTitle: 'Gardening', extId: 'topic-7', isStatic: true, containerDivId: 'topic' },
      { encodedChatId: 'other', chatState: 'minimized', brandNew: { deep: true } },
    );
    const identity = {
      siteDomain: 'example.com',
      siteUserExternalId: '042',
      siteUserFullName: 'Ann',
      siteUserProfileUrl: '/members/42',
      permissions: ['ban'],
      signature: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    };
    const { params } = argumentOf(html) as { params: object[] };
    expect(params).toEqual([
      {
        parentEncodedChatId: '9czk',
        chatTitle: 'Gardening',
        extId: 'topic-7',
        isStatic: true,
        containerDivId: 'topic',
        chatLanguage: 'en',
        ...identity,
      },
      {
        encodedChatId: 'other',
        chatState: 'minimized',
        brandNew: { deep: true },
        chatLanguage: 'en',
        ...identity,
      },
    ]);
  });

  it.each([
    { encodedChatId: 'x' },
    { chatAlias: 'x' },
    { chatPath: 'x' },
    { parentEncodedChatId: 'x', chatTitle: 'y' },
  ])('are the chat that the page names, and no other: %j', async (chat) => {
    await start(null);
    const { params } = argumentOf(await chats(chat)) as { params: object };
    expect(Object.keys(params)).toEqual([...Object.keys(chat), 'siteDomain', 'signature']);
  });

  it('place a static chat right where they are put', async () => {
    await start(null);
    const html = await chats({ isStatic: true });
    const [, id] = /^<div id="(chatbro-[0-9a-f-]+)"><\/div>\n<script/.exec(html)!;
    expect(argumentOf(html)).toMatchObject({ params: { isStatic: true, containerDivId: id } });
  });

  it('let no parameter of a chat replace who is looking', async () => {
    await start(null);
    const html = await chats({
      siteUserExternalId: '1',
      siteUserFullName: 'Ada',
      permissions: ['ban'],
      signature: 'x',
      siteDomain: 'y',
    });
    expect(Object.keys((argumentOf(html) as { params: object }).params)).toEqual([
      'encodedChatId',
      'siteDomain',
      'signature',
    ]);
  });
});
