/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  Controller,
  Get,
  Header,
  Inject,
  type INestApplication,
  Module,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ChatIntegrationModule, type ChatPageOptions, ChatWidgetsService } from 'nestjs-chat-integration';
import { ChatSandboxModule } from 'nestjs-chat-devtools';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { CHATBRO, DASHBOARDS, IMBACHAT, SmallSiteUserProvider } from '../support/fixtures.js';
import { startHost } from '../support/host.js';

const browser = await openBrowser();
afterAll(() => browser?.close());

const packageFile = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url)), 'utf8');

const SCRIPTS: Readonly<Record<string, string>> = {
  turbo: packageFile('@hotwired/turbo/dist/turbo.es2017-umd.js'),
  htmx: packageFile('htmx.org/dist/htmx.min.js'),
};

/** Elements whose ids are globals of the vendors and of the library. */
const CLOBBERING = `<video id="ImbaChat"></video><form id="imbaApi"></form><form id="imbaChat"></form>
  <a id="Chatbro"></a><a id="chatIntegration"></a><a id="chatIntegration"></a>`;

interface Options {
  /** The library that navigates. */
  by?: 'turbo' | 'htmx' | undefined;
  /** The id of the visitor; a guest without it. */
  as?: string;
  /** Whether the page has elements with the names of globals. */
  clobbered?: string;
  /** Whether the parameters of ChatBro are large. */
  large?: string;
}

@Controller()
class PagesController {
  constructor(@Inject(ChatWidgetsService) private readonly chat: ChatWidgetsService) {}

  @Get('page/:name')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async page(@Req() request: { path: string }, @Query() { by, as = '', clobbered, large }: Options) {
    const query = `?by=${by ?? ''}&as=`;
    const chats: NonNullable<ChatPageOptions['chatbro']>['chats'] = [
      large ? { customLoginLink: `/${'x'.repeat(200_000)}` } : {},
      { chatTitle: request.path, isStatic: true },
    ];
    return `<!doctype html><html><head><title>${request.path}</title><link rel="icon" href="data:,">
      ${by ? `<script src="/script/${by}"></script>` : ''}</head>
      <body${by === 'htmx' ? ' hx-boost="true"' : ''}>${clobbered ? CLOBBERING : ''}
      <h1>${request.path}</h1>
      <a href="/page/1${query}${as}">one</a> <a href="/page/2${query}${as}">two</a>
      <a href="/page/1${query}2">log in as Bob</a>
      <button data-chat-with="2">Write</button> <button data-chat-with="2; alert(1)">Invalid</button>
      <main>${await this.chat.render(request, { chatbro: { chats } })}</main></body></html>`;
  }

  @Get('script/:name')
  script(
    @Req() request: { path: string },
    @Res() response: { type(type: string): { send(body: string): void } },
  ) {
    response.type('text/javascript').send(SCRIPTS[request.path.split('/').at(-1)!]!);
  }
}

@Module({
  imports: [
    ChatIntegrationModule.forRoot({
      imbachat: { ...IMBACHAT, baseUrl: '/chat-sandbox' },
      chatbro: { ...CHATBRO, baseUrl: '/chat-sandbox' },
      userProvider: SmallSiteUserProvider,
      visitorResolver: (request) => (request as { query: Options }).query.as || null,
    }),
    ChatSandboxModule.forRoot(DASHBOARDS),
  ],
  controllers: [PagesController],
})
class SiteModule {}

