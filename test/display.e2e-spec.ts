import { Controller, Get, Inject, type INestApplication, Req } from '@nestjs/common';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ChatIntegrationModule,
  type ChatPageOptions,
  type ChatUser,
  ChatWidgetsService,
  type DisplayOption,
  type UserProvider,
  WithoutChat,
} from 'nestjs-chat-integration';
import { CHATBRO, IMBACHAT } from './support/fixtures.js';
import { ADAPTERS, startHost } from './support/host.js';

@Controller()
class PagesController {
  constructor(@Inject(ChatWidgetsService) private readonly widgets: ChatWidgetsService) {}

  @Get('forum/:id')
  page(@Req() req: object) {
    return this.names(req);
  }

  @WithoutChat()
  @Get('login')
  login(@Req() req: object) {
    return this.names(req);
  }

  @WithoutChat()
  @Get('contact')
  contact(@Req() req: object) {
    return this.names(req, { display: { imbachat: true } });
  }

  private async names(req: object, page?: ChatPageOptions): Promise<string[]> {
    const html = await this.widgets.render(req, page);
    return ['imbachat', 'chatbro'].filter((name) => html.includes(`https://${HOSTS[name]}`));
  }
}

const HOSTS: Readonly<Record<string, string>> = { imbachat: 'api.imbachat.com', chatbro: 'www.chatbro.com' };

const ada: ChatUser = { id: 1, name: 'Ada' };

describe.each(ADAPTERS)('the display of widgets on %s', (adapter) => {
  let app: INestApplication;
  const start = async (display: DisplayOption, user: ChatUser | null = null) => {
    app = await startHost({
      adapter,
      controllers: [PagesController],
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: IMBACHAT,
          chatbro: CHATBRO,
          display,
          isGlobal: true,
          endpoints: { widgets: true },
          userProvider: { useValue: { findByIds: async () => (user ? [user] : []) } satisfies UserProvider },
          visitorResolver: () => user?.id,
        }),
      ],
    });
  };
  const get = async (path: string): Promise<unknown> =>
    (await request(app.getHttpServer()).get(path).expect(200)).body;
  const names = async (path: string) => Object.keys((await get(path)) as object);

  afterEach(() => app.close());

  it('follows the path of a page, without its query', async () => {
    await start({ imbachat: { only: ['/forum/*'] }, chatbro: { except: ['/forum/2'] } });
    expect(await get('/forum/1?page=2')).toEqual(['imbachat', 'chatbro']);
    expect(await get('/forum/2')).toEqual(['imbachat']);
  });

  it('follows the path that a single-page app names', async () => {
    await start({ imbachat: { only: ['/forum/*', '/café'] }, chatbro: { except: ['/forum/2'] } });
    expect(await names('/chat/widgets?path=/forum/1')).toEqual(['imbachat', 'chatbro']);
    expect(await names('/chat/widgets?path=/forum/2')).toEqual(['imbachat']);
    expect(await names(`/chat/widgets?path=${encodeURIComponent('/caf%C3%A9')}`)).toEqual([
      'imbachat',
      'chatbro',
    ]);
    expect(await names('/chat/widgets?path=/')).toEqual(['chatbro']);
    expect(await names('/chat/widgets')).toEqual(['chatbro']);
    expect(await names('/chat/widgets?path=/forum/1&path=/forum/1')).toEqual(['chatbro']);
  });

  it('can be limited to members', async () => {
    await start({ guests: false });
    expect(await get('/forum/1')).toEqual([]);
    await app.close();
    await start({ guests: false }, ada);
    expect(await get('/forum/1')).toEqual(['imbachat', 'chatbro']);
  });

  it('can be decided by a function', async () => {
    await start(
      { chatbro: async ({ visitor, path }) => visitor?.name === 'Ada' && path === '/forum/1' },
      ada,
    );
    expect(await get('/forum/1')).toEqual(['imbachat', 'chatbro']);
    expect(await get('/forum/2')).toEqual(['imbachat']);
  });

  it('can be switched off for a handler, and on again for a page', async () => {
    await start(true);
    expect(await get('/login')).toEqual([]);
    expect(await get('/contact')).toEqual(['imbachat']);
    expect(await get('/forum/1')).toEqual(['imbachat', 'chatbro']);
  });

  it('leaves ImbaChat out for a member without the permission available_chat', async () => {
    await start(true, { ...ada, permissions: { available_chat: false } });
    expect(await get('/forum/1')).toEqual(['chatbro']);
    expect(await names('/chat/widgets')).toEqual(['chatbro']);
  });
});
