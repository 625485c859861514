import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Inject, type INestApplication, Module, Req, Res } from '@nestjs/common';
import { ChatIntegrationModule, ChatWidgetsService } from 'nestjs-chat-integration';
import type { Browser } from 'playwright-core';
import request from 'supertest';
import { build, type Rolldown } from 'vite';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleChat } from '../../examples/third-vendor/example-chat.js';
import { openBrowser, openPage } from '../support/browser.js';
import { SmallSiteUserProvider } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';

const browser: Browser | null = await openBrowser();
afterAll(() => browser?.close());

const OPTIONS = { siteId: 'site7', secretKey: 'a key of at least 16 bytes', baseUrl: '/example-chat' };
const NONCE = 'bm9uY2U=';
const SINGLE_PAGE_APP = Symbol('SINGLE_PAGE_APP');

/** Bundles the single-page app with Vite. */
async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('../../examples/third-vendor/single-page-app.ts', import.meta.url));
  const [{ output }] = (await build({
    configFile: false,
    logLevel: 'error',
    resolve: { tsconfigPaths: true },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry, formats: ['es'] },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })) as [Rolldown.RolldownOutput];
  return output[0].code;
}

@Controller()
class SiteController {
  constructor(
    @Inject(ChatWidgetsService) private readonly chat: ChatWidgetsService,
    @Inject(SINGLE_PAGE_APP) private readonly app: string,
  ) {}

  @Get('page')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async page(
    @Req() req: object,
    @Res({ passthrough: true }) res: { header(name: string, value: string): void },
  ) {
    const { scriptSrc = [], connectSrc = [] } = this.chat.contentSecurityPolicy(NONCE);
    res.header(
      'Content-Security-Policy',
      `default-src 'none'; img-src data:; script-src ${scriptSrc.join(' ')}; connect-src ${connectSrc.join(' ')}`,
    );
    return `<!doctype html><link rel="icon" href="data:,">${await this.chat.render(req, { nonce: NONCE })}`;
  }

  @Get('single-page-app')
  @Header('Content-Type', 'text/html; charset=utf-8')
  index() {
    return '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/app.js"></script>';
  }

  @Get('app.js')
  @Header('Content-Type', 'text/javascript')
  script() {
    return this.app;
  }

  @Get('example-chat/widget.js')
  @Header('Content-Type', 'text/javascript')
  widget() {
    return 'window.ExampleChat = { start(options) { this.started = options; } };';
  }
}

const SIGNED_IN = {
  siteId: 'site7',
  user: { id: '1', name: 'Ada Lovelace' },
  signature: expect.stringMatching(/^[0-9a-f]{64}$/),
};

describe.each(ADAPTERS)('the widget of a third vendor on %s', (adapter) => {
  let app: INestApplication;
  const registrations = {
    forRoot: () =>
      ChatIntegrationModule.forRoot({
        widgets: [exampleChat(OPTIONS)],
        userProvider: SmallSiteUserProvider,
        visitorResolver: () => 1,
        endpoints: { widgets: true },
        isGlobal: true,
      }),
    forRootAsync: () =>
      ChatIntegrationModule.forRootAsync({
        useFactory: async () => ({ widgets: [exampleChat(OPTIONS)] }),
        userProvider: SmallSiteUserProvider,
        visitorResolver: () => 1,
        endpoints: { widgets: true },
        isGlobal: true,
      }),
  };

  describe.each(Object.entries(registrations))('with %s', (_name, register) => {
    beforeEach(async () => {
      @Module({
        imports: [register()],
        controllers: [SiteController],
        providers: [{ provide: SINGLE_PAGE_APP, useFactory: bundle }],
      })
      class HostModule {}
      app = await startHost({ adapter, imports: [HostModule] });
      await app.listen(0, '127.0.0.1');
    });
    afterEach(() => app.close());

    it('adds its signed parameters to the widgets endpoint', async () => {
      const { body } = await request(app.getHttpServer()).get('/chat/widgets');
      expect(body).toEqual({ exampleChat: { scriptUrl: '/example-chat/widget.js', ...SIGNED_IN } });
    });

    it.skipIf(!browser).each(['page', 'single-page-app'])('starts in the %s', async (path) => {
      const page = await openPage(browser!);
      await page.goto(`${await app.getUrl()}/${path}`);
      await page.waitForFunction('window.ExampleChat?.started');
      expect(await page.evaluate('window.ExampleChat.started')).toEqual(SIGNED_IN);
      expect(page.complaints.violations).toEqual([]);
      expect(page.complaints.errors).toEqual([]);
      await page.close();
    });
  });

  it('is implemented in a file of at most 60 lines', () => {
    const file = new URL('../../examples/third-vendor/example-chat.ts', import.meta.url);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });
});