describe.skipIf(!browser)('a rendered page in Chromium', () => {
  let app: INestApplication;
  let url: string;
  beforeAll(async () => {
    app = await startHost({ adapter: 'express', imports: [SiteModule] });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  let page: Page;
  let uncaught: string[];
  let requests: string[];
  beforeEach(async () => {
    page = await browser!.newPage({ baseURL: url });
    uncaught = [];
    requests = [];
    page.on('pageerror', (error) => uncaught.push(String(error)));
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    await page.addInitScript(() => {
      Object.assign(window, { chatErrors: [] });
      document.addEventListener('chat-error', (event) => {
        const { widget, error } = (event as CustomEvent<{ widget: string; error: { code: string } }>).detail;
        const from = event.target instanceof Element ? event.target.textContent : 'document';
        (window as unknown as { chatErrors: string[] }).chatErrors.push(`${widget} ${error.code} ${from}`);
      });
    });
  });
  afterEach(async () => {
    await page.close();
    // No unhandled rejections, whatever fails.
    assert.deepEqual(uncaught, []);
  });

  const panels = () =>
    page.$$eval('chat-sandbox-panel', (all) =>
      all
        .map(({ dataset }) => `${dataset['widget']} ${dataset['state']} ${dataset['userId'] ?? ''}`.trim())
        .toSorted(),
    );
  const ADA = ['chatbro verified 1', 'chatbro verified 1', 'imbachat verified 1'];
  const dialogs = () => page.getAttribute('html', 'data-chat-dialogs');
  const errors = () => page.evaluate('window.chatErrors');
  const scripts = () => requests.filter((path) => path.endsWith('/widget')).length;

  /** The dialog opens by a click, once. */
  const expectDialog = async () => {
    await page.evaluate(() => {
      const { imbaApi } = window as unknown as { imbaApi: { openDialog(id: unknown): unknown } };
      const opened: unknown[] = [];
      const { openDialog } = imbaApi;
      Object.assign(window, { opened });
      imbaApi.openDialog = (id) => (opened.push(id), openDialog(id));
    });
    await page.click('text=Write');
    await page.waitForSelector('chat-sandbox-panel[data-widget=imbachat][data-dialog-with="2"]');
    expect(await page.evaluate('window.opened')).toEqual([2]);
  };

  it('starts nothing twice when its scripts run again', async () => {
    await page.goto('/page/1?as=1');
    await expect.poll(panels).toEqual(ADA);
    await page.evaluate(() => {
      for (const script of document.querySelectorAll('main script')) {
        const again = document.createElement('script');
        again.textContent = script.textContent;
        script.replaceWith(again);
      }
    });
    await page.waitForTimeout(200);
    expect(await panels()).toEqual(ADA);
    expect(scripts()).toBe(1);
    await expectDialog();
    expect(await errors()).toEqual([]);
  });

  describe.each(['turbo', 'htmx'] as const)('with %s', (by) => {
    const shown = async (name: string) => {
      await expect.poll(() => page.textContent('h1')).toBe(`/page/${name}`);
    };

    it('has each widget once after each navigation, also back and forward', async () => {
      await page.goto(`/page/1?by=${by}&as=1`);
      await expect.poll(panels).toEqual(ADA);
      for (const [navigate, name] of [
        [() => page.click('text=two'), '2'],
        [() => page.click('text=one'), '1'],
        [() => page.goBack(), '2'],
        [() => page.goBack(), '1'],
        [() => page.goForward(), '2'],
      ] as const) {
        await navigate();
        await shown(name);
        await expect.poll(panels).toEqual(ADA);
        expect(await page.textContent('chat-sandbox-panel .chat >> nth=-1')).not.toBe('');
      }
      await expectDialog();
      expect(await dialogs()).toBe('ready');
      expect(await errors()).toEqual([]);
      // Back and forward, htmx loads new documents, because it has not stored the pages.
      expect(scripts()).toBeLessThanOrEqual(by === 'turbo' ? 1 : 4);
      const stored = await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })');
      expect(stored).not.toMatch(/eyJ|signature/);
    });

    it('refuses another visitor, and says so', async () => {
      await page.goto(`/page/1?by=${by}&as=1`);
      await expect.poll(panels).toEqual(ADA);
      await page.click('text=log in as Bob');
      await expect.poll(dialogs).toBe('unavailable');
      await page.click('text=Write');
      await expect
        .poll(errors)
        .toEqual([
          'imbachat ERR_CHAT_IDENTITY_CHANGED document',
          'chatbro ERR_CHAT_IDENTITY_CHANGED document',
          'imbachat ERR_CHAT_IDENTITY_CHANGED Write',
        ]);
      expect(await panels()).toEqual([]);
    });
  });

  it('starts the other widget, and shows that dialogs are unavailable, if a script is blocked', async () => {
    await page.route('**/widget', (route) => route.abort('blockedbyclient'));
    await page.goto('/page/1?as=1');
    await expect.poll(panels).toEqual(ADA.slice(0, 2));
    expect(await dialogs()).toBe('unavailable');
    await page.click('text=Write');
    await expect
      .poll(errors)
      .toEqual([
        'imbachat ERR_CHAT_VENDOR_UNREACHABLE document',
        'imbachat ERR_CHAT_VENDOR_UNREACHABLE Write',
      ]);
    const code = await page.evaluate(() =>
      (window as unknown as { chatIntegration: { openDialog(id: number): Promise<void> } }).chatIntegration
        .openDialog(2)
        .catch((error: { code: string }) => error.code),
    );
    expect(code).toBe('ERR_CHAT_VENDOR_UNREACHABLE');
  });

  it('starts ImbaChat if the request of ChatBro is blocked', async () => {
    await page.route(/\/embed\.js\?/, (route) => route.abort('blockedbyclient'));
    await page.goto('/page/1?as=1');
    await expect.poll(panels).toEqual(['imbachat verified 1']);
    expect(await errors()).toEqual(['chatbro ERR_CHAT_VENDOR_UNREACHABLE document']);
    await expectDialog();
  });

  it.each([
    ['never responds', () => new Promise<void>(() => {})],
    [
      'responds with another script',
      async (route: { fulfill(with_: object): Promise<void> }) =>
        route.fulfill({ contentType: 'text/javascript', body: '"an advertisement"' }),
    ],
  ])('stops waiting if the vendor %s', async (_, respond) => {
    await page.clock.install();
    await page.route('**/widget', respond as never);
    await page.goto('/page/1?as=1', { waitUntil: 'domcontentloaded' });
    await expect.poll(dialogs).toBe('loading');
    await page.clock.fastForward(30_000);
    await expect.poll(dialogs).toBe('unavailable');
    expect(await errors()).toContain('imbachat ERR_CHAT_VENDOR_TIMEOUT document');
  });

  it('works with elements that have the names of the vendors, and without storage', async () => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
    });
    await page.goto('/page/1?as=1&clobbered=1');
    await expect.poll(panels).toEqual(ADA);
    await expectDialog();
    expect(await errors()).toEqual([]);
  });

  it('starts the other widget if the parameters of one are too large for its server', async () => {
    await page.goto('/page/1?as=1&large=1');
    await expect.poll(panels).toEqual(['imbachat verified 1']);
    await expect.poll(errors).toEqual(['chatbro ERR_CHAT_VENDOR_UNREACHABLE document']);
    await expectDialog();
  });

  it('refuses an invalid user number', async () => {
    await page.goto('/page/1?as=1');
    await expect.poll(dialogs).toBe('ready');
    await page.click('text=Invalid');
    expect(await errors()).toEqual(['imbachat ERR_CHAT_USER_NUMBER_INVALID Invalid']);
    expect(await page.locator('[data-dialog-with]').count()).toBe(0);
  });

  it('keeps its widgets when a view transition replaces its content', async () => {
    await page.goto('/page/1?as=1');
    await expect.poll(panels).toEqual(ADA);
    await page.evaluate(async () => {
      const { finished } = document.startViewTransition(() => {
        document.querySelector('h1')!.replaceWith(document.createElement('h2'));
      });
      await finished;
    });
    expect(await panels()).toEqual(ADA);
    await expectDialog();
  });
});
