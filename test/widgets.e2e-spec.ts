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
  ChatIntegrationModule,
  ChatWidgetsService,
  type ChatUser,
  type ImbaChatOptions,
  NoStoreInterceptor,
  TokenService,
  type UserProvider,
} from 'nestjs-chat-integration';
import { CHATBRO, IMBACHAT } from './support/fixtures.js';
import { ADAPTERS, startHost } from './support/host.js';

const NAME = '</script><script>window.pwned=1</script>\u2028"\'';
const MEMBER: ChatUser = { id: 42, name: 'Ann', profileUrl: '/members/42', moderation: ['ban'] };

@Controller()
@UseInterceptors(NoStoreInterceptor)
class PagesController {
  constructor(@Inject(ChatWidgetsService) private readonly widgets: ChatWidgetsService) {}

  @Get('all')
  @Header('Content-Type', 'text/html')
  async all(@Req() req: object) {
    return this.widgets.render(req, { nonce: 'bm9uY2U=' });
  }

  @Get('imbachat')
  async dark(@Req() req: object) {
    return this.widgets.render(req, { imbachat: { theme: 'dark', position: undefined as never } });
  }

  @Get('chatbro')
  async chats(@Req() req: object, @Query('chats') chats: string) {
    return this.widgets.render(req, { chatbro: { chats: JSON.parse(chats) as ChatBroChat[] } });
  }
}

/** A store in which every chat is signed with the secret of the options. */
const KNOWN_CHATS = { get: async () => ({ secretKey: CHATBRO.secretKey }) };

/** Returns the argument of the inline script that starts a widget. */
function argumentOf(html: string, start: 'startImbaChat' | 'startChatBro'): never {
  const script = html.split('<script').find((text) => text.includes(`>(function ${start}(`))!;
  const [, json] = /\}\)\((\{.*\})\)<\/script>/s.exec(script)!;
  return runInNewContext(`(${json})`) as never;
}

