import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Inject, type INestApplication, Module, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Browser } from 'playwright-core';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeErrors } from '../docs/snippets.js';
import type * as library from 'nestjs-chat-integration';
import { openBrowser, openPage } from '../support/browser.js';
import { SmallSiteUserProvider } from '../support/fixtures.js';
import { startHost } from '../support/host.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const example = `${root}examples/third-vendor/`;
const copy = `${root}test/examples/generated/third-vendor/`;
const patch = readFileSync(`${example}register.patch`, 'utf8');

const newFiles = readdirSync(`${example}src`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => `src/${path}`);
const changedFiles = [...patch.matchAll(/^\+\+\+ b\/(\S+)$/gm)].map(([, path]) => path!);

const browser: Browser | null = await openBrowser();

describe('a third vendor', () => {
  let app: INestApplication;

  beforeAll(async () => {
    rmSync(copy, { recursive: true, force: true });
    cpSync(`${root}libs/chat-integration/src`, `${copy}src`, {
      recursive: true,
      filter: (path) => !path.endsWith('.spec.ts'),
    });
    cpSync(`${example}src`, `${copy}src`, { recursive: true });
    execFileSync('git', ['apply', '-C1', '--directory=test/examples/generated/third-vendor', '-'], {
      cwd: root,
      input: patch,
    });
    const { ChatIntegrationModule, ChatWidgetsService } = (await import(
      /* @vite-ignore */ `${copy}src/index.ts`
    )) as typeof library;

    @Controller()
    class SiteController {
      constructor(
        @Inject(ChatWidgetsService)
        private readonly chat: Pick<library.ChatWidgetsService, 'contentSecurityPolicy' | 'render'>,
      ) {}

      @Get()
      @Header('Content-Type', 'text/html; charset=utf-8')
      async page(@Req() req: object, @Res({ passthrough: true }) res: Response) {
        const { scriptSrc } = this.chat.contentSecurityPolicy('bm9uY2U=');
        res.setHeader('Content-Security-Policy', `script-src ${scriptSrc.join(' ')}`);
        return `<!doctype html>${await this.chat.render(req, { nonce: 'bm9uY2U=' })}`;
      }

      @Get('examplechat/widget.js')
      @Header('Content-Type', 'text/javascript')
      script() {
        return 'window.ExampleChat = { start(options) { this.started = options; } };';
      }
    }

    @Module({
      imports: [
        ChatIntegrationModule.forRoot({
          examplechat: { siteId: 'site7', secretKey: 'a key of at least 16 bytes', baseUrl: '/examplechat' },
          userProvider: SmallSiteUserProvider,
          visitorResolver: { useFactory: () => ({ resolve: () => 1 }) },
          endpoints: { widgets: 'chat/widgets' },
        } as never),
      ],
      controllers: [SiteController],
    })
    class HostModule {}
    app = await startHost({ adapter: 'express', imports: [HostModule] });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app?.close();
    await browser?.close();
    rmSync(copy, { recursive: true, force: true });
  });

  it('touches the files that the steps of CONTRIBUTING.md name, and no others', () => {
    const [, steps] = /^## Add a vendor\n(.*?)^A vendor whose/ms.exec(
      readFileSync(`${root}CONTRIBUTING.md`, 'utf8'),
    )!;
    expect(steps!.match(/^\d+\. /gm)).toHaveLength(10);
    const named = [...steps!.matchAll(/`(src\/[^`]+\.ts)`/g)].map(([, path]) =>
      path!.replaceAll('<vendor>', 'examplechat'),
    );
    expect(new Set([...newFiles, ...changedFiles])).toEqual(new Set(named));
  });

  it('compiles', () => {
    expect(typeErrors([`${copy}src/index.ts`, `${copy}src/browser/index.ts`])).toEqual([]);
  }, 120_000);

  it('boots in a single-page app', async () => {
    const { body } = await request(app.getHttpServer()).get('/chat/widgets');
    expect(body).toEqual({
      examplechat: {
        scriptUrl: '/examplechat/widget.js',
        options: {
          siteId: 'site7',
          user: { id: '1', name: 'Ada Lovelace' },
          signature: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    });
  });

  it.skipIf(!browser)('boots in a page, under its policy', async () => {
    const page = await openPage(browser!);
    await page.goto(await app.getUrl());
    const started = await page.evaluate('window.ExampleChat.started.user');
    expect(started).toEqual({ id: '1', name: 'Ada Lovelace' });
    expect(page.complaints.violations).toEqual([]);
  });

  it('is refused with its path when an option of it is wrong', async () => {
    const { resolveOptions } = (await import(
      /* @vite-ignore */ `${copy}src/chat-integration.options.ts`
    )) as {
      resolveOptions(options: object, warn: () => void): object;
    };
    expect(() => resolveOptions({ examplechat: { siteId: 'site7' } }, () => {})).toThrow(
      /examplechat\.secretKey: expected the secret key/,
    );
  });
});
