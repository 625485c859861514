import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Inject, type INestApplication, Module, Param } from '@nestjs/common';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, type Plugin, type Rolldown, transformWithOxc } from 'vite';
import { compileScript, parse } from 'vue/compiler-sfc';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { ChatSandboxModule } from 'nestjs-chat-devtools';
import { CHATBRO, DASHBOARDS, IMBACHAT, SmallSiteUserProvider } from '../support/fixtures.js';
import { openBrowser, openPage } from '../support/browser.js';
import { ADAPTERS, startHost } from '../support/host.js';

const browser: Browser | null = await openBrowser();
afterAll(() => browser?.close());

const ASSETS = Symbol('ASSETS');
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src 'self'; img-src 'self' data:";

@Controller()
class SpaController {
  constructor(@Inject(ASSETS) private readonly assets: ReadonlyMap<string, string>) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', policy)
  index() {
    return this.assets.get('index.html');
  }

  @Get('assets/:name')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  asset(@Param('name') name: string) {
    return this.assets.get(`assets/${name}`);
  }
}

/** Compiles Vue components. Replaces `@vitejs/plugin-vue`, which does not support this version of Vite. */
const vue: Plugin = {
  name: 'vue',
  async transform(source, filename) {
    if (!filename.endsWith('.vue')) return null;
    const { descriptor } = parse(source, { filename });
    const { content } = compileScript(descriptor, { id: filename, inlineTemplate: true });
    return transformWithOxc(content, filename, { lang: 'ts' });
  },
};

/** Bundles an example with Vite. */
async function bundle(example: string): Promise<Map<string, string>> {
  const root = fileURLToPath(new URL(`../../examples/${example}/`, import.meta.url));
  const { output } = (await build({
    root,
    configFile: false,
    plugins: [vue],
    logLevel: 'warn',
    resolve: { tsconfigPaths: true },
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  return new Map(
    output.map((file) => [file.fileName, String(file.type === 'chunk' ? file.code : file.source)]),
  );
}

const examples = ['react', 'vue'].flatMap((example) => ADAPTERS.map((adapter) => ({ example, adapter })));

describe.skipIf(!browser).each(examples)('the $example example on $adapter', ({ example, adapter }) => {
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    const assets = await bundle(example);
    @Module({
      imports: [
        ChatIntegrationModule.forRoot({
          imbachat: { ...IMBACHAT, baseUrl: '/chat-sandbox' },
          chatbro: { ...CHATBRO, baseUrl: '/chat-sandbox' },
          userProvider: SmallSiteUserProvider,
          visitorResolver: () => 1,
          endpoints: { widgets: true },
        }),
        ChatSandboxModule.forRoot(DASHBOARDS),
      ],
      controllers: [SpaController],
      providers: [{ provide: ASSETS, useValue: assets }],
    })
    class HostModule {}
    app = await startHost({ adapter, imports: [HostModule] });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  it('starts both widgets once, and opens a dialog before and after they have loaded', async () => {
    const page = await openPage(browser!);
    let continueRequest = () => {};
    await page.route('**/widget', async (route) => {
      await new Promise<void>((resolve) => {
        continueRequest = resolve;
      });
      await route.continue();
    });
    await page.goto(url);
    const write = page.getByRole('button', { name: 'Write a message' });
    await write.click();
    const panel = page.locator('chat-sandbox-panel[data-widget="imbachat"]');
    expect(await panel.count()).toBe(0);
    continueRequest();
    await page.waitForSelector('chat-sandbox-panel[data-widget="imbachat"][data-dialog-with="2"]');
    expect(await panel.getAttribute('data-state')).toBe('verified');
    expect(await panel.getAttribute('data-user-id')).toBe('1');
    await page.waitForSelector('chat-sandbox-panel[data-widget="chatbro"][data-state="verified"]');
    expect(await page.locator('chat-sandbox-panel').count()).toBe(2);
    await write.click();
    expect(
      page.complaints.requests.filter((requested) => new URL(requested).pathname === '/chat/widgets'),
    ).toHaveLength(1);
    expect(page.complaints.errors).toEqual([]);
    expect(page.complaints.violations).toEqual([]);
    await page.close();
  });
});
