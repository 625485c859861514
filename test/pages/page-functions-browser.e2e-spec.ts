/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { Controller, Get, Header, Inject, type INestApplication, Module, Req } from '@nestjs/common';
import { ChatIntegrationModule, ChatWidgetsService, RoomPipes } from 'nestjs-chat-integration';
import { ChatSandboxModule } from 'nestjs-chat-devtools';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { CHATBRO, DASHBOARDS, IMBACHAT, SmallSiteUserProvider } from '../support/fixtures.js';
import { startHost } from '../support/host.js';

const browser = await openBrowser();
afterAll(() => browser?.close());

@Controller()
class PagesController {
  constructor(
    @Inject(ChatWidgetsService) private readonly chat: ChatWidgetsService,
    @Inject(RoomPipes) private readonly pipes: RoomPipes,
  ) {}

  @Get(['groups/tea', 'login'])
  @Header('Content-Type', 'text/html; charset=utf-8')
  async page(@Req() request: object): Promise<string> {
    return `<!doctype html><title>Tea</title><link rel="icon" href="data:,">
      <button data-chat-room="${this.pipes.of('tea')}" data-chat-room-title="Tea">Group chat</button>
      <button data-chat-support>Contact support</button>
      <button data-chat-open>Open <span data-chat-unread hidden></span></button>
      <button data-chat-close>Close</button>
      <div id="lobby" data-chat-embed="Lobby"></div>
      ${await this.chat.render(request)}`;
  }
}

@Module({
  imports: [
    ChatIntegrationModule.forRoot({
      imbachat: { ...IMBACHAT, baseUrl: '/chat-sandbox', supportUserNumber: 2 },
      chatbro: { ...CHATBRO, baseUrl: '/chat-sandbox' },
      userProvider: SmallSiteUserProvider,
      visitorResolver: () => 1,
      display: { except: ['/login'], only: [] },
    }),
    ChatSandboxModule.forRoot(DASHBOARDS),
  ],
  controllers: [PagesController],
})
class SiteModule {}

describe.skipIf(!browser)('the elements of a rendered page in Chromium', () => {
  let app: INestApplication;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    app = await startHost({ adapter: 'express', imports: [SiteModule] });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  beforeEach(async () => {
    page = await browser!.newPage({ baseURL: await app.getUrl() });
    errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(errors, []);
  });

  const panel = () => page.locator('chat-sandbox-panel[data-widget=imbachat]');
  const isOpen = () => panel().locator('.bar').getAttribute('aria-expanded');

  it('open and close the chat', async () => {
    await page.goto('/groups/tea');
    await page.click('text=Close');
    await expect.poll(isOpen).toBe('false');
    await page.click('text=Open');
    await expect.poll(isOpen).toBe('true');
  });

  it('open a dialog with the support user, and a room with a pipe that nobody can guess', async () => {
    await page.goto('/groups/tea');
    await page.click('text=Contact support');
    await panel().getByText('The chat would open a dialog with Bob.').waitFor();
    await page.evaluate(() => {
      const { imbaApi } = window as unknown as { imbaApi: { addToRoom(room: object): void } };
      const { addToRoom } = imbaApi;
      imbaApi.addToRoom = (room) => addToRoom(Object.assign(window, { room }).room);
    });
    await page.click('text=Group chat');
    await panel().getByText('The chat would open the room Tea.').waitFor();
    expect(await page.evaluate('window.room')).toEqual({
      pipe: expect.stringMatching(/^[\w-]{22,}$/),
      title: 'Tea',
      is_public: 0,
      type: 'conference',
      users_ids: [{ user_id: 1 }],
    });
  });

  it('contain a public room', async () => {
    await page.goto('/groups/tea');
    const lobby = page.locator('#lobby[data-imbachat_chat_ph="1"]');
    await expect.poll(() => lobby.textContent()).toContain('the public room Lobby');
  });

  it('do nothing on a page without chat, which contains no token', async () => {
    const response = await page.goto('/login');
    expect(await response!.text()).not.toContain('<script');
    await page.click('text=Contact support');
    expect(await page.locator('chat-sandbox-panel').count()).toBe(0);
  });
});