describe.each(ADAPTERS)('the widgets of a page on %s', (adapter) => {
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
          userProvider: { useValue: { findByIds: async () => (user ? [user] : []) } satisfies UserProvider },
          visitorResolver: () => user?.id,
        }),
      ],
    });
  };
  const page = async (path: string) => (await request(app.getHttpServer()).get(path).expect(200)).text;
  const chats = (...given: ChatBroChat[]) =>
    page(`/chatbro?chats=${encodeURIComponent(JSON.stringify(given))}`);

  afterEach(() => app.close());

  it('start for the visitor, with a nonce on every script and no-store', async () => {
    await start(MEMBER);
    const { text, headers } = await request(app.getHttpServer()).get('/all');
    expect(headers['cache-control']).toBe('private, no-store');
    expect(text.match(/<script[^>]*>/g)).toEqual(['<script nonce="bm9uY2U=">', '<script nonce="bm9uY2U=">']);
    const { scriptUrl, options } = argumentOf(text, 'startImbaChat') as {
      scriptUrl: string;
      options: { user_id: number; token: string };
    };
    expect(scriptUrl).toBe('https://api.imbachat.com/imbachat/v1/276/widget');
    expect(options.user_id).toBe(42);
    expect(app.get(TokenService).verify(options.token).userId).toBe(42);
  });

  it('start for a guest without an identity', async () => {
    await start(null);
    const html = await page('/all');
    expect(argumentOf(html, 'startImbaChat')).toMatchObject({ options: {} });
    expect(html).not.toContain('token":');
    expect(html).not.toContain('"siteUser');
  });

  it('escape the name of a member', async () => {
    await start({ ...MEMBER, name: NAME }, { chatbro: { signing: { policy: 'unchecked' } } });
    const html = await page('/all');
    expect(html.match(/<\/?script/g)).toHaveLength(4);
    expect(
      (argumentOf(html, 'startChatBro') as { params: { siteUserFullName: string } }).params.siteUserFullName,
    ).toBe(NAME);
  });

  it('and users info have URLs that siteUrl completes', async () => {
    const user = { id: 42, name: 'Ann', avatarUrl: 'a.png', profileUrl: '/members/42' };
    app = await startHost({
      adapter,
      controllers: [PagesController],
      imports: [
        ChatIntegrationModule.forRoot({
          siteUrl: 'https://example.com/community/',
          imbachat: IMBACHAT,
          chatbro: CHATBRO,
          isGlobal: true,
          userProvider: { useValue: { findByIds: async () => [user] } satisfies UserProvider },
          visitorResolver: () => 42,
        }),
      ],
    });
    expect(argumentOf(await page('/all'), 'startChatBro')).toMatchObject({
      params: {
        siteUserAvatarUrl: 'https://example.com/community/a.png',
        siteUserProfileUrl: 'https://example.com/members/42',
      },
    });
    const { body } = await request(app.getHttpServer())
      .get('/imbachat/api/v1/users/42')
      .auth(IMBACHAT.apiLogin, IMBACHAT.apiPassword);
    expect(body).toMatchObject([
      {
        avatar_url: 'https://example.com/community/a.png',
        profile_url: 'https://example.com/members/42',
      },
    ]);
  });

  it('start ChatBro as a guest, and ImbaChat signed in, if the identity cannot be signed', async () => {
    await start({ ...MEMBER, name: NAME });
    const html = await page('/all');
    expect(html).toContain('"user_id":42');
    expect(Object.keys((argumentOf(html, 'startChatBro') as { params: object }).params)).toEqual([
      'encodedChatId',
      'siteDomain',
      'signature',
    ]);
  });

  it('merge the options of the module and the page, without null values', async () => {
    await start(null, {
      imbachat: { widget: { language: 'de', theme: 'default', draggable: null as never } },
    });
    const { options } = argumentOf(await page('/imbachat'), 'startImbaChat') as { options: object };
    expect(options).toEqual({ language: 'de', theme: 'dark' });
  });

  it('are loaded from the configured base URLs', async () => {
    await start(null, { imbachat: { baseUrl: '/proxy' }, chatbro: { baseUrl: 'http://localhost:4000' } });
    const html = await page('/all');
    expect(html).toContain('"scriptUrl":"/proxy/imbachat/v1/276/widget"');
    expect(html).toContain('"scriptUrl":"http://localhost:4000/embed.js"');
    expect(app.get(ChatWidgetsService).contentSecurityPolicy('bm9uY2U=')).toEqual({
      scriptSrc: ["'nonce-bm9uY2U='", "'self'", "'unsafe-eval'"],
      connectSrc: ["'self'", 'http://localhost:4000'],
    });
  });

  it('list the sources for a Content-Security-Policy', async () => {
    await start(null);
    expect(app.get(ChatWidgetsService).contentSecurityPolicy('bm9uY2U=')).toEqual({
      scriptSrc: ["'nonce-bm9uY2U='", 'https://api.imbachat.com', "'unsafe-eval'"],
      connectSrc: ['https://api.imbachat.com', 'https://www.chatbro.com'],
    });
  });

  it('reject an invalid nonce', async () => {
    await start(null);
    const widgets = app.get(ChatWidgetsService);
    await expect(widgets.render({}, { nonce: '"><script>' })).rejects.toThrow('nonce');
    expect(() => widgets.contentSecurityPolicy("a' *")).toThrow('nonce');
    await expect(widgets.render({}, { nonce: randomBytes(16).toString('base64') })).resolves.toContain(
      '<script',
    );
  });

  it('support several chats, child chats and unknown parameters of the vendor', async () => {
    await start(MEMBER, { chatbro: { widget: { chatLanguage: 'en' }, chats: KNOWN_CHATS } });
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
    const { params } = argumentOf(html, 'startChatBro') as { params: object[] };
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
  ])('show the chat of the page: %j', async (chat) => {
    await start(null, { chatbro: { chats: KNOWN_CHATS } });
    const { params } = argumentOf(await chats(chat), 'startChatBro') as { params: [object] };
    expect(Object.keys(params[0])).toEqual([...Object.keys(chat), 'siteDomain', 'signature']);
  });

  it('do not allow chat parameters to replace the identity', async () => {
    await start(null);
    const html = await chats({
      siteUserExternalId: '1',
      siteUserFullName: 'Ada',
      permissions: ['ban'],
      signature: 'x',
      siteDomain: 'y',
    });
    expect(Object.keys((argumentOf(html, 'startChatBro') as { params: [object] }).params[0])).toEqual([
      'encodedChatId',
      'siteDomain',
      'signature',
    ]);
  });
});
