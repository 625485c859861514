/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  type INestApplication,
  Module,
  Param,
  Post,
  Res,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { build } from 'esbuild';
import { ChatIntegrationModule, type ChatWidget } from 'nestjs-chat-integration';
import { ChatSandboxModule } from 'nestjs-chat-devtools';
import type { LoadedChatWidgets, LoadChatWidgetsOptions } from 'nestjs-chat-browser';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { CHATBRO, DASHBOARDS, IMBACHAT, SmallSiteUserProvider } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';

const browser = await openBrowser();
afterAll(() => browser?.close());

/** Makes an endpoint public: `'optional'` also reads the visitor. */
const Public = (kind: 'always' | 'optional' = 'always') => SetMetadata('public', kind);

interface HostRequest {
  url: string;
  headers: { authorization?: string; cookie?: string };
  user?: unknown;
}

/** The global guard of Nest's documentation, which takes a bearer token or a cookie. */
@Injectable()
class AuthGuard implements CanActivate {
  constructor(
    @Inject(JwtService) private readonly jwt: JwtService,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const kind = this.reflector.getAllAndOverride<string>('public', [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<HostRequest>();
    // The sandbox is not a part of the host in production.
    if (kind === 'always' || request.url.startsWith('/chat-sandbox')) return true;
    const { authorization = '', cookie = '' } = request.headers;
    const token = /^Bearer (.+)$/.exec(authorization)?.[1] ?? /\bsession=([^;]+)/.exec(cookie)?.[1];
    if (token !== undefined) request.user = await this.jwt.verifyAsync(token).catch(() => undefined);
    if (request.user === undefined && kind !== 'optional') throw new UnauthorizedException();
    return true;
  }
}

@Controller()
class AuthController {
  constructor(@Inject(JwtService) private readonly jwt: JwtService) {}

  @Public()
  @Post('login/:id')
  async logIn(@Param('id') id: string, @Res({ passthrough: true }) response: Headers) {
    const token = await this.jwt.signAsync({ sub: Number(id) });
    response.header('Set-Cookie', `session=${id === '0' ? '' : token}; HttpOnly; SameSite=Lax; Path=/`);
    return { token };
  }

  @Get('private')
  private() {
    return 'for members only';
  }
}

interface Headers {
  header(name: string, value: string): void;
}

/** A widget whose vendor can end a session. */
const greeter: ChatWidget<{ name: string | null }> = {
  name: 'greeter',
  csp: {},
  params: ({ visitor }) => ({ name: visitor && visitor.name }),
  start: '() => undefined',
};

/** What the page of the single-page app has. */
interface AppWindow {
  loadChatWidgets(options: LoadChatWidgetsOptions): Promise<LoadedChatWidgets>;
  startImbaChat(params: object): object;
}

const vendors = {
  imbachat: { ...IMBACHAT, baseUrl: '/chat-sandbox' },
  chatbro: { ...CHATBRO, baseUrl: '/chat-sandbox' },
};

describe.skipIf(!browser).each(ADAPTERS)(
  'a single-page app on another origin, with a host on %s',
  (adapter) => {
    let app: INestApplication;
    let api: string;
    let spa: Server;
    let spaUrl: string;

    beforeAll(async () => {
      const { outputFiles } = await build({
        stdin: {
          contents: `export { loadChatWidgets } from './index.ts'; export { startImbaChat } from './imbachat.ts';`,
          resolveDir: fileURLToPath(new URL('../../libs/chat-browser/src', import.meta.url)),
        },
        bundle: true,
        write: false,
        format: 'iife',
        globalName: 'chat',
      });
      const html = `<!doctype html><html><head><link rel="icon" href="data:,"></head><body>
      <button data-chat-with="2">Write</button><script>${outputFiles[0]!.text} Object.assign(window, chat);</script>`;
      spa = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html));
      await new Promise<void>((resolve) => spa.listen(0, '127.0.0.1', resolve));
      spaUrl = `http://localhost:${(spa.address() as { port: number }).port}`;

      // The vendor's URL must be absolute for a page of another origin, so the API listens first.
      const port = await new Promise<number>((resolve) => {
        const probe = createServer().listen(0, '127.0.0.1', () => {
          const { port: free } = probe.address() as { port: number };
          probe.close(() => resolve(free));
        });
      });
      api = `http://localhost:${port}`;
      const baseUrl = `${api}/chat-sandbox`;
      @Module({
        imports: [
          JwtModule.register({ secret: 'the host has its own secret', signOptions: { expiresIn: '1h' } }),
          ChatIntegrationModule.forRoot({
            imbachat: { ...vendors.imbachat, baseUrl },
            chatbro: { ...vendors.chatbro, baseUrl },
            widgets: [greeter],
            userProvider: SmallSiteUserProvider,
            endpoints: {
              widgets: true,
              chatServerDecorators: [Public()],
              visitorDecorators: [Public('optional')],
            },
          }),
          ChatSandboxModule.forRoot(DASHBOARDS),
        ],
        controllers: [AuthController],
        providers: [{ provide: APP_GUARD, useClass: AuthGuard }],
      })
      class HostModule {}
      app = await startHost({
        adapter,
        imports: [HostModule],
        configure: (host) =>
          host.enableCors({ origin: [spaUrl], methods: ['GET', 'POST'], credentials: true }),
      });
      await app.listen(port, '127.0.0.1');
    });
    afterAll(async () => {
      spa.close();
      await app.close();
    });

    const opened: { page: Page; uncaught: string[] }[] = [];
    /** Opens the app in a new browser context. */
    const openApp = async (): Promise<Page> => {
      const page = await browser!.newPage();
      const uncaught: string[] = [];
      page.on('pageerror', (error) => uncaught.push(String(error)));
      opened.push({ page, uncaught });
      await page.goto(spaUrl);
      return page;
    };
    afterEach(async () => {
      for (const { page, uncaught } of opened.splice(0)) {
        await page.context().close();
        assert.deepEqual(uncaught, []);
      }
    });

    /** Logs in as a member, or out with 0; returns a bearer token. */
    const logIn = (page: Page, id: number): Promise<string> =>
      page.evaluate(
        async ([base, member]) => {
          const response = await fetch(`${base}/login/${member}`, { method: 'POST', credentials: 'include' });
          return ((await response.json()) as { token: string }).token;
        },
        [api, id] as const,
      );

    /** Loads the widgets; returns the errors, by widget. */
    const load = (
      page: Page,
      how: { token?: string; credentials?: 'include' },
    ): Promise<Record<string, string>> =>
      page.evaluate(
        async ([baseUrl, { token, credentials }]) => {
          const { loadChatWidgets } = window as unknown as AppWindow;
          const errors: Record<string, string> = {};
          const greet = ({ name }: { name: string | null }) => {
            document.title = name ?? 'guest';
            return {
              reset() {
                document.title = 'nobody';
              },
            };
          };
          const chat = await loadChatWidgets({
            baseUrl,
            ...(credentials && { credentials }),
            headers: async () => (token === undefined ? {} : { authorization: `Bearer ${token}` }),
            widgets: { greeter: greet },
            onError: (error, name) => (errors[name] = (error as { code: string }).code),
          });
          Object.assign(window, { chat });
          await new Promise((resolve) => setTimeout(resolve, 100));
          return errors;
        },
        [api, how] as const,
      );

    const call = (page: Page, method: 'reset' | 'refresh') =>
      page.evaluate(
        (name) =>
          (window as unknown as { chat: LoadedChatWidgets }).chat[name]().then(
            () => 'done',
            (error: { code: string; message: string }) => `${error.code} ${error.message}`,
          ),
        method,
      );

    const panels = (page: Page) =>
      page.$$eval('chat-sandbox-panel', (all) =>
        all
          .map(({ dataset }) => `${dataset['widget']} ${dataset['state']} ${dataset['userId'] ?? ''}`.trim())
          .toSorted(),
      );
    const signedIn = (id: number) => [`chatbro verified ${id}`, `imbachat verified ${id}`];
    const GUEST = ['chatbro guest', 'imbachat guest'];

    it.each(['a bearer token', 'a cookie'])('starts the widgets with %s, for guests too', async (kind) => {
      const page = await openApp();
      expect(await load(page, {})).toEqual({});
      await expect.poll(() => panels(page)).toEqual(GUEST);
      await page.reload();

      const token = await logIn(page, 1);
      expect(await load(page, kind === 'a cookie' ? { credentials: 'include' } : { token })).toEqual({});
      await expect.poll(() => panels(page)).toEqual(signedIn(1));
      await page.click('text=Write');
      await page.waitForSelector('chat-sandbox-panel[data-widget=imbachat][data-dialog-with="2"]');
    });

    it('does not send cookies or tokens unless it is told to', async () => {
      const page = await openApp();
      await logIn(page, 1);
      await load(page, {});
      await expect.poll(() => panels(page)).toEqual(GUEST);
    });

    it('changes the visitor with a reload, and never mixes two visitors without one', async () => {
      const page = await openApp();
      await load(page, { token: await logIn(page, 1) });
      await expect.poll(() => panels(page)).toEqual(signedIn(1));

      // Log out and in as another member, without a page load.
      const token = await logIn(page, 2);
      expect(await load(page, { token })).toEqual({
        imbachat: 'ERR_CHAT_IDENTITY_CHANGED',
        chatbro: 'ERR_CHAT_IDENTITY_CHANGED',
        greeter: 'ERR_CHAT_IDENTITY_CHANGED',
      });
      expect(await panels(page)).toEqual(signedIn(1));
      expect(await page.getAttribute('html', 'data-chat-dialogs')).toBe('unavailable');

      await page.reload();
      await load(page, { token });
      await expect.poll(() => panels(page)).toEqual(signedIn(2));
    });

    it('ends the session of the widgets that can, and names the others', async () => {
      const page = await openApp();
      await load(page, { token: await logIn(page, 1) });
      await expect.poll(() => page.title()).toBe('Ada Lovelace');
      const refused = await call(page, 'reset');
      expect(refused).toMatch(/^ERR_CHAT_RESET_UNSUPPORTED .*\bimbachat and chatbro cannot/);
      expect(await page.title()).toBe('nobody');
      const errors = await load(page, { token: await logIn(page, 2) });
      expect(errors).not.toHaveProperty('greeter');
      expect(await page.title()).toBe('Bob');
      expect(await call(page, 'refresh')).toMatch(/^ERR_CHAT_REFRESH_UNSUPPORTED /);
    });

    it('starts nothing twice, and tries again after a failure', async () => {
      const page = await openApp();
      const token = await logIn(page, 1);
      await page.route('**/chat/widgets?*', (route) => route.abort('blockedbyclient'));
      const failure = load(page, { token }).catch((error: Error) => error.message);
      expect(await failure).toContain('Expected a response from');
      expect(await page.getAttribute('html', 'data-chat-dialogs')).toBe('unavailable');
      await page.unroute('**/chat/widgets?*');

      await page.route('**/widget', (route) => route.abort('blockedbyclient'));
      expect(await load(page, { token })).toEqual({ imbachat: 'ERR_CHAT_VENDOR_UNREACHABLE' });
      await page.unroute('**/widget');

      expect(await load(page, { token })).toEqual({});
      expect(await load(page, { token })).toEqual({});
      await expect.poll(() => panels(page)).toEqual(signedIn(1));
      expect(await page.getAttribute('html', 'data-chat-dialogs')).toBe('ready');
    });

    it('cannot be read by an origin that the host does not allow', async () => {
      const page = await openApp();
      const token = await logIn(page, 1);
      await page.goto(spaUrl.replace('localhost', '127.0.0.1'));
      const failure = load(page, { token }).catch((error: Error) => error.message);
      expect(await failure).toContain('Expected a response from');
    });
  },
);
